"""A jinja2 template and plain values into HTML with a policy; the only place that names jinja2."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping

_EMPTY_STYLE = ""


def render(template: str, values: Mapping[str, object]) -> str:
    """The filled template; every value is escaped, so talk that looks like HTML stays talk.

    Raises:
        jinja2.UndefinedError: the template names a value that was not given.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(template).render(values)


def make_policy(*, styles: Iterable[str], scripts: Iterable[str] = (), drawn: bool = False) -> str:
    """A content security policy: nothing is loaded, and nothing runs but what is named here by hash.

    Args:
        styles: texts of the page's own style elements.
        scripts: texts of the scripts that may run.
        drawn: True where a script draws pictures: it needs an empty style sheet of its own and
            attributes of style, neither of which can load anything.
    """
    sheets = [*styles, *([_EMPTY_STYLE] if drawn else [])]
    parts = ["default-src 'none'", f"style-src {_hashes(sheets)}"]
    if drawn:
        parts.append("style-src-attr 'unsafe-inline'")
    if some := list(scripts):
        parts.append(f"script-src {_hashes(some)}")
    return "; ".join([*parts, "img-src data:", "base-uri 'none'", "form-action 'none'"])


def _hashes(texts: Iterable[str]) -> str:
    """Each text by its SHA-256, as a policy names it."""
    made = (base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()) for text in texts)
    return " ".join(f"'sha256-{one.decode()}'" for one in made)


def make_data(value: object) -> str:
    """Plain values as JSON that can stand in a script element and cannot end it."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def pack(text: str) -> str:
    """Text as base64 of gzip, which a browser unpacks; the same text gives the same letters."""
    return base64.b64encode(gzip.compress(text.encode("utf-8"), 9, mtime=0)).decode("ascii")
