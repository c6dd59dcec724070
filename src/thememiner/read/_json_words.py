"""Turns exports that list single words with their speakers into utterances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from thememiner.formats._json import Json, Object, fields, rows, seconds, words
from thememiner.read._json_vendor import Heard, Vendor, label_of, names_in
from thememiner.read._utterances import (
    Stretch,
    Utterance,
    Word,
    give_speakers,
    join_channels,
    join_words,
)


def first_of(value: Json) -> Object:
    """The first of the alternatives that a service offers; an empty object without any."""
    found = rows(fields(value).get("alternatives"))
    return found[0] if found else {}


# --- AWS Transcribe --------------------------------------------------------------------------


def _is_aws(value: Json) -> bool:
    results = fields(fields(value).get("results"))
    return bool(rows(results.get("items")) or rows(results.get("transcripts")))


def _hear_aws(value: Json) -> Heard:
    results = fields(fields(value)["results"])
    texts = [words(row.get("transcript")) for row in rows(results.get("transcripts"))]
    items = rows(results.get("items"))
    channels = _aws_channels(results, items)
    notes: tuple[str, ...] = ()
    if channels:
        utterances = join_channels(channels)
    elif items:
        found, notes = _aws_words(items, fields(results.get("speaker_labels")))
        utterances = join_words(found)
    else:
        utterances = tuple(Utterance(None, text) for text in texts)
    return Heard(utterances, notes, " ".join(texts))


def _aws_words(items: Iterable[Object], labels: Object) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    found = [_aws_word(item, label_of(item.get("speaker_label"))) for item in items]
    segments = rows(labels.get("segments"))
    if any(word.speaker for word in found):
        return tuple(_going_on(found)), ()
    return give_speakers(found, _stretches(segments, "speaker_label", "start_time", "end_time"))


def _aws_word(item: Object, speaker: str | None) -> Word:
    return Word(
        words(first_of(item).get("content", item.get("content"))),
        seconds(item.get("start_time")),
        seconds(item.get("end_time")),
        speaker,
        glued=item.get("type") == "punctuation",
    )


def _aws_channels(results: Object, items: Sequence[Object]) -> list[list[Word]]:
    """The words of each channel where each person was recorded on one."""
    if any(item.get("channel_label") for item in items):
        groups: dict[str, list[Object]] = defaultdict(list)
        for item in items:
            groups[words(item.get("channel_label"))].append(item)
    else:
        channels = rows(fields(results.get("channel_labels")).get("channels"))
        groups = {words(one.get("channel_label")): [*rows(one.get("items"))] for one in channels}
    return [[_aws_word(item, label_of(label)) for item in own] for label, own in groups.items()]


def _going_on(found: Iterable[Word]) -> Iterator[Word]:
    """Words in which a mark without a speaker goes on with the speaker before."""
    last: str | None = None
    for word in found:
        follows = word.glued and word.speaker is None
        yield word._replace(speaker=last) if follows else word
        last = last if follows else word.speaker


def _stretches(
    segments: Iterable[Object], speaker: str, began: str, ended: str
) -> Iterator[Stretch]:
    """Stretches with a speaker; a segment without times or label is left out."""
    for segment in segments:
        label = label_of(segment.get(speaker))
        began_s, ended_s = seconds(segment.get(began)), seconds(segment.get(ended))
        if label is not None and began_s is not None and ended_s is not None:
            yield Stretch(label, began_s, ended_s)


# --- Google Speech-to-Text -------------------------------------------------------------------


def _google_results(value: Json) -> Sequence[Object]:
    whole = fields(value)
    return rows(whole.get("results")) or rows(fields(whole.get("response")).get("results"))


def _is_google(value: Json) -> bool:
    found = _google_results(value)
    return any(words(first_of(row).get("transcript")) for row in found)


def _hear_google(value: Json) -> Heard:
    results = [row for row in _google_results(value) if first_of(row)]
    texts = [words(first_of(row).get("transcript")) for row in results]
    spoken = [[_google_word(word) for word in _listed(row)] for row in results]
    n_before = sum(len(one) for one in spoken[:-1])
    notes: tuple[str, ...] = ()
    if any(word.speaker for word in spoken[-1]) and n_before and len(spoken[-1]) >= n_before:
        notes = ("the last result repeats all words with their speakers: it alone was read",)
        return Heard(join_words(spoken[-1]), notes, " ".join(texts))
    channels = list(dict.fromkeys(words(row.get("channelTag")) for row in results))
    found: list[Utterance] = []
    for row, text, own in zip(results, texts, spoken, strict=True):
        channel = label_of(row.get("channelTag")) if len(channels) > 1 else None
        named = f"Channel {channel.removeprefix('Speaker ')}" if channel else None
        told = [Word(w.text, w.began_s, w.ended_s, w.speaker or named) for w in own]
        found.extend(join_words(told) if told else [Utterance(named, text)])
    if len(channels) > 1:
        found.sort(key=lambda one: one.began_s or 0.0)
    return Heard(tuple(found), notes, " ".join(texts))


def _listed(row: Object) -> Sequence[Object]:
    return rows(first_of(row).get("words"))


def _google_word(word: Object) -> Word:
    speaker = word.get("speakerLabel") or word.get("speakerTag") or word.get("speaker_tag")
    began = word.get("startTime", word.get("startOffset", word.get("start_time")))
    ended = word.get("endTime", word.get("endOffset", word.get("end_time")))
    return Word(words(word.get("word")), seconds(began), seconds(ended), label_of(speaker or None))


# --- IBM Watson ------------------------------------------------------------------------------


def _ibm_parts(value: Json) -> tuple[list[Object], list[Object]]:
    """The results and the speaker labels, however often they are wrapped."""
    whole = fields(value)
    results, labels = [*rows(whole.get("results"))], [*rows(whole.get("speaker_labels"))]
    if results and all(rows(row.get("results")) for row in results):
        labels += [label for row in results for label in rows(row.get("speaker_labels"))]
        results = [inner for row in results for inner in rows(row.get("results"))]
    return results, labels


def _is_ibm(value: Json) -> bool:
    results, labels = _ibm_parts(value)
    marked = any("final" in row or first_of(row).get("timestamps") for row in results)
    return bool(results) and (marked or bool(labels)) and any(first_of(row) for row in results)


def _hear_ibm(value: Json) -> Heard:
    results, labels = _ibm_parts(value)
    final = [row for row in results if row.get("final") is not False] or results
    stretches = list(_stretches(labels, "speaker", "from", "to"))
    found: list[Utterance] = []
    notes: list[str] = []
    if len(final) < len(results):
        notes.append(f"{len(results) - len(final)} interim results, said again later, left out")
    every: list[Word] = []
    cuts: list[int] = []
    for row in final:
        every.extend(_ibm_words(first_of(row)))
        cuts.append(len(every))
    spoken, told = give_speakers(every, stretches)
    for start, end in zip([0, *cuts], cuts, strict=False):
        found.extend(join_words(word._replace(part=0) for word in spoken[start:end]))
    texts = " ".join(words(first_of(row).get("transcript")) for row in final)
    return Heard(tuple(found), (*notes, *told), texts)


def _ibm_words(best: Object) -> Iterator[Word]:
    """The words with times, or the whole text where there are none."""
    stamps = best.get("timestamps")
    listed = [one for one in stamps if isinstance(one, list)] if isinstance(stamps, list) else []
    if not listed:
        yield Word(words(best.get("transcript")).strip())
    for one in listed:
        text, began, ended = [*one, None, None, None][:3]
        yield Word(words(text), seconds(began), seconds(ended))


# --- Speechmatics ----------------------------------------------------------------------------


def _is_speechmatics(value: Json) -> bool:
    found = rows(fields(value).get("results"))
    return bool(found) and all("type" in row and "alternatives" in row for row in found)


def _hear_speechmatics(value: Json) -> Heard:
    spoken: list[Word] = []
    attach_next = False
    for row in rows(fields(value)["results"]):
        best, attaches = first_of(row), row.get("attaches_to")
        speaker = best.get("speaker", row.get("channel"))
        spoken.append(
            Word(
                words(best.get("content")),
                seconds(row.get("start_time")),
                seconds(row.get("end_time")),
                None if speaker == "UU" else label_of(speaker),
                glued=attach_next or attaches in ("previous", "both"),
            )
        )
        attach_next = attaches in ("next", "both")
    return Heard(join_words(_going_on(spoken)))


# --- Rev ------------------------------------------------------------------------------------


def _is_rev(value: Json) -> bool:
    return any("elements" in row for row in rows(fields(value).get("monologues")))


def _hear_rev(value: Json) -> Heard:
    whole = fields(value)
    names = names_in(whole.get("speakers"))
    found: list[Utterance] = []
    for row in rows(whole["monologues"]):
        speaker = row.get("speaker")
        label = label_of(speaker, names) or label_of(row.get("speaker_name"))
        spoken = [
            Word(
                words(one.get("value")),
                seconds(one.get("ts", one.get("timestamp"))),
                seconds(one.get("end_ts", one.get("end_timestamp"))),
                label,
                glued=True,
            )
            for one in rows(row.get("elements"))
        ]
        found.extend(join_words(spoken))
    return Heard(tuple(found))


WORD_VENDORS: tuple[Vendor, ...] = (
    Vendor("AWS Transcribe", _is_aws, _hear_aws),
    Vendor("Speechmatics", _is_speechmatics, _hear_speechmatics),
    Vendor("IBM Watson", _is_ibm, _hear_ibm),
    Vendor("Google Speech-to-Text", _is_google, _hear_google),
    Vendor("Rev", _is_rev, _hear_rev),
)
