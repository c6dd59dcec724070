"""Turns paragraphs that only their look (bold or italic) tells apart into turns, with a doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from thememiner.formats._document import Paragraph
from thememiner.read._make import SpokenTurn

_ASKS, _ANSWERS = "Interviewer", "Participant"
_FEWEST = 2
_SHARE = 0.1
_QUESTIONS = 0.4
_CLEARER = 0.2
_TITLES = 5
_LONGEST_TITLE = 12
_TITLE = 400


@dataclass(frozen=True)
class Looks:
    """Talk that was told apart by its look.

    Attributes:
        turns: label and words.
        front: titles above the talk.
        notes: what a person should know.
        doubts: label to the reason to look at it.
    """

    turns: tuple[SpokenTurn, ...]
    front: str
    notes: tuple[str, ...]
    doubts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Piece:
    """Neighbouring words of one look."""

    marked: bool
    text: str

    @property
    def asks(self) -> bool:
        return "?" in self.text or "？" in self.text


def find_looks(paragraphs: Sequence[Paragraph]) -> Looks | None:
    """Take bold (or italic) paragraphs and plain ones as two speakers, if one of them asks.

    Args:
        paragraphs: the paragraphs of a document without labels.

    Returns:
        The turns; None where the look does not part questions from answers.
    """
    for look in ("bold", "italic"):
        n_titles = _n_titles(paragraphs)
        pieces = _pieces(paragraphs[n_titles:], look)
        asking = _asking(pieces)
        if asking is None:
            continue
        front = "\n".join(paragraph.text for paragraph in paragraphs[:n_titles])
        asked = f"{look} words" if asking else f"words that are not {look}"
        reason = f"told apart by {look} words alone, not by a label"
        return Looks(
            tuple(_turns(pieces, asking)),
            front,
            (
                f"no speaker labels: {asked} were taken as the interviewer's "
                "because most questions are among them; please check",
            ),
            {_ASKS: reason, _ANSWERS: reason},
        )
    return None


def _n_titles(paragraphs: Sequence[Paragraph]) -> int:
    """How many paragraphs at the top are titles: short and without an end to the sentence."""
    for n, paragraph in enumerate(paragraphs[:_TITLES]):
        text = paragraph.text.rstrip()
        if len(text[:_TITLE].split()) > _LONGEST_TITLE or text.endswith(
            (".", "?", "!", "…", "？", "。")
        ):
            return n
    return 0


def _pieces(paragraphs: Sequence[Paragraph], look: str) -> list[_Piece]:
    pieces = []
    for paragraph in paragraphs:
        rest = paragraph.text.removeprefix(paragraph.lead).strip()
        if look == "bold" and paragraph.style == "mixed" and paragraph.lead and rest:
            pieces += [_Piece(True, paragraph.lead), _Piece(False, rest)]
        else:
            pieces.append(_Piece(paragraph.style == look, paragraph.text))
    return pieces


def _asking(pieces: Sequence[_Piece]) -> bool | None:
    """Which look asks: True the marked one, False the plain one, None where neither clearly does."""
    marked = [piece.asks for piece in pieces if piece.marked]
    plain = [piece.asks for piece in pieces if not piece.marked]
    if min(len(marked), len(plain)) < max(_FEWEST, _SHARE * len(pieces)):
        return None
    shares = {True: sum(marked) / len(marked), False: sum(plain) / len(plain)}
    for look in (True, False):
        if shares[look] >= _QUESTIONS and shares[look] - shares[not look] >= _CLEARER:
            return look
    return None


def _turns(pieces: Sequence[_Piece], asking: Literal[True, False]) -> list[SpokenTurn]:
    """Neighbouring pieces of one look as one turn."""
    turns: list[tuple[str, str]] = []
    for piece in pieces:
        label = _ASKS if piece.marked == asking else _ANSWERS
        if turns and turns[-1][0] == label:
            turns[-1] = (label, f"{turns[-1][1]}\n{piece.text}")
        else:
            turns.append((label, piece.text))
    return list(turns)
