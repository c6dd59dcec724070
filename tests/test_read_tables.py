"""Tables as transcripts: rows into turns, columns into people, and what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import FullStopSplitter, HashingEncoder
from thememiner.errors import ReadError
from thememiner.formats._csv import make_csv
from thememiner.read import read_files, read_transcript
from thememiner.read._table import read_conversations, read_table_talk
from thememiner.records import Transcript
from thememiner.units import UnitSize, cut_transcript, make_units, material_turns


def read_csv(text: str, *, format: str = "csv") -> Transcript:
    """The transcript in the text of a table."""
    return read_table_talk(text.encode(), format=format)


def turns_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


def write_book(path: Path, *sheets: Sequence[Sequence[object]]) -> Path:
    """A workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


# --- conversations ---------------------------------------------------------------------------


def test_a_blank_speaker_means_that_the_last_one_goes_on() -> None:
    """The oral-history layout: continuing rows are paragraphs of the same turn."""
    transcript = read_csv(
        "speaker,words,tags,timestamp\n"
        "DB:,What do you write?,genre,[00:00:40]\n"
        "KM:,Poetry.,genre,[00:00:44]\n"
        ",And some prose&#8212;a little.,prose,\n"
        "DB:,When?,time,\n"
        "KM:,At night.,time,\n"
    )
    assert turns_of(transcript)[1] == ("KM", "Poetry.\nAnd some prose—a little.")
    assert [turn.began_s for turn in transcript.turns] == [40.0, 44.0, None, None]
    assert transcript.speaker("DB").role == "interviewer"
    assert "1 rows go on with the turn before them and were joined to it" in transcript.notes
    assert "not kept, as they differ from row to row: tags" in transcript.notes
    assert any("were resolved in 1 cells" in note for note in transcript.notes)


def test_sentences_of_one_turn_number_are_one_turn(tmp_path: Path) -> None:
    """The classroom layout: one sentence a row, a column with the number of the turn."""
    rows = [
        (None, "TimeStamp", "Turn", "Speaker", "Sentence", "Teacher Tag"),
        (0, None, 1, "T", "Good morning!", "1 - None"),
        (1, None, 1, "T", "Are you awake?", "2 - Ask"),
        (2, None, 2, "Meredith", "Yeah.", None),
        (3, None, 3, "T", "I see that.", "1 - None"),
        (4, None, 4, "T", "Let us begin.", "1 - None"),
    ]
    transcript = read_transcript(write_book(tmp_path / "class.xlsx", rows))
    assert turns_of(transcript) == [
        ("T", "Good morning!\nAre you awake?"),
        ("Meredith", "Yeah."),
        ("T", "I see that."),
        ("T", "Let us begin."),
    ]
    assert all(not speaker.attributes for speaker in transcript.speakers)


@pytest.mark.parametrize(
    "header",
    [
        "Speaker;Text;Start;End",
        "WHO;What was said;Timestamp;End time",
        "Sprecher;Text;Zeit;End",
        "speaker_label;utterance;start_s;end_s",
    ],
)
def test_columns_are_known_by_several_spellings(header: str) -> None:
    """Case, underscores, language and delimiter do not matter."""
    transcript = read_csv(f"{header}\nI;How is it?;0:05;0:07\nP1;Fine, thanks.;7.5;0:09\n")
    assert turns_of(transcript) == [("I", "How is it?"), ("P1", "Fine, thanks.")]
    assert [(t.began_s, t.ended_s) for t in transcript.turns] == [(5, 7), (7.5, 9)]


def test_unknown_headers_are_told_by_labels_and_by_the_longest_text() -> None:
    """The note says which column was taken, and why."""
    transcript = read_csv(
        "A,B,C\nI,1,So how did it begin for you?\nP1,2,With a letter nobody had read.\n"
        "I,3,And then?\nP1,4,Then they rang us up about it.\n"
    )
    assert [speaker.role for speaker in transcript.speakers] == ["interviewer", "participant"]
    assert "talk is in the column C, the longest text" in transcript.notes
    assert "who speaks is in the column A" in transcript.notes


