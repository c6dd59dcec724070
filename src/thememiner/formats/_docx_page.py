"""Plain blocks (headings, texts, tables) into the bytes of a Word document."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_INK, _SOFT, _SHADE, _LINE, _LINK = "1F3A4D", "5A6B75", "EEF2F5", "B4C0C8", "0B5394"
_FIELD_CM, _PAGE_CM = 3.2, 17.0


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading.

    Attributes:
        text: what it says.
        level: 1 to 4.
        anchor: a name that rows of a ``Grid`` can lead to; empty for none.
    """

    text: str
    level: int = 1
    anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class Text:
    """A paragraph: plain, a lead under the title, or a note in smaller type."""

    text: str
    kind: Literal["plain", "lead", "note"] = "plain"


@dataclass(frozen=True, kw_only=True)
class Fields:
    """A table of two columns: what a part is called, and its paragraphs.

    Attributes:
        rows: name and paragraphs; a paragraph that begins with a bullet hangs on it.
    """

    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table with a header.

    Attributes:
        columns: headers.
        rows: a text for each column.
        widths: in centimetres.
        anchors: for each row the heading that its first cell leads to; empty for none.
        depths: for each row how far its first cell is indented.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    anchors: tuple[str, ...]
    depths: tuple[int, ...]


Block = Heading | Text | Fields | Grid


def make_docx(title: str, blocks: Sequence[Block], *, footer: str = "") -> bytes:
    """The blocks as a Word document in A4: the same input gives the same bytes.

    Args:
        title: stands at the top and in the document's properties.
        blocks: in order.
        footer: stands at the foot of each page, before its number.
    """
    from docx import Document

    document: Any = Document()
    _set_up(document, title)
    document.add_paragraph(_clean(title), style="Title")
    for block in blocks:
        _WRITERS[type(block)](document, block)
    _write_footer(document, footer)
    stream = io.BytesIO()
    document.save(stream)
    return _without_times(stream.getvalue())


def _set_up(document: Any, title: str) -> None:
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(2.0)
    facts = document.core_properties
    facts.title, facts.author, facts.comments = _clean(title)[:250], "thememiner", ""
    facts.created = facts.modified = dt.datetime(1980, 1, 1)
    sizes = {"Normal": 10.5, "Title": 24, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11.5}
    for name, size in {**sizes, "Heading 4": 10.5}.items():
        style = document.styles[name]
        style.font.size = Pt(size)
        _set_font(style)
        if name != "Normal":
            style.font.color.rgb = RGBColor.from_string(_INK)
            style.paragraph_format.keep_with_next = True
    document.styles["Normal"].paragraph_format.space_after = Pt(6)


def _set_font(style: Any) -> None:
    """Calibri for all scripts: the template's headings ask for the theme's font instead."""
    from docx.oxml.ns import qn

    style.font.name = "Calibri"
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def _write_heading(document: Any, heading: Heading) -> None:
    paragraph = document.add_heading(_clean(heading.text), level=min(max(heading.level, 1), 4))
    if heading.anchor:
        _add_bookmark(paragraph, heading.anchor)


def _write_text(document: Any, text: Text) -> None:
    from docx.shared import Pt, RGBColor

    paragraph = document.add_paragraph()
    run = paragraph.add_run(_clean(text.text))
    if text.kind != "plain":
        run.font.color.rgb = RGBColor.from_string(_SOFT)
        run.font.size = Pt(11.5 if text.kind == "lead" else 9.5)


def _write_fields(document: Any, fields: Fields) -> None:
    table = _add_table(document, [_FIELD_CM, _PAGE_CM - _FIELD_CM])
    for name, paragraphs in fields.rows:
        left, right = table.add_row().cells
        _shade(left)
        _fill(left, (name,), bold=True)
        _fill(right, paragraphs)
    _add_gap(document)


def _write_grid(document: Any, grid: Grid) -> None:
    table = _add_table(document, grid.widths)
    head = table.add_row()
    _repeat(head)
    for cell, name in zip(head.cells, grid.columns, strict=True):
        _shade(cell)
        _fill(cell, (name,), bold=True)
    for row, anchor, depth in zip(grid.rows, grid.anchors, grid.depths, strict=True):
        line = table.add_row()
        _keep_whole(line)
        for n, (cell, text) in enumerate(zip(line.cells, row, strict=True)):
            _fill(cell, (text,), anchor=anchor if n == 0 else "", depth=depth if n == 0 else 0)
    _add_gap(document)


_WRITERS: dict[type, Callable[[Any, Any], None]] = {
    Heading: _write_heading,
    Text: _write_text,
    Fields: _write_fields,
    Grid: _write_grid,
}


def _add_table(document: Any, widths: Sequence[float]) -> Any:
    from docx.shared import Cm

    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    borders = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=_LINE))
    table._tbl.tblPr.append(borders)
    return table


def _add_gap(document: Any) -> None:
    from docx.shared import Pt

    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill(
    cell: Any, paragraphs: Sequence[str], *, bold: bool = False, anchor: str = "", depth: int = 0
) -> None:
    from docx.shared import Cm, Pt

    for n, text in enumerate(paragraphs):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        shape = paragraph.paragraph_format
        shape.space_before, shape.space_after = Pt(2), Pt(2)
        shape.left_indent = Cm(0.5 * depth)
        if text.startswith("• "):
            shape.left_indent, shape.first_line_indent = Cm(0.4), Cm(-0.4)
        if anchor:
            _add_link(paragraph, text, anchor)
        else:
            run = paragraph.add_run(_clean(text).replace("• ", "•\N{NO-BREAK SPACE}", 1))
            run.bold = bold
            run.font.size = Pt(10)


def _shade(cell: Any) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=_SHADE))


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))


def _add_bookmark(paragraph: Any, anchor: str) -> None:
    number = str(zlib.crc32(anchor.encode("utf-8", "replace")) % 10**6)
    paragraph._p.insert(1, _element("w:bookmarkStart", id=number, name=_anchor_name(anchor)))
    paragraph._p.append(_element("w:bookmarkEnd", id=number))


def _add_link(paragraph: Any, text: str, anchor: str) -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(_clean(text))
    run.font.size, run.font.color.rgb = Pt(10), RGBColor.from_string(_LINK)
    link = _element("w:hyperlink", anchor=_anchor_name(anchor), history="1")
    link.append(run._r)
    paragraph._p.append(link)


def _anchor_name(anchor: str) -> str:
    """A bookmark's name as Word allows it: letters, digits, underscores, at most forty."""
    number = zlib.crc32(anchor.encode("utf-8", "replace"))
    return f"b{number}_{re.sub(r'[^A-Za-z0-9]', '_', anchor)}"[:40]


def _write_footer(document: Any, footer: str) -> None:
    from docx.shared import Pt, RGBColor

    paragraph = document.sections[0].footer.paragraphs[0]
    run = paragraph.add_run(f"{_clean(footer)}  ·  page " if footer else "page ")
    number = paragraph.add_run("1")
    field = _element("w:fldSimple", instr="PAGE")
    field.append(number._r)
    paragraph._p.append(field)
    for part in (run, number):
        part.font.size, part.font.color.rgb = Pt(8.5), RGBColor.from_string(_SOFT)


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element: Any = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _clean(text: str) -> str:
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)


def _without_times(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()
