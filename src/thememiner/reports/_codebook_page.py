"""A codebook into a Word document that coders read and write into."""

from __future__ import annotations

from collections.abc import Iterator

from thememiner.codebooks import check_codes
from thememiner.formats._docx_page import Block, Fields, Grid, Heading, Text, make_docx
from thememiner.records import Boundary, Code, Codebook, Example, NearMiss


def make_codebook_page(codebook: Codebook) -> bytes:
    """The codebook as DOCX: all codes at a glance, then each with all that it says.

    Raises:
        CodebookError: there is no code in it.
    """
    check_codes(codebook)
    depths = _depths(codebook)
    n_codes = f"{len(codebook)} code{'' if len(codebook) == 1 else 's'}"
    blocks: list[Block] = [
        Text(text=f"Codebook {codebook.id}, version {codebook.version}, {n_codes}", kind="lead")
    ]
    if codebook.rule:
        blocks.append(Text(text=codebook.rule))
    blocks += [Heading(text="All codes"), _overview(codebook, depths)]
    blocks.append(Heading(text="Code by code"))
    for code in codebook.codes:
        blocks += _code_blocks(code, codebook, depth=depths[code.id])
    if codebook.sources:
        blocks.append(Heading(text="Sources"))
        blocks += [Text(text=source, kind="note") for source in codebook.sources]
    footer = f"{codebook.name}, version {codebook.version}"
    return make_docx(codebook.name, blocks, footer=footer)


def _depths(codebook: Codebook) -> dict[str, int]:
    """How many codes stand above each code."""
    parents = {code.id: code.parent for code in codebook.codes}
    depths: dict[str, int] = {}
    for code_id, above in parents.items():
        at, depth = above, 0
        while at is not None and depth < len(parents):
            at, depth = parents.get(at), depth + 1
        depths[code_id] = depth
    return depths


def _overview(codebook: Codebook, depths: dict[str, int]) -> Grid:
    return Grid(
        columns=("Code", "In short"),
        rows=tuple((code.name, _in_short(code)) for code in codebook.codes),
        widths=(6.0, 11.0),
        anchors=tuple(code.id for code in codebook.codes),
        depths=tuple(depths[code.id] for code in codebook.codes),
    )


def _in_short(code: Code) -> str:
    """The first words of the definition."""
    words = code.definition.split()
    return " ".join(words[:24]) + (" …" if len(words) > 24 else "")


def _code_blocks(code: Code, codebook: Codebook, *, depth: int) -> Iterator[Block]:
    yield Heading(text=code.name, level=2 + min(depth, 2), anchor=code.id)
    yield Fields(rows=tuple((name, parts) for name, parts in _parts(code, codebook) if any(parts)))


def _parts(code: Code, codebook: Codebook) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "Definition", (code.definition,)
    yield "Code here", (code.include,)
    yield "Do not code here", (code.exclude,)
    rules = tuple(f"• {_say_rule(item, codebook)}" for item in code.boundaries)
    yield "Easily mixed up", rules
    yield "Examples", tuple(f"• {_say_example(example)}" for example in code.examples)
    yield "Belongs elsewhere", tuple(f"• {_say_miss(miss, codebook)}" for miss in code.near_misses)
    yield "Part of", (codebook[code.parent].name if code.parent else "",)
    yield "Source", (code.source,)
    yield "Code id", (code.id,)


def _say_rule(boundary: Boundary, codebook: Codebook) -> str:
    known = boundary.neighbour in codebook
    name = codebook[boundary.neighbour].name if known else boundary.neighbour
    return f"{name}: {boundary.rule}"


def _say_miss(miss: NearMiss, codebook: Codebook) -> str:
    known = miss.belongs_to is not None and miss.belongs_to in codebook
    where = codebook[str(miss.belongs_to)].name if known else "no code"
    return f"“{miss.text}” ({where}{', invented' if miss.invented else ''})"


def _say_example(example: Example) -> str:
    kind = None if example.kind == "talk" else example.kind
    known = [kind, example.valence, example.status, "invented" if example.invented else None]
    marks = ", ".join(mark for mark in known if mark)
    return f"“{example.text}”" + (f" ({marks})" if marks else "")
