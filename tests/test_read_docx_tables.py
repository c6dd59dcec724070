"""Word documents as typists make them: tables, bold questions, numbered lines, text boxes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from thememiner.errors import ReadError
from thememiner.read._docx import read_docx
from thememiner.records import Transcript

FORMATS = Path(__file__).resolve().parents[2] / "shared" / "data" / "formats" / "docx"
TALK = [("INT", "How was it?"), ("P1", "It was fine."), ("INT", "Why?"), ("P1", "It just was.")]


def saved(document: Any) -> bytes:
    """The document's bytes."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def tables(*tables: Sequence[Sequence[str]], above: Sequence[str] = ()) -> bytes:
    """A document of paragraphs and tables."""
    document = docx.Document()
    for text in above:
        document.add_paragraph(text)
    for rows in tables:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    return saved(document)


def looks(*paragraphs: tuple[str, str]) -> bytes:
    """A document of paragraphs that are bold, italic or plain."""
    document = docx.Document()
    for look, text in paragraphs:
        run = document.add_paragraph().add_run(text)
        run.bold, run.italic = look == "bold", look == "italic"
    return saved(document)


def speech_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


@pytest.mark.parametrize(
    "rows",
    [
        [("Speaker", "Text"), *TALK],
        [("No.", "Speaker", "Transcript"), *((str(n), *row) for n, row in enumerate(TALK, 1))],
        [("Text", "Who"), *((speech, label) for label, speech in TALK)],
        [(label, speech) for label, speech in TALK],
        [(f"{label}:", speech) for label, speech in TALK],
        [("Speaker", "Text", "Codes"), *((*row, "theme 1") for row in TALK)],
    ],
)
def test_a_row_is_a_turn_whatever_the_order_of_columns(rows: Sequence[Sequence[str]]) -> None:
    """Columns are known by their headers, else by what stands in them."""
    transcript = read_docx(tables(rows, above=["Interview 3"]))
    assert speech_of(transcript) == TALK
    assert transcript.text == "Interview 3\n\n" + "\n\n".join(f"{a}: {b}" for a, b in TALK)


def test_times_in_a_column_are_kept_and_other_columns_are_told() -> None:
    """A time, or a range of times, is where the turn lies in the recording."""
    rows = [
        ("Time", "Speaker", "Text", "Notes"),
        ("00:00:04 - 00:00:09", "INT", "How was it?", "calm"),
        ("00:00:09 - 00:01:00", "P1", "It was fine.", ""),
    ]
    transcript = read_docx(tables(rows))
    assert [(turn.began_s, turn.ended_s) for turn in transcript.turns] == [(4, 9), (9, 60)]
    assert "columns of the table left out: Notes" in transcript.notes


def test_rows_without_a_speaker_go_on_with_the_last_one() -> None:
    """A blank cell of the speaker means that the same person goes on."""
    rows = [("Speaker", "Text"), ("INT", "How?"), ("", "I mean: was it good?"), ("P1", "Yes.")]
    assert [label for label, _ in speech_of(read_docx(tables(rows)))] == ["INT", "INT", "P1"]


def test_tables_that_a_page_break_parts_are_one_conversation() -> None:
    """Each page may have a table of its own; the header need not come again."""
    first = [("Speaker", "Text"), *TALK]
    assert speech_of(read_docx(tables(first, TALK, first))) == TALK * 3


def test_columns_of_questions_and_answers_are_two_speakers() -> None:
    """A row with a question and its answer is two turns."""
    rows = [("Question", "Answer"), ("How was it?", "Fine."), ("Why?", "It just was.")]
    transcript = read_docx(tables(rows))
    assert [label for label, _ in speech_of(transcript)] == ["Question", "Answer"] * 2
    assert transcript.speaker("Question").role == "interviewer"


def test_paragraphs_beside_the_rows_are_kept_without_a_speaker() -> None:
    """Nothing is dropped: words after the table are in the text, and a note counts them."""
    document = docx.Document(io.BytesIO(tables([("Speaker", "Text"), *TALK * 3])))
    document.add_paragraph("The recorder was off then.")
    transcript = read_docx(saved(document))
    assert speech_of(transcript)[-1] == (None, "The recorder was off then.")
    assert "1 paragraph beside the rows kept without a speaker" in transcript.notes


