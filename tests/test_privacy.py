"""Names are found, replaced the same way over a study, and come back to the letter with the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import make_transcript
from thememiner.adapters.name_lists import read_name_lists
from thememiner.adapters.spacy_names import SpacyNames
from thememiner.privacy import (
    MARK,
    Hidden,
    KnownName,
    Mention,
    MentionFinder,
    NameBook,
    NameTools,
    OwnName,
    Replacement,
    State,
    change,
    entity_of,
    hide_names,
    is_consistent,
    is_name,
    is_site,
    look_again,
    mark_of,
    name_of_label,
    number_person,
    plain_code,
    pseudonymise,
    restore,
    with_labels,
)
from thememiner.privacy._replace import unplaced
from thememiner.records import Transcript

NAMES = ["Denise", "Yusuf Khan", "Dr Lee", "Amina", "bethan", "O'Brien", "Łukasz", "王小明", "Jo"]
NOTHING_KNOWN = NameBook()


@pytest.fixture(scope="module")
def tools() -> NameTools:
    """The lists as they are used, without the recogniser, which costs time and is tested by itself."""
    return by_lists()


def by_lists() -> NameTools:
    """The same for properties: what a property takes is written out where it fails."""
    return NameTools(lists=read_name_lists())


def _mentions(tools: NameTools, *turns: str, known: Sequence[KnownName] = ()) -> list[Mention]:
    transcript = make_transcript([("P1", turn) for turn in turns])
    return list(MentionFinder(tools.lists, known=known).find([transcript])[transcript.id])


def _hide(tools: NameTools, *turns: tuple[str | None, str], book: NameBook = NOTHING_KNOWN) -> str:
    transcript = make_transcript(turns)
    return hide_names([transcript], book=book, tools=tools).transcripts[0].text


# --- labels ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label", ["P1", "AB-W1", "INT", "nR1-01", "FG1-P3", "17", "P 12", "A", "x"]
)
def test_a_code_is_no_name(label: str) -> None:
    """Codes that researchers give stay readable."""
    assert not is_name(label)


@pytest.mark.parametrize(
    "label",
    ["Nurse 2", "Interviewer", "Focus group leader", "Practice manager", "GP", "Speaker 11"],
)
def test_a_role_is_no_name(label: str) -> None:
    """What somebody does is not who somebody is."""
    assert not is_name(label)


@pytest.mark.parametrize("label", [*NAMES, "Nurse Denise", "Denise (worker)", "Denise 2", "SUE"])
def test_a_name_is_a_name(label: str) -> None:
    """Also beside a role or a number, in capitals, and in any script."""
    assert is_name(label)


def test_what_is_no_name_in_a_label_falls_away() -> None:
    """Role, number and what stands in brackets."""
    assert name_of_label("Nurse Denise (worker) 2") == "Denise"
    assert name_of_label("KHAN, Yusuf") == "KHAN, Yusuf"


@pytest.mark.parametrize(("value", "says"), [("Castle Row", True), ("Site 2", False), ("x", False)])
def test_a_site_is_a_place_with_a_name(value: str, *, says: bool) -> None:
    """``Site 2`` and ``urban`` give no place away."""
    assert is_site(value) is says


def test_marks_and_entities_are_two_ways_to_write_the_same() -> None:
    """``person-3`` in ids, ``[PERSON-3]`` in talk, ``PERSON-3`` in front of a turn."""
    assert mark_of("person-3") == "[PERSON-3]"
    assert entity_of("[PERSON-3]") == entity_of("PERSON-3") == "person-3"
    assert entity_of("[name]") == ""
    assert plain_code("[PERSON-3]") == "PERSON-3"


def test_a_label_and_the_name_in_the_talk_get_one_code(tools: NameTools) -> None:
    """Who speaks and who is spoken of is the same person, and so is a line above the first turn."""
    transcript = make_transcript(
        [("INT", "So, Denise?"), ("Denise Shaw", "I'm Denise. DENISE!")],
        front="Present: Denise Shaw",
        notes=("only Denise Shaw speaks",),
    )
    hidden = hide_names([transcript], book=NOTHING_KNOWN, tools=tools)
    (masked,) = hidden.transcripts
    assert masked.text == (
        "Present: PERSON-1\n\nINT: So, [PERSON-1]?\n\nPERSON-1: I'm [PERSON-1]. [PERSON-1]!"
    )
    assert masked.notes == ("only PERSON-1 speaks",)
    assert hidden.book.labels == {transcript.id: {"PERSON-1": "Denise Shaw"}}
    assert masked.turns[1].speaker == masked.speakers[1].label == "PERSON-1"


def test_a_transcript_without_names_comes_back_as_it_is(tools: NameTools) -> None:
    """Nothing to do, nothing done."""
    transcript = make_transcript([("INT", "So?"), ("P1", "Yes, on Monday."), ("P2", "Well.")])
    hidden = hide_names([transcript], book=NOTHING_KNOWN, tools=tools)
    assert hidden.transcripts == (transcript,)
    assert hidden.book == NOTHING_KNOWN


def test_names_that_differ_in_case_alone_keep_apart(tools: NameTools) -> None:
    """Each label in the text is the label of its turn."""
    transcript = make_transcript([("Anna", "Yes."), ("ANNABEL", "No."), ("ANNa", "Well.")])
    hidden = hide_names([transcript], book=NOTHING_KNOWN, tools=tools)
    (masked,) = hidden.transcripts
    assert len(hidden.book.labels[transcript.id]) == 3
    for turn in masked.turns:
        assert masked.text[: turn.start].endswith(f"{turn.speaker}: ")


def test_many_short_names_get_a_code_each(tools: NameTools) -> None:
    """Forty names of two characters, as a list of respondents may have."""
    names = [chr(0x4E00 + n) + chr(0x4E80 + n) for n in range(40)]
    transcript = make_transcript([(name, "Yes.") for name in names])
    hidden = hide_names([transcript], book=NOTHING_KNOWN, tools=tools)
    assert sorted(hidden.book.labels[transcript.id].values()) == sorted(names)
    assert len({turn.speaker for turn in hidden.transcripts[0].turns}) == 40


def test_only_labels_lose_their_names_where_the_talk_is_to_stay(tools: NameTools) -> None:
    """The setting ``pseudonyms = false`` leaves what was said."""
    transcript = make_transcript([("Denise", "I'm Denise.")])
    hidden = hide_names([transcript], book=NOTHING_KNOWN, tools=tools, talk=False)
    assert hidden.transcripts[0].text == "PERSON-1: I'm Denise."


def test_columns_that_say_who_somebody_is_are_left_out_and_named(tools: NameTools) -> None:
    """A table of cases may hold addresses; the study does not want them."""
    transcript = make_transcript(
        [("P1", "Yes.")], attributes={"E-mail": "p@example.org", "arm": "1"}
    )
    hidden = hide_names([transcript], book=NOTHING_KNOWN, tools=tools)
    assert hidden.transcripts[0].attributes == {"arm": "1"}
    assert hidden.left_out == {"E-mail"}


# --- what is found ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("I told Parveen Akhtar so", "person", "Parveen Akhtar"),
        ("Mr Tallow rang", "person", "Tallow"),
        ("the rota was denise's idea", "person", "denise"),
        ("Sharp never told me about the kiln.", "person", "Sharp"),
        ("Weaver laughed and locked the shed.", "person", "Weaver"),
        ("After that J said the gates were stiff.", "person", "J"),
        ("and grace told us the hall was shut", "person", "grace"),
        ("dean from the depot dropped it off", "person", "dean"),
        ("Joy's flat is on the ground floor.", "person", "Joy"),
        ("we moved from Rotherham then", "place", "Rotherham"),
        ("She lives at 12 Harrow Road, so", "address", "12 Harrow Road"),
        ("I go to Tallow House Surgery now", "organisation", "Tallow House Surgery"),
        ("ring me on 07700 900123", "phone", "07700 900123"),
        ("it's oh one six three two nine six oh one two three", "phone", None),
        ("write to jo.b@example.org", "e-mail", "jo.b@example.org"),
        ("NHS number 999 123 4561", "nhs-number", "999 123 4561"),
        ("my date of birth is 3 May 1961", "date-of-birth", "3 May 1961"),
        ("it's on www.tallow-example.org.uk", "web", "www.tallow-example.org.uk"),
        ("staff number 448120 it was", "identifier", "448120"),
        ("born, if I have it right, on 3 June 1947", "date-of-birth", "3 June 1947"),
        ("she lives at The Old Barn, Nether Snod.", "address", "The Old Barn, Nether Snod"),
        ("she lives at 71b kestrel parade", "address", "71b kestrel parade"),
        ("he had A0000BC on his shirt", "identifier", "A0000BC"),
        ("follow @jo.example.runs if you like", "web", "@jo.example.runs"),
        ("he did a year in HMP Garrowby", "place", "HMP Garrowby"),
    ],
)
def test_what_says_who_or_where_somebody_is_is_found(
    tools: NameTools, said: str, kind: str, words: str | None
) -> None:
    """One of each kind; titles stay, and so does an apostrophe with its s."""
    (found,) = [one for one in _mentions(tools, said) if one.sure]
    assert found.kind == kind
    assert words in {None, found.text}


@pytest.mark.parametrize(
    "said",
    [
        "We came back in May, on a Tuesday.",
        "Plan B was the barn, and vitamin D and a bit of sun. I got a C in sums.",
        "Sharp tools are safe tools. Winter was hard. Research tells us so.",
        "Reception said no, so I asked Reception again.",
        "I speak French. Canadians said it first.",
        "The NHS and NICE say so.",
        "She has Parkinson's and takes Metformin.",
        "Rose bushes by the door, hope so. Will you?",
        "The Practice Manager and the District Nurse agreed.",
        "I speak Polish and Urdu. Grace before meals, mark my words.",
        "Nobody told me. Because of that I left.",
    ],
)
def test_what_everybody_shares_is_no_name(tools: NameTools, said: str) -> None:
    """Months, bodies, diseases, medicines, roles, languages, and a capital at the start of a sentence."""
    assert [one.text for one in _mentions(tools, said) if one.sure] == []


def test_a_capital_at_the_start_of_a_sentence_is_told_from_a_name(tools: NameTools) -> None:
    """The same word, once as a name and once as a word."""
    said = _hide(tools, ("P1", "Mark said no. Mark the door, he told me, with a mark."))
    assert said == "P1: [PERSON-1] said no. Mark the door, he told me, with a mark."


def test_what_is_doubtful_is_listed_and_not_replaced(tools: NameTools) -> None:
    """May may be somebody, or a month: a person has to look."""
    transcript = make_transcript([("P1", "May was cold."), ("P1", "May said so herself.")])
    hidden = hide_names([transcript], book=NOTHING_KNOWN, tools=tools)
    assert hidden.transcripts[0].text == "P1: May was cold.\n\nP1: [PERSON-1] said so herself."
    states = [(one.original, one.state, one.pseudonym) for one in hidden.book.replacements]
    assert states == [("May", "doubtful", ""), ("May", "replaced", "[PERSON-1]")]


@pytest.mark.parametrize("mark", ["X", "XX", "[name]", "***", "[PERSON-7]", "Dr X", "[redacted]"])
def test_marks_of_somebody_who_redacted_before_are_kept(tools: NameTools, mark: str) -> None:
    """They stand for a name already."""
    said = f"and then {mark} said that it was off"
    assert _hide(tools, ("P1", said)) == f"P1: {said}"


def test_a_number_that_stands_in_a_text_is_not_given_again(tools: NameTools) -> None:
    """A transcript that somebody numbered before keeps its numbers for itself."""
    said = _hide(tools, ("P1", "[PERSON-7] and Denise met."))
    assert said == "P1: [PERSON-7] and [PERSON-8] met."


def test_our_own_codes_are_never_taken_for_names() -> None:
    """Whatever the lists know or do not know."""
    transcript = make_transcript([("Denise", "Yes.")], front="Present: Denise")
    hidden = hide_names([transcript], book=NOTHING_KNOWN, tools=NameTools())
    assert hidden.transcripts[0].text == "Present: PERSON-1\n\nPERSON-1: Yes."


def test_the_recogniser_finds_a_name_that_no_list_has() -> None:
    """The recogniser of spaCy looks at the words around."""
    tools = NameTools(lists=read_name_lists(), recogniser=SpacyNames())
    said = "Then my manager Quibella Zorrander phoned the office in Leeds about it."
    transcript = make_transcript([("P1", said)])
    hidden = hide_names([transcript], book=NOTHING_KNOWN, tools=tools)
    assert "Zorrander" not in hidden.transcripts[0].text
    assert "Leeds" not in hidden.transcripts[0].text
    assert tools.recogniser is not None
    assert tools.recogniser.name.startswith("en_core_web_sm")


# --- who is meant ----------------------------------------------------------------------------


def test_full_names_nicknames_initials_and_titles_are_one_person(tools: NameTools) -> None:
    """Elizabeth Shaw, Liz, Mrs Shaw, ES and a slip of the pen."""
    said = _hide(
        tools, ("P1", "Elizabeth Shaw came. Liz did. Mrs Shaw did. I told ES. Elizabteh left.")
    )
    assert said == (
        "P1: [PERSON-1] came. [PERSON-1] did. Mrs [PERSON-1] did. I told [PERSON-1]. [PERSON-1] left."
    )


def test_two_people_of_one_name_are_two(tools: NameTools) -> None:
    """The same first name with another surname is somebody else."""
    said = _hide(tools, ("P1", "Anita Patel came with Anita Brady."))
    assert said == "P1: [PERSON-1] came with [PERSON-2]."


def test_a_title_tells_two_of_a_family_apart(tools: NameTools) -> None:
    """Mr Patel is not Anita Patel."""
    said = _hide(tools, ("P1", "Anita Patel came and Mr Patel did."))
    assert said == "P1: [PERSON-1] came and Mr [PERSON-2] did."


def test_a_name_is_the_same_in_all_transcripts(tools: NameTools) -> None:
    """Also where it comes later, in small letters, after the key has been written."""
    first = make_transcript([("P1", "I told Parveen Akhtar.")])
    hidden = hide_names([first], book=NOTHING_KNOWN, tools=tools)
    second = make_transcript([("P2", "parveen did it, and Denise.")])
    later = hide_names([second], book=hidden.book, tools=tools, held=hidden.transcripts)
    assert later.transcripts[0].text == "P2: [PERSON-1] did it, and [PERSON-2]."


def test_a_name_of_the_own_list_gets_what_was_chosen_for_it(tools: NameTools) -> None:
    """In any letters; what nobody would take for a name is found too."""
    book = NameBook(own_names=(OwnName(name="the Cabin", kind="place", pseudonym="the Hut"),))
    assert _hide(tools, ("P1", "We met at the cabin."), book=book) == "P1: We met at the Hut."


def test_a_known_name_is_found_where_the_sentence_does_not_show_it(tools: NameTools) -> None:
    """A speaker's surname that is an ordinary word."""
    known = [KnownName("Joy Banks", "person", "a speaker")]
    assert [m.text for m in _mentions(tools, "It was Banks, wasn't it.", known=known)] == ["Banks"]


