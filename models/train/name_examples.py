"""Stretches of talk with marked names into the examples that the scorer of names is trained on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from name_rows import Row

from thememiner.adapters.name_lists import read_name_lists
from thememiner.adapters.spacy_names import SpacyNames
from thememiner.privacy import Found, MentionFinder, Tag
from thememiner.read import make_transcript
from thememiner.records import Source, Transcript

NOTHING, PERSON, SITE = 0, 1, 2
_LABELS = {"person": PERSON, "place": SITE, "organisation": SITE}
_IN_A_STUDY = 40


@dataclass(frozen=True)
class Example:
    """A word that the scorer looks at: how it is written, its clues, what it is, and its line."""

    form: str
    clues: tuple[str, ...]
    label: int
    line: int


class Remembering:
    """A recogniser that looks at each sentence once.

    Args:
        recogniser: looks.
    """

    def __init__(self, recogniser: SpacyNames) -> None:
        self._recogniser = recogniser
        self._found: dict[str, tuple[Found, ...]] = {}
        self._tags: dict[str, tuple[Tag, ...]] = {}

    @property
    def name(self) -> str:
        """Of the recogniser."""
        return self._recogniser.name

    def find(self, texts: Sequence[str]) -> list[tuple[Found, ...]]:
        """The names in each text."""
        new = [text for text in texts if text not in self._found]
        self._found.update(zip(new, self._recogniser.find(new), strict=True))
        return [self._found[text] for text in texts]

    def tag(self, texts: Sequence[str]) -> list[tuple[Tag, ...]]:
        """The parts of speech in each text."""
        new = [text for text in texts if text not in self._tags]
        self._tags.update(zip(new, self._recogniser.tag(new), strict=True))
        return [self._tags[text] for text in texts]


def read_examples(rows: Sequence[Row]) -> list[Example]:
    """The examples in rows; every other row is a study of its own, the rest come in studies of forty."""
    recogniser = Remembering(SpacyNames())
    finder = MentionFinder(read_name_lists(), recogniser)
    finder.candidates([_transcript(rows)])
    alone = [[row] for row in rows[::2]]
    others = list(rows[1::2])
    step = max(1, len(others) // _IN_A_STUDY)
    together = [others[n::step] for n in range(step)]
    return [one for some in (*alone, *together) for one in _in_study(some, finder)]


def _transcript(rows: Sequence[Row]) -> Transcript:
    text = "\n".join(row.text for row in rows)
    source = Source(sha256=hashlib.sha256(text.encode()).hexdigest(), format="txt")
    return make_transcript([(None, row.text) for row in rows], source=source)


def _in_study(rows: Sequence[Row], finder: MentionFinder) -> Iterator[Example]:
    transcript = _transcript(rows)
    starts: Mapping[int, int] = {turn.start: n for n, turn in enumerate(transcript.turns)}
    begins = sorted(starts)
    (found,) = finder.candidates([transcript]).values()
    for one in found:
        start = max(begin for begin in begins if begin <= one.start)
        row = rows[starts[start]]
        label = _label(row, one.start - start, one.end - start)
        if label is not None:
            yield Example(one.form, one.clues, label, row.line)


def _label(row: Row, start: int, end: int) -> int | None:
    """What a word is; None for a number, an address and the like, which patterns find."""
    for span in row.spans:
        if span.start < end and start < span.end:
            return _LABELS.get(span.kind)
    return NOTHING
