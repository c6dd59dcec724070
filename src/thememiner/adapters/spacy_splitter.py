"""spaCy: texts into sentences with clause breaks, and into the phrases people used."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from thememiner.adapters.registry import folder_hash, locate, module_folder, read_registry
from thememiner.units import Sentence

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

_MODEL = "en_core_web_sm"
_LONGEST = 100_000
_BREAK_TAGS = {"cc", "mark"}
_BREAK_SIGNS = {",", ";", "-", "–", "…", "..."}


class SpacySplitter:
    """Sentences, clause breaks and phrases by spaCy's small English pipeline.

    The pipeline is loaded at the first use and shared by all splitters of a process.
    """

    @property
    def name(self) -> str:
        """Package and version, for the run record."""
        model = read_registry()[_MODEL]
        module = model.prefers if module_folder(model.prefers) else model.module
        return f"{module} {_package_version(module)}"

    @property
    def sha256(self) -> str:
        """Hash over the pipeline's files."""
        model = read_registry()[_MODEL]
        home = module_folder(model.prefers)
        return folder_hash(home, "**/model") if home else folder_hash(locate(_MODEL), "*/model")

    def split(self, texts: Sequence[str]) -> list[tuple[Sentence, ...]]:
        """Sentences of each text, in order; together they cover every word of it."""
        parts = [(i, start, end) for i, text in enumerate(texts) for start, end in _parts(text)]
        docs = _read([texts[i][start:end] for i, start, end in parts])
        out: list[list[Sentence]] = [[] for _ in texts]
        for (i, base, _), doc in zip(parts, docs, strict=True):
            out[i].extend(_sentences(texts[i], doc, base))
        return [tuple(sentences) for sentences in out]

    def phrases(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Noun and verb phrases of each text, lower case, up to five words; nouns by themselves too."""
        return [tuple(_phrases(doc)) for doc in _read(texts)]

    def content_words(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Lemmas of the nouns, verbs and adjectives of each text, in order."""
        return [
            tuple(
                token.lemma_.lower()
                for token in doc
                if token.pos_ in {"NOUN", "PROPN", "VERB", "ADJ"} and token.is_alpha
            )
            for doc in _read(texts)
        ]


def _package_version(module: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(module)
    except PackageNotFoundError:
        return "unknown version"


@lru_cache(maxsize=1)
def _pipeline() -> Language:
    import spacy

    model = read_registry()[_MODEL]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        if module_folder(model.prefers):
            return spacy.load(model.prefers, exclude=["ner"])
        return spacy.load(locate(_MODEL), exclude=["ner"])


def _read(texts: Sequence[str]) -> Iterator[Any]:
    return _pipeline().pipe(texts, batch_size=32)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Spans that spaCy can read at once, cut between words where there are any."""
    start = 0
    while start < len(text):
        end = min(start + _LONGEST, len(text))
        if end < len(text):
            blank = max(text.rfind(sign, start, end) for sign in " \n")
            end = blank + 1 if blank > start else end
        yield start, end
        start = end


def _sentences(text: str, doc: Doc, base: int) -> Iterator[Sentence]:
    for sent in doc.sents:
        start, end = _trimmed(text, base + sent.start_char, base + sent.end_char)
        if end > start:
            yield Sentence(start=start, end=end, breaks=_breaks(sent, base, text, start, end))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _breaks(sent: Span, base: int, text: str, start: int, end: int) -> tuple[int, ...]:
    """Where a long sentence may be cut: before a conjunction, after a comma; never inside a word."""
    at: set[int] = set()
    for token in sent:
        first = base + token.idx
        if token.dep_ in _BREAK_TAGS:
            at.add(first)
        elif token.text in _BREAK_SIGNS:
            at.add(_after_blanks(text, first + len(token.text)))
    return tuple(sorted(p for p in at if start < p < end and text[p - 1].isspace()))


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _phrases(doc: Doc) -> Iterator[str]:
    for chunk in doc.noun_chunks:
        words = [token for token in chunk if not token.is_punct and not token.is_space]
        while words and (words[0].is_stop or words[0].pos_ in {"DET", "PRON", "INTJ", "NUM"}):
            words = words[1:]
        yield from _phrase(words)
        if words and words[-1].pos_ == "NOUN" and words[-1].text.isalpha():
            yield words[-1].text.lower()
    for token in doc:
        if token.pos_ == "VERB":
            objects = [child for child in token.children if child.dep_ in {"dobj", "obj", "prt"}]
            if objects:
                last = max(objects, key=lambda child: child.i)
                yield from _phrase(
                    [word for word in doc[token.i : last.i + 1] if not word.is_punct]
                )


def _phrase(words: Sequence[Any]) -> Iterator[str]:
    if 2 <= len(words) <= 5 and all(word.text.replace("-", "").isalpha() for word in words):
        content = [word for word in words if not word.is_stop]
        if content and words[-1].pos_ in {"NOUN", "PROPN", "ADJ", "ADP", "VERB"}:
            yield " ".join(word.text for word in words).lower()
