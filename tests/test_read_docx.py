"""Word documents: paragraphs, table rows, line breaks, bold labels, damage."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.errors import ReadError
from thememiner.read._docx import read_docx
from thememiner.records import Transcript

WORDS = st.lists(st.sampled_from(["we", "tried", "it", "so.", "yes?"]), min_size=1).map(" ".join)
TURNS = st.lists(
    st.tuples(st.sampled_from(["INT", "P1", "Ann Lee"]), WORDS), min_size=1, max_size=4
).map(lambda turns: turns + turns)


def saved(document: Any) -> bytes:
    """The document's bytes."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def paragraphs(*texts: str) -> bytes:
    """A document of plain paragraphs."""
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    return saved(document)


def speech_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


@settings(max_examples=25, deadline=None)
@given(turns=TURNS)
def test_labels_in_paragraphs_are_read_back(turns: list[tuple[str, str]]) -> None:
    """One paragraph a turn, label and colon in front; the canonical text has the same form."""
    transcript = read_docx(paragraphs(*(f"{label}: {speech}" for label, speech in turns)))
    assert speech_of(transcript) == turns
    assert transcript.text == "\n\n".join(f"{label}: {speech}" for label, speech in turns)


def test_a_tab_after_the_label_is_understood() -> None:
    """``Label<TAB>speech`` names the speaker."""
    data = paragraphs("INT\tHow was it?", "P1\tFine.", "INT\tGood.", "P1\tYes.")
    assert speech_of(read_docx(data))[:2] == [("INT", "How was it?"), ("P1", "Fine.")]


def test_table_rows_are_read_in_their_place() -> None:
    """A table of label and speech is read between the paragraphs around it."""
    document = docx.Document()
    document.add_paragraph("Interview with a nurse")
    table = document.add_table(rows=0, cols=2)
    for label, speech in (("INT", "How?"), ("P1", "So."), ("INT", "Why?"), ("P1", "Because.")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, speech
    transcript = read_docx(saved(document))
    assert speech_of(transcript) == [
        ("INT", "How?"),
        ("P1", "So."),
        ("INT", "Why?"),
        ("P1", "Because."),
    ]
    assert transcript.text.startswith("Interview with a nurse\n\nINT: How?")


def test_bold_labels_in_paragraphs_of_their_own_are_understood() -> None:
    """A bold name alone in a paragraph names who says the next ones."""
    document = docx.Document()
    for label, speech in (("Ann", "How?"), ("Bo", "So."), ("Ann", "Why?"), ("Bo", "Because.")):
        document.add_paragraph().add_run(label).bold = True
        document.add_paragraph(speech)
    assert speech_of(read_docx(saved(document)))[:2] == [("Ann", "How?"), ("Bo", "So.")]


def test_bold_labels_before_the_speech_are_understood() -> None:
    """A bold name at the start of a paragraph names its speaker without a colon."""
    document = docx.Document()
    for label, speech in (("Ann", "How?"), ("Bo", "So."), ("Ann", "Why?"), ("Bo", "Because.")):
        paragraph = document.add_paragraph()
        paragraph.add_run(label).bold = True
        paragraph.add_run(f" {speech}")
    assert speech_of(read_docx(saved(document)))[:2] == [("Ann", "How?"), ("Bo", "So.")]


def test_a_teams_export_keeps_name_time_and_speech_in_one_paragraph() -> None:
    """Name, time and speech parted by line breaks are one turn; the frame is not talk."""
    data = paragraphs(
        "Meeting-Recording",
        "Ann Lee started transcription",
        "Ann Lee   0:04\nWhat was\nit like?",
        "Bo   1:09\nFine.",
        "Ann Lee stopped transcription",
    )
    transcript = read_docx(data)
    assert speech_of(transcript) == [("Ann Lee", "What was it like?"), ("Bo", "Fine.")]
    assert [turn.began_s for turn in transcript.turns] == [4.0, 69.0]


def test_insertions_are_read_and_deletions_are_not() -> None:
    """Tracked changes are read as if accepted, and a note says so."""
    document = docx.Document()
    document.add_paragraph("INT: How?")
    paragraph = document.add_paragraph("P1: It was ")
    for tag, text, kind in (("ins", "good", "t"), ("del", "bad", "delText")):
        run = f"<w:r><w:{kind}>{text}</w:{kind}></w:r>"
        xml = f'<w:{tag} {nsdecls("w")} w:id="1" w:author="x">{run}</w:{tag}>'
        paragraph._p.append(parse_xml(xml))
    transcript = read_docx(saved(document))
    assert speech_of(transcript)[1] == ("P1", "It was good")
    assert any("tracked changes" in note for note in transcript.notes)


def test_a_document_without_labels_is_one_unknown_speaker() -> None:
    """Paragraphs without labels are turns of one unknown speaker."""
    transcript = read_docx(paragraphs("I like it.", "", "It costs a lot."))
    assert speech_of(transcript) == [(None, "I like it."), (None, "It costs a lot.")]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_truncated_document_is_refused(share: float) -> None:
    """A document cut off anywhere is a ReadError."""
    data = paragraphs("INT: How?", "P1: So.")
    with pytest.raises(ReadError, match="damaged or cut off"):
        read_docx(data[: int(len(data) * share)] or b"PK")


def test_a_protected_document_is_refused() -> None:
    """A document with a password says so."""
    with pytest.raises(ReadError, match="protected by a password"):
        read_docx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))


def test_a_document_without_words_is_refused() -> None:
    """An empty document is a ReadError."""
    with pytest.raises(ReadError, match="no words"):
        read_docx(paragraphs("", " "))
