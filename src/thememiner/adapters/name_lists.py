"""Faker's lists of names, and a dictionary of words, into what tells names from words."""

from __future__ import annotations

import importlib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from thememiner.adapters.spacy_names import ordinary_words
from thememiner.privacy import NameLists

# Countries whose names are met daily in English-speaking health services.
_DAILY = (
    *("en_GB", "en_US", "en_IE", "ga_IE", "en_NZ", "en_IN", "en_PK", "en_KE", "en_NG"),
    *("gu_IN", "yo_NG", "ig_NG", "ha_NG", "tw_GH", "zu_ZA", "pl_PL"),
)
_SELDOM = (
    *(
        "en",
        "cs_CZ",
        "da_DK",
        "de_AT",
        "de_DE",
        "es_AR",
        "es_ES",
        "es_MX",
        "fr_DZ",
        "fr_FR",
        "hu_HU",
    ),
    *("id_ID", "is_IS", "it_IT", "lt_LT", "lv_LV", "nl_BE", "nl_NL", "no_NO", "pt_PT", "ro_RO"),
    *("sk_SK", "sl_SI", "sv_SE", "sw", "tr_TR", "uz_UZ", "vi_VN", "hr_HR", "fi_FI", "et_EE"),
)
_SHORTEST = 2


@lru_cache(maxsize=1)
def read_name_lists() -> NameLists:
    """First names and surnames by how often they are met, and ordinary words."""
    words = ordinary_words()
    first, last = _names(_DAILY, "first_names"), _names(_DAILY, "last_names")
    women, men = _names(_DAILY, "first_names_female"), _names(_DAILY, "first_names_male")
    return NameLists(
        first=first,
        last=last,
        rare_first=_names(_SELDOM, "first_names") - first,
        rare_last=_names(_SELDOM, "last_names") - last,
        women=women - men,
        men=men - women,
        doing=words.doing,
        past=words.past,
        things=words.things,
    )


def _names(locales: Iterable[str], field: str) -> frozenset[str]:
    """The names under a field and all fields that begin so, in small letters without accents too."""
    found: set[str] = set()
    for locale in locales:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            if attribute.startswith(field):
                for name in getattr(provider, attribute):
                    found.update(_plain(str(name)))
    return frozenset(found)


def _plain(name: str) -> Iterator[str]:
    name = name.strip().lower()
    if len(name) < _SHORTEST or " " in name:
        return
    yield name
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    if bare != name:
        yield bare
