"""PDFs: lines to paragraphs, what pages print around the talk, hyphens, passwords, damage."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.errors import ReadError
from thememiner.read._pdf import read_pdf
from thememiner.records import Transcript

PDPILOT = Path(__file__).resolve().parents[2] / "shared" / "data" / "pdpilot"
LEFT, TOP, PITCH = 72, 720, 14
TALK = [("INT", "How was it?"), ("P1", "It was fine."), ("INT", "Why?"), ("P1", "It just was.")]

Placed = tuple[float, float, str]


def pdf(pages: Iterable[Sequence[Placed]], *, extra: bytes = b"", packed: bytes = b"") -> bytes:
    """A small PDF: words at places, ``**`` before bold ones; written by hand, object by object."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects += [
        b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % name
        for name in (b"Helvetica", b"Helvetica-Bold")
    ]
    kids = []
    for page in pages:
        content = packed or zlib.compress(b"BT " + b" ".join(map(_shown, page)) + b" ET")
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(content)
            + content
            + b"\nendstream"
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return _file(objects, extra)


def _shown(placed: Placed) -> bytes:
    x, y, text = placed
    font = b"/F2" if text.startswith("**") else b"/F1"
    escaped = text.removeprefix("**").encode("cp1252").replace(b"(", rb"\(").replace(b")", rb"\)")
    return b"%s 11 Tf 1 0 0 1 %g %g Tm (%s) Tj" % (font, x, y, escaped)


def _file(objects: Sequence[bytes], extra: bytes) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    start = len(data)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, rows)
    trailer = b"<< /Size %d /Root 1 0 R %s >>" % (len(places) + 1, extra)
    return data + b"trailer\n%s\nstartxref\n%d\n%%%%EOF" % (trailer, start)


def column(texts: Iterable[str], *, left: float = LEFT, pitch: float = PITCH) -> list[Placed]:
    """Lines below each other."""
    return [(left, TOP - pitch * n, text) for n, text in enumerate(texts)]


def speech_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


def test_labels_at_line_starts_are_read() -> None:
    """One line a turn, label and colon in front."""
    data = pdf([column(f"{label}: {speech}" for label, speech in TALK)])
    assert speech_of(read_pdf(data)) == TALK


def test_lines_of_a_turn_are_joined_and_wider_gaps_part_paragraphs() -> None:
    """A turn goes on over its lines; a wider gap begins a paragraph of the same turn."""
    lines = [
        (LEFT, 700, "INT: How was"),
        (LEFT, 686, "it then?"),
        (LEFT, 658, "P1: Fine."),
        (LEFT, 644, "Really fine."),
        (LEFT, 616, "And I mean it."),
        (LEFT, 588, "INT: OK."),
    ]
    assert speech_of(read_pdf(pdf([lines]))) == [
        ("INT", "How was it then?"),
        ("P1", "Fine. Really fine.\nAnd I mean it."),
        ("INT", "OK."),
    ]


def test_headers_footers_and_page_numbers_are_left_out_and_counted() -> None:
    """What stands at the same place of each page is no talk; a turn runs on over the break."""
    pages = [
        [(LEFT, 760, "Study of wards, interview 3"), *column(lines), (300, 30, f"Page {n} of 3")]
        for n, lines in enumerate(
            (
                ["INT: How was it?", "P1: We had no time for the", "new forms, and then the"],
                ["manager came and said that", "it was for us. INT was right.", "INT: Why?"],
                ["P1: Nobody knows.", "INT: Thank you.", "P1: Bye."],
            ),
            1,
        )
    ]
    transcript = read_pdf(pdf(pages))
    assert speech_of(transcript)[1] == (
        "P1",
        "We had no time for the new forms, and then the manager came and said that it was for us. "
        "INT was right.",
    )
    assert "Page" not in transcript.text
    assert "Study" not in transcript.text
    assert "3 page numbers left out" in transcript.notes
    assert any("headers and footers left out (3 lines): Study" in n for n in transcript.notes)


@pytest.mark.parametrize("own_objects", [True, False])
def test_line_numbers_beside_the_talk_are_left_out_and_counted(own_objects: bool) -> None:
    """Numbers in a column of their own count up line by line; they are no talk."""
    lines = [f"{label}: {speech}" for label, speech in TALK * 2]
    talk = column(lines)
    numbers = [(50.0, y, str(n)) for n, (_, y, _) in enumerate(talk, 1)]
    if not own_objects:
        numbers, talk = [], column(f"{n}   {line}" for n, line in enumerate(lines, 1))
    transcript = read_pdf(pdf([[*talk, *numbers]]))
    assert speech_of(transcript) == TALK * 2
    assert "8 line numbers left out" in transcript.notes


def test_words_cut_at_line_ends_are_whole_again() -> None:
    """A hyphen at a line's end goes, except in words that have one elsewhere too."""
    lines = [
        "INT: It is a two-way thing, is it? The organ-",
        "isation wants it. P1, a two-",
        "way street?",
        "P1: Yes.",
        "INT: Good.",
        "P1: Bye.",
    ]
    text = read_pdf(pdf([column(lines)])).text
    assert "The organisation wants it" in text
    assert "a two-way street" in text