def test_a_table_without_header_is_read_and_said_to_have_none() -> None:
    """A first row with a time in it, or with a label that comes back, is a row like the others."""
    transcript = read_csv(
        "00:00:01,Ann,Shall we begin with the desk?\n00:00:05,Bo,It came in the second week.\n"
        "00:00:09,Ann,And before that?\n00:00:12,Bo,Before that we stood about.\n"
    )
    assert [label for label, _ in turns_of(transcript)] == ["Ann", "Bo", "Ann", "Bo"]
    assert any("the table has no header" in note for note in transcript.notes)


def test_lines_above_the_header_are_kept_as_front_matter() -> None:
    """A title is in the text and is nobody's talk."""
    transcript = read_csv("Interview with a nurse\n\nspeaker,text\nI,How?\nP,So.\n")
    assert transcript.text.startswith("Interview with a nurse\n\nI: How?")
    assert turns_of(transcript) == [("I", "How?"), ("P", "So.")]


def test_a_table_of_times_and_words_is_read_like_captions() -> None:
    """Whisper's TSV: milliseconds, and labels inside the words where there are any."""
    transcript = read_csv(
        "start\tend\ttext\n0\t2500\tAnn: Shall we begin?\n2500\t4000\tBo: Yes, let us.\n"
        "4000\t9000\tIt will not take long.\n9000\t9800\tAnn: Good.\n",
        format="tsv",
    )
    assert turns_of(transcript) == [
        ("Ann", "Shall we begin?"),
        ("Bo", "Yes, let us. It will not take long."),
        ("Ann", "Good."),
    ]
    assert transcript.turns[1].began_s == 2.5


def test_a_column_that_says_the_role_is_believed() -> None:
    """A role word sets the role; any other word is an attribute."""
    transcript = read_csv(
        "speaker,role,text\nAnn,Interviewer,How?\nBo,nurse,So.\nCy,observer,He nods.\n"
        "Ann,Interviewer,Why?\nBo,nurse,Because.\n"
    )
    assert [s.role for s in transcript.speakers] == ["interviewer", "participant", "observer"]
    assert transcript.speaker("Bo").attributes == {"role": "nurse"}


def test_several_conversations_in_one_table_are_kept_apart(tmp_path: Path) -> None:
    """Each gets its own transcript under the table's name; one file for one is refused."""
    path = tmp_path / "talk.csv"
    path.write_text(
        "interview,site,speaker,text\na,North,I,How?\na,North,P1,So.\nb,South,I,Why?\n"
        "b,South,P1,Because.\n",
        encoding="utf-8",
    )
    files = read_files(path)
    assert [file.path for file in files] == [path / "a", path / "b"]
    assert [file.transcript.attributes for file in files if file.transcript] == [
        {"site": "North"},
        {"site": "South"},
    ]
    with pytest.raises(ReadError, match="holds 2 conversations"):
        read_transcript(path)


# --- answers and notes -----------------------------------------------------------------------

SURVEY = (
    "Participant,Age,quote_ok,Consent,What helped you in the first weeks?,What got in the way?\n"
    "P1,34,yes,2024-03-01,A desk beside the nurses helped.,Nobody had a login for months.\n"
    "P2,51,no,2024-03-02,,The forms took longer than the visits.\n"
    "P3,,yes,2024-03-02,,\n"
)


def test_one_row_is_one_person_with_attributes_of_their_own() -> None:
    """Consent and leave to quote are carried along like any other column."""
    transcript = read_csv(SURVEY)
    assert transcript.speaker("P1").attributes == {
        "age": "34",
        "quote_ok": "yes",
        "consent": "2024-03-01",
    }
    assert transcript.speaker("P2").attributes["quote_ok"] == "no"
    assert {s.role for s in transcript.speakers if s.label != "Question"} == {"participant"}
    assert "1 rows without any answer were passed over" in transcript.notes


def test_an_answer_knows_its_question() -> None:
    """The header stands before each answer, as a turn of the questions, and is no talk."""
    transcript = read_csv(SURVEY)
    assert transcript.speaker("Question").role == "interviewer"
    assert [label for label, _ in turns_of(transcript)] == ["Question", "P1"] * 2 + [
        "Question",
        "P2",
    ]
    encoder = HashingEncoder()
    spans = cut_transcript(transcript, FullStopSplitter(), encoder.count_tokens, size=UnitSize())
    asked = {unit.text: unit.question for unit in make_units(transcript, spans)}
    assert asked == {
        "A desk beside the nurses helped.": "What helped you in the first weeks?",
        "Nobody had a login for months.": "What got in the way?",
        "The forms took longer than the visits.": "What got in the way?",
    }