@pytest.mark.parametrize(
    ("asking", "answering"), [("bold", "plain"), ("italic", "plain"), ("plain", "italic")]
)
def test_the_look_parts_questions_from_answers_with_a_doubt(asking: str, answering: str) -> None:
    """Without labels, the look that holds the questions is the interviewer's; a person checks."""
    transcript = read_docx(
        looks(
            ("bold", "Interview with a nurse"),
            (asking, "How was it for you?"),
            (answering, "It was fine."),
            (answering, "Most days."),
            (asking, "And why was that?"),
            (answering, "It just was."),
        )
    )
    assert speech_of(transcript) == [
        ("Interviewer", "How was it for you?"),
        ("Participant", "It was fine.\nMost days."),
        ("Interviewer", "And why was that?"),
        ("Participant", "It just was."),
    ]
    assert transcript.text.startswith("Interview with a nurse\n\nInterviewer: How")
    assert all(speaker.doubtful for speaker in transcript.speakers)
    assert any("no speaker labels" in note for note in transcript.notes)


def test_a_bold_question_and_its_answer_in_one_paragraph_are_parted() -> None:
    """The bold words at a paragraph's start are the question, the rest is the answer."""
    document = docx.Document()
    for asked, told in (
        ("How was it for you in the first weeks of all?", " It was fine."),
        ("And why do you think that this was the case?", " It just was."),
    ):
        paragraph = document.add_paragraph()
        paragraph.add_run(asked).bold = True
        paragraph.add_run(told)
    assert [label for label, _ in speech_of(read_docx(saved(document)))] == [
        *("Interviewer", "Participant") * 2
    ]


def test_bold_headings_are_no_interviewer() -> None:
    """Bold paragraphs that ask nothing leave the document to one unknown speaker."""
    transcript = read_docx(
        looks(("bold", "Work."), ("plain", "It is a lot."), ("bold", "Home."), ("plain", "Also."))
    )
    assert {turn.speaker for turn in transcript.turns} == {None}


def test_a_bold_style_counts_as_bold() -> None:
    """Bold may come from the paragraph's style."""
    document = docx.Document()
    document.styles.add_style("Question", 1).font.bold = True
    for asked, told in (("How was it?", "Fine."), ("Why was that?", "It just was.")):
        document.add_paragraph(asked, style="Question")
        document.add_paragraph(told)
    assert speech_of(read_docx(saved(document)))[0] == ("Interviewer", "How was it?")


@pytest.mark.parametrize("form", ["{n}\t{line}", "{n} {line}", "  {n}  {line}", "[{n}] {line}"])
def test_numbers_before_the_lines_are_left_out_and_counted(form: str) -> None:
    """Line numbers that run on are no talk and no labels."""
    document = docx.Document()
    for n, (label, speech) in enumerate(TALK * 2, 1):
        document.add_paragraph(form.format(n=n, line=f"{label}: {speech}"))
    transcript = read_docx(saved(document))
    assert speech_of(transcript) == TALK * 2
    assert "8 line numbers left out" in transcript.notes


def test_numbers_that_are_speakers_stay() -> None:
    """Numbers that come back are people, not lines."""
    document = docx.Document()
    for label, speech in (("1", "How?"), ("2", "So."), ("1", "Why?"), ("2", "Yes."), ("1", "OK.")):
        document.add_paragraph(f"{label}\t{speech}")
    assert [label for label, _ in speech_of(read_docx(saved(document)))] == list("12121")


def test_only_the_interviewer_is_labelled() -> None:
    """Paragraphs below the interviewer's own are answers, by one participant without a label."""
    document = docx.Document()
    for text in (
        *("Interview 3", "INT: How was it?", "It was fine.", "Most days."),
        *("INT: Why?", "It just was.", "INT: Thank you."),
    ):
        document.add_paragraph(text)
    transcript = read_docx(saved(document))
    assert speech_of(transcript) == [
        ("INT", "How was it?"),
        (None, "It was fine.\nMost days."),
        ("INT", "Why?"),
        (None, "It just was."),
        ("INT", "Thank you."),
    ]
    assert transcript.speaker(None).role == "participant"
    assert transcript.speaker(None).doubtful
    assert transcript.text.endswith("INT: Why?\n\nIt just was.\n\nINT: Thank you.")


def test_a_legend_at_the_top_gives_the_roles() -> None:
    """The file's own word on its labels counts more than any guess."""
    document = docx.Document()
    for text in ("K = interviewer; M = informant", "K: Hvordan?", "M: Fint.", "K: Og?", "M: Ja."):
        document.add_paragraph(text)
    transcript = read_docx(saved(document))
    assert [speaker.role for speaker in transcript.speakers] == ["interviewer", "participant"]


