"""Turns Python's search for reference cycles off while a file is read, and on again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Let objects be made without a search for cycles among them.

    Reading makes hundreds of thousands of small objects that all stay and form no cycles; looking
    through them again and again takes a third of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
