"""Rich text: characters, bold labels, tables, text boxes, damage."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.errors import ReadError
from thememiner.formats._rtf import parse_rtf
from thememiner.read._rtf import read_rtf
from thememiner.records import Transcript

FORMATS = Path(__file__).resolve().parents[2] / "shared" / "data" / "formats" / "rtf"
HEAD = rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset204 Arial CYR;}}"
TALK = [("INT", "How was it?"), ("P1", "It was fine."), ("INT", "Why?"), ("P1", "It just was.")]
WORDS = st.lists(
    st.sampled_from(["we", "tried", "so.", "yes?", "é", "\u4f60", "😀", "{x}", "a\\b"]), min_size=1
).map(" ".join)
TURNS = st.lists(
    st.tuples(st.sampled_from(["INT", "P1", "Ann Lee"]), WORDS), min_size=1, max_size=4
).map(lambda turns: turns + turns)


def rtf(body: bytes) -> bytes:
    """A whole document."""
    return HEAD + body + b"}"


def escaped(text: str) -> bytes:
    """Text as Word writes it: code units of UTF-16 with a question mark for old programs."""
    out = b""
    for character in text:
        if character in "\\{}":
            out += b"\\" + character.encode()
        elif character.isascii():
            out += character.encode()
        else:
            units = character.encode("utf-16-le")
            for n in range(0, len(units), 2):
                number = int.from_bytes(units[n : n + 2], "little", signed=True)
                out += f"\\u{number}?".encode()
    return out


def speech_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


@settings(max_examples=40)
@given(turns=TURNS)
def test_labels_in_paragraphs_are_read_back(turns: list[tuple[str, str]]) -> None:
    """One paragraph a turn, with characters of any script."""
    body = b"\\par\n".join(escaped(f"{label}: {speech}") for label, speech in turns)
    assert speech_of(read_rtf(rtf(body))) == turns


def test_old_encodings_are_read_by_font_and_code_page() -> None:
    """Bytes are read by the font's character set, else by the document's code page."""
    document = parse_rtf(rtf(rb"\'e9\'80 {\f1 \'cf\'f0\'e8} \'92\par \emdash\~\_\lquote"))
    assert [one.text for one in document.paragraphs] == ["é€ При ’", "—\xa0-‘"]


def test_what_is_not_on_the_page_is_left_out_and_told() -> None:
    """Headers, footnotes, fields, pictures and deleted words are no talk; a note tells of them."""
    document = parse_rtf(
        rtf(
            rb"{\header Interview 3\par}{\*\generator X;}INT: How{\footnote Laughs.}?\par "
            rb'P1: {\field{\*\fldinst HYPERLINK "x"}{\fldrslt Fine}}{\deleted  not}'
            rb"{\pict\wmetafile8 0a0b0c}{\bin4 }}}}}.\par"
        )
    )
    assert [one.text for one in document.paragraphs] == ["INT: How?", "P1: Fine."]
    assert document.notes == (
        "the document has tracked changes: they were read as if accepted",
        "1 footnote left out",
        "page headers and footers left out: Interview 3",
    )


def test_bold_labels_name_who_speaks() -> None:
    """A bold name at the start of a paragraph names its speaker without a colon."""
    body = b"".join(rb"{\b Ann} How?\par {\b Bo} So.\par " for _ in range(2))
    assert speech_of(read_rtf(rtf(body)))[:2] == [("Ann", "How?"), ("Bo", "So.")]


def test_tables_give_one_turn_a_row() -> None:
    """Cells and rows are kept apart, with paragraphs inside a cell."""
    rows = b"".join(
        rb"\trowd\pard\intbl %s\cell %s\cell\row"
        % (a.encode(), b.replace(" ", "\\par ", 1).encode())
        for a, b in TALK
    )
    transcript = read_rtf(rtf(rows + rb"\pard"))
    assert speech_of(transcript) == TALK


def test_text_boxes_are_read_after_their_anchor() -> None:
    """The words of a text box follow the paragraph that holds it."""
    box = rb"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt P1: Fine.\par}}}"
    transcript = read_rtf(rtf(rb"INT: How?" + box + rb"\par INT: Why?\par"))
    assert speech_of(transcript) == [("INT", "How?"), ("P1", "Fine."), ("INT", "Why?")]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"INT: How?", "is no rich text"),
        (rtf(b"INT: How?")[:-1], "ends in the middle"),
        (rtf(b"  \\par"), "no words"),
        (HEAD + b"{\\b" * 400_000, r"RTF commands|ends in the middle"),
    ],
)
def test_what_is_no_whole_document_is_refused(data: bytes, found: str) -> None:
    """Text with a wrong suffix, a cut-off file and an empty one say what they are."""
    with pytest.raises(ReadError, match=found):
        read_rtf(data)


def test_unfinished_links_cost_no_time() -> None:
    """Thousands of opened fields, which keep other readers busy for minutes, are read at once."""
    began = time.process_time()
    with pytest.raises(ReadError, match="ends in the middle"):
        read_rtf(HEAD + b"{\\field{\\*\\fldinst{ HYPERLINK " * 20_000)
    assert time.process_time() - began < 2


@settings(max_examples=60)
@given(data=st.binary(max_size=200), at=st.integers(0, 60))
def test_any_bytes_are_read_or_refused(data: bytes, at: int) -> None:
    """Whatever stands in a document gives a transcript or a ReadError."""
    body = b"INT: How? {\\b so}\\par P1: \\'e9 \\u8217? fine.\\cell\\row\\par"
    with suppress(ReadError):
        read_rtf(rtf(body[:at] + data + body[at:]))


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the shared evaluation data is not here")
def test_every_word_of_a_real_document_is_in_the_text() -> None:
    """The protocol of an observer is read to its last character, as one speaker."""
    data = (FORMATS / "qualitative-coding-datasets__P1R1.rtf").read_bytes()
    body = data.decode("ascii").split("\\cf0 ")[1].rstrip("}\n")
    source = body.replace("\\\n", "\n").replace("\\'92", "’")
    transcript = read_rtf(data)
    assert "".join(transcript.text.split()) == "".join(source.split())
    assert [speaker.label for speaker in transcript.speakers] == [None]
