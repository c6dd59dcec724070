"""Plain structures into a ``Codebook``, every fault found before any is raised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from thememiner.codebooks._amount import (
    check_number,
    find_deep_codes,
    find_long_texts,
    say_faults,
)
from thememiner.errors import CodebookError
from thememiner.records import (
    EXAMPLE_KINDS,
    STATUSES,
    VALENCES,
    Boundary,
    Code,
    Codebook,
    Example,
    NearMiss,
    Status,
    Valence,
)

_KEYS = (
    "id",
    "name",
    "definition",
    "include",
    "exclude",
    "examples",
    "parent",
    "boundaries",
    "near_misses",
    "source",
)


def parse_codebook(plain: Mapping[str, Any], *, name: str) -> Codebook:
    """A codebook from plain values, as YAML or a table gives them.

    Args:
        plain: ``codes`` and, where wanted, ``id``, ``name``, ``version``, ``valences``, ``statuses``,
            ``rule``, ``sources``, ``language`` and ``examples_invented``.
        name: used for id and name where they are missing.

    Raises:
        CodebookError: the message lists every fault.
    """
    faults: list[str] = []
    valences = _allowed(plain, "valences", VALENCES, faults)
    statuses = _allowed(plain, "statuses", STATUSES, faults)
    invented = bool(plain.get("examples_invented", False))
    rows = _listed(plain.get("codes"))
    check_number(len(rows), name=name)
    codes = _codes(rows, invented=invented, faults=faults)
    faults.extend(find_long_texts({k: v for k, v in plain.items() if k != "codes"}, "the codebook"))
    codes = _with_parents(codes, faults)
    faults.extend(find_deep_codes(codes))
    _check_neighbours(codes, faults)
    if not codes and not faults:
        faults.append("it has no codes")
    if faults:
        raise CodebookError(f"The codebook {name} has faults: {say_faults(faults)}.")
    return Codebook(
        id=str(plain.get("id") or make_id(name)),
        name=str(plain.get("name") or name),
        version=str(plain.get("version") or "1"),
        codes=tuple(codes),
        valences=cast("tuple[Valence, ...]", valences),
        statuses=cast("tuple[Status, ...]", statuses),
        rule=_words(plain.get("rule")),
        sources=tuple(str(source) for source in _listed(plain.get("sources"))),
        language=str(plain.get("language") or "en"),
    )


def make_id(name: str) -> str:
    """An id from a name: lower-case letters and digits joined by hyphens."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")
    return slug or "code-" + "-".join(f"{ord(char):x}" for char in name[:8])


def _words(value: object) -> str:
    return " ".join(str(value).split()) if value is not None else ""


def _listed(value: object) -> Sequence[Any]:
    """A list as it is, one value as a list of one, nothing as an empty one."""
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _allowed(
    plain: Mapping[str, Any], key: str, known: Sequence[str], faults: list[str]
) -> tuple[str, ...]:
    values = tuple(str(value) for value in _listed(plain.get(key)))
    strange = [value for value in values if value not in known]
    if strange:
        faults.append(f"{key} has {', '.join(strange)}; allowed are {', '.join(known)}")
    return tuple(value for value in values if value in known)


def _codes(rows: Sequence[Any], *, invented: bool, faults: list[str]) -> list[Code]:
    codes: list[Code] = []
    taken: set[str] = set()
    for number, row in enumerate(rows, 1):
        where = f"code {number}"
        if not isinstance(row, Mapping) or not _words(row.get("name")):
            faults.append(f"{where} has no name")
            continue
        strange = [str(key) for key in row if key not in _KEYS]
        if strange:
            faults.append(f"{where} has unknown keys {', '.join(strange)}")
        too_long = find_long_texts(row, where)
        if too_long:
            faults.extend(too_long)
            continue
        code_id = _words(row.get("id"))
        if code_id in taken:
            faults.append(f"the id {code_id} is used twice")
        code_id = code_id or _free_id(_words(row["name"]), taken)
        taken.add(code_id)
        codes.append(_code(row, code_id, invented=invented, where=where, faults=faults))
    return codes


