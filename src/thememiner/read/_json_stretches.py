"""Turns exports with words in one list and who speaks when in another into utterances."""

from __future__ import annotations

from collections.abc import Mapping

from thememiner.formats._json import Json, Object, fields, rows, seconds, words
from thememiner.read._json_vendor import Heard, Vendor, label_of, names_in
from thememiner.read._utterances import Stretch, Word, give_speakers, join_words


def _is_old_speechmatics(value: Json) -> bool:
    found = rows(fields(value).get("words"))
    return bool(found) and all("name" in row and "time" in row for row in found)


def _hear_old_speechmatics(value: Json) -> Heard:
    whole = fields(value)
    spoken = [
        Word(words(row.get("name")), *_from_duration(row, "time", "duration"))
        for row in rows(whole["words"])
    ]
    stretches = []
    for row in rows(whole.get("speakers")):
        began_s, ended_s = _from_duration(row, "time", "duration")
        if began_s is not None and ended_s is not None:
            stretches.append(Stretch(label_of(row.get("name")), began_s, ended_s))
    told, notes = give_speakers(spoken, stretches)
    return Heard(join_words(told), notes)


def _from_duration(row: Object, began: str, duration: str) -> tuple[float | None, float | None]:
    began_s, lasts_s = seconds(row.get(began)), seconds(row.get(duration))
    if began_s is None or lasts_s is None:
        return began_s, None
    return began_s, round(began_s + lasts_s, 6)


def _is_kaldi(value: Json) -> bool:
    whole = fields(fields(value).get("retval", value))
    found = rows(whole.get("words"))
    return bool(found) and all("word" in row or "punct" in row for row in found)


def _hear_kaldi(value: Json) -> Heard:
    whole = fields(fields(value).get("retval", value))
    spoken = [
        Word(
            words(row.get("punct")) or words(row.get("word")),
            seconds(row.get("start")),
            seconds(row.get("end")),
        )
        for row in rows(whole["words"])
    ]
    segmentation = fields(whole.get("segmentation", fields(value).get("segmentation")))
    names = names_in(segmentation.get("speakers"), key="@id")
    stretches = []
    for row in rows(segmentation.get("segments")):
        began_s, ended_s = _from_duration(row, "start", "duration")
        if began_s is not None and ended_s is not None:
            stretches.append(Stretch(_kaldi_label(row.get("speaker"), names), began_s, ended_s))
    told, notes = give_speakers(spoken, stretches)
    return Heard(join_words(told), notes, words(whole.get("punct")))


def _kaldi_label(speaker: Json, names: Mapping[str, str]) -> str | None:
    return label_of(fields(speaker).get("@id", speaker), names)


def _is_paper_edit(value: Json) -> bool:
    whole = fields(value)
    listed, parts = rows(whole.get("words")), rows(whole.get("paragraphs"))
    return bool(listed) and bool(parts) and all("speaker" in part for part in parts)


def _hear_paper_edit(value: Json) -> Heard:
    whole = fields(value)
    spoken = [
        Word(words(row.get("text")), seconds(row.get("start")), seconds(row.get("end")))
        for row in rows(whole["words"])
    ]
    names = names_in(whole.get("speakers"))
    stretches = []
    for row in rows(whole["paragraphs"]):
        began_s, ended_s = seconds(row.get("start")), seconds(row.get("end"))
        if began_s is not None and ended_s is not None:
            stretches.append(Stretch(label_of(row.get("speaker"), names), began_s, ended_s))
    told, notes = give_speakers(spoken, stretches)
    return Heard(join_words(told), notes)


STRETCH_VENDORS: tuple[Vendor, ...] = (
    Vendor("Speechmatics (old format)", _is_old_speechmatics, _hear_old_speechmatics),
    Vendor("Digital Paper Edit", _is_paper_edit, _hear_paper_edit),
    Vendor("BBC Kaldi", _is_kaldi, _hear_kaldi),
)
