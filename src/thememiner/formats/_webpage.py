"""Turns the bytes of a web page into its visible paragraphs and table rows."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Any

from thememiner.errors import ReadError
from thememiner.formats._document import (
    Document,
    Paragraph,
    Run,
    make_paragraph,
    make_row,
    take_paragraphs,
)
from thememiner.formats._limits import MOST_PARAGRAPHS, check_count, check_size
from thememiner.formats._page_names import ends_in_time, is_name, is_time
from thememiner.formats._tags import bare_tags
from thememiner.formats._text import decode_text, empty_file

_MOST_BYTES = 20_000_000
_MOST_TAGS = 250_000
_SPACES = re.compile(r"[\t\r\n\f][ \t\r\n\f]*| [ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_INVISIBLE = frozenset(
    "head script style template noscript svg math iframe object select option button input "
    "textarea canvas audio video map datalist".split()
)
_AROUND = frozenset(("nav", "footer"))
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt "
    "ruby s samp small span strike strong sub sup time tt u var wbr button".split()
)
_CELLS = frozenset(("td", "th"))
_BOLD, _ITALIC = frozenset(("b", "strong", "th")), frozenset(("i", "em", "cite"))
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_LONGEST_TERM = 40
_MOST_SHOWN = 12
_BREAK = Run("\n")
_APART = Run("  ")


_Look = tuple[int, int, bool]


@dataclass
class _Walk:
    """The page so far, while its elements open and close.

    Attributes:
        paragraphs: finished ones.
        runs: words of the paragraph at hand.
        cells: finished cells of the rows at hand, innermost last.
        blocks: paragraphs of the cells at hand, innermost last.
        term: the words of a ``dt`` that waits for its ``dd``.
        bold: how many open elements are bold; so for italic and pre.
        apart: a name or a time has just ended, and words that follow do not belong to it.
    """

    paragraphs: list[Paragraph] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    cells: list[list[list[Paragraph]]] = field(default_factory=list)
    blocks: list[list[Paragraph]] = field(default_factory=list)
    tables: list[int] = field(default_factory=list)
    term: Paragraph | None = None
    n_tables: int = 0
    bold: int = 0
    italic: int = 0
    pre: int = 0
    apart: bool = False

    def words(self, text: str | None) -> None:
        """Words as they are seen: white space counts once, except in ``pre``."""
        if text:
            seen = text if self.pre else _SPACES.sub(" ", text)
            if self.apart and self.runs and (seen[0].isalnum() or seen[0] in "[(<–—-"):
                self.runs.append(_APART)
            self.apart = False
            self.runs.append(Run(seen, bool(self.bold), bool(self.italic)))

    def set_apart(self) -> None:
        """A name or a time begins: it does not belong to the word before it."""
        if self.runs and self.runs[-1].text[-1:].strip():
            self.runs.append(_APART)

    def end_paragraph(self) -> None:
        """Close the paragraph at hand."""
        runs, self.runs = _trimmed(self.runs), []
        if runs:
            self._keep(make_paragraph(runs))

    def end_term(self) -> None:
        """Close a ``dt``: it waits for its ``dd``."""
        kept, runs, self.runs = self.term, _trimmed(self.runs), []
        if kept is not None:
            self._keep(kept, waits=False)
        self.term = make_paragraph(runs) if runs else None

    def _keep(self, paragraph: Paragraph, *, waits: bool = True) -> None:
        if waits and self.term is not None:
            term, self.term = self.term, None
            if len(term.text) <= _LONGEST_TERM and not ends_in_time(term.text):
                text = f"{term.text}\t{paragraph.text}"
                paragraph = Paragraph(text, lead=term.text, style="mixed")
            else:
                self._keep(term, waits=False)
        (self.blocks[-1] if self.blocks else self.paragraphs).append(paragraph)
        check_count(len(self.paragraphs), most=MOST_PARAGRAPHS, nouns="paragraphs")

    def end_row(self) -> None:
        """Close a table row."""
        cells = self.cells.pop()
        if any(cells):
            row = make_row(cells, table=self.tables[-1] if self.tables else self.n_tables)
            (self.blocks[-1] if self.blocks else self.paragraphs).append(row)


def parse_webpage(data: bytes) -> Document:
    """Parse a web page.

    Args:
        data: the bytes of the whole file.

    Returns:
        Its visible paragraphs and table rows in their order; scripts and hidden parts are no part.

    Raises:
        ReadError: the file is empty, no text, too large, or shows no words.
    """
    check_size(data, most=_MOST_BYTES, kind="a web page")
    text, notes = _decoded(data)
    check_count(text.count("<"), most=_MOST_TAGS, nouns="tags")
    root = _root(bare_tags(text))
    walk = _Walk()
    around: list[str] = []
    if root is not None:
        _walk_through(root, walk, around)
    if walk.term is not None:
        walk.end_term()
    walk.end_paragraph()
    document = Document(take_paragraphs(walk.paragraphs), (*notes, *_notes(around)))
    if not document.has_words:
        raise ReadError(
            "The web page shows no words.",
            expected="a transcript as paragraphs or table rows.",
            remedy="Pages that load their text later must be saved from the browser as text.",
        )
    return document


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The page's text by the encoding that it declares, else as any text file."""
    if not data.strip():
        raise empty_file()
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((codecs.BOM_UTF8, b"\xff\xfe", b"\xfe\xff")):
        name = declared[1].decode("ascii", "replace")
        try:
            return data.decode({"iso-8859-1": "cp1252"}.get(name.lower(), name)), ()
        except (LookupError, ValueError):
            pass
    decoded = decode_text(data)
    return decoded.text, decoded.notes


