"""Talk cut into units: no word lost, none across two turns, and the set-aside with its reasons."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import FullStopSplitter, HashingEncoder, make_transcript, make_unit
from thememiner.records import Speaker, Transcript, Unit
from thememiner.units import (
    UnitSize,
    cut_transcript,
    find_set_aside,
    find_spans,
    make_units,
    material_turns,
    plain_words,
    reason_to_set_aside,
)

SMALL = UnitSize(min_words=3, target_words=8, max_words=12, max_tokens=30)


def units_of(transcript: Transcript, size: UnitSize = SMALL) -> tuple[Unit, ...]:
    """Units as the study makes them, with fakes."""
    spans = cut_transcript(transcript, FullStopSplitter(), HashingEncoder().count_tokens, size=size)
    return make_units(transcript, spans)


def texts_of(speech: str, size: UnitSize = SMALL) -> list[str]:
    """The texts that one speech is cut into."""
    spans = find_spans(speech, FullStopSplitter(), HashingEncoder().count_tokens, size=size)
    return [speech[start:end] for start, end in spans]


words = st.sampled_from(
    "we had no time. for it, well-being; um… [laughs] yes? I don't know! é 王小明 😀 Pneumono"
    "ultramicroscopicsilicovolcanoconiosis,\nthe nurse came\u00a0in -- and".split(" ")
)
speeches = st.one_of(
    st.lists(words, min_size=1, max_size=60).map(" ".join), st.text(min_size=1, max_size=80)
)
labels = st.sampled_from(["INT", "P1", "P2", "OBS", None])
transcripts = st.lists(st.tuples(labels, speeches), min_size=1, max_size=6).map(make_transcript)


@given(transcripts)
def test_a_unit_is_the_text_of_its_transcript_there(transcript: Transcript) -> None:
    """The span gives back the words, and the id says where."""
    for unit in units_of(transcript):
        assert unit.text == transcript.text[unit.start : unit.end]
        assert unit.id == f"{transcript.id}:{unit.start}-{unit.end}"
        assert unit.text.strip() == unit.text != ""


@given(transcripts)
def test_no_unit_crosses_two_turns(transcript: Transcript) -> None:
    """Each unit lies in one turn and has that turn's speaker."""
    for unit in units_of(transcript):
        (turn,) = [t for t in transcript.turns if t.start <= unit.start and unit.end <= t.end]
        assert unit.speaker == turn.speaker


@given(transcripts)
def test_together_the_units_hold_every_word_of_the_material(transcript: Transcript) -> None:
    """Nothing is lost, nothing is said twice, nothing changes its place."""
    said = "".join(transcript.speech(turn) for turn in material_turns(transcript))
    held = "".join(unit.text for unit in units_of(transcript))
    assert "".join(held.split()) == "".join(said.split())


@given(st.lists(words.filter(lambda word: len(word) < 30), min_size=1, max_size=60).map(" ".join))
def test_no_word_is_cut_in_two(speech: str) -> None:
    """Words stay whole as long as the encoder can read them."""
    assert " ".join(texts_of(speech)).split() == speech.split()


@given(speeches)
def test_no_unit_is_longer_than_allowed(speech: str) -> None:
    """Neither in words nor in tokens; a single sign is never cut."""
    for text in texts_of(speech):
        assert len(text.split()) <= SMALL.max_words
        assert len(text) == 1 or HashingEncoder().count_tokens([text])[0] <= SMALL.max_tokens


def test_a_word_that_no_encoder_can_read_at_once_is_cut() -> None:
    """A web address of 400 signs becomes pieces that hold all of it."""
    texts = texts_of("x" * 400)
    assert len(texts) > 1
    assert "".join(texts) == "x" * 400


def test_short_sentences_of_a_turn_join() -> None:
    """Sentences are joined up to the target, in order."""
    assert texts_of(
        "We tried. It was fine. Then the nurse left us all. Nobody came to help us."
    ) == [
        "We tried. It was fine. Then the nurse left us all.",
        "Nobody came to help us.",
    ]


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    """The clause break nearest to the target decides."""
    speech = "We tried to do it, and the nurse came in to help, but nobody had the time for it"
    assert texts_of(speech) == [
        "We tried to do it, and the nurse came in to help,",
        "but nobody had the time for it",
    ]


def test_only_the_interviewer_is_no_material() -> None:
    """Observers' notes, survey answers, others and the unknown are looked at."""
    transcript = make_transcript(
        [("INT", "So?"), ("P1", "Yes, we did."), ("OBS", "She smiles."), ("X", "Hello there.")],
        roles={"OBS": "observer", "X": "unknown"},
    )
    assert [unit.role for unit in units_of(transcript)] == ["participant", "observer", "unknown"]
    alone = make_transcript([(None, "We had no time for it.")], roles={None: "unknown"})
    assert [unit.text for unit in units_of(alone)] == ["We had no time for it."]


def test_a_unit_knows_the_question_it_answers() -> None:
    """The interviewer's last question; a mere 'mm' or 'right, okay' is none."""
    transcript = make_transcript(
        [
            ("P1", "Hello to all of you."),
            ("INT", "What was hard?"),
            ("P1", "The rooms were hard to find."),
            ("INT", "Mm, right."),
            ("P2", "And the parking too."),
            ("INT", "Tell me about the nurses then."),
            ("P1", "They were kind."),
        ]
    )
    assert [unit.question for unit in units_of(transcript)] == [
        None,
        "What was hard?",
        "What was hard?",
        "Tell me about the nurses then.",
    ]


