"""spaCy: texts into names of people, places and organisations, and its ordinary words."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from thememiner.adapters.registry import locate, module_folder, read_registry
from thememiner.privacy import Found, Guess, Tag

if TYPE_CHECKING:
    from spacy.language import Language

_MODEL = "en_core_web_sm"
_NOT_NEEDED = ["parser", "attribute_ruler"]
_NO_TAGS, _TAGS_ALONE = ["tok2vec", "tagger", "lemmatizer"], ["ner", "lemmatizer"]
_LONGEST = 100_000
_GUESSES: Mapping[str, Guess] = MappingProxyType(
    {
        "PERSON": "person",
        "GPE": "place",
        "LOC": "place",
        "FAC": "place",
        "ORG": "organisation",
        **dict.fromkeys(
            ("NORP", "LANGUAGE", "PRODUCT", "EVENT", "LAW", "WORK_OF_ART", "DATE", "TIME"), "other"
        ),
    }
)
_DOING = ("verb", "adj", "adv")


class SpacyNames:
    """Names by spaCy's small English pipeline, of which only the recogniser runs.

    It is loaded at the first use and shared by all of a process.
    """

    @property
    def name(self) -> str:
        """Package and version, for the run record."""
        model = read_registry()[_MODEL]
        module = model.prefers if module_folder(model.prefers) else model.module
        try:
            return f"{module} {version(module)} ner"
        except PackageNotFoundError:
            return f"{module} ner"

    def find(self, texts: Sequence[str]) -> list[tuple[Found, ...]]:
        """The names in each text, in order."""
        return [
            tuple(
                Found(found.start_char, found.end_char, _GUESSES[found.label_])
                for found in doc.ents
                if found.label_ in _GUESSES
            )
            for doc in _pipeline().pipe(
                (text[:_LONGEST] for text in texts), batch_size=64, disable=_NO_TAGS
            )
        ]

    def tag(self, texts: Sequence[str]) -> list[tuple[Tag, ...]]:
        """The part of speech of each word of each text, in order."""
        return [
            tuple(Tag(token.idx, token.tag_) for token in doc)
            for doc in _pipeline().pipe(
                (text[:_LONGEST] for text in texts), batch_size=64, disable=_TAGS_ALONE
            )
        ]


class OrdinaryWords(NamedTuple):
    """Words of a dictionary, in small letters.

    Attributes:
        doing: verbs, adjectives and adverbs.
        past: irregular forms of verbs.
        things: nouns.
    """

    doing: frozenset[str]
    past: frozenset[str]
    things: frozenset[str]


def ordinary_words() -> OrdinaryWords:
    """The dictionary that comes with the pipeline."""
    lookups: Any = _pipeline().get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    index, irregular = lookups.get_table("lemma_index"), lookups.get_table("lemma_exc")
    return OrdinaryWords(
        doing=frozenset(word for part in _DOING for word in (*index[part], *irregular[part])),
        past=frozenset(word for word in irregular["verb"] if not word.endswith(("ing", "s"))),
        things=frozenset((*index["noun"], *irregular["noun"])),
    )


@lru_cache(maxsize=1)
def _pipeline() -> Language:
    import spacy

    model = read_registry()[_MODEL]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        if module_folder(model.prefers):
            return spacy.load(model.prefers, exclude=_NOT_NEEDED)
        return spacy.load(locate(_MODEL), exclude=_NOT_NEEDED)
