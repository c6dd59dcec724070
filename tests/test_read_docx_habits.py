"""Word documents of programs and typists: blocks of times, soft breaks, names alone, tables of facts."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import docx
import pytest

from thememiner.read._docx import read_docx
from thememiner.records import Transcript

TALK = [
    ("Ann Lee", "How did it begin?"),
    ("Bo Chen", "In May. Time: about nine."),
    ("Ann Lee", "And who was there?"),
    ("Bo Chen", "All of us: the whole ward."),
    ("Ann Lee", "What would you change?"),
    ("Bo Chen", "The rota."),
]


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def paragraphs(texts: Iterable[str]) -> Any:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    return document


def add_table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def turns_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


def _times(n: int) -> str:
    return f"0:{n}:0.0 --> 0:{n}:5.230"


LAYOUTS: dict[str, Callable[[], Any]] = {
    "meeting, one paragraph": lambda: paragraphs(
        f"{label}   0:{n:02}\n{said}" for n, (label, said) in enumerate(TALK)
    ),
    "meeting, times above, one paragraph": lambda: paragraphs(
        f"{_times(n)}\n{label}\n{said}" for n, (label, said) in enumerate(TALK)
    ),
    "meeting, times above, paragraphs": lambda: paragraphs(
        part for n, (label, said) in enumerate(TALK) for part in (_times(n), label, said)
    ),
    "word processor's own transcript": lambda: paragraphs(
        part for n, (label, said) in enumerate(TALK) for part in (f"00:0{n}:00 {label}", said)
    ),
    "soft breaks in one paragraph": lambda: paragraphs(
        ["\n".join(f"{label}: {said}" for label, said in TALK)]
    ),
    "name in a paragraph of its own": lambda: paragraphs(part for turn in TALK for part in turn),
    "name and dash": lambda: paragraphs(f"{label} – {said}" for label, said in TALK),
    "number, name and talk parted by tabs": lambda: paragraphs(
        f"{n}\t{label}\t{said}" for n, (label, said) in enumerate(TALK, 1)
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_turns_are_read_in_every_layout(layout: str) -> None:
    """However a program or a person sets names, times and talk."""
    assert turns_of(read_docx(saved(LAYOUTS[layout]()))) == TALK


def test_names_as_headings_are_labels() -> None:
    """Word's heading above each turn."""
    document = docx.Document()
    for label, said in TALK:
        document.add_heading(label, level=3)
        document.add_paragraph(said)
    assert turns_of(read_docx(saved(document))) == TALK


@pytest.mark.parametrize("below", ["table", "paragraphs"])
def test_a_table_of_facts_above_the_talk_is_no_talk(below: str) -> None:
    """Date, place and who was there are kept as front matter, whether talk is a table or not."""
    document = docx.Document()
    document.add_paragraph("Interview 7")
    add_table(document, [("Participant", "P07"), ("Date", "3 May 2021"), ("Interviewer", "AL")])
    if below == "table":
        add_table(document, TALK)
    else:
        for label, said in TALK:
            document.add_paragraph(f"{label}: {said}")
    transcript = read_docx(saved(document))
    assert turns_of(transcript) == TALK
    assert "3 May 2021" in transcript.text


def test_the_times_of_blocks_are_the_turns_times() -> None:
    """The time above the first name too."""
    transcript = read_docx(saved(LAYOUTS["meeting, times above, paragraphs"]()))
    assert [turn.began_s for turn in transcript.turns] == [60.0 * n for n in range(len(TALK))]