def test_a_unit_carries_person_and_attributes() -> None:
    """Attributes of the transcript and of the speaker; the speaker's win."""
    speaker = Speaker(label="P1", role="participant", person="AB-W1", attributes={"site": "North"})
    transcript = make_transcript(
        [("P1", "We had no time.")],
        speakers=(speaker,),
        attributes={"site": "all", "time": "T1"},
    )
    (unit,) = units_of(transcript)
    assert unit.person == "AB-W1"
    assert unit.attributes == {"site": "North", "time": "T1"}


def test_the_order_of_spans_does_not_matter() -> None:
    """Units come in the order of the text."""
    transcript = make_transcript([("P1", "We had no time at all."), ("P2", "Nor had we, I think.")])
    spans = cut_transcript(
        transcript, FullStopSplitter(), HashingEncoder().count_tokens, size=SMALL
    )
    assert make_units(transcript, reversed(spans)) == make_units(transcript, spans)


# --- the set-aside ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["No change.", "No time.", "Too expensive.", "Money.", "Yes, the nurses.", "Not enough rooms."],
)
def test_an_answer_that_is_short_but_answers_stays(text: str) -> None:
    """Two words may say everything."""
    assert reason_to_set_aside(text, "What has changed?") is None
    assert reason_to_set_aside(text) is None


@pytest.mark.parametrize(
    "text",
    "Mm.|Yeah, right.|Mhm, okay.|Oh, lovely.|I agree.|I know.|You're welcome.|Yeah, same here|UM|"
    "[laughs] Right.|Yeah — yeah, absolutely!".split("|"),
)
def test_a_back_channel_carries_no_theme(text: str) -> None:
    """Noises of listening are set aside as such."""
    assert reason_to_set_aside(text) == "back-channel"


@pytest.mark.parametrize("text", ["Yes.", "No.", "Yeah, yeah.", "No, no, no.", "Maybe.", "Um, no."])
def test_a_bare_yes_after_a_question_is_a_bare_answer(text: str) -> None:
    """It answers, but cannot carry a theme without its question."""
    assert reason_to_set_aside(text, "Did you have the time?") == "bare-answer"
    assert reason_to_set_aside(text, "Tell me.") == "back-channel"


@pytest.mark.parametrize("text", ["I don't know.", "Dunno", "I don’t remember!", "No, not really."])
def test_no_answer_is_a_bare_answer(text: str) -> None:
    """Also where the question is not known."""
    assert reason_to_set_aside(text) == "bare-answer"


@pytest.mark.parametrize("text", ["[laughs]", "(pause)", "…", "--", "_ _", "[inaudible 00:12:03]"])
def test_what_has_no_words_says_so(text: str) -> None:
    """Events and marks alone are no talk."""
    assert reason_to_set_aside(text) == "no-words"


def test_plain_words_know_apostrophes_and_hyphens() -> None:
    """Lower case, straight apostrophes, hyphens part, events are left out."""
    assert plain_words("Don’t [laughs] say WELL-being, Zoë!") == (
        "don't",
        "say",
        "well",
        "being",
        "zoë",
    )


def test_five_people_who_say_no_time_are_five_people() -> None:
    """The same words by different people are no repetition."""
    units = [make_unit("No time.", person=f"P{n}", number=n) for n in range(5)]
    assert find_set_aside(units) == ()


def test_one_person_who_says_it_again_is_set_aside_as_a_twin() -> None:
    """Fillers, case and punctuation do not make another saying; the first one stays."""
    units = [
        make_unit("Well, we had NO time, really!", number=2),
        make_unit("We had no time.", number=1),
        make_unit("We had no time", person="P2", number=3),
    ]
    (item,) = find_set_aside(units)
    assert (item.unit_id, item.reason) == (units[0].id, "near-duplicate")
    assert (item.twin, item.person) == (units[1].id, "P1")


def test_a_person_is_the_same_in_every_transcript() -> None:
    """Who says it again a year later repeats it; a stranger with the same label does not."""
    first = make_unit("We had no time at all.", person="AB-W1", source="t1")
    again = make_unit("We had no time at all.", person="AB-W1", source="t2")
    assert [item.twin for item in find_set_aside([again, first])] == [first.id]
    strangers = [unit.model_copy(update={"person": None}) for unit in (first, again)]
    assert find_set_aside(strangers) == ()


def test_a_repeated_answer_is_an_answer_each_time() -> None:
    """Back-channels and bare answers keep their own reason; they are nobody's twin."""
    units = [make_unit("Mm.", number=1), make_unit("Mm.", number=2)]
    assert [(s.reason, s.twin) for s in find_set_aside(units)] == [("back-channel", None)] * 2


said = st.sampled_from(["Mm.", "Yes.", "No time.", "no time", "We tried.", "Well, we tried!", "…"])


@given(st.lists(st.tuples(said, st.sampled_from("AB")), max_size=12), st.randoms())
def test_what_is_set_aside_does_not_depend_on_the_order(
    sayings: list[tuple[str, str]], random: Random
) -> None:
    """Shuffled units give the same set-aside, in the order of the units given."""
    units = [make_unit(text, person=who, number=n) for n, (text, who) in enumerate(sayings)]
    shuffled = list(units)
    random.shuffle(shuffled)
    found, other = find_set_aside(units), find_set_aside(shuffled)
    assert sorted(found, key=lambda item: item.unit_id) == sorted(
        other, key=lambda item: item.unit_id
    )
    positions = [[unit.id for unit in shuffled].index(item.unit_id) for item in other]
    assert positions == sorted(set(positions))
    stays = {unit.id for unit in units} - {item.unit_id for item in found}
    assert {item.twin for item in found if item.twin} <= stays