def _root(text: str) -> Any:
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    refused = ReadError(
        "The file is no web page, or its elements are nested too deep.",
        expected="a web page (.html) with the talk in it.",
        remedy="Save the page again from the browser, or save its text as .txt.",
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refused from error
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise refused
    return root


def _walk_through(root: Any, walk: _Walk, around: list[str]) -> None:
    from lxml import etree

    events = etree.iterwalk(root, events=("start", "end"))
    looks: list[_Look | None] = []
    for event, element in events:
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "end":
            if look := looks.pop():
                _close(walk, name, look)
                walk.apart = walk.apart or look[2]
            walk.words(element.tail)
        elif _is_left_out(element, name):
            if name in _AROUND or name == "button":
                around.append(" ".join("".join(element.itertext()).split()))
            if name not in _INLINE | _INVISIBLE:
                walk.end_paragraph()
            looks.append(None)
            events.skip_subtree()
        else:
            look = _looks(element, name)
            looks.append(look)
            _open(walk, name, look)
            walk.words(element.text)


def _is_left_out(element: Any, name: str) -> bool:
    if name == "button" and (is_time(element) or is_name(element)):
        return False
    if name in _INVISIBLE or name in _AROUND or not name or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and bool(_HIDDEN_STYLE.search(style))


def _looks(element: Any, name: str) -> _Look:
    """Whether an element is bold, whether it is italic, and whether it is a name or a time."""
    bold, italic = name in _BOLD, name in _ITALIC
    if style := element.get("style"):
        bold = bold or bool(_BOLD_STYLE.search(style))
        italic = italic or bool(_ITALIC_STYLE.search(style))
    named = is_name(element)
    return int(bold or named), int(italic), named or is_time(element)


def _open(walk: _Walk, name: str, look: _Look) -> None:
    if name == "br":
        walk.runs.append(_BREAK)
    elif name not in _INLINE:
        walk.end_paragraph()
    elif look[2]:
        walk.set_apart()
    walk.bold += look[0]
    walk.italic += look[1]
    walk.pre += name == "pre"
    if name == "table":
        walk.n_tables += 1
        walk.tables.append(walk.n_tables)
    elif name == "tr":
        walk.cells.append([])
    elif name in _CELLS and walk.cells:
        walk.blocks.append([])


def _close(walk: _Walk, name: str, look: _Look) -> None:
    if name == "dt":
        walk.end_term()
    elif name not in _INLINE and name != "br":
        walk.end_paragraph()
    walk.bold -= look[0]
    walk.italic -= look[1]
    walk.pre -= name == "pre"
    if name in _CELLS and walk.cells:
        walk.cells[-1].append(walk.blocks.pop())
    elif name == "tr":
        walk.end_row()
    elif name == "table":
        walk.tables.pop()


def _trimmed(runs: list[Run]) -> list[Run]:
    """Runs without blanks at the ends of lines; none where nothing is seen."""
    text = "".join(run.text for run in runs)
    if not text.strip():
        return []
    out: list[Run] = []
    for run in runs:
        before = out[-1].text if out else "\n"
        words = run.text.lstrip(" ") if before.endswith(("\n", " ")) else run.text
        if words:
            out.append(Run(words, run.bold, run.italic))
    return out


def _notes(around: list[str]) -> list[str]:
    shown = "; ".join(list(dict.fromkeys(words[:60] for words in around if words))[:_MOST_SHOWN])
    return [f"navigation, buttons and foot of the page left out: {shown}"] if shown else []
