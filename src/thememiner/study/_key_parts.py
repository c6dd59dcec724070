"""A key into another: with what new files bring, without what belongs to a file or to a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from thememiner.privacy import plain_code
from thememiner.records import ReadProblem
from thememiner.store import Key, Tombstone

_NUMBERED = re.compile(r"person-\d+")


def merged_key(held: Key, added: Key, problems: Iterable[ReadProblem]) -> Key:
    """The key with what new transcripts bring.

    Args:
        held: what is known.
        added: what the new files bring.
        problems: what a person should see of them now; what was said of the same files before goes.
    """
    told = tuple(problems)
    read_now = {problem.path for problem in told} | set(added.files.values())
    earlier = tuple(p for p in held.problems if p.path not in read_now)
    return held.model_copy(
        update={
            "files": {**held.files, **added.files},
            "labels": {**held.labels, **added.labels},
            "people": {**held.people, **added.people},
            "replacements": (*held.replacements, *added.replacements),
            "numbers": {**held.numbers, **added.numbers},
            "problems": tuple(dict.fromkeys((*earlier, *told))),
        }
    )


def without_doubts(key: Key, transcript_ids: Collection[str], label: str | None) -> Key:
    """The key without the doubts about a label in some transcripts."""
    files = {key.file_of(one) for one in transcript_ids}
    doubt = f"label {label or '(none)'} is in doubt"
    kept = tuple(p for p in key.problems if p.path not in files or doubt not in p.found)
    return key.model_copy(update={"problems": kept})


def without_transcript(key: Key, transcript_id: str) -> Key:
    """The key without what belongs to one transcript."""
    file = key.file_of(transcript_id)
    others = {name for other, name in key.files.items() if other != transcript_id}
    update: dict[str, object] = {
        part: {name: some for name, some in getattr(key, part).items() if name != transcript_id}
        for part in ("files", "labels", "names")
    }
    update["replacements"] = tuple(
        one for one in key.replacements if one.transcript_id != transcript_id
    )
    if file not in others:
        update["problems"] = tuple(p for p in key.problems if p.path != file)
    return key.model_copy(update=update)


def without_withdrawn(key: Key, tombstones: Iterable[Tombstone]) -> Key:
    """The key without the names of those who withdrew."""
    for stone in tombstones:
        key = _without_one(key, stone)
    return key


def _without_one(key: Key, stone: Tombstone) -> Key:
    there = stone.transcript_id
    names = {
        key.labels.get(there, {}).get(stone.label, stone.label),
        key.names.get(there, {}).get(stone.label, ""),
        key.people.get(stone.person, ""),
    } - {""}
    people = {person: name for person, name in key.people.items() if person != stone.person}
    key = _without_replaced(key.model_copy(update={"people": people}), stone, names)
    if stone.whole:
        return without_transcript(key, there)
    update: dict[str, object] = {"problems": _without_mention(key, there, names)}
    for part in ("labels", "names"):
        some = dict(getattr(key, part))
        if stone.label in some.get(there, {}):
            some[there] = {code: n for code, n in some[there].items() if code != stone.label}
        update[part] = some
    return key.model_copy(update=update)


def _without_mention(key: Key, transcript_id: str, names: set[str]) -> tuple[ReadProblem, ...]:
    """What a person should see, without what speaks of somebody in that file."""
    file = key.file_of(transcript_id)
    return tuple(
        p for p in key.problems if p.path != file or not any(name in p.found for name in names)
    )


def _without_replaced(key: Key, stone: Tombstone, names: set[str]) -> Key:
    """The key without what stands for somebody in the talk of others: their mark stays a mark."""
    entities = {
        one.entity
        for one in key.replacements
        if one.entity
        and ((stone.label and plain_code(one.pseudonym) == stone.label) or one.original in names)
    }
    entities |= {e for e in (stone.person, stone.label.lower()) if _NUMBERED.fullmatch(e)}
    replacements = tuple(one for one in key.replacements if one.entity not in entities)
    own = tuple(one for one in key.own_names if one.name not in names)
    return key.model_copy(update={"replacements": replacements, "own_names": own})


def without_spoken(key: Key, stones: Sequence[Tombstone]) -> Key:
    """The key without what was replaced in the turns of those who withdrew.

    Args:
        key: of the study.
        stones: of withdrawals after which no position of the texts has moved yet.
    """
    spans = {stone.transcript_id: list[tuple[int, int]]() for stone in stones}
    whole = {stone.transcript_id for stone in stones if stone.whole}
    for stone in stones:
        spans[stone.transcript_id] += stone.spans
    kept = tuple(
        one
        for one in key.replacements
        if one.transcript_id not in whole
        and not any(a <= one.start < b for a, b in spans.get(one.transcript_id, ()))
    )
    return key.model_copy(update={"replacements": kept})