def _free_id(name: str, taken: set[str]) -> str:
    base = make_id(name)
    free, n = base, 2
    while free in taken:
        free, n = f"{base}-{n}", n + 1
    return free


def _code(
    row: Mapping[str, Any], code_id: str, *, invented: bool, where: str, faults: list[str]
) -> Code:
    return Code(
        id=code_id,
        name=_words(row["name"]),
        definition=_words(row.get("definition")),
        include=_words(row.get("include")),
        exclude=_words(row.get("exclude")),
        source=_words(row.get("source")),
        parent=_words(row.get("parent")) or None,
        boundaries=tuple(_boundaries(row, where, faults)),
        near_misses=tuple(_near_misses(row, invented, where, faults)),
        examples=tuple(
            _example(item, invented, where, faults) for item in _listed(row.get("examples"))
        ),
    )


def _boundaries(row: Mapping[str, Any], where: str, faults: list[str]) -> Iterator[Boundary]:
    for item in _listed(row.get("boundaries")):
        if isinstance(item, Mapping):
            yield Boundary(neighbour=_words(item.get("neighbour")), rule=_words(item.get("rule")))
        else:
            faults.append(f"a boundary of {where} is not a neighbour with a rule")


def _near_misses(
    row: Mapping[str, Any], invented: bool, where: str, faults: list[str]
) -> Iterator[NearMiss]:
    for item in _listed(row.get("near_misses")):
        if isinstance(item, Mapping) and _words(item.get("text")):
            yield NearMiss(
                text=_words(item["text"]),
                belongs_to=_words(item.get("belongs_to")) or None,
                invented=bool(item.get("invented", invented)),
            )
        else:
            faults.append(f"a near miss of {where} is not a text with the code it belongs to")


def _example(item: object, invented: bool, where: str, faults: list[str]) -> Example:
    if not isinstance(item, Mapping):
        item = {"text": item}
    if not _words(item.get("text")):
        faults.append(f"an example of {where} has no text")
    axes: dict[str, Any] = {}
    for axis, allowed in (("valence", VALENCES), ("status", STATUSES), ("kind", EXAMPLE_KINDS)):
        value = item.get(axis)
        if value in allowed:
            axes[axis] = value
        elif value is not None:
            faults.append(f"an example of {where} has the {axis} {value}")
    return Example(
        text=_words(item.get("text")), invented=bool(item.get("invented", invented)), **axes
    )


def _with_parents(codes: Sequence[Code], faults: list[str]) -> list[Code]:
    """Parents given by name become ids; unknown ones and circles are faults."""
    ids = {code.id for code in codes}
    by_name = {code.name.casefold(): code.id for code in codes}
    out: list[Code] = []
    for code in codes:
        parent = code.parent
        if parent is not None and parent not in ids:
            parent = by_name.get(parent.casefold())
            if parent is None:
                faults.append(f"{code.id} stands below {code.parent}, which is not in the codebook")
        out.append(code.model_copy(update={"parent": parent}))
    above = {code.id: code.parent for code in out}
    for code in out:
        seen = {code.id}
        at = code.parent
        while at is not None and at not in seen:
            seen.add(at)
            at = above[at]
        if at == code.id:
            faults.append(f"{code.id} stands below itself")
    return out


def _check_neighbours(codes: Sequence[Code], faults: list[str]) -> None:
    ids = {code.id for code in codes}
    for code in codes:
        for boundary in code.boundaries:
            if boundary.neighbour not in ids:
                faults.append(
                    f"{code.id} has a boundary rule towards {boundary.neighbour}, unknown"
                )
        for miss in code.near_misses:
            if miss.belongs_to == code.id or (miss.belongs_to and miss.belongs_to not in ids):
                faults.append(
                    f"{code.id} has a near miss that belongs to {miss.belongs_to}, which is "
                    f"{'itself' if miss.belongs_to == code.id else 'unknown'}"
                )
