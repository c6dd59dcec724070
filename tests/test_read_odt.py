"""OpenDocument texts: paragraphs, tables, bold labels, text boxes, passwords, damage."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odfdo import Document, Paragraph, Row, Style, Table

from thememiner.errors import ReadError
from thememiner.read._odt import read_odt
from thememiner.records import Transcript

FORMATS = Path(__file__).resolve().parents[2] / "shared" / "data" / "formats" / "odt"
TALK = (("INT", "How was it?"), ("P1", "It was fine."), ("INT", "Why?"), ("P1", "It just was."))
WORDS = st.lists(st.sampled_from(["we", "tried", "it", "so.", "yes?"]), min_size=1).map(" ".join)
TURNS = st.lists(
    st.tuples(st.sampled_from(["INT", "P1", "Ann Lee"]), WORDS), min_size=1, max_size=4
).map(lambda turns: turns + turns)


def saved(document: Document) -> bytes:
    """The document's bytes."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def written(*texts: str) -> bytes:
    """A document of plain paragraphs."""
    document = Document("text")
    document.body.clear()
    for text in texts:
        document.body.append(Paragraph(text))
    return saved(document)


def changed(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The archive with one of its parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == name:
                part = change(part.decode("utf-8")).encode("utf-8")
            new.writestr(info.filename, part)
    return stream.getvalue()


def with_body(xml: str) -> bytes:
    """A document whose text is this XML."""
    start, end = "<text:p>HERE</text:p>", "HERE"
    data = written("HERE")
    return changed(
        data,
        "content.xml",
        lambda old: (
            old.replace(start, xml)
            if start in old
            else old[: old.index("<text:p")]
            + xml
            + old[old.index(end) + len(end) + len("</text:p>") :]
        ),
    )


def speech_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


@settings(max_examples=15)
@given(turns=TURNS)
def test_labels_in_paragraphs_are_read_back(turns: list[tuple[str, str]]) -> None:
    """One paragraph a turn, label and colon in front; the canonical text has the same form."""
    transcript = read_odt(written(*(f"{label}: {speech}" for label, speech in turns)))
    assert speech_of(transcript) == turns
    assert transcript.text == "\n\n".join(f"{label}: {speech}" for label, speech in turns)


def test_tables_give_one_turn_a_row() -> None:
    """Rows of speaker and text are turns; what stands above is front matter."""
    document = Document("text")
    document.body.clear()
    document.body.append(Paragraph("Interview with a nurse"))
    table = Table("Talk")
    for cells in (("Speaker", "Text"), *TALK):
        row = Row()
        row.set_values(list(cells))
        table.append_row(row)
    document.body.append(table)
    transcript = read_odt(saved(document))
    assert speech_of(transcript) == list(TALK)
    assert transcript.text.startswith("Interview with a nurse\n\nINT: How was it?")


def test_a_bold_style_marks_a_label() -> None:
    """A span in a bold style at the start of paragraphs names who speaks."""
    document = Document("text")
    document.body.clear()
    style = Style("text", name="Strong", bold=True)
    document.insert_style(style, automatic=True)
    for label, speech in (("Ann", "How?"), ("Bo", "So."), ("Ann", "Why?"), ("Bo", "Because.")):
        paragraph = Paragraph(f"{label} {speech}")
        paragraph.set_span("Strong", regex=label)
        document.body.append(paragraph)
    assert speech_of(read_odt(saved(document)))[:2] == [("Ann", "How?"), ("Bo", "So.")]


def test_blanks_tabs_and_line_breaks_are_kept_and_footnotes_are_counted() -> None:
    """Inline elements give their characters; footnotes and comments are no talk, and are told."""
    transcript = read_odt(
        with_body(
            '<text:p>INT:<text:tab/>How<text:s text:c="2"/>was<text:line-break/>it?'
            '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
            "<text:note-body><text:p>Laughs.</text:p></text:note-body></text:note></text:p>"
            "<text:p>P1: <text:span>Fi</text:span>ne.</text:p>"
        )
    )
    assert speech_of(transcript) == [("INT", "How  was it?"), ("P1", "Fine.")]
    assert "1 footnote left out" in transcript.notes


def test_text_boxes_are_read_where_they_are_anchored() -> None:
    """The words of a text box follow the paragraph that holds it."""
    transcript = read_odt(
        with_body(
            "<text:p>INT: How?<draw:frame><draw:text-box><text:p>P1: Fine.</text:p>"
            "</draw:text-box></draw:frame></text:p><text:p>INT: Why?</text:p>"
        )
    )
    assert speech_of(transcript) == [("INT", "How?"), ("P1", "Fine."), ("INT", "Why?")]
    assert "1 text box read where they are anchored" in transcript.notes


def test_deleted_text_of_tracked_changes_is_left_out() -> None:
    """What somebody deleted is no talk, and a note says that changes were accepted."""
    transcript = read_odt(
        with_body(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p>"
            "</text:deletion></text:changed-region></text:tracked-changes>"
            "<text:p>INT: How?</text:p><text:p>P1: Fine.</text:p>"
        )
    )
    assert "gone" not in transcript.text
    assert any("tracked changes" in note for note in transcript.notes)


def test_a_protected_document_is_refused() -> None:
    """A document with a password says so."""
    mark = "<manifest:encryption-data/>"
    data = changed(
        written("INT: How?"),
        "META-INF/manifest.xml",
        lambda old: old.replace("</manifest:manifest>", f"{mark}</manifest:manifest>"),
    )
    with pytest.raises(ReadError, match="protected by a password"):
        read_odt(data)


def test_an_xml_bomb_is_refused() -> None:
    """A document that declares entities is refused before they are resolved."""
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    data = changed(
        written("INT: How?"),
        "content.xml",
        lambda old: old.replace("?>", f"?>{bomb}", 1).replace("How?", "&a;&b;"),
    )
    with pytest.raises(ReadError, match="declares entities"):
        read_odt(data)


def test_a_spreadsheet_is_refused_by_its_kind() -> None:
    """Another kind of OpenDocument says what it is."""
    with pytest.raises(ReadError, match="OpenDocument spreadsheet, not a text"):
        read_odt(saved(Document("spreadsheet")))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_truncated_document_is_refused(share: float) -> None:
    """A document cut off anywhere is a ReadError."""
    data = written("INT: How?", "P1: So.")
    with pytest.raises(ReadError, match="damaged or cut off"):
        read_odt(data[: int(len(data) * share)] or b"PK")


@settings(max_examples=40)
@given(at=st.floats(0, 1), byte=st.integers(0, 255))
def test_a_damaged_document_is_read_or_refused(at: float, byte: int) -> None:
    """One changed byte gives a transcript or a ReadError, nothing else."""
    data = bytearray(written("INT: How?", "P1: So."))
    data[int(at * (len(data) - 1))] = byte
    with suppress(ReadError):
        read_odt(bytes(data))


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the shared evaluation data is not here")
@pytest.mark.parametrize(
    "name", ["QualCoder__ID2.odt", "swj2022-usability-paper__P1_GMT20211118.odt"]
)
def test_every_character_of_a_real_document_is_in_the_text(name: str) -> None:
    """All words of the source's body are in the canonical text, in their order."""
    data = (FORMATS / name).read_bytes()
    body = Document(io.BytesIO(data)).body
    source = "".join("".join(one.inner_text.split()) for one in body.get_paragraphs())
    assert "".join(read_odt(data).text.split()) == source
