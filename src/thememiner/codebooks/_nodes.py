"""A ``Codebook`` into the tree of codes that a REFI-QDA file holds, and such a tree back.

The description of each code holds all that the codebook says about it, in parts that people can read;
they become the fields again, also where another program has passed the file on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from thememiner.codebooks._plain import (
    boundary_line,
    check_codes,
    example_line,
    filled,
    flat,
    lines,
    near_miss_line,
    plain_boundary,
    plain_example,
    plain_near_miss,
)
from thememiner.formats._qdc import QdcNode, make_guid
from thememiner.records import Code, Codebook

_PARTS = (
    "Definition", "Include", "Exclude", "Examples", "Boundaries", "Near misses", "Source", "Name",
    "Code id",
)  # fmt: skip
_FACTS = (
    "Codebook id", "Codebook name", "Version", "Language", "Rule", "Valences", "Statuses", "Sources",
)  # fmt: skip
_KEYS = {"Codebook id": "id", "Codebook name": "name"}


def code_nodes(codebook: Codebook) -> list[QdcNode]:
    """The codebook as a tree: a heading that cannot be coded, and the codes below it.

    Raises:
        CodebookError: there is no code in it.
    """
    check_codes(codebook)
    top = make_guid(codebook.id, "")
    nodes = [QdcNode(name=codebook.name, guid=top, description=_about(codebook), codable=False)]
    twins = Counter((code.parent, flat(code.name).casefold()) for code in codebook.codes)
    for code in codebook.codes:
        shared = twins[code.parent, flat(code.name).casefold()] > 1
        nodes.append(
            QdcNode(
                name=flat(code.name),
                guid=make_guid(codebook.id, code.id),
                description=_describe(code, with_name=shared),
                parent=make_guid(codebook.id, code.parent) if code.parent else top,
            )
        )
    return nodes


def plain_of_nodes(nodes: Sequence[QdcNode]) -> dict[str, Any]:
    """A tree of codes as ``parse_codebook`` wants it, whatever program wrote it."""
    parts = {node.guid: _parts(node.description, _PARTS, first=_PARTS[0]) for node in nodes}
    ids = {guid: found.get("Code id") or guid for guid, found in parts.items()}
    facts: dict[str, Any] = {}
    for node in nodes:
        about = _parts(node.description, _FACTS) if node.parent is None else {}
        if about.get("Codebook id"):
            facts = facts or _book_facts(about)
            del ids[node.guid]
    codes = [_code(node, parts[node.guid], ids) for node in nodes if node.guid in ids]
    return {**facts, "codes": codes}


def _about(codebook: Codebook) -> str:
    facts = {
        "Codebook id": codebook.id,
        "Codebook name": codebook.name,
        "Version": codebook.version,
        "Language": codebook.language,
        "Rule": flat(codebook.rule),
        "Valences": ", ".join(codebook.valences),
        "Statuses": ", ".join(codebook.statuses),
    }
    parts = [f"{name}: {value}" for name, value in facts.items() if value]
    parts.append(_list("Sources", (flat(source) for source in codebook.sources)))
    return "\n\n".join(part for part in parts if part)


def _describe(code: Code, *, with_name: bool) -> str:
    definition = flat(code.definition)
    if _heading(_PARTS).match(definition):
        definition = f"Definition: {definition}"
    parts = [
        definition,
        f"Include: {flat(code.include)}" if code.include else "",
        f"Exclude: {flat(code.exclude)}" if code.exclude else "",
        _list("Examples", (example_line(example) for example in code.examples)),
        _list("Boundaries", (boundary_line(item) for item in code.boundaries)),
        _list("Near misses", (near_miss_line(item) for item in code.near_misses)),
        f"Source: {flat(code.source)}" if code.source else "",
        f"Name: {flat(code.name)}" if with_name else "",
        f"Code id: {code.id}",
    ]
    return "\n\n".join(part for part in parts if part)


def _list(heading: str, items: Iterable[str]) -> str:
    listed = "\n".join(f"- {item}" for item in items)
    return f"{heading}:\n{listed}" if listed else ""


def _heading(names: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"({'|'.join(names)}):(?:[ \n]|$)")


def _parts(description: str, names: Sequence[str], *, first: str = "") -> dict[str, str]:
    """The parts of a description by heading; what has none belongs to the part before it.

    Args:
        description: of a code.
        names: the headings.
        first: to which part text without a heading at the beginning belongs.
    """
    text = description.replace("\r\n", "\n").replace("\r", "\n")
    found: dict[str, str] = {}
    heading = first
    for part in re.split(r"\n\s*\n", text):
        match = _heading(names).match(part)
        heading = match[1] if match else heading
        body = (part[match.end() :] if match else part).strip()
        found[heading] = f"{found[heading]}\n{body}" if found.get(heading) else body
    return found


def _book_facts(about: Mapping[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {_KEYS.get(name, name.lower()): about.get(name) for name in _FACTS}
    for key in ("valences", "statuses"):
        facts[key] = [value.strip() for value in (facts[key] or "").split(",") if value.strip()]
    facts["sources"] = [line.removeprefix("- ") for line in lines(about.get("Sources", ""))]
    return filled(facts)


def _code(node: QdcNode, parts: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, Any]:
    parent = ids.get(node.parent or "")
    if not parts.get("Code id"):
        facts = {"id": node.guid, "name": node.name, "definition": node.description}
        return {**facts, "parent": parent}
    name = parts.get("Name", "")
    numbered = bool(name) and re.fullmatch(rf"{re.escape(name)} \(\d+\)", node.name) is not None
    lists = {
        heading: [line.removeprefix("- ") for line in lines(parts.get(heading, ""))]
        for heading in ("Examples", "Boundaries", "Near misses")
    }
    return filled(
        {
            "id": ids[node.guid],
            "name": name if numbered else node.name,
            "parent": parent,
            "definition": parts.get("Definition"),
            "include": parts.get("Include"),
            "exclude": parts.get("Exclude"),
            "source": parts.get("Source"),
            "examples": [plain_example(line) for line in lists["Examples"]],
            "boundaries": [plain_boundary(line) for line in lists["Boundaries"]],
            "near_misses": [plain_near_miss(line) for line in lists["Near misses"]],
        }
    )
