"""JSON exports: who wrote them, who speaks, what was said, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thememiner.errors import ReadError
from thememiner.read import read_transcript
from thememiner.read._json import hear, read_json
from thememiner.records import Transcript

Turns = list[tuple[str, str]]
WORDS = st.lists(st.sampled_from(["we", "tried", "it", "100", "naïve", "so"]), min_size=1).map(
    " ".join
)
TURNS = st.lists(st.tuples(st.sampled_from(["Ann Lee", "Bo", "INT"]), WORDS), min_size=1)


def speech_of(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Label and words of each turn."""
    return [(turn.speaker, transcript.speech(turn)) for turn in transcript.turns]


def read(value: Any) -> Transcript:
    """The transcript of a JSON value."""
    return read_json(json.dumps(value).encode())


def joined(turns: Turns) -> Turns:
    """Neighbouring turns of one speaker as one."""
    out: Turns = []
    for label, speech in turns:
        if out and out[-1][0] == label:
            out[-1] = (label, f"{out[-1][1]} {speech}")
        else:
            out.append((label, speech))
    return out


def timed(turns: Turns) -> list[tuple[str, str, float, float]]:
    """Every word with its speaker, half a second each, one every second."""
    words = [(label, word) for label, speech in turns for word in speech.split()]
    return [(label, word, float(n), n + 0.5) for n, (label, word) in enumerate(words)]


def stretches(turns: Turns) -> list[tuple[str, str, float, float]]:
    """Every turn with begin and end on the clock of ``timed``."""
    out, n = [], 0
    for label, speech in turns:
        size = len(speech.split())
        out.append((label, speech, float(n), n + size - 0.5))
        n += size
    return out


# --- the exports, as each program writes them ------------------------------------------------


def whisperx(turns: Turns) -> Any:
    """WhisperX: segments with speaker."""
    return {
        "segments": [
            {"start": a, "end": b, "text": f" {text}", "speaker": who, "words": []}
            for who, text, a, b in stretches(turns)
        ],
        "word_segments": [],
    }


def podwhisperer(turns: Turns) -> Any:
    """Podwhisperer: segments with a label and a map of speakers."""
    names = list(dict.fromkeys(label for label, _ in turns))
    return {
        "speakers": {f"spk_{n}": name for n, name in enumerate(names)},
        "segments": [
            {"speakerLabel": f"spk_{names.index(who)}", "start": a, "end": b, "text": text}
            for who, text, a, b in stretches(turns)
        ],
    }


def aws(turns: Turns) -> Any:
    """AWS Transcribe: items, and segments that say who speaks."""
    return {
        "jobName": "x",
        "results": {
            "transcripts": [{"transcript": " ".join(text for _, text in turns)}],
            "speaker_labels": {
                "segments": [
                    {"speaker_label": who, "start_time": str(a), "end_time": str(b), "items": []}
                    for who, _, a, b in stretches(turns)
                ]
            },
            "items": [
                {
                    "type": "pronunciation",
                    "start_time": str(a),
                    "end_time": str(b),
                    "alternatives": [{"content": word, "confidence": "1.0"}],
                }
                for _, word, a, b in timed(turns)
            ],
        },
    }


def call_analytics(turns: Turns) -> Any:
    """AWS Call Analytics: turns with a role."""
    return {
        "Transcript": [
            {
                "ParticipantRole": who,
                "Content": text,
                "BeginOffsetMillis": int(a * 1000),
                "EndOffsetMillis": int(b * 1000),
            }
            for who, text, a, b in stretches(turns)
        ]
    }


def assembly(turns: Turns) -> Any:
    """AssemblyAI: utterances in milliseconds."""
    return {
        "audio_url": "https://example.org/a.mp3",
        "text": " ".join(text for _, text in turns),
        "utterances": [
            {"speaker": who, "text": text, "start": int(a * 1000), "end": int(b * 1000)}
            for who, text, a, b in stretches(turns)
        ],
    }


def deepgram(turns: Turns) -> Any:
    """Deepgram: words with speaker."""
    words = [
        {"word": word.lower(), "punctuated_word": word, "start": a, "end": b, "speaker": who}
        for who, word, a, b in timed(turns)
    ]
    text = " ".join(text for _, text in turns)
    return {"results": {"channels": [{"alternatives": [{"transcript": text, "words": words}]}]}}


