"""Turns exports that list whole utterances or segments into utterances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from thememiner.formats._json import Json, Object, fields, rows, seconds, words
from thememiner.read._json_vendor import Heard, Vendor, label_of, names_in
from thememiner.read._json_words import first_of
from thememiner.read._utterances import Utterance, Word, join_channels, join_words


def _told(
    row: Object,
    speaker: str | None,
    *,
    text: str = "text",
    per_second: float = 1.0,
) -> Utterance:
    """One entry with words and times as an utterance."""
    began_s = seconds(row.get("start"), per_second=per_second)
    ended_s = seconds(row.get("end"), per_second=per_second)
    return Utterance(speaker, words(row.get(text)).strip(), began_s, ended_s)


def _has(row: Object, *keys: str) -> bool:
    return all(key in row for key in keys)


# --- Call Analytics --------------------------------------------------------------------------


def _is_call(value: Json) -> bool:
    found = rows(fields(value).get("Transcript"))
    return bool(found) and all("Content" in row for row in found)


def _hear_call(value: Json) -> Heard:
    people = fields(value).get("Participants")
    roles = names_in(people, key="ParticipantId", name="ParticipantRole")
    found = []
    for row in rows(fields(value)["Transcript"]):
        label = label_of(row.get("ParticipantRole")) or label_of(row.get("ParticipantId"), roles)
        began_s = seconds(row.get("BeginOffsetMillis"), per_second=1000)
        ended_s = seconds(row.get("EndOffsetMillis"), per_second=1000)
        found.append(Utterance(label, words(row.get("Content")), began_s, ended_s))
    return Heard(tuple(found))


# --- Deepgram --------------------------------------------------------------------------------


def _is_deepgram(value: Json) -> bool:
    results = fields(fields(value).get("results"))
    return bool(rows(results.get("channels")) or rows(results.get("utterances")))


def _hear_deepgram(value: Json) -> Heard:
    results = fields(fields(value)["results"])
    channels = rows(results.get("channels"))
    texts = " ".join(words(first_of(channel).get("transcript")) for channel in channels)
    spoken = rows(results.get("utterances"))
    if spoken:
        several = len({words(row.get("channel")) for row in spoken}) > 1
        found = tuple(
            _told(
                row,
                _deepgram_label(row, row.get("channel") if several else None),
                text="transcript",
            )
            for row in spoken
        )
        return Heard(found, (), texts)
    if len(channels) > 1:
        listed = [_deepgram_words(channel, number) for number, channel in enumerate(channels)]
        return Heard(join_channels(listed), (), texts)
    found = _deepgram_paragraphs(channels[0]) or join_words(_deepgram_words(channels[0], None))
    return Heard(found or (Utterance(None, texts),), (), texts)


def _deepgram_label(row: Object, channel: Json) -> str | None:
    """Speaker, channel, or both: a channel of its own for each person tells them apart too."""
    number = words(channel)
    speaker = label_of(row.get("speaker"))
    if not number:
        return speaker
    return f"Channel {number} {speaker}" if speaker else f"Channel {number}"


def _deepgram_words(channel: Object, number: int | None) -> list[Word]:
    return [
        Word(
            words(row.get("punctuated_word")) or words(row.get("word")),
            seconds(row.get("start")),
            seconds(row.get("end")),
            _deepgram_label(row, number),
        )
        for row in rows(first_of(channel).get("words"))
    ]


def _deepgram_paragraphs(channel: Object) -> tuple[Utterance, ...]:
    """The paragraphs with speakers; empty without any."""
    found = rows(fields(first_of(channel).get("paragraphs")).get("paragraphs"))
    if not found or not all("speaker" in row and rows(row.get("sentences")) for row in found):
        return ()
    return tuple(
        Utterance(
            label_of(row.get("speaker")),
            " ".join(words(one.get("text")).strip() for one in rows(row.get("sentences"))),
            seconds(row.get("start")),
            seconds(row.get("end")),
        )
        for row in found
    )


# --- AssemblyAI, ElevenLabs, Azure -----------------------------------------------------------


def _is_assembly(value: Json) -> bool:
    whole = fields(value)
    known = "audio_url" in whole or "acoustic_model" in whole or "audio_duration" in whole
    return known and bool(
        rows(whole.get("utterances")) or rows(whole.get("words")) or words(whole.get("text"))
    )


def _hear_assembly(value: Json) -> Heard:
    whole = fields(value)
    text = words(whole.get("text"))
    spoken = rows(whole.get("utterances"))
    if spoken:
        found = tuple(_told(row, label_of(row.get("speaker")), per_second=1000) for row in spoken)
        return Heard(found, (), text)
    listed = [
        Word(
            words(row.get("text")),
            seconds(row.get("start"), per_second=1000),
            seconds(row.get("end"), per_second=1000),
            label_of(row.get("speaker")),
        )
        for row in rows(whole.get("words"))
    ]
    return Heard(join_words(listed) or (Utterance(None, text),), (), text)


def _is_eleven(value: Json) -> bool:
    found = rows(fields(value).get("words"))
    return bool(found) and all(_has(row, "text", "type") for row in found)


def _hear_eleven(value: Json) -> Heard:
    whole = fields(value)
    spoken = [
        Word(
            words(row.get("text")),
            seconds(row.get("start")),
            seconds(row.get("end")),
            label_of(row.get("speaker_id")),
            glued=True,
        )
        for row in rows(whole["words"])
    ]
    return Heard(join_words(spoken), (), words(whole.get("text")))


def _is_azure(value: Json) -> bool:
    found = rows(fields(value).get("recognizedPhrases"))
    return any(rows(row.get("nBest")) for row in found)


def _hear_azure(value: Json) -> Heard:
    found = rows(fields(value)["recognizedPhrases"])
    several = len({words(row.get("channel")) for row in found}) > 1
    told = []
    for row in found:
        best = ([*rows(row.get("nBest"))] or [{}])[0]
        began_s = seconds(row.get("offsetInTicks"), per_second=1e7)
        lasts_s = seconds(row.get("durationInTicks"), per_second=1e7)
        ended_s = None if began_s is None or lasts_s is None else began_s + lasts_s
        label = _deepgram_label(row, row.get("channel") if several else None)
        told.append(Utterance(label, words(best.get("display")), began_s, ended_s))
    return Heard(tuple(sorted(told, key=lambda one: one.began_s or 0.0)))


# --- podwhisperer, Whisper and its family ----------------------------------------------------


def _is_podwhisperer(value: Json) -> bool:
    found = rows(fields(value).get("segments"))
    return bool(found) and all(_has(row, "text", "speakerLabel") for row in found)


def _hear_podwhisperer(value: Json) -> Heard:
    whole = fields(value)
    names = names_in(whole.get("speakers"))
    found = rows(whole["segments"])
    return Heard(tuple(_told(row, label_of(row.get("speakerLabel"), names)) for row in found))


def _is_whisper(value: Json) -> bool:
    found = rows(fields(value).get("segments"))
    return bool(found) and all(_has(row, "text", "start") for row in found)


def _hear_whisper(value: Json) -> Heard:
    whole = fields(value)
    found = rows(whole["segments"])
    names = names_in(whole.get("speakers"))
    told = tuple(_told(row, label_of(row.get("speaker"), names)) for row in found)
    return Heard(told, _other_speakers(found), words(whole.get("text")))


def _other_speakers(segments: Iterable[Object]) -> tuple[str, ...]:
    """A note where single words have another speaker than the segment they stand in."""
    n_other = sum(
        word.get("speaker") not in (None, segment.get("speaker"))
        for segment in segments
        for word in rows(segment.get("words"))
    )
    if not n_other:
        return ()
    have = "1 word has" if n_other == 1 else f"{n_other} words have"
    return (f"{have} another speaker than the segment around: the segment's was taken",)


def _is_whisper_cpp(value: Json) -> bool:
    found = rows(fields(value).get("transcription"))
    return bool(found) and all("text" in row for row in found)


def _hear_whisper_cpp(value: Json) -> Heard:
    found = []
    for row in rows(fields(value)["transcription"]):
        times = fields(row.get("offsets"))
        began_s = seconds(times.get("from"), per_second=1000)
        ended_s = seconds(times.get("to"), per_second=1000)
        label = label_of(row.get("speaker"))
        found.append(Utterance(label, words(row.get("text")).strip(), began_s, ended_s))
    return Heard(tuple(found))


def _chunks(value: Json) -> Sequence[Object]:
    whole = fields(value)
    return rows(whole.get("speakers")) or rows(whole.get("chunks"))


def _is_chunks(value: Json) -> bool:
    found = _chunks(value)
    return bool(found) and all(_has(row, "text", "timestamp") for row in found)


def _hear_chunks(value: Json) -> Heard:
    found = []
    for row in _chunks(value):
        times = row.get("timestamp")
        began, ended = [*(times if isinstance(times, list) else ()), None, None][:2]
        speaker = label_of(row.get("speaker"))
        text = words(row.get("text")).strip()
        found.append(Utterance(speaker, text, seconds(began), seconds(ended)))
    return Heard(tuple(found), (), words(fields(value).get("text")))


def _is_podcast(value: Json) -> bool:
    found = rows(fields(value).get("segments"))
    return bool(found) and all("body" in row for row in found)


def _hear_podcast(value: Json) -> Heard:
    found = []
    for row in rows(fields(value)["segments"]):
        times = {"start": row.get("startTime"), "end": row.get("endTime"), "text": row["body"]}
        found.append(_told(times, label_of(row.get("speaker"))))
    return Heard(tuple(found))


SEGMENT_VENDORS: tuple[Vendor, ...] = (
    Vendor("AWS Transcribe Call Analytics", _is_call, _hear_call),
    Vendor("Deepgram", _is_deepgram, _hear_deepgram),
    Vendor("AssemblyAI", _is_assembly, _hear_assembly),
    Vendor("ElevenLabs", _is_eleven, _hear_eleven),
    Vendor("Azure Speech", _is_azure, _hear_azure),
    Vendor("podwhisperer", _is_podwhisperer, _hear_podwhisperer),
    Vendor("Whisper", _is_whisper, _hear_whisper),
    Vendor("whisper.cpp", _is_whisper_cpp, _hear_whisper_cpp),
    Vendor("Whisper (Hugging Face)", _is_chunks, _hear_chunks),
    Vendor("the podcast namespace", _is_podcast, _hear_podcast),
)
