"""Habits of typists and programs: labels without a colon, times and numbers around them, pages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.errors import ReadError
from thememiner.read import parse_transcript
from thememiner.records import Transcript

SAID = (
    "What changed for you?",
    "Not much, to be honest.",
    "And why was that?",
    "Because nobody told us. We heard it from the cleaners.",
    "Right, so who should have told you?",
    "The ward manager, I suppose.",
    "And how is it now?",
    "Better. There is a board in the corridor.",
)
PEOPLE = {
    "letters": ("I", "P"),
    "codes": ("INT", "P01"),
    "names": ("Sarah", "Mwangi"),
    "titles": ("Dr Sarah O'Neil", "Mrs Wanjiru"),
    "machine": ("SPEAKER_00", "SPEAKER_01"),
    "roles": ("INTERVIEWER", "Respondent"),
    "small letters": ("interviewer", "participant"),
    "what they are": ("Interviewer (F)", "Nurse (male, 45)"),
    "accents": ("Żaneta", "Ólafur"),
    "hyphens": ("R-1", "KI-004"),
    "two roles": ("Interviewer/Researcher", "Nurse/Midwife"),
    "Chinese": ("访谈者", "受访者"),
    "Russian": ("Интервьюер", "Респондент"),
    "Arabic": ("الباحث", "المشارك"),
    "German": ("Interviewerin", "Befragte"),
    "French": ("Enquêtrice", "Enquêté"),
}
#: How a line is written: ``{l}`` the label, ``{s}`` what is said, ``{t}`` a time, ``{n}`` a number.
WITH_COLON = {
    "colon": "{l}: {s}\n",
    "no blank": "{l}:{s}\n",
    "blank before the colon": "{l} : {s}\n",
    "colon and tab": "{l}:\t{s}\n",
    "talk below": "{l}:\n{s}\n\n",
    "bold in Markdown": "**{l}:** {s}\n\n",
    "colon outside of bold": "**{l}**: {s}\n\n",
    "a list in Markdown": "- **{l}**: {s}\n",
    "time in brackets": "[{t}] {l}: {s}\n",
    "bare time": "{t} {l}: {s}\n",
    "time behind": "{l} ({t}): {s}\n",
    "time behind the colon": "{l}: [{t}] {s}\n",
    "time above": "{t}\n{l}: {s}\n\n",
    "from and until": "[{t}.000 --> {t}.900] {l}: {s}\n",
    "from and until, plain": "{t} - {t} {l}: {s}\n",
    "date and time": "[12/03/2021, {t}] {l}: {s}\n",
    "date, time and dash": "12/03/2021, {t} - {l}: {s}\n",
    "chat": "{t} From {l} to Everyone: {s}\n",
    "chat, older": "{t}\t From {l} : {s}\n",
    "numbered turns": "{n}. {l}: {s}\n",
    "quoted": "> {l}: {s}\n",
    "time in braces": "{{{t}}} {l}: {s}\n",
    "time in angle brackets": "<{t}> {l}: {s}\n",
    "bare time behind": "{l} {t}: {s}\n",
    "two colons": "{l}:: {s}\n",
    "time of the day": "[{t} PM] {l}: {s}\n",
    "chat of a phone": "12/03/2021, {t} pm - {l}: {s}\n",
}
WITHOUT_COLON = {
    "tab": "{l}\t{s}\n",
    "time on the line": "{l}  {t}\n{s}\n\n",
    "time before the name": "[{t}] {l}\n{s}\n\n",
    "time, dash, name": "{t} - {l}\n{s}\n\n",
    "name, dash, time": "{l} - {t}\n{s}\n\n",
    "span behind the name": "{l} {t} - {t}\n{s}\n\n",
    "time below": "{l}\n{t}\n{s}\n\n",
    "times of film and name": "{t}:12 - {t}:20\n{l}\n{s}\n\n",
    "name on its own line": "{l}\n{s}\n\n",
    "heading in Markdown": "## {l}\n{s}\n\n",
    "dash": "{l} – {s}\n",
    "arrow": "{l} >> {s}\n",
    "time of the day on the line": "{l}  {t} AM\n{s}\n\n",
    "time of the day before the name": "[{t} AM] {l}\n{s}\n\n",
    "underlined": "{l}\n-----\n{s}\n\n",
    "hyphen": "{l} - {s}\n",
    "square brackets": "[{l}] {s}\n",
    "several blanks": "{l}   {s}\n",
    "table": "{t} | {l} | {s}\n",
    "table in Markdown": "| {t} | {l} | {s} |\n",
}
IN_BRACKETS = {
    "brackets and colon": "[{l}]: {s}\n",
    "round brackets": "({l}) {s}\n",
    "angle brackets": "<{l}> {s}\n",
}


def written(line: str, people: tuple[str, str], *, said: tuple[str, ...] = SAID) -> str:
    return "".join(
        line.format(l=people[n % 2], s=words, n=n + 1, t=f"00:{n // 4:02}:{n * 17 % 60:02}")
        for n, words in enumerate(said)
    )


def turns_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


def expected(people: tuple[str, str]) -> list[tuple[str, str]]:
    return [(people[n % 2], words) for n, words in enumerate(SAID)]


@pytest.mark.parametrize("convention", {**WITH_COLON, **WITHOUT_COLON})
@pytest.mark.parametrize("people", PEOPLE)
def test_everybody_is_read_in_every_habit(convention: str, people: str) -> None:
    """Any kind of label, written in any of the ways that typists and programs have."""
    text = written({**WITH_COLON, **WITHOUT_COLON}[convention], PEOPLE[people])
    assert turns_of(parse_transcript(text)) == expected(PEOPLE[people])


@pytest.mark.parametrize("convention", IN_BRACKETS)
@pytest.mark.parametrize("people", [name for name in PEOPLE if name != "what they are"])
def test_labels_in_brackets_of_any_kind_are_read(convention: str, people: str) -> None:
    """The brackets are no part of the label; a label that has some of its own is not written so."""
    text = written(IN_BRACKETS[convention], PEOPLE[people])
    assert turns_of(parse_transcript(text)) == expected(PEOPLE[people])


@pytest.mark.parametrize("line", ["{l}. {s}\n", "{l}) {s}\n", "{l} {s}\n", "{n} {l} {s}\n"])
@pytest.mark.parametrize("people", [("Q", "A"), ("I", "P"), ("INT", "P01"), ("I1", "R3")])
def test_codes_need_no_sign_at_all(line: str, people: tuple[str, str]) -> None:
    """A full stop, a bracket, or a blank is enough behind codes that head nearly every line."""
    assert turns_of(parse_transcript(written(line, people))) == expected(people)


@settings(max_examples=30)
@given(
    convention=st.sampled_from(sorted(WITHOUT_COLON)),
    words=st.lists(
        st.sampled_from(
            ["we waited", "it was late, yes", "Time: nine", "no - not us", "P. said so"]
        ),
        min_size=6,
        max_size=12,
    ),
)
def test_turns_without_a_colon_are_read_back(convention: str, words: list[str]) -> None:
    """Whatever is said in them, with colons, dashes and full stops in the talk."""
    people = ("Ann Lee", "Bo Chen")
    transcript = parse_transcript(written(WITHOUT_COLON[convention], people, said=tuple(words)))
    assert turns_of(transcript) == [(people[n % 2], said) for n, said in enumerate(words)]


@pytest.mark.parametrize(
    "text",
    [
        "A man came in. He sat down.\nI went to the door.\nA woman was there.\nWe talked for long.\n",
        "Ward - the place where we work.\nRota - who works when.\nHandover - the talk at eight.\n",
        "Morning\n\nWe waited. Nobody came.\n\nNoon\n\nThe doctor came.\n\nEvening\n\nShe left.\n",
        "Yes\nNo\nYes\nNo\nWell then\nThat is how we talked, all of us, on that day.\n",
        "10:30 Nurse enters. Patient 3 asks.\n10:42 Doctor: round begins.\n11:05 Handover.\n",
        "1. What is your role?\n2. How long have you been here?\n3. What would you change?\n",
        "# Notes\n\n## Rota\n\nIt is late.\n\n## Parking\n\nThere is none.\n",
    ],
)
def test_prose_lists_and_headings_name_no_speakers(text: str) -> None:
    """What only looks like a label stays talk of one unknown speaker."""
    assert {turn.speaker for turn in parse_transcript(text).turns} == {None}


def test_names_without_a_colon_that_are_rare_are_doubted_aloud() -> None:
    """They may be headings; codes, words for roles and names that keep coming back are clear."""
    few = parse_transcript(written("{l}\n{s}\n\n", ("Sarah", "Mwangi"), said=SAID[:4]))
    assert [speaker.doubtful for speaker in few.speakers] == [True, True]
    assert "the label Sarah stands without a colon and may be no speaker" in few.notes
    for people, said in ((("Sarah", "Mwangi"), SAID), (("INT", "P1"), SAID[:4])):
        sure = parse_transcript(written("{l}\n{s}\n\n", people, said=said))
        assert not any("without a colon" in note for note in sure.notes)


def test_numbers_that_count_questions_make_no_people() -> None:
    """``Q1``, ``A1``, ``Q2``, ``A2``: one asks and one answers; in a focus group A1 is a person."""
    text = "".join(f"Q{n}: And then?\nA{n}: Nothing.\n" for n in range(1, 5))
    transcript = parse_transcript(text)
    assert [(one.label, one.role) for one in transcript.speakers] == [
        ("Q", "interviewer"),
        ("A", "participant"),
    ]
    group = parse_transcript("Q: So?\nA1: Yes.\nA2: No.\nQ: Why?\nA1: So.\nA2: No idea.\n")
    assert {one.label for one in group.speakers} == {"Q", "A1", "A2"}


def test_times_stand_with_the_turn_that_they_are_about() -> None:
    """Above it, before it, from one to another, behind it; hours, minutes, frames of a film."""
    above = parse_transcript("00:00:05\nI: How?\n\n00:00:09\nP: So.\n\n00:00:12\nI: Why?\n")
    assert [turn.began_s for turn in above.turns] == [5.0, 9.0, 12.0]
    spans = parse_transcript("[00:05.0 --> 00:09.5]  How was it?\n[00:09.5 --> 00:12.0]  Fine.\n")
    assert [turn.began_s for turn in spans.turns] == [5.0, 9.5]
    assert [spans.speech(turn) for turn in spans.turns] == ["How was it?", "Fine."]
    behind = parse_transcript("I: How? #00:00:05-2#\n\nP: So. #00:01:09-9#\n\nI: Why? #00:01:12-0#")
    assert [turn.ended_s for turn in behind.turns] == [5.2, 69.9, 72.0]
    assert behind.speech(behind.turns[1]) == "So."
    lines = parse_transcript("0:00\nso tell me\n0:04\nit was in May\n0:09\nand June\n")
    assert [turn.began_s for turn in lines.turns] == [0.0, 4.0, 9.0]


def test_captions_under_the_name_of_a_text_are_read_as_captions() -> None:
    """Numbers and times of captions are no talk."""
    cues = (
        "1\n00:00:01,000 --> 00:00:03,000\nAnn: So?\n\n2\n00:00:04,000 --> 00:00:06,000\nBo: Yes.\n"
    )
    assert turns_of(parse_transcript(cues)) == [("Ann", "So?"), ("Bo", "Yes.")]
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>So?\n"
    assert turns_of(parse_transcript(vtt)) == [("Ann", "So?")]


def test_what_stands_at_the_edge_of_printed_pages_is_left_out_and_counted() -> None:
    """Headers with other page numbers are the same header; a turn goes on over the page."""
    text = (
        "Study X, page 1 of 3\n\nI: So?\nP: It was in May, and then\n\n- 1 -\n"
        "\fStudy X, page 2 of 3\n\nwe went to June.\nI: Right.\n\n- 2 -\n"
        "\fStudy X, page 3 of 3\n\nP: Yes.\n\n- 3 -\n"
    )
    transcript = parse_transcript(text)
    assert [speech.split() for _, speech in turns_of(transcript)] == [
        ["So?"],
        "It was in May, and then we went to June.".split(),
        ["Right."],
        ["Yes."],
    ]
    assert "6 lines at the edge of pages left out" in transcript.notes


def test_talk_at_the_edge_of_pages_stays() -> None:
    """Labels that head every page are talk."""
    transcript = parse_transcript("I: So?\nP: Yes.\n\fI: So?\nP: No.\n\fI: So?\nP: Yes.\n")
    assert len(transcript.turns) == 6


def test_line_numbers_of_a_text_are_left_out_and_counted() -> None:
    """Numbers that run on before most lines; numbers in the talk stay."""
    said = [
        "I: How many when",
        "they came?",
        "P: We were",
        "12 people.",
        "I: And then?",
        "P: More.",
    ]
    text = "\n".join(f"{n:>3}  {line}" for n, line in enumerate(said, 1))
    transcript = parse_transcript(text)
    assert turns_of(transcript)[1] == ("P", "We were\n12 people.")
    assert "6 line numbers left out" in transcript.notes


@pytest.mark.parametrize("sign", ["**", "*", "__"])
def test_marked_questions_in_markdown_are_told_from_answers_with_a_doubt(sign: str) -> None:
    """As in a Word document: bold or italic paragraphs that ask, plain ones that answer."""
    pairs = [("How long have you been here?", "Nine years."), ("And why?", "I like it. A lot.")]
    text = "\n\n".join(f"{sign}{asked}{sign}\n\n{answer}" for asked, answer in pairs)
    transcript = parse_transcript(text, format="md")
    assert turns_of(transcript) == [
        (label, said)
        for pair in pairs
        for label, said in zip(("Interviewer", "Participant"), pair, strict=True)
    ]
    assert all(speaker.doubtful for speaker in transcript.speakers)


def test_a_guide_in_plain_text_is_refused_as_one() -> None:
    """As in a Word document: most paragraphs ask, and nobody answers."""
    text = "Interview guide\n\nHow did it begin?\n\nWho was there?\n\nWhat would you change?\n"
    with pytest.raises(ReadError, match=r"interview guide.*3 of 4"):
        parse_transcript(text)


@pytest.mark.parametrize(
    "closing",
    [
        "END OF RECORDING",
        "[End of recording 00:43:10]",
        "Transcription ended after 00:32:05",
        "Ann Lee stopped transcription",
    ],
)
def test_closing_lines_are_told_and_are_no_talk(closing: str) -> None:
    """They stay in the text."""
    transcript = parse_transcript(f"I: How was it?\nP: It was fine.\n\n{closing}\n")
    assert turns_of(transcript)[-1] == ("P", "It was fine.")
    assert "the closing line was not taken as talk" in transcript.notes
    assert closing in transcript.text


def test_signs_of_transcription_stay_in_the_talk() -> None:
    """Pauses, laughter, redactions, overlaps, cut-off words: all of it is what was typed."""
    said = [
        "So I [was",
        "[yeah] yeah (.) (…)",
        "going //there// with XXXX to [PLACE 1] [inaudible 00:12]",
        "–ward, yes. (laughs) And ████ =",
        "= in <quietly> May {cough} *so*",
        "10:30 Meeting: what? The point is: https://example.org: that.",
    ]
    text = "\n".join(f"{'AB'[n % 2]}: {words}" for n, words in enumerate(said))
    assert [speech for _, speech in turns_of(parse_transcript(text))] == said


def test_a_focus_group_keeps_its_people_and_doubts_the_rest() -> None:
    """Events between turns are no speakers; a label that occurs once is doubted aloud."""
    text = (
        "Moderator: Let us go round.\nFemale 1: I work in A&E.\nMale 1: Theatres.\n"
        "Female 2: Same as her.\n[All laugh]\nModerator: What has changed?\nFemale 1: Well /\n"
        "Male 1: / the rota.\nSeveral: Yes!\nFemale 2: And parking.\nModerator: Right.\n"
    )
    transcript = parse_transcript(text)
    assert {speaker.label for speaker in transcript.speakers if not speaker.doubtful} == {
        "Moderator",
        "Female 1",
        "Male 1",
        "Female 2",
    }
    assert ("Female 2", "Same as her.\n[All laugh]") in turns_of(transcript)


def test_times_alone_inside_of_turns_are_marks_and_counted() -> None:
    """On a line of their own they are no talk; in a sentence, or as the whole answer, they are."""
    text = (
        "I: When?\n\nP: We waited.\n\n[00:12:30]\n\nAnd then we went.\n\n12:40\n\nHome.\n\n"
        "I: And?\nP: At\n12:30\nwe met.\n#00:13:00-5#\nThen not.\nI: Sorry?\nP:\n12:30\nI: Right.\n"
    )
    transcript = parse_transcript(text)
    assert [speech for _, speech in turns_of(transcript)] == [
        "When?",
        "We waited.\n\nAnd then we went.\n\nHome.",
        "And?",
        "At\n12:30\nwe met.\nThen not.",
        "Sorry?",
        "12:30",
        "Right.",
    ]
    assert (
        "3 times on a line alone left out of the talk: [00:12:30], 12:40, #00:13:00-5#"
        in transcript.notes
    )


def test_times_at_the_begin_of_turns_are_theirs() -> None:
    """Below the label, or behind it in nearly every turn; one alone is talk."""
    below = parse_transcript("I:\n00:01\nHow?\n\nP:\n00:04\nWell.\n\nI: So?\nP: No.\n")
    assert [turn.began_s for turn in below.turns] == [1.0, 4.0, None, None]
    assert turns_of(below)[1] == ("P", "Well.")
    behind = parse_transcript("I: 00:01 How?\nP: 00:04 Well.\nI: 00:09 So?\nP: 00:12 No.\n")
    assert [turn.began_s for turn in behind.turns] == [1.0, 4.0, 9.0, 12.0]
    alone = parse_transcript("I: When?\nP: 12:30 it was.\nI: So?\nP: No.\n")
    assert turns_of(alone)[1] == ("P", "12:30 it was.")


@pytest.mark.parametrize(
    "question",
    [
        "Q{n}. {q}\n\n{a}\n\n",
        "Q{n}: {q}\n{a}\n",
        "Question {n}: {q}\n\n{a}\n\n",
        "{n}. {q}\n\n{a}\n\n",
    ],
)
def test_a_written_questionnaire_gives_questions_and_answers(question: str) -> None:
    """Numbers that count on, a question behind each, an answer below it; and a note says so."""
    pairs = list(
        zip(SAID[::2], ["Not much.", "We heard late.", "The manager.", "Better."], strict=True)
    )
    pairs = [(q, a) for q, a in pairs if q.endswith("?")]
    text = "".join(question.format(n=n, q=q, a=a) for n, (q, a) in enumerate(pairs, 1))
    transcript = parse_transcript(f"Site B\n\nPlease write as much as you like.\n\n{text}")
    assert turns_of(transcript) == [one for q, a in pairs for one in (("Q", q), (None, a))]
    assert transcript.speakers[0].role == "interviewer"
    assert any("numbered questions were taken" in note for note in transcript.notes)


def test_numbered_questions_that_nobody_answers_are_no_questionnaire() -> None:
    """Probes below questions are no answers; numbered statements ask nothing."""
    probes = "1. How did it begin?\n\nWho came?\n\n2. And then?\n\nWhere?\n\n3. And now?\n\nWhy?\n"
    steps = "1. Wash hands.\n\nUse soap.\n\n2. Dry them.\n\nUse paper.\n\n3. Leave.\n\nBe quiet.\n"
    for text in (probes, steps):
        assert {turn.speaker for turn in parse_transcript(text).turns} == {None}


def test_times_are_read_in_every_spelling() -> None:
    """Letters for hours and minutes, primes, seconds alone, halves of the day."""
    times = {"0h12m03s": 723, "12'03\"": 723, "12.5s": 12.5, "9:05 pm": 75900, "12:01:02 a.m.": 62}
    for time, seconds in times.items():
        transcript = parse_transcript(
            f"[{time}] Ann: So?\n[{time}] Bo: Yes.\n[{time}] Ann: Right.\n"
        )
        assert turns_of(transcript)[1] == ("Bo", "Yes.")
        assert [turn.began_s for turn in transcript.turns] == [seconds] * 3


def test_how_something_is_said_makes_no_other_person() -> None:
    """``Ann (laughing)`` is Ann, and a note says so; ``Ann (nurse)`` may be somebody else."""
    text = "Ann: So?\nBo (after a pause): Well.\nAnn (laughing): Yes?\nBo: No.\nAnn (nurse): I.\n"
    transcript = parse_transcript(text)
    assert [one for one, _ in turns_of(transcript)] == ["Ann", "Bo", "Ann", "Bo", "Ann (nurse)"]
    assert "the label Ann (laughing) was taken for Ann" in transcript.notes


def test_facts_behind_a_code_belong_to_the_label() -> None:
    """Sex and age, parted by commas."""
    text = (
        "R1, F, 34: Fine.\nInt: Why?\nR2, M, 41: So.\nR1, F, 34: No.\nInt: And?\nR2, M, 41: Yes.\n"
    )
    assert [one for one, _ in turns_of(parse_transcript(text))][:3] == [
        "R1, F, 34",
        "Int",
        "R2, M, 41",
    ]


def test_a_conversation_in_one_paragraph_is_parted() -> None:
    """Words for roles behind the ends of sentences; one that is quoted stays talk."""
    text = "Interviewer: How was it? Participant: Fine. It was. Interviewer: Why? Participant: So it goes."
    transcript = parse_transcript(text)
    assert turns_of(transcript)[:2] == [
        ("Interviewer", "How was it?"),
        ("Participant", "Fine. It was."),
    ]
    assert len(transcript.turns) == 4
    quoted = parse_transcript(
        "I: So?\nP: She said it. Interviewer: no. I laughed.\nI: Yes?\nP: Yes.\n"
    )
    assert len(quoted.turns) == 4