def google(turns: Turns) -> Any:
    """Google: plain results, then one that repeats all words with speakers."""
    plain = [
        {"word": word, "startTime": f"{a}s", "endTime": f"{b}s"} for _, word, a, b in timed(turns)
    ]
    told = [
        {**word, "speakerLabel": who} for word, (who, *_) in zip(plain, timed(turns), strict=True)
    ]
    text = " ".join(text for _, text in turns)
    return {
        "results": [
            {"alternatives": [{"transcript": text, "words": plain}]},
            {"alternatives": [{"words": told}]},
        ]
    }


def ibm(turns: Turns) -> Any:
    """IBM Watson: timestamps, and labels by time."""
    return {
        "result_index": 0,
        "results": [
            {
                "final": True,
                "alternatives": [
                    {
                        "transcript": " ".join(text for _, text in turns) + " ",
                        "timestamps": [[word, a, b] for _, word, a, b in timed(turns)],
                    }
                ],
            }
        ],
        "speaker_labels": [{"from": a, "to": b, "speaker": who} for who, _, a, b in timed(turns)],
    }


def speechmatics(turns: Turns) -> Any:
    """Speechmatics: results with type and alternatives."""
    return {
        "format": "2.9",
        "results": [
            {
                "type": "word",
                "start_time": a,
                "end_time": b,
                "alternatives": [{"content": word, "speaker": who}],
            }
            for who, word, a, b in timed(turns)
        ],
    }


def old_speechmatics(turns: Turns) -> Any:
    """Speechmatics, first format: words and speakers by time."""
    return {
        "words": [
            {"name": word, "time": str(a), "duration": "0.50"} for _, word, a, _ in timed(turns)
        ],
        "speakers": [
            {"name": who, "time": str(a), "duration": str(b - a)}
            for who, _, a, b in stretches(turns)
        ],
    }


def rev(turns: Turns) -> Any:
    """Rev: monologues of elements with the blanks written out."""
    names = list(dict.fromkeys(label for label, _ in turns))
    monologues = []
    clock = iter(timed(turns))
    for who, text in turns:
        elements: list[Any] = []
        for word in text.split():
            _, _, a, b = next(clock)
            elements += [
                {"type": "text", "value": word, "ts": a, "end_ts": b},
                {"type": "punct", "value": " "},
            ]
        monologues.append({"speaker": names.index(who), "elements": elements})
    return {
        "monologues": monologues,
        "speakers": [{"id": n, "name": name} for n, name in enumerate(names)],
    }


def paper_edit(turns: Turns) -> Any:
    """Digital Paper Edit: words, and paragraphs by time."""
    return {
        "words": [
            {"id": n, "text": word, "start": a, "end": b}
            for n, (_, word, a, b) in enumerate(timed(turns))
        ],
        "paragraphs": [
            {"id": n, "speaker": who, "start": a, "end": b}
            for n, (who, _, a, b) in enumerate(stretches(turns))
        ],
    }


def kaldi(turns: Turns) -> Any:
    """BBC Kaldi: words, and segments by time."""
    return {
        "retval": {
            "words": [
                {"word": word.lower(), "punct": word, "start": a, "end": b}
                for _, word, a, b in timed(turns)
            ],
            "segmentation": {
                "segments": [
                    {"start": a, "duration": b - a, "speaker": {"@id": who}}
                    for who, _, a, b in stretches(turns)
                ]
            },
        }
    }


def azure(turns: Turns) -> Any:
    """Azure Speech: phrases in ticks."""
    return {
        "recognizedPhrases": [
            {
                "speaker": who,
                "offsetInTicks": a * 1e7,
                "durationInTicks": (b - a) * 1e7,
                "nBest": [{"display": text}],
            }
            for who, text, a, b in stretches(turns)
        ]
    }


def eleven(turns: Turns) -> Any:
    """ElevenLabs: words and the blanks between them."""
    words: list[Any] = []
    for who, word, a, b in timed(turns):
        words.append({"type": "word", "text": word, "start": a, "end": b, "speaker_id": who})
        words.append({"type": "spacing", "text": " ", "start": b, "end": b, "speaker_id": who})
    return {"language_code": "en", "text": " ".join(text for _, text in turns), "words": words}


def podcast(turns: Turns) -> Any:
    """Transcripts of the podcast namespace."""
    return {
        "version": "1.0.0",
        "segments": [
            {"speaker": who, "startTime": a, "endTime": b, "body": text}
            for who, text, a, b in stretches(turns)
        ],
    }


def chunks(turns: Turns) -> Any:
    """Whisper by Hugging Face with speakers."""
    told = [
        {"speaker": who, "timestamp": [a, b], "text": text} for who, text, a, b in stretches(turns)
    ]
    return {"speakers": told, "chunks": [], "text": " ".join(text for _, text in turns)}


