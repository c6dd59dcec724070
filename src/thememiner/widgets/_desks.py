"""What a study hands in: the callables that the page asks, each of them plain values in and out.

Every answer is a plain mapping of text, numbers, lists and mappings, so that it can travel to a browser.
All positions are half-open spans of code points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from thememiner.review import Said

Plain = Mapping[str, Any]


class ReviewDesk(Protocol):
    """The passages of a study, one coder's decisions on them, and the way into the log.

    When ``decide``, ``code`` or ``undo`` return, the decision is on disk.
    """

    def head(self) -> Plain:
        """What does not change while the page is open, and where to begin.

        Returns:
            ``coder``, ``blind``, ``n_units``, ``codebook`` (the one to begin with), ``codebooks`` (each with
            ``id``, ``name``, ``valences``, ``statuses``, ``codes``), and, codebook to value, ``starts_at``
            (the first open passage) and ``progress``.
        """
        ...

    def rows(self, codebook: str, start: int, n: int) -> Sequence[Plain]:
        """A window of the queue: at most ``n`` passages from ``start`` on, suggestions included."""
        ...

    def transcript(self, codebook: str, transcript_id: str) -> Plain:
        """A whole transcript: ``id``, ``title``, ``turns``, ``units`` and the coder's ``codings``."""
        ...

    def decide(self, codebook: str, unit_id: str, said: Said) -> Plain:
        """Write a decision on a passage into the log; the row as it is then, and the progress."""
        ...

    def code(self, codebook: str, transcript_id: str, said: Said) -> Plain:
        """Write a coding of the words from ``said.start`` to ``said.end`` into the log."""
        ...

    def undo(self, codebook: str) -> Plain:
        """Take the coder's last standing decision back; what it was about, as it is then."""
        ...

    def next_open(self, codebook: str, after: int) -> int | None:
        """The next passage without a decision, from the beginning again after the last; None if none."""
        ...


class ThemesDesk(Protocol):
    """Themes to edit: each edit waits until it is written."""

    def themes(self) -> Plain:
        """``themes`` with the edits that wait, how many are ``waiting``, and the ``changes`` in words."""
        ...

    def edit(self, what: str, facts: Plain) -> Plain:
        """Rename, merge, split, confirm, drop, or take the last edit back; what ``themes`` gives then."""
        ...

    def write(self) -> Plain:
        """Write the edits that wait into the log."""
        ...


class SettlingDesk(Protocol):
    """Places where coders differ, and the way to settle them."""

    def disagreements(self, codebook: str) -> Plain:
        """``places``, each with its words, what stands around them, and what each coder says."""
        ...

    def settle(self, codebook: str, place: str, marked: Sequence[Plain]) -> Plain:
        """Write into the log what is to stand at a place; what ``disagreements`` gives then."""
        ...

    def unsettle(self, codebook: str) -> Plain:
        """Take this coder's last settlement back."""
        ...


@dataclass(frozen=True)
class Desks:
    """All that one page can ask; None for a page that is left out.

    Attributes:
        coder: who works on it.
        first: the page to begin with: passages, themes or settling.
    """

    coder: str
    review: ReviewDesk | None = None
    themes: ThemesDesk | None = None
    settling: SettlingDesk | None = None
    first: str = "passages"