def test_somebody_new_gets_the_next_number_and_a_known_one_keeps_theirs() -> None:
    """For a person whom the researcher names by hand."""
    book = NameBook(people={"person-2": "Denise Shaw"}, numbers={"person": 2})
    assert number_person("denise  shaw", book)[0] == "person-2"
    assert number_person("Yusuf Khan", book) == ("person-3", {"person": 3})


def test_looking_again_finds_what_was_put_on_the_list_and_leaves_the_rest(tools: NameTools) -> None:
    """The places of what was replaced before move along."""
    transcript = make_transcript([("P1", "Denise met the Owl and Denise left.")])
    hidden = hide_names([transcript], book=NOTHING_KNOWN, tools=tools)
    own = (OwnName(name="the Owl", kind="person", pseudonym="Ann"),)
    book = hidden.book.model_copy(update={"own_names": own})
    again = look_again(hidden.transcripts, book=book, tools=tools, listed_only=True)
    assert again.transcripts[0].text == "P1: [PERSON-1] met Ann and [PERSON-1] left."
    assert is_consistent(again.transcripts[0], again.book.replacements)
    assert restore(again.transcripts[0], again.book.replacements) == transcript


def test_what_a_person_said_is_to_stay_stays_in_what_is_added_later(tools: NameTools) -> None:
    """And it is in the table, as decided before."""
    first = make_transcript([("P1", "Denise came.")])
    hidden = hide_names([first], book=NOTHING_KNOWN, tools=tools)
    (one,) = hidden.book.replacements
    kept = one.model_copy(update={"state": "kept", "decided_by": "researcher"})
    book = hidden.book.model_copy(update={"replacements": (kept,)})
    later = hide_names([make_transcript([("P2", "Denise left.")])], book=book, tools=tools)
    assert later.transcripts[0].text == "P2: Denise left."
    assert [r.state for r in later.book.replacements] == ["kept"]