def whisper_cpp(turns: Turns) -> Any:
    """whisper.cpp with speakers."""
    return {
        "transcription": [
            {"speaker": who, "offsets": {"from": a * 1000, "to": b * 1000}, "text": text}
            for who, text, a, b in stretches(turns)
        ]
    }


def listed(turns: Turns) -> Any:
    """A plain list of entries, as many programs write it."""
    return {
        "title": "Meeting",
        "sentences": [
            {"speaker_name": who, "start_time": a, "end_time": b, "text": text}
            for who, text, a, b in stretches(turns)
        ],
    }


EXPORTS: dict[str, Callable[[Turns], Any]] = {
    "Whisper": whisperx,
    "podwhisperer": podwhisperer,
    "AWS Transcribe": aws,
    "AWS Transcribe Call Analytics": call_analytics,
    "AssemblyAI": assembly,
    "Deepgram": deepgram,
    "Google Speech-to-Text": google,
    "IBM Watson": ibm,
    "Speechmatics": speechmatics,
    "Speechmatics (old format)": old_speechmatics,
    "Rev": rev,
    "Digital Paper Edit": paper_edit,
    "BBC Kaldi": kaldi,
    "Azure Speech": azure,
    "ElevenLabs": eleven,
    "the podcast namespace": podcast,
    "Whisper (Hugging Face)": chunks,
    "whisper.cpp": whisper_cpp,
    "an unknown program": listed,
}


@pytest.mark.parametrize("name", EXPORTS)
@given(turns=TURNS)
@settings(max_examples=25)
def test_every_export_is_read_back(name: str, turns: Turns) -> None:
    """Turns written as each program writes them are the turns that are read, with their times."""
    transcript = read(EXPORTS[name](turns))
    assert f"read as an export of {name}" in transcript.notes
    assert speech_of(transcript) == joined(turns)
    assert transcript.turns[0].began_s == 0.0
    assert transcript.turns[-1].ended_s == sum(len(t.split()) for _, t in turns) - 0.5
    assert not any("differ" in note or "between" in note for note in transcript.notes)


# --- details ---------------------------------------------------------------------------------


def test_punctuation_has_no_blank_before_it() -> None:
    """Marks that stand alone join the word before; a mark has the speaker of that word."""
    items = [
        {"type": "pronunciation", "start_time": "0.0", "end_time": "0.4", "speaker_label": "spk_0"},
        {"type": "punctuation"},
        {"type": "pronunciation", "start_time": "1.0", "end_time": "1.4", "speaker_label": "spk_1"},
        {"type": "punctuation"},
    ]
    for item, word in zip(items, ["Well", "?", "Yes", "."], strict=True):
        item["alternatives"] = [{"content": word}]  # type: ignore[assignment]
    transcript = read({"results": {"items": items}})
    assert speech_of(transcript) == [("spk_0", "Well?"), ("spk_1", "Yes.")]


def test_scripts_without_blanks_are_joined_without_blanks() -> None:
    """Chinese words join without a blank; English words beside them keep theirs."""
    words = [
        {"word": w, "start": n, "end": n + 1} for n, w in enumerate(["我们", "试", "了", "it"])
    ]
    value = {"results": {"channels": [{"alternatives": [{"transcript": "", "words": words}]}]}}
    assert speech_of(read(value)) == [(None, "我们试了 it")]


def test_no_diarisation_is_one_unknown_speaker() -> None:
    """Nobody is guessed where the export names nobody."""
    value = {"text": " One. Two?", "segments": [{"start": 0, "end": 1, "text": " One."}]}
    value["segments"].append({"start": 1, "end": 2, "text": " Two?"})  # type: ignore[attr-defined]
    transcript = read(value)
    assert speech_of(transcript) == [(None, "One. Two?")]
    assert transcript.speakers[0].role == "unknown"
    assert "no speaker labels: treated as one speaker" in transcript.notes


@pytest.mark.parametrize(
    ("raw", "label"), [("A", "Speaker A"), (0, "Speaker 0"), ("1", "Speaker 1")]
)
def test_bare_letters_and_numbers_of_machines_are_no_codes(raw: Any, label: str) -> None:
    """A machine's ``A`` or ``1`` is no answer and no participant: its role is unknown."""
    value = {"segments": [{"start": 0, "end": 1, "text": "So.", "speaker": raw}]}
    transcript = read(value)
    assert [(one.label, one.role) for one in transcript.speakers] == [(label, "unknown")]


