"""Two versions of a codebook into what became of each code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from thememiner.errors import CodebookError
from thememiner.records import Code, Codebook, CodeChange, flatten

_MEANING = ("definition", "include", "exclude", "boundaries")


def find_changes(
    old: Codebook,
    new: Codebook,
    *,
    merged: Mapping[str, str] | None = None,
    split: Mapping[str, Sequence[str]] | None = None,
) -> tuple[CodeChange, ...]:
    """What became of each code, in the order of the old version, then what was added.

    A code is known by its id: another name under the same id is a new name. That a code was merged into
    another or split is said by a person; it cannot be seen. Where a code has another name and another
    definition as well, both are told.

    Args:
        old: the version before.
        new: the version after.
        merged: code that is gone to the code it is part of now.
        split: code to the codes it was split into; it may be one of them itself.

    Raises:
        CodebookError: what is said to be merged or split does not fit the two versions.
    """
    merged, split = dict(merged or {}), {key: tuple(some) for key, some in (split or {}).items()}
    _check(old, new, merged, split)
    before = {code.id: code for code in old.codes}
    changes = [
        change
        for code in old.codes
        for change in _fate(code, new, merged.get(code.id), split.get(code.id, ()))
    ]
    parts = {one for some in split.values() for one in some}
    changes += [
        CodeChange(code_id=code.id, change="added", to=_near(code, new, before), after=_say(code))
        for code in new.codes
        if code.id not in before and code.id not in parts
    ]
    return tuple(changes)


def _check(
    old: Codebook, new: Codebook, merged: Mapping[str, str], split: Mapping[str, Sequence[str]]
) -> None:
    faults = [
        f"{one} is no code of the version before" for one in (*merged, *split) if one not in old
    ]
    faults += [f"{one} is still there, so it was not merged away" for one in merged if one in new]
    faults += [
        f"{one} is no code of the new version"
        for one in (*merged.values(), *(part for some in split.values() for part in some))
        if one not in new
    ]
    faults += [
        f"{one} was split into {len(some)} codes" for one, some in split.items() if len(some) < 2
    ]
    if faults:
        raise CodebookError(
            f"The two versions of {old.id} do not fit what is said of them: {'; '.join(faults)}. Mend the "
            "codebook, or merged= and split=."
        )


def _fate(
    code: Code, new: Codebook, heir: str | None, parts: Sequence[str]
) -> Iterable[CodeChange]:
    if heir is not None:
        yield CodeChange(code_id=code.id, change="merged", to=(heir,), before=_say(code))
    elif parts:
        yield CodeChange(code_id=code.id, change="split", to=tuple(parts), before=_say(code))
    elif code.id not in new:
        yield CodeChange(code_id=code.id, change="removed", before=_say(code))
    else:
        yield from _edits(code, new[code.id])


def _edits(code: Code, now: Code) -> Iterable[CodeChange]:
    if code.name != now.name:
        yield CodeChange(
            code_id=code.id, change="renamed", what=("name",), before=code.name, after=now.name
        )
    what = tuple(name for name in _MEANING if getattr(code, name) != getattr(now, name))
    if what:
        yield CodeChange(
            code_id=code.id,
            change="redefined",
            what=what,
            before="\n".join(_part(code, name) for name in what),
            after="\n".join(_part(now, name) for name in what),
        )
    if code.parent != now.parent:
        yield CodeChange(
            code_id=code.id,
            change="moved",
            what=("parent",),
            before=code.parent or "",
            after=now.parent or "",
        )


def _near(code: Code, new: Codebook, before: Mapping[str, Code]) -> tuple[str, ...]:
    """The codes whose codings an added code may draw from: its parent, and neighbours by a rule."""
    named = [code.parent, *(rule.neighbour for rule in code.boundaries)]
    named += [one.id for one in new.codes if any(b.neighbour == code.id for b in one.boundaries)]
    return tuple(dict.fromkeys(one for one in named if one is not None and one in before))


def _part(code: Code, name: str) -> str:
    return f"{name}: {flatten(getattr(code, name))}"


def _say(code: Code) -> str:
    return f"{code.name}: {code.definition}" if code.definition else code.name


def next_version(version: str) -> str:
    """The version after this one: its last number is one more.

    Raises:
        CodebookError: it does not end in a number.
    """
    head, dot, last = version.rpartition(".")
    if not last.isdecimal():
        raise CodebookError(
            f"The new codebook has the version {version!r} like the one before. Give it another."
        )
    return f"{head}{dot}{int(last) + 1}"
