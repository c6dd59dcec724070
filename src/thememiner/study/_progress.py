"""Progress bars for what lasts over two seconds, in a terminal and in notebooks."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import TypeVar

from thememiner.vectors import no_track

T = TypeVar("T")

_DELAY_S = 2.0


class Bars:
    """Walks through items under a bar that appears after two seconds.

    Args:
        shown: False for no bars at all.
    """

    def __init__(self, *, shown: bool) -> None:
        self.shown = shown

    def __call__(self, items: Sequence[T], what: str) -> Iterable[T]:
        """The items, one after the other, under a bar named after what is done to them."""
        if not self.shown or not items:
            return no_track(items, what)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm
        bar: Iterable[T] = tqdm(items, desc=what, delay=_DELAY_S, leave=False)
        return bar