def test_the_first_alternative_is_taken() -> None:
    """Of several readings the service's first one is read."""
    value = {
        "results": [{"alternatives": [{"transcript": "we tried"}, {"transcript": "wee dried"}]}]
    }
    assert speech_of(read(value)) == [(None, "we tried")]


def test_channels_are_people_and_keep_their_sentences() -> None:
    """Two channels: sentences in the order of their begin, overlapping talk not torn apart."""

    def channel(*words: tuple[str, float]) -> Any:
        told = [{"word": w, "start": at, "end": at + 0.4} for w, at in words]
        return {"alternatives": [{"transcript": " ".join(w for w, _ in words), "words": told}]}

    value = {
        "results": {
            "channels": [
                channel(("How", 0), ("was", 0.5), ("it?", 1.0), ("Right.", 5.0)),
                channel(("Well", 0.8), ("hard.", 1.3)),
            ]
        }
    }
    assert speech_of(read(value)) == [
        ("Channel 0", "How was it?"),
        ("Channel 1", "Well hard."),
        ("Channel 0", "Right."),
    ]


def test_aws_channels_are_people() -> None:
    """AWS channel labels: each channel's words, in the order of time."""

    def item(word: str, at: float) -> Any:
        return {"start_time": at, "end_time": at + 0.4, "alternatives": [{"content": word}]}

    value = {
        "results": {
            "transcripts": [{"transcript": "Why? Because."}],
            "items": [item("Why?", 0), item("Because.", 1)],
            "channel_labels": {
                "channels": [
                    {"channel_label": "ch_0", "items": [item("Why?", 0)]},
                    {"channel_label": "ch_1", "items": [item("Because.", 1)]},
                ]
            },
        }
    }
    assert speech_of(read(value)) == [("ch_0", "Why?"), ("ch_1", "Because.")]


def test_deepgram_paragraphs_and_utterances_are_read() -> None:
    """Deepgram writes the same talk three times; utterances, then paragraphs, then words."""
    sentence = {"text": "We tried.", "start": 0, "end": 1}
    paragraphs = [{"speaker": 1, "start": 0, "end": 1, "sentences": [sentence]}]
    best = {"transcript": "We tried.", "paragraphs": {"paragraphs": paragraphs}}
    value: dict[str, Any] = {"results": {"channels": [{"alternatives": [best]}]}}
    assert speech_of(read(value)) == [("Speaker 1", "We tried.")]
    utterance = {"transcript": "We tried.", "speaker": 2, "channel": 0, "start": 0, "end": 1}
    value["results"]["utterances"] = [utterance]
    assert speech_of(read(value)) == [("Speaker 2", "We tried.")]


def test_unknown_speakers_of_a_service_stay_unknown() -> None:
    """Speechmatics' UU is nobody; a note counts such utterances."""
    value = speechmatics([("S1", "we tried"), ("UU", "no"), ("S1", "so")])
    transcript = read(value)
    assert speech_of(transcript) == [("S1", "we tried"), (None, "no"), ("S1", "so")]
    assert "1 utterance has no speaker in the file" in transcript.notes


def test_words_between_stretches_are_counted() -> None:
    """A word outside every stretch goes to the nearest, and a note says so."""
    value = old_speechmatics([("F1", "one"), ("M1", "two")])
    value["words"].insert(1, {"name": "late", "time": "0.9", "duration": "0.1"})
    transcript = read(value)
    assert speech_of(transcript) == [("F1", "one"), ("M1", "late two")]
    assert any(note.startswith("1 word lies between") for note in transcript.notes)


def test_a_full_text_that_differs_is_told() -> None:
    """An export whose full text has more than its entries is doubted aloud."""
    value = {"text": "One two", "segments": [{"start": 0, "end": 1, "text": "One"}]}
    assert any("differ" in note for note in read(value).notes)


def test_words_with_another_speaker_than_their_segment_are_counted() -> None:
    """WhisperX: the segment's speaker is taken, and the words that differ are counted."""
    word = {"word": "no", "speaker": "SPEAKER_01"}
    segment = {"start": 0, "end": 1, "text": "so no", "speaker": "SPEAKER_00", "words": [word]}
    transcript = read({"segments": [segment]})
    assert speech_of(transcript) == [("SPEAKER_00", "so no")]
    assert any(note.startswith("1 word has another speaker") for note in transcript.notes)