def test_headers_and_footers_are_left_out_and_told() -> None:
    """What stands in the page's margins is no talk."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Study of wards"
    document.sections[0].footer.paragraphs[0].text = "Page"
    for label, speech in TALK:
        document.add_paragraph(f"{label}: {speech}")
    transcript = read_docx(saved(document))
    assert "Study" not in transcript.text
    (note,) = (note for note in transcript.notes if "headers and footers" in note)
    assert "Study of wards" in note


def test_text_boxes_are_read_where_they_are_anchored() -> None:
    """The words of a text box follow its paragraph, once, though Word writes them twice."""
    document = docx.Document()
    paragraph = document.add_paragraph("INT: How?")
    document.add_paragraph("INT: Why?")
    box = "<w:txbxContent><w:p><w:r><w:t>P1: Fine.</w:t></w:r></w:p></w:txbxContent>"
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    paragraph._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} {spaces}><mc:AlternateContent><mc:Choice Requires="wps">'
            f"<wps:txbx>{box}</wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}"
            "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    transcript = read_docx(saved(document))
    assert speech_of(transcript) == [("INT", "How?"), ("P1", "Fine."), ("INT", "Why?")]
    assert "1 text box read where they are anchored" in transcript.notes


def test_an_interview_guide_is_refused_as_one() -> None:
    """A guide asks and nobody answers; its title says what it is."""
    document = docx.Document()
    for text in ("Interview guide", "Start", "How do you do?", "What helps?", "What hinders?"):
        document.add_paragraph(text)
    with pytest.raises(ReadError, match=r"interview guide.*3 of 5 paragraphs ask"):
        read_docx(saved(document))


def test_an_export_of_coded_quotations_is_refused_as_one() -> None:
    """Quotations with their document and tags are no transcript."""
    document = docx.Document()
    document.add_paragraph("Taguette highlights")
    for n in range(4):
        document.add_paragraph(f"Quotation {n}")
        document.add_paragraph(f"Document: P{n}.odt Tags: useful")
    with pytest.raises(ReadError, match="export of 4 coded quotations"):
        read_docx(saved(document))


def _with_document(data: bytes, xml: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            new.writestr(
                info.filename, xml if info.filename == "word/document.xml" else old.read(info)
            )
    return stream.getvalue()


@pytest.mark.parametrize(
    ("xml", "found"),
    [
        (b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>', "declares entities"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>', "declares entities"),
        ('<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16"), "declares entities"),
        (b"<a>" + b" " * 20_000_000 + b"</a>", "as in a zip bomb"),
        (b"<w:document", "damaged or cut off"),
        (b"", "damaged or cut off"),
    ],
)
def test_hostile_parts_are_refused_with_the_reason(xml: bytes, found: str) -> None:
    """Entities, bombs and broken parts never reach the reader of documents."""
    with pytest.raises(ReadError, match=found):
        read_docx(_with_document(tables(TALK), xml))


def test_a_document_with_a_password_is_told_from_an_old_one() -> None:
    """Office packs a protected document in an old container that names what is in it."""
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)
    with pytest.raises(ReadError, match=r"is protected by a password\."):
        read_docx(old + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(ReadError, match=r"or is an old \.doc file"):
        read_docx(old)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the shared evaluation data is not here")
@pytest.mark.parametrize(
    ("name", "n_turns", "roles"),
    [
        (
            "ecape_Interview_01.docx",
            994,
            {"I1": "interviewer", "K": "participant", "M": "participant", "I2": "interviewer"},
        ),
        ("ecape_Interview_04.docx", 207, {"I": "interviewer", "Y": "participant"}),
        ("QualCoder__ID1.docx", 3, {None: "unknown"}),
    ],
)
def test_every_character_of_a_real_document_is_in_the_text(
    name: str, n_turns: int, roles: dict[str | None, str]
) -> None:
    """All letters of the source are in the text in their order; digits of times are not."""
    data = (FORMATS / name).read_bytes()
    transcript = read_docx(data)
    document = docx.Document(io.BytesIO(data))
    source = "".join(paragraph.text for paragraph in document.paragraphs)
    assert _letters(transcript.text) == _letters(source)
    assert len(transcript.turns) == n_turns
    assert {speaker.label: speaker.role for speaker in transcript.speakers} == roles


@pytest.mark.skipif(not FORMATS.is_dir(), reason="the shared evaluation data is not here")
@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("swj2022-usability-paper__all_tags_20220303.docx", "export of 1793 coded quotations"),
        ("ecape_interview_guide_NOT_TRANSCRIPT.docx", "This is an interview guide"),
    ],
)
def test_real_documents_that_are_no_transcripts_are_refused(name: str, found: str) -> None:
    """A Taguette export and an interview guide say what they are."""
    with pytest.raises(ReadError, match=found):
        read_docx((FORMATS / name).read_bytes())
