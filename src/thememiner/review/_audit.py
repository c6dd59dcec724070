"""Units without a suggestion into a blind random sample, and what was found in it into an estimate.

Coders who work from suggestions never see what the suggestions miss. A random sample of the units without
one, read blind, says how many of them hold something to code. The interval is exact for sampling without
replacement: it holds every number of missed units that the sample does not contradict at 2.5 % on either
side (Buonaccorsi JP 1987, American Statistician 41(3), 215-218). It informs; whether to read on is for
people to decide.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence

from scipy.stats import hypergeom

from thememiner.errors import SettingsError
from thememiner.records import Record, Suggestion, Unit

AUDIT_SEED = 0
_LEVEL = 0.95


class Audit(Record):
    """How many units without a suggestion hold something to code, as a random sample of them tells.

    Attributes:
        codebook: its id.
        least: a first suggestion below this probability counts as none.
        n_unsuggested: units without a suggestion; not among them are those set aside, and those on which
            somebody decided with the suggestions in view.
        n_audited: how many of them, drawn at random, were decided on blind.
        n_found: in how many of those a coder found something to code.
        estimate: units in which the suggestions miss a coding; None before anything is audited.
        low: lower end of the 95 % interval of that number.
        high: its upper end.
        n_further: how many more units to audit for an interval half as wide, if as large a share of them
            holds something; None before anything is audited.
    """

    codebook: str
    least: float = 0.0
    n_unsuggested: int
    n_audited: int
    n_found: int
    estimate: float | None = None
    low: int
    high: int
    n_further: int | None = None

    @property
    def width(self) -> int:
        """Width of the interval in units."""
        return self.high - self.low

    @property
    def text(self) -> str:
        """What the sample says, in words."""
        likely = f" of {self.least:.2f} or more" if self.least else ""
        about = f"{self.n_unsuggested:,} units have no suggestion{likely}."
        if self.estimate is None:
            return f"{about} None of them was audited yet, so nothing is known of what they hold."
        told = (
            f"{about} Of {self.n_audited:,} drawn at random and decided on blind, {self.n_found:,} "
            f"{'holds' if self.n_found == 1 else 'hold'} something to code with "
            f"{self.codebook}. So the suggestions miss a coding in about {self.estimate:,.0f} units, by a "
            f"95 % interval in {self.low:,} to {self.high:,}, which is {self.width:,} wide."
        )
        if self.n_further:
            told += (
                f" About {self.n_further:,} further units would halve that width, if as large a share of "
                "them holds something."
            )
        return told

    def __str__(self) -> str:
        return self.text


def draw_audit(
    units: Iterable[Unit],
    suggestions: Iterable[Suggestion],
    n: int,
    *,
    seed: int = AUDIT_SEED,
    least: float = 0.0,
    skip: Collection[str] = (),
) -> tuple[str, ...]:
    """Ids of units without a suggestion, drawn at random, in the order in which they were drawn.

    The same seed draws the same units whatever the order of the input, and a larger sample begins with the
    smaller one, so that an audit can be carried on.

    Args:
        units: all units.
        suggestions: all suggestions.
        n: how many to draw; all where there are fewer.
        seed: another seed draws others.
        least: a first suggestion below this probability counts as none.
        skip: ids of units that are not to be drawn, such as those set aside.

    Raises:
        SettingsError: n is negative.
    """
    if n < 0:
        raise SettingsError(f"An audit of {n} units cannot be drawn; give 0 or more.")
    suggested = {s.unit_id for s in suggestions if s.rank == 1 and s.probability >= least}
    known = suggested | set(skip)
    ids = {unit.id for unit in units if unit.id not in known}
    return tuple(sorted(ids, key=lambda unit_id: _lot(unit_id, seed)))[:n]


def _lot(unit_id: str, seed: int) -> tuple[bytes, str]:
    """What a unit drew: as good as random, and the same on every machine."""
    return hashlib.sha256(f"audit\x1f{seed}\x1f{unit_id}".encode()).digest(), unit_id


def estimate_missed(n_unsuggested: int, n_audited: int, n_found: int) -> tuple[float, int, int]:
    """How many units hold something that the suggestions miss, with its exact 95 % interval.

    Args:
        n_unsuggested: units without a suggestion.
        n_audited: how many of them were drawn at random and read; at least 1.
        n_found: how many of those hold something.

    Returns:
        The estimate, and the lower and upper end of the interval, all in units.

    Raises:
        SettingsError: the numbers cannot belong together.
    """
    if not 0 <= n_found <= n_audited <= n_unsuggested or n_audited == 0:
        raise SettingsError(
            f"{n_found} found in {n_audited} audited of {n_unsuggested} units cannot be: at least one has "
            "to be audited, and neither can be more than the one after it."
        )
    estimate = n_unsuggested * n_found / n_audited
    fewest, most = n_found, n_unsuggested - n_audited + n_found
    tail = (1 - _LEVEL) / 2
    low = _first(
        fewest, most, lambda m: hypergeom.sf(n_found - 1, n_unsuggested, m, n_audited) > tail
    )
    high = most - _first(
        0,
        most - fewest,
        lambda less: hypergeom.cdf(n_found, n_unsuggested, most - less, n_audited) > tail,
    )
    return estimate, low, high


def find_further(n_unsuggested: int, n_audited: int, n_found: int, *, width: float) -> int:
    """How many more units to audit until the interval is at most so wide.

    It takes the share that was found so far to be found again. With every unit audited the width is 0, so
    there is always an answer.

    Args:
        n_unsuggested: units without a suggestion.
        n_audited: how many of them were audited; at least 1.
        n_found: how many of those hold something.
        width: of the interval, in units; 0 or more.

    Raises:
        SettingsError: the width is negative, or the numbers cannot belong together.
    """
    if width < 0:
        raise SettingsError(f"An interval cannot be {width} wide; give a width of 0 or more.")

    def is_narrow(n: int) -> bool:
        expected = round(n * n_found / n_audited)
        _, low, high = estimate_missed(n_unsuggested, n, expected)
        return high - low <= width

    if is_narrow(n_audited):
        return 0
    return _first(n_audited, n_unsuggested, is_narrow) - n_audited


def audit(
    codebook: str,
    drawn: Sequence[str],
    *,
    decided: Collection[str],
    coded: Collection[str],
    least: float = 0.0,
) -> Audit:
    """The estimate from the units that were decided on.

    Only an unbroken run from the first unit drawn is a random sample, so units count up to the first that
    nobody decided on; what was picked out behind it does not.

    Args:
        codebook: its id.
        drawn: every unit without a suggestion, in the order of ``draw_audit``.
        decided: ids of units that somebody decided on blind.
        coded: ids of units in which somebody found something to code.
        least: what ``draw_audit`` took for a suggestion.
    """
    n = len(drawn)
    n_audited = next((at for at, unit_id in enumerate(drawn) if unit_id not in decided), n)
    n_found = sum(unit_id in coded for unit_id in drawn[:n_audited])
    known = Audit(
        codebook=codebook,
        least=least,
        n_unsuggested=n,
        n_audited=n_audited,
        n_found=n_found,
        low=0,
        high=n,
    )
    if n_audited == 0:
        return known
    estimate, low, high = estimate_missed(n, n_audited, n_found)
    n_further = find_further(n, n_audited, n_found, width=(high - low) / 2)
    told = {"estimate": round(estimate, 1), "low": low, "high": high, "n_further": n_further}
    return known.model_copy(update=told)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The smallest whole number from low to high for which it holds, if it holds at high."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