# --- properties ------------------------------------------------------------------------------

_WORDS = [
    *(
        "Denise",
        "Parveen",
        "Akhtar",
        "Mrs",
        "Rose",
        "Mark",
        "May",
        "Leeds",
        "AP",
        "denise's",
        "Dr X",
    ),
    *(
        "the",
        "said",
        "told",
        "I",
        "so",
        "nice",
        "in",
        "rang",
        "[name]",
        "***",
        "[PERSON-2]",
        "it’s",
    ),
    *("07700 900123", "Tallow House Surgery", "jo@example.org", "Łukasz", "\u202e", "🙂", "\n"),
    *(".", "?", ",", "-", "{0}", "%s", "12 Harrow Road", "PERSON-1"),
]
_LABELS = st.sampled_from(
    [*NAMES, "denise", "DENISE", "Denise Akhtar", "P1", "INT", "Nurse 2", None]
)
_SPEECH = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12).map(" ".join)
_TURNS = st.lists(st.tuples(_LABELS, _SPEECH), min_size=1, max_size=5)
_FRONT = st.lists(st.sampled_from([*NAMES, "and", ":", "\n"]), max_size=5).map(" ".join)


def _with_the_key(transcript: Transcript, book: NameBook) -> Transcript:
    """The whole key applied: words, and labels in front of turns."""
    codes: Mapping[str, str] = book.labels.get(transcript.id, {})
    return with_labels(restore(transcript, book.replacements), codes)