def test_a_line_printed_on_two_pages_is_read_once() -> None:
    """A page that repeats the last line of the page before does not double a turn."""
    first = column(["INT: How was it?", "P1: It was a very long day."])
    second = column(["P1: It was a very long day.", "INT: Why was that?", "P1: Many patients."])
    transcript = read_pdf(pdf([first, second]))
    assert len(transcript.turns) == 4
    assert "1 line printed on two pages read once" in transcript.notes


def test_columns_of_label_and_speech_are_one_turn() -> None:
    """A label in a column to the left belongs to the words beside it."""
    placed = [
        cell
        for n, (label, speech) in enumerate(TALK)
        for cell in ((LEFT, TOP - 20 * n, label), (LEFT + 100, TOP - 20 * n, speech))
    ]
    assert speech_of(read_pdf(pdf([placed]))) == TALK


def test_bold_questions_are_told_from_plain_answers_with_a_doubt() -> None:
    """Where only bold type parts questions from answers, both roles are in doubt."""
    lines = ["**How was it for you?", "It was fine.", "**And why was that?", "It just was."]
    transcript = read_pdf(pdf([column(lines, pitch=28)]))
    assert [turn.speaker for turn in transcript.turns] == ["Interviewer", "Participant"] * 2
    assert all(speaker.doubtful for speaker in transcript.speakers)


def test_a_scanned_pdf_is_refused() -> None:
    """Pages without text are pictures, and the message says to run text recognition."""
    with pytest.raises(ReadError, match=r"its 2 pages are pictures.*\(OCR\)"):
        read_pdf(pdf([[], []]))


def test_a_protected_pdf_is_refused() -> None:
    """A PDF with a password says so."""
    key = b"<" + b"41" * 32 + b">"
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O %s /U %s /P -4 >> /ID [<00> <00>]"
    with pytest.raises(ReadError, match="protected by a password"):
        read_pdf(pdf([column(["INT: How?"])], extra=lock % (key, key)))


def test_a_bomb_is_refused() -> None:
    """Parts that unpack to more than any transcript would, or are packed twice, are refused."""
    bomb = zlib.compress(b"BT " + b" " * 210_000_000, 9)
    with pytest.raises(ReadError, match="would unpack to more than"):
        read_pdf(pdf([[]], packed=bomb))
    data = pdf([[]]).replace(b"/Filter /FlateDecode", b"/Filter [/FlateDecode /FlateDecode]")
    with pytest.raises(ReadError, match="packed twice"):
        read_pdf(data)


@pytest.mark.parametrize("data", [b"%PDF-1.4", b"INT: How?", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_whole_pdf_is_refused(data: bytes) -> None:
    """Text with a wrong suffix and a cut-off file are ReadErrors."""
    with pytest.raises(ReadError, match=r"no PDF|damaged or cut off"):
        read_pdf(data)


@settings(max_examples=40)
@given(at=st.floats(0, 1), insert=st.binary(max_size=4), keep=st.floats(0.2, 1))
def test_a_damaged_pdf_is_read_or_refused(at: float, insert: bytes, keep: float) -> None:
    """Changed bytes and lost ends give a transcript or a ReadError, nothing else."""
    data = bytearray(pdf([column(f"{label}: {speech}" for label, speech in TALK)]))
    place = int(at * len(data))
    data[place : place + len(insert)] = insert
    with suppress(ReadError):
        read_pdf(bytes(data[: int(keep * len(data))]))


@pytest.mark.skipif(not PDPILOT.is_dir(), reason="the shared evaluation data is not here")
def test_seven_interviews_give_their_turns_and_coded_segments() -> None:
    """All turns of seven interviews, two speakers each, and the segments that people coded.

    The transcripts number their paragraphs: 833, of which seven are the title ``Interview``. Four
    segments differ from the pages: three have a blank after a hyphen at a line's end
    (``pre- computed``), one spells a label wrong (``Particpant``), which the reader mends.
    """
    folder = PDPILOT / "results" / "transcripts"
    read = {path.stem: read_pdf(path.read_bytes()) for path in sorted(folder.iterdir())}
    assert [len(transcript.turns) for transcript in read.values()] == [
        *(94, 165, 121, 109, 134, 99, 104)
    ]
    for transcript in read.values():
        roles = [(speaker.label, speaker.role) for speaker in transcript.speakers]
        assert roles == [("Dan", "interviewer"), ("Participant", "participant")]
    with (PDPILOT / "coded_segments.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    texts = {name: " ".join(transcript.text.split()) for name, transcript in read.items()}
    lost = [row for row in rows if " ".join(row["segment"].split()) not in texts[row["document"]]]
    assert len(rows) == 262
    assert len(lost) == 4
    assert all("- " in row["segment"] or "Particpant" in row["segment"] for row in lost)
