"""A ``Codebook`` into the plain structures of YAML and tables, and tables back into plain structures.

What is written here, ``parse_codebook`` reads back as the same codebook; white space inside a text is
written as single spaces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

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
)

CODE_COLUMNS = (
    "id", "name", "parent", "definition", "include", "exclude", "examples", "boundaries",
    "near_misses", "source",
)  # fmt: skip
BOOK_COLUMNS = (
    "codebook_id", "codebook_name", "version", "valences", "statuses", "rule", "sources", "language",
)  # fmt: skip
_INVENTED = "invented"
_MARKS = re.compile(r"\[([^\[\]]*)\]\s*(.*)", re.DOTALL)
_KINDS = tuple(kind for kind in EXAMPLE_KINDS if kind != "talk")
_NO_CODE = "no code"
_KNOWN_MARKS = frozenset((*VALENCES, *STATUSES, *_KINDS, _INVENTED))
_LISTS = frozenset(("valences", "statuses", "sources"))


def plain_codebook(codebook: Codebook) -> dict[str, Any]:
    """The codebook as YAML holds it: empty fields are left out.

    Raises:
        CodebookError: there is no code in it.
    """
    check_codes(codebook)
    return filled(
        {
            "id": codebook.id,
            "name": codebook.name,
            "version": codebook.version,
            "language": codebook.language,
            "valences": list(codebook.valences),
            "statuses": list(codebook.statuses),
            "rule": flat(codebook.rule),
            "sources": list(codebook.sources),
            "codes": [_plain_code(code) for code in codebook.codes],
        }
    )


def table_rows(codebook: Codebook) -> list[dict[str, str]]:
    """A row for each code; what holds for the whole codebook stands in the first.

    Raises:
        CodebookError: there is no code in it.
    """
    check_codes(codebook)
    rows = [
        {
            "id": code.id,
            "name": flat(code.name),
            "parent": code.parent or "",
            "definition": flat(code.definition),
            "include": flat(code.include),
            "exclude": flat(code.exclude),
            "examples": "\n".join(example_line(example) for example in code.examples),
            "boundaries": "\n".join(boundary_line(item) for item in code.boundaries),
            "near_misses": "\n".join(near_miss_line(item) for item in code.near_misses),
            "source": flat(code.source),
        }
        for code in codebook.codes
    ]
    rows[0] |= {
        "codebook_id": codebook.id,
        "codebook_name": codebook.name,
        "version": codebook.version,
        "valences": "\n".join(codebook.valences),
        "statuses": "\n".join(codebook.statuses),
        "rule": flat(codebook.rule),
        "sources": "\n".join(flat(source) for source in codebook.sources),
        "language": codebook.language,
    }
    return rows


def plain_of_rows(rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The rows of a table that ``table_rows`` made, perhaps edited since, as ``parse_codebook`` wants."""
    facts: dict[str, Any] = {}
    for column in BOOK_COLUMNS:
        found = next((row[column] for row in rows if row.get(column)), "")
        key = column.removeprefix("codebook_")
        facts[key] = lines(found) if key in _LISTS else found
    facts["codes"] = [_code_of_row(row) for row in rows]
    return filled(facts)


def example_line(example: Example) -> str:
    """An example on one line, with what is known of it in brackets in front."""
    kind = example.kind if example.kind in _KINDS else None
    known = (kind, example.valence, example.status, _INVENTED if example.invented else None)
    marks = "; ".join(mark for mark in known if mark)
    text = flat(example.text)
    return f"[{marks}] {text}" if marks or _marks_of(text) is not None else text


def plain_example(line: str) -> dict[str, Any]:
    """A line that ``example_line`` made, or any text, as ``parse_codebook`` wants an example."""
    found = _marks_of(line)
    if found is None:
        return {"text": line}
    marks, text = found
    return filled(
        {
            "text": text,
            "valence": next((mark for mark in marks if mark in VALENCES), None),
            "status": next((mark for mark in marks if mark in STATUSES), None),
            "kind": next((mark for mark in marks if mark in _KINDS), None),
            "invented": _INVENTED in marks,
        }
    )


def boundary_line(boundary: Boundary) -> str:
    """A rule towards a neighbour on one line."""
    return f"{boundary.neighbour}: {flat(boundary.rule)}"


def plain_boundary(line: str) -> dict[str, str]:
    """A line that ``boundary_line`` made as ``parse_codebook`` wants a boundary."""
    neighbour, _, rule = line.partition(": ")
    return {"neighbour": neighbour.strip(), "rule": rule.strip()}


def near_miss_line(miss: NearMiss) -> str:
    """A near miss on one line: where it belongs, and the statement as an example is written."""
    told = example_line(Example(text=miss.text, invented=miss.invented))
    return f"{miss.belongs_to or _NO_CODE}: {told}"


def plain_near_miss(line: str) -> dict[str, Any]:
    """A line that ``near_miss_line`` made as ``parse_codebook`` wants a near miss."""
    belongs_to, _, told = line.partition(": ")
    elsewhere = belongs_to.strip() if belongs_to.strip() != _NO_CODE else None
    return filled({**plain_example(told.strip()), "belongs_to": elsewhere})


def flat(text: str) -> str:
    """The text with single spaces, on one line."""
    return " ".join(text.split())


def lines(text: str) -> list[str]:
    """The lines of a cell that have any words."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def filled(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that are not empty."""
    return {name: value for name, value in facts.items() if value}


def check_codes(codebook: Codebook) -> None:
    """Refuse a codebook without codes.

    Raises:
        CodebookError: there is no code in it.
    """
    if not codebook.codes:
        raise CodebookError(
            f"The codebook {codebook.id} has no codes, so there is nothing to write. Add a code."
        )


def _plain_code(code: Code) -> dict[str, Any]:
    return filled(
        {
            "id": code.id,
            "name": flat(code.name),
            "parent": code.parent,
            "definition": flat(code.definition),
            "include": flat(code.include),
            "exclude": flat(code.exclude),
            "source": flat(code.source),
            "boundaries": [
                {"neighbour": item.neighbour, "rule": flat(item.rule)} for item in code.boundaries
            ],
            "examples": [_plain_example(example) for example in code.examples],
            "near_misses": [_plain_near_miss(miss) for miss in code.near_misses],
        }
    )


def _plain_example(example: Example) -> str | dict[str, Any]:
    known = filled(
        {
            "kind": example.kind if example.kind in _KINDS else None,
            "text": flat(example.text),
            "valence": example.valence,
            "status": example.status,
            "invented": example.invented,
        }
    )
    return known if len(known) > 1 else flat(example.text)


def _plain_near_miss(miss: NearMiss) -> dict[str, Any]:
    return filled(
        {"text": flat(miss.text), "belongs_to": miss.belongs_to, "invented": miss.invented}
    )


def _marks_of(text: str) -> tuple[tuple[str, ...], str] | None:
    """The marks in front of an example and its text; None where no brackets hold marks alone."""
    match = _MARKS.fullmatch(text)
    if match is None:
        return None
    marks = tuple(mark.strip() for mark in match[1].split(";") if mark.strip())
    return (marks, match[2]) if _KNOWN_MARKS.issuperset(marks) else None


def _code_of_row(row: Mapping[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {column: row.get(column, "") for column in CODE_COLUMNS}
    facts["examples"] = [plain_example(line) for line in lines(row.get("examples", ""))]
    facts["boundaries"] = [plain_boundary(line) for line in lines(row.get("boundaries", ""))]
    facts["near_misses"] = [plain_near_miss(line) for line in lines(row.get("near_misses", ""))]
    return filled(facts)