def test_a_question_of_one_word_is_asked_too() -> None:
    """A header such as Barriers parts its answers from those under the header before."""
    transcript = read_csv(
        "id,Enablers of the work,Barriers\n"
        "a,They gave us a desk next door.,There was never an hour for it.\n"
        "b,The practice nurse who explained it all.,The forms that nobody could fill in.\n"
    )
    spans = cut_transcript(
        transcript, FullStopSplitter(), HashingEncoder().count_tokens, size=UnitSize()
    )
    questions = [unit.question for unit in make_units(transcript, spans)]
    assert questions == ["Enablers of the work", "Barriers"] * 2


def test_what_identifies_people_is_left_out_and_named() -> None:
    """E-mail addresses and the like become no attribute; nothing else is lost silently."""
    transcript = read_csv(
        "Email Address,Phone,Site,Answer\nann@example.org,0123,North,It went well for us all.\n"
        "bo@example.org,0456,South,It did not go well at all.\n"
    )
    assert [dict(s.attributes) for s in transcript.speakers] == [
        {"site": "North"},
        {"site": "South"},
    ]
    assert "example.org" not in transcript.text
    assert "left out, as it may identify people: Email Address, Phone" in transcript.notes
    assert "no column says who answers: each row is a person" in transcript.notes


def test_rows_of_one_person_keep_what_is_constant() -> None:
    """What differs is left out for that person only, and named."""
    rows = "".join(f"R{n},North,{30 + n},Answer number {n} of the survey.\n" for n in range(1, 9))
    transcript = read_csv(
        f"respondent,site,age,answer\n{rows}R1,North,99,And one more answer from me.\n"
    )
    assert transcript.speaker("R1").attributes == {"site": "North"}
    assert transcript.speaker("R2").attributes == {"site": "North", "age": "32"}
    assert "age has several values for R1 and was not kept for them" in transcript.notes


@pytest.mark.parametrize(
    "heads",
    [
        'Q1,Q2\n"Where do you work?","What would you change, if anything?"\n'
        '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n',
        '"Where do you work?","What would you change, if anything?"\nResponse,Open-Ended Response\n',
    ],
)
def test_the_extra_header_rows_of_survey_programs_are_no_answers(heads: str) -> None:
    """Qualtrics writes three header rows, SurveyMonkey two."""
    transcript = read_csv(
        f"{heads}North,More hours on the ward for everybody.\nSouth,I would have fewer forms.\n"
    )
    assert turns_of(transcript)[:2] == [
        ("Question", "What would you change, if anything?"),
        ("R1", "More hours on the ward for everybody."),
    ]
    assert transcript.speaker("R1").attributes == {"where_do_you_work": "North"}


def test_observation_notes_are_material_with_the_attributes_of_each_note() -> None:
    """An observer's notes are no interviewer's talk; who observed stays one person."""
    transcript = read_csv(
        "Date,Site,Observer,Observation\n"
        "2024-05-01,North,JK,The worker waits at the desk for twenty minutes.\n"
        "2024-05-02,South,JK,Two nurses ask her to carry letters.\n"
    )
    assert [s.role for s in transcript.speakers] == ["observer", "observer"]
    assert [s.person for s in transcript.speakers] == ["JK", "JK"]
    assert transcript.speaker("Note 2").attributes == {"date": "2024-05-02", "site": "South"}
    assert len(material_turns(transcript)) == 2


def test_the_time_of_a_note_or_an_answer_is_an_attribute() -> None:
    """Nothing is dropped: what is no time of talk in a recording stays beside the row."""
    rows = "Date;Time;Place;Note\n3 May;10:30;Ward 4;Nobody looks at the board.\n"
    rows += "3 May;10:45;Ward 4;Two doctors stand before it and talk.\n"
    transcript = read_table_talk(rows.encode(), format="csv")
    assert [dict(one.attributes)["time"] for one in transcript.speakers] == ["10:30", "10:45"]
    assert {turn.began_s for turn in transcript.turns} == {None}


