"""Desks into a widget that Jupyter, JupyterLab and VS Code show."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from typing import Any

import anywidget
import traitlets

from thememiner.widgets._answers import answer
from thememiner.widgets._desks import Desks
from thememiner.widgets._page import make_script, make_style


class ReviewWidget(anywidget.AnyWidget):
    """A page to read, decide and code on, by keyboard alone if one likes; press ? in it for the keys.

    Only a window of the passages travels to the browser. A decision that the page marks as saved is in
    the log, on disk.

    Args:
        desks: what the page can ask of the study.
    """

    _esm = make_script()
    _css = make_style()
    head = traitlets.Dict().tag(sync=True)

    def __init__(self, desks: Desks) -> None:
        self._desks = desks
        self._home = threading.get_ident()
        self._loop = _running_loop()
        super().__init__(head=_head(desks))
        self.on_msg(self._hear)

    def __repr__(self) -> str:
        return f"ReviewWidget(coder={self.head.get('coder')!r})"

    def _hear(self, _: object, message: Mapping[str, Any], __: object) -> None:
        """Newer kernels hear pages in a thread of their own; the study is asked where it was opened."""
        if self._loop is not None and threading.get_ident() != self._home:
            self._loop.call_soon_threadsafe(self._answer, message)
        else:
            self._answer(message)

    def _answer(self, message: Mapping[str, Any]) -> None:
        try:
            answered = answer(self._desks, message)
        except Exception as error:
            self.send({"id": message.get("id"), "error": f"{type(error).__name__}: {error}"})
            raise
        self.send(answered)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _head(desks: Desks) -> dict[str, Any]:
    """What the page knows when it opens; a page for themes alone has no passages."""
    own: dict[str, Any] = {
        "coder": desks.coder,
        "blind": False,
        "n_units": 0,
        "codebooks": [],
        "progress": {},
        "starts_at": {},
    }
    if desks.review is not None:
        own |= desks.review.head()
    pages = {"themes": desks.themes is not None, "settling": desks.settling is not None}
    return own | pages | {"passages": desks.review is not None, "first": desks.first}