def test_interim_results_are_left_out_with_a_note() -> None:
    """IBM: what was said again in a final result is not read twice."""
    value = ibm([("1", "we tried")])
    value["results"].insert(0, {"final": False, "alternatives": [{"transcript": "we"}]})
    transcript = read(value)
    assert [speech for _, speech in speech_of(transcript)] == ["we tried"]
    assert any("interim" in note for note in transcript.notes)


def test_one_value_a_line_is_read_as_a_list() -> None:
    """JSON lines with speaker and text are a transcript."""
    data = b'{"speaker": "Ann", "text": "So?"}\n{"speaker": "Bo", "text": "Yes."}\n'
    assert speech_of(read_json(data)) == [("Ann", "So?"), ("Bo", "Yes.")]


def test_the_plain_answer_of_a_service_is_read() -> None:
    """An object with the text alone is one unknown speaker, and a note says so."""
    transcript = read({"text": "We tried.", "usage": {"seconds": 2}})
    assert speech_of(transcript) == [(None, "We tried.")]
    assert "the file holds text without times and speakers" in transcript.notes


def test_broken_halves_of_characters_are_replaced() -> None:
    """A lone surrogate, which UTF-8 cannot hold, becomes the replacement character."""
    assert "\ufffd" in read_json(b'{"text": "so \\ud800 it"}').text


# --- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "empty"),
        (b"Ann: hello", "holds no JSON"),
        (b'{"segments": [{"text": "so", ', "ends in the middle"),
        (b'{"a": 1,, "b": 2}', r"damaged in line 1, column 9"),
        (b"[" * 100_000, "nested deeper"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "thousands of digits"),
        (b'{"nbformat": 4, "cells": []}', "a Jupyter notebook"),
        (b'{"type": "FeatureCollection", "features": []}', "a map"),
        (b'{"status": "queued", "id": "x"}', "a transcription job with the status queued"),
        (b'{"dependencies": {}}', "the package file of a program"),
        (b'{"$schema": "x"}', "a schema or a file of settings"),
        (b'{"age": 3, "site": "x"}', r"an object with the fields 'age', 'site'"),
        (b'[{"id": 1}, {"id": 2}]', r"a list of 2 entries with the fields 'id'"),
        (b'[{"name": "Time", "text": "No time."}, {"name": "Pay", "text": "x"}]', "a list of 2"),
        (b"{}", "an empty object"),
        (b"[]", "a list of 0 entries"),
        (b"3", "a single value"),
        (b'{"segments": [{"start": 0, "end": 1, "text": " "}]}', "without any words"),
        (b"\x89PNG\r\n", "a PNG picture"),
    ],
)
def test_what_is_no_transcript_is_refused_with_the_reason(data: bytes, found: str) -> None:
    """The message says what the file is."""
    with pytest.raises(ReadError, match=found):
        read_json(data)


def test_a_file_of_200_mb_is_refused() -> None:
    """A line that long is no transcript; the message gives both sizes."""
    with pytest.raises(ReadError, match=r"200 MB, too much for a JSON transcript.*at most 32 MB"):
        read_json(b" " * 200_000_000)


