"""Words into words that plotly draws as they stand."""

from __future__ import annotations

import html
from typing import Any

Plain = dict[str, Any]


def escaped(text: str) -> str:
    """Words as plotly writes them: its own mark-up and formulas are taken for words."""
    plain = html.escape(text, quote=False).replace("$", "&#36;").replace("%", "&#37;")
    return plain.replace("\n", "<br>")