@settings(max_examples=60)
@given(turns=_TURNS, front=_FRONT)
def test_the_key_gives_the_original_back(turns: list[tuple[str | None, str]], front: str) -> None:
    """Pseudonyms in, key applied: text, turns and labels are what they were, to the letter."""
    before = make_transcript(turns, front=front)
    hidden = hide_names([before], book=NOTHING_KNOWN, tools=by_lists())
    (after,) = hidden.transcripts
    assert is_consistent(after, hidden.book.replacements)
    back = _with_the_key(after, hidden.book)
    assert back.text == before.text
    assert back.turns == before.turns
    assert [s.label for s in back.speakers] == [s.label for s in before.speakers]


@settings(max_examples=40)
@given(turns=_TURNS)
def test_every_span_holds_and_what_is_no_name_is_as_it_was_said(
    turns: list[tuple[str | None, str]],
) -> None:
    """Turns move along; between replacements each turn has the very words of before."""
    before = make_transcript(turns)
    hidden = hide_names([before], book=NOTHING_KNOWN, tools=by_lists())
    (after,) = hidden.transcripts
    for old, new in zip(before.turns, after.turns, strict=True):
        inside = [
            one
            for one in hidden.book.replacements
            if one.state == "replaced" and new.start <= one.start and one.end <= new.end
        ]
        at, rest = new.start, before.speech(old)
        for one in inside:
            said, _, rest = rest.partition(one.original)
            assert after.text[at : one.start] == said
            assert after.text[one.start : one.end] == one.pseudonym
            at = one.end
        assert after.text[at : new.end] == rest