KEYS = st.sampled_from(
    "results items segments words alternatives transcript text speaker start end utterances "
    "channels monologues elements retval segmentation paragraphs speaker_labels timestamps "
    "from to name time duration type speakers Transcript Content final content nBest offsets "
    "recognizedPhrases transcription chunks timestamp platform sentences audio_url".split()
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["1.5", "0:01", "word", "A"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=30,
)


@given(value=VALUES)
def test_any_json_gives_a_transcript_or_a_reason(value: Any) -> None:
    """No shape of JSON leads to anything but a transcript or a ``ReadError``."""
    try:
        transcript = read(value)
    except ReadError:
        return
    assert all(transcript.speech(turn) for turn in transcript.turns)


@given(name=st.sampled_from(sorted(EXPORTS)), data=st.data())
def test_damaged_exports_give_a_transcript_or_a_reason(name: str, data: st.DataObject) -> None:
    """One value anywhere in a real export replaced by something else is no accident."""
    value = EXPORTS[name]([("Ann Lee", "we tried"), ("Bo", "so")])
    here = value
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = data.draw(st.sampled_from(keys))
        below = here[key]
        if not isinstance(below, (dict, list)) or not below or data.draw(st.booleans()):
            here[key] = data.draw(VALUES)
            break
        here = below
    try:
        read(value)
    except ReadError:
        return


@given(data=st.binary())
def test_any_bytes_give_a_transcript_or_a_reason(data: bytes) -> None:
    """No bytes lead to anything but a transcript or a ``ReadError``."""
    try:
        read_json(data)
    except ReadError:
        return


# --- real exports ----------------------------------------------------------------------------


def _items(value: Any) -> str:
    return str(value["results"]["transcripts"][0]["transcript"])


def _best(rows: Any) -> str:
    return " ".join(row["alternatives"][0]["transcript"] for row in rows)


def _deepgram(value: Any) -> str:
    return _best(value["results"]["channels"])


def _texts(value: Any) -> str:
    return " ".join(row["text"] for row in value["segments"])


def _meet(value: Any) -> str:
    return str(value["paragraphs"][16]).removeprefix("Martin Storey:")


def _teams(value: Any) -> str:
    return str(value["paragraphs"][3]).partition("\n")[2]


SPOKEN: dict[str, Callable[[Any], str]] = {
    "amazon-transcribe-output-word-document__example-call": lambda v: " ".join(
        row["Content"] for row in v["Transcript"]
    ),
    "aws-bites-site__1": _texts,
    "aws-bites-site__10": _texts,
    "bristlenose__gmeet-notes-by-gemini-2026-08-15": _meet,
    "bristlenose__teams-meeting-recording-2026-08-15": _teams,
    "deepgram-python-captions__assemblyai_transcription": lambda v: str(v["text"]),
    "deepgram-python-captions__assemblyai_utterances": lambda v: str(v["text"]),
    "deepgram-python-captions__dg_speakers": _deepgram,
    "deepgram-python-captions__dg_utterances": _deepgram,
    "deepgram-python-captions__dg_whisper_transcription": _deepgram,
    "deepgram-python-captions__whisper_timestamped": lambda v: str(v["text"]),
    "react-transcript-editor__amazonTranscribe.sample": _items,
    "react-transcript-editor__bbcKaldiTranscriptWithSpeakerSegments.sample": lambda v: str(
        v["retval"]["punct"]
    ),
    "react-transcript-editor__gcpSttSpeakerDiarization.sample": lambda v: _best(v["results"]),
    "react-transcript-editor__ibmTedTalkTranscript.sample": lambda v: _best(
        v["results"][0]["results"]
    ),
    "react-transcript-editor__speechmaticsTedTalkTranscript.sample": lambda v: " ".join(
        row["name"] for row in v["words"]
    ),
    "react-transcript-editor__todayinfocus.sample": _items,
}
SPEAKERS_AND_UTTERANCES = {
    "amazon-transcribe-output-word-document__example-call": (2, 37),
    "aws-bites-site__1": (2, 75),  # 77 segments, two of them without words
    "aws-bites-site__10": (2, 96),
    "bristlenose__gmeet-notes-by-gemini-2026-08-15": (1, 1),
    "bristlenose__teams-meeting-recording-2026-08-15": (1, 1),
    "deepgram-python-captions__assemblyai_utterances": (1, 1),
    "deepgram-python-captions__dg_speakers": (3, 22),
    "deepgram-python-captions__dg_utterances": (1, 6),
    "deepgram-python-captions__dg_whisper_transcription": (1, 1),
    "react-transcript-editor__todayinfocus.sample": (2, 30),  # 39 segments, 9 without words
}


def _files(shared_data: Path) -> list[Path]:
    found = sorted((shared_data / "formats" / "json").glob("*.json"))
    if not found:
        pytest.skip("The JSON exports are not among the evaluation data.")
    return found


def test_every_spoken_character_of_the_real_exports_is_kept(shared_data: Path) -> None:
    """What the export gives as its text is the turns' text, white space apart."""
    for path in _files(shared_data):
        spoken = SPOKEN[path.stem](json.loads(path.read_text(encoding="utf-8")))
        transcript = read_transcript(path)
        kept = "".join(transcript.speech(turn) for turn in transcript.turns)
        assert "".join(kept.split()) == "".join(spoken.split()), path.name


def test_speakers_and_utterances_of_the_real_exports(shared_data: Path) -> None:
    """As many speakers and utterances as counted in the files by hand."""
    for path in _files(shared_data):
        if path.stem not in SPEAKERS_AND_UTTERANCES:
            continue
        _, heard = hear(json.loads(path.read_text(encoding="utf-8")))
        n_utterances = sum(1 for one in heard.utterances if one.text.strip())
        found = len(read_transcript(path).speakers), n_utterances
        assert found == SPEAKERS_AND_UTTERANCES[path.stem], path.name
