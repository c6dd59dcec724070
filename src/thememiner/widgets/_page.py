"""The files of the page into one script and one style sheet, as a notebook takes them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def make_script() -> str:
    """The page's script: its parts one after the other, an ES module that asks for no other file."""
    parts = [part for part in _static() if part.endswith(".js")]
    return "\n".join(_text(part) for part in parts)


@cache
def make_style() -> str:
    """The page's style sheet."""
    return "\n".join(_text(part) for part in _static() if part.endswith(".css"))


def _static() -> list[str]:
    return sorted(one.name for one in files(__package__).joinpath("static").iterdir())


def _text(name: str) -> str:
    return files(__package__).joinpath("static", name).read_text(encoding="utf-8")
