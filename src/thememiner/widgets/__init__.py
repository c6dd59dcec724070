"""Callables handed in by a study into the notebook review: a page and what it may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thememiner.widgets._answers import answer
from thememiner.widgets._desks import (
    Desks,
    Plain,
    ReviewDesk,
    SettlingDesk,
    ThemesDesk,
)
from thememiner.widgets._pace import find_time_left

if TYPE_CHECKING:
    from thememiner.widgets._widget import ReviewWidget


def make_widget(desks: Desks) -> ReviewWidget:
    """The widget, made when it is asked for: its library is not loaded before."""
    from thememiner.widgets._widget import ReviewWidget

    return ReviewWidget(desks)


__all__ = [
    "Desks",
    "Plain",
    "ReviewDesk",
    "SettlingDesk",
    "ThemesDesk",
    "answer",
    "find_time_left",
    "make_widget",
]