@settings(max_examples=40)
@given(all_turns=st.lists(_TURNS, min_size=1, max_size=3), data=st.data())
def test_two_runs_give_the_same_names_in_whatever_order_files_come(
    all_turns: list[list[tuple[str | None, str]]], data: st.DataObject
) -> None:
    """Numbers depend on what was said and on nothing else."""
    transcripts = {(t := make_transcript(turns)).id: t for turns in all_turns}
    shuffled = data.draw(st.permutations(list(transcripts.values())))
    one = hide_names(transcripts.values(), book=NOTHING_KNOWN, tools=by_lists())
    other = hide_names(shuffled, book=NOTHING_KNOWN, tools=by_lists())
    assert one.transcripts == other.transcripts
    assert one.book == other.book


@settings(max_examples=40)
@given(turns=_TURNS)
def test_what_was_hidden_is_found_no_second_time(turns: list[tuple[str | None, str]]) -> None:
    """Looking again with what is known changes no word."""
    hidden = hide_names([make_transcript(turns)], book=NOTHING_KNOWN, tools=by_lists())
    again = look_again(hidden.transcripts, book=hidden.book, tools=by_lists())
    assert [t.text for t in again.transcripts] == [t.text for t in hidden.transcripts]


_STATES: list[State] = ["replaced", "doubtful", "kept"]


