"""Names of attributes into whether they say on what ground somebody's words are used."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LEGAL = re.compile(
    r"consent|legal|lawful|gdpr|ethic|quot(?:e|es|ation|ations)_ok|ok_to_quote|quotable|"
    r"(?:may|can)_quote|withdr[ae]w|permission|analysis_ok"
)
_FOR_CODERS = re.compile(r"quot")


def is_legal_basis(attribute: str) -> bool:
    """Whether an attribute says on what ground somebody's words are used; no report prints it."""
    return bool(_LEGAL.search(plain_name(attribute)))


def is_for_coders(attribute: str) -> bool:
    """Whether the team's own tables show an attribute: of the grounds, only who may be quoted."""
    return not is_legal_basis(attribute) or bool(_FOR_CODERS.search(plain_name(attribute)))


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """An attribute's name in lower-case letters without accents, other signs as one underscore."""
    return re.sub(r"[^a-z0-9]+", "_", plain_words(name)).strip("_")


def plain_words(text: str) -> str:
    """Lower case, accents and invisible signs off, white space and closing signs gone."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(sign for sign in letters if unicodedata.category(sign) not in ("Mn", "Cf"))
    return " ".join(kept.split()).strip(" .!;,()[]'\"")
