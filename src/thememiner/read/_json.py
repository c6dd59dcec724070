"""Turns JSON exports of transcription services and programs into a ``Transcript``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from thememiner.errors import ReadError
from thememiner.formats._json import Json, Object, fields, parse_json, rows, seconds, words
from thememiner.read._json_meeting import MEETING
from thememiner.read._json_segments import SEGMENT_VENDORS
from thememiner.read._json_stretches import STRETCH_VENDORS
from thememiner.read._json_vendor import Heard, Vendor, label_of, names_in
from thememiner.read._json_words import WORD_VENDORS
from thememiner.read._make import make_transcript, source_of
from thememiner.read._utterances import Utterance, join_utterances, labels_note
from thememiner.records import Transcript

VENDORS: tuple[Vendor, ...] = (*WORD_VENDORS, *STRETCH_VENDORS, *SEGMENT_VENDORS)

_TEXT_KEYS = (
    *("text", "content", "transcript", "utterance", "sentence", "speech", "words", "body"),
    *("message", "caption", "displayText", "spokenText"),
)
_SPEAKER_KEYS = (
    *("speaker", "speaker_name", "speakerName", "speaker_label", "speakerLabel", "speakerId"),
    *("speaker_id", "speakerDisplayName", "participant", "name", "who", "author", "role"),
)
_VAGUE_KEYS = frozenset(("name", "who", "author", "role", "participant"))
_BEGAN_KEYS = ("start", "start_time", "startTime", "begin", "began", "from", "time", "timestamp")
_ENDED_KEYS = ("end", "end_time", "endTime", "ended", "to")
_HEAD = 100
_SAMPLE = 1_000
_WORD_LISTS = ("text", "transcript")
_PENDING = frozenset(
    "queued processing pending running submitted in_progress failed error canceled".split()
)
_EXPECTED = (
    "an export of AWS Transcribe, AssemblyAI, Deepgram, Google, IBM Watson, Speechmatics, Rev, "
    "Whisper and its family, or a list of entries with speaker and text."
)
_REMEDY = (
    "Export it as text (.txt), captions (.vtt, .srt) or Word (.docx), or take it out of the "
    "folder if it is no transcript."
)


def read_json(data: bytes, *, format: str = "json") -> Transcript:
    """Read the bytes of a JSON export.

    Raises:
        ReadError: the bytes are no JSON, no transcript in a known shape, or hold no talk.
    """
    file = parse_json(data)
    source = source_of(data, format=format)
    name, heard = hear(file.value)
    if not any(one.text.strip() for one in heard.utterances):
        raise ReadError(
            f"The JSON file is an export of {name} without any words.",
            expected="a transcript with some words in it.",
            remedy="Check the recording and export again, or take the file out of the folder.",
        )
    notes = (
        *file.notes,
        f"read as an export of {name}",
        *heard.notes,
        *_difference(heard),
        *_nameless(heard.utterances),
        *labels_note(heard.utterances),
    )
    return make_transcript(
        join_utterances(heard.utterances), source=source, notes=notes, front=heard.front
    )


def hear(value: Json) -> tuple[str, Heard]:
    """Find which program wrote a JSON value, and what it holds.

    Returns:
        The program's name and the utterances before neighbours of one speaker are joined.

    Raises:
        ReadError: the value has no shape that is known.
    """
    for vendor in (*VENDORS, *_OTHERS):
        if vendor.fits(value):
            return vendor.name, vendor.hear(value)
    raise _no_transcript(value)


# --- shapes without a vendor -----------------------------------------------------------------


def _entries(value: Json) -> tuple[Sequence[Object], str, str]:
    """The longest list of utterances in a value, and the fields of words and speaker."""
    listed = [rows(value)]
    for one in fields(value).values():
        listed += [rows(one), *(rows(inner) for inner in fields(one).values())]
    best: tuple[Sequence[Object], str, str] = ([], "", "")
    most = 0
    for found in listed:
        text, speaker, began = (
            _common(found, keys) for keys in (_TEXT_KEYS, _SPEAKER_KEYS, _BEGAN_KEYS)
        )
        if speaker in _VAGUE_KEYS and not _recurs(found, speaker):
            speaker = ""
        size = sum(len(words(row.get(text))) for row in found)
        if text and (speaker or began) and size > most:
            best, most = (found, text, speaker), size
    return best


def _recurs(found: Sequence[Object], key: str) -> bool:
    """Whether a field has fewer values than there are entries, as names of speakers do."""
    return len({words(row.get(key)) for row in found}) < len(found)


def _common(found: Sequence[Object], keys: Iterable[str]) -> str:
    """The first key that nearly every entry has with a value in it; empty without one."""
    head = found[:_HEAD]
    for key in keys:
        if not any(key in row for row in head):
            continue
        sample = found[:: -(-len(found) // _SAMPLE)]
        n = sum(words(row.get(key)) != "" for row in sample)
        if n >= 0.9 * len(sample):
            return key
    return ""


def _is_listed(value: Json) -> bool:
    return bool(_entries(value)[0])


def _hear_listed(value: Json) -> Heard:
    found, text, speaker = _entries(value)
    names = names_in(fields(value).get("speakers"))
    told = tuple(
        Utterance(
            label_of(row.get(speaker), names),
            words(row.get(text)).strip(),
            _first_time(row, _BEGAN_KEYS),
            _first_time(row, _ENDED_KEYS),
        )
        for row in found
    )
    who = f"the speaker from {speaker!r}" if speaker else "no field for the speaker"
    return Heard(told, (f"the words were taken from {text!r}, {who}: check both",))


def _first_time(row: Object, keys: Iterable[str]) -> float | None:
    return next((seconds(row[key]) for key in keys if key in row), None)


def _is_only_text(value: Json) -> bool:
    whole = fields(value)
    return any(words(whole.get(key)).strip() for key in _WORD_LISTS) and all(
        not isinstance(one, (list, dict)) or not one or key in ("usage", "logprobs", "words")
        for key, one in whole.items()
    )


def _hear_only_text(value: Json) -> Heard:
    whole = fields(value)
    text = next(words(whole[key]) for key in _WORD_LISTS if words(whole.get(key)).strip())
    return Heard((Utterance(None, text),), ("the file holds text without times and speakers",))


_OTHERS: tuple[Vendor, ...] = (
    MEETING,
    Vendor("an unknown program", _is_listed, _hear_listed),
    Vendor("a program that writes the text alone", _is_only_text, _hear_only_text),
)


# --- notes and refusals ----------------------------------------------------------------------


def _difference(heard: Heard) -> tuple[str, ...]:
    """A note where the export gives its text twice and the two differ."""
    if not heard.full_text.strip():
        return ()
    whole = _letters(heard.full_text)
    read = _letters("".join(one.text for one in heard.utterances))
    if whole == read:
        return ()
    return (
        f"the export's full text and its single entries differ ({len(whole)} and {len(read)} "
        "letters and digits): the entries were read",
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _nameless(utterances: Sequence[Utterance]) -> tuple[str, ...]:
    """A note where some utterances have a speaker and some have none."""
    n_without = sum(1 for one in utterances if one.text.strip() and one.speaker is None)
    if not n_without or all(one.speaker is None for one in utterances):
        return ()
    have = "1 utterance has" if n_without == 1 else f"{n_without} utterances have"
    return (f"{have} no speaker in the file",)


def _no_transcript(value: Json) -> ReadError:
    whole = fields(value)
    status = words(whole.get("status")).casefold()
    if "nbformat" in whole:
        kind = "a Jupyter notebook"
    elif words(whole.get("type")) in ("FeatureCollection", "Feature"):
        kind = "a map (GeoJSON)"
    elif "dependencies" in whole or "devDependencies" in whole:
        kind = "the package file of a program"
    elif "$schema" in whole or "$defs" in whole:
        kind = "a schema or a file of settings"
    elif status in _PENDING:
        kind = f"a transcription job with the status {status}"
    else:
        kind = _shape(value)
    return ReadError(
        f"The JSON file is {kind}, not a transcript that is known.",
        expected=_EXPECTED,
        remedy=_REMEDY,
    )


def _shape(value: Json) -> str:
    if isinstance(value, dict):
        return f"an object {_keys(value)}" if value else "an empty object"
    if isinstance(value, list):
        listed = rows(value)
        return f"a list of {len(value)} entries{f' {_keys(listed[0])}' if listed else ''}"
    return "a single value"


def _keys(value: Object) -> str:
    shown = ", ".join(repr(key[:30]) for key in list(value)[:6])
    more = f" and {len(value) - 6} more" if len(value) > 6 else ""
    return f"with the fields {shown}{more}" if value else "without fields"