@st.composite
def _replaced(draw: st.DrawFn) -> tuple[Transcript, list[Replacement]]:
    """A transcript of any letters, and replacements anywhere in its turns that do not overlap."""
    speeches = draw(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=4))
    transcript = make_transcript([("P1", speech) for speech in speeches])
    out = []
    for turn in transcript.turns:
        cuts = draw(
            st.lists(st.integers(turn.start, turn.end), max_size=6, unique=True).map(sorted)
        )
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            state = draw(st.sampled_from(_STATES))
            pseudonym = draw(st.text(min_size=1, max_size=12))
            out.append(_replacement(transcript, start, end, state, pseudonym))
    return transcript, out


def _replacement(
    transcript: Transcript, start: int, end: int, state: State, pseudonym: str
) -> Replacement:
    return Replacement(
        id=f"{transcript.id}:{start}-{end}",
        transcript_id=transcript.id,
        start=start,
        end=end,
        original=transcript.text[start:end],
        pseudonym=pseudonym,
        kind="person",
        state=state,
        entity="person-1",
    )


@given(_replaced())
def test_replacing_and_putting_back_is_nothing(case: tuple[Transcript, list[Replacement]]) -> None:
    """For any text, any places, any pseudonyms, one that looks like a name or a mark among them."""
    transcript, replacements = case
    after, placed = pseudonymise(transcript, replacements)
    assert is_consistent(after, placed)
    assert restore(after, placed) == transcript
    found = {one.id: (one.start, one.end) for one in unplaced(after, placed)}
    assert found == {one.id: (one.start, one.end) for one in replacements}


@given(_replaced(), st.data())
def test_a_change_of_mind_is_as_if_it_had_been_said_at_first(
    case: tuple[Transcript, list[Replacement]], data: st.DataObject
) -> None:
    """Replacing, then changing some states and pseudonyms, gives what deciding so at once gives."""
    transcript, replacements = case
    after, placed = pseudonymise(transcript, replacements)
    said = {one.id: data.draw(st.sampled_from(_STATES)) for one in replacements}
    wanted = [
        one.model_copy(update={"state": said[one.id], "pseudonym": "[PERSON-9]"}) for one in placed
    ]
    changed, moved = change(after, placed, wanted)
    at_once = [
        one.model_copy(update={"state": said[one.id], "pseudonym": "[PERSON-9]"})
        for one in replacements
    ]
    assert (changed, moved) == pseudonymise(transcript, at_once)
    assert is_consistent(changed, moved)


def test_a_mark_is_what_a_replacement_looks_like() -> None:
    """Readers, exports and the search for marks go by one form."""
    assert MARK.fullmatch(mark_of("date-of-birth-12"))
    assert not MARK.fullmatch("[name]")
    assert isinstance(Hidden((), NOTHING_KNOWN).left_out, frozenset)
