"""Texts into what a cell of an Excel workbook can hold, and back."""

from __future__ import annotations

import re

LONGEST_CELL = 32_767
SHORTENED = " … [shortened: the rest does not fit into one spreadsheet cell]"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
_ESCAPED = re.compile(r"_x(00[01][0-9a-fA-F]|005[fF])_")


def clean_text(text: str) -> str:
    """The text as a cell holds it: line ends as LF, control characters visible, not too long."""
    text = _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return text
    kept = text.encode("utf-16-le")[: 2 * (LONGEST_CELL - len(SHORTENED))]
    return kept.decode("utf-16-le", errors="ignore") + SHORTENED


def escape(text: str) -> str:
    """Text as a workbook holds it: what looks like the escape of a sign is one no more."""
    return _ESCAPE.sub("_x005F_", text)


def unescape(text: str) -> str:
    """Text as people see it: a workbook holds ``_x000D_`` for a sign that XML cannot hold."""
    found = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    return text if found == text else clean_text(found)