def test_the_sheet_with_the_most_words_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    """Nothing is passed over silently; times in cells are times."""
    read_me = [("About", "This file")]
    talk = [
        ("Time", "Speaker", "Text"),
        (dt.time(0, 0, 5), "I", "How did it go in the end?"),
        (dt.time(0, 0, 9), "P", "It went better than anybody thought."),
    ]
    transcript = read_transcript(write_book(tmp_path / "talk.xlsx", read_me, talk))
    assert [turn.began_s for turn in transcript.turns] == [5.0, 9.0]
    assert transcript.notes[0] == "read from the sheet Sheet1; not read: Sheet"


# --- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("tag,description,number of highlights\nA,Words about A,4\n", "a table of codes"),
        ("id,name,definition\na,Desk,Space to work in\n", "a table of codes"),
        (
            "id,document,tag,content\n1,a.odt,Desk,We had a desk.\n",
            "a table of coded quotations.*what was said between them is missing",
        ),
        ("file,licence,note\na.vtt,MIT,some captions of a long talk\n", "a table of files"),
        ("site,age,agree\nNorth,34,yes\nSouth,51,no\n", "no column holds talk"),
        ("file,speaker,site\na.txt,P1,North\nb.txt,P2,South\n", "no column holds talk"),
    ],
)
def test_tables_that_are_no_transcripts_are_refused_with_the_reason(text: str, reason: str) -> None:
    """The message says what the table is and names its columns."""
    with pytest.raises(ReadError, match=reason):
        read_csv(text)


@pytest.mark.parametrize(
    ("data", "format", "reason"),
    [
        (b"", "csv", "empty"),
        (b"PK\x03\x04broken", "xlsx", "not an Excel workbook, or it is damaged"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "xlsx", "protected by a password"),
        (b"speaker,text\n", "csv", "no column holds talk"),
        (b"\x00\x01\x02" * 100, "csv", "binary data|not text"),
    ],
)
def test_damaged_tables_are_refused(data: bytes, format: str, reason: str) -> None:
    """Never a traceback."""
    with pytest.raises(ReadError, match=reason):
        read_conversations(data, format=format)


WORDS = (
    st.text(
        st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="&\x00\ufeff"),
        min_size=1,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(c.isalpha() for c in text))
)


@given(st.lists(st.tuples(st.sampled_from(["I", "P1", "P2"]), WORDS), min_size=2))
def test_turns_written_to_a_csv_come_back_the_same(turns: list[tuple[str, str]]) -> None:
    """Whatever the words hold: quotes, commas, semicolons, other scripts."""
    rows = [{"speaker": label, "text": words} for label, words in turns]
    data = make_csv(["speaker", "text"], [{k: v for k, v in row.items()} for row in rows])
    written = [(label, words) for label, words in turns]
    found = turns_of(read_table_talk(data, format="csv"))
    assert [(label, words.removeprefix("'")) for label, words in found] == [
        (label, words.removeprefix("'")) for label, words in written
    ]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """A table that is none ends in a ReadError, never in a traceback."""
    for format in ("csv", "tsv", "xlsx"):
        with suppress(ReadError):
            assert all(one.turns for one in read_conversations(data, format=format).values())


@pytest.mark.parametrize(
    ("name", "speakers", "n_turns"),
    [
        ("csv/template__mohammad.csv", 4, 263),
        ("csv/QualCoder__survey456.csv", 3, 3),
        ("xlsx/TalkMoves__Boats_and_Fish_1_Grade_4.xlsx", 8, 92),
    ],
)
def test_real_tables_are_read(shared_data: Path, name: str, speakers: int, n_turns: int) -> None:
    """Oral history, a survey and a classroom, as their makers published them."""
    transcript = read_transcript(shared_data / "formats" / name)
    assert (len(transcript.speakers), len(transcript.turns)) == (speakers, n_turns)


def test_every_turn_of_the_focus_groups_is_read_from_their_table(shared_data: Path) -> None:
    """Two groups in one table, each a conversation of its own."""
    files = read_files(shared_data / "osfg" / "turns.csv")
    assert [file.path.name for file in files] == ["nonR1_1", "nonR1_2"]
    assert sum(len(file.transcript.turns) for file in files if file.transcript) == 168 + 106
