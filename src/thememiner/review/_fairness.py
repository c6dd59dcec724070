"""Decisions and case attributes into how often suggestions were wrong for each kind of people.

A first suggestion is wrong where a coder rejected it, put another code in its place, or said that none
fits. What one person says hangs together, so a hundred decisions on three people tell less than a hundred
on fifty: the interval is the score interval of Wilson EB (1927, Journal of the American Statistical
Association 22, 209-212) for the effective number of decisions (Kish L 1965, Survey Sampling, chapter 8;
for such intervals Franco C et al 2019, Journal of Survey Statistics and Methodology 7(3), 334-364).
Nothing is tested: with a handful of people a side, a p-value would promise what nobody can know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

from scipy.stats import t as student

from thememiner.records import Decision, Record, Suggestion, Unit
from thememiner.review._decisions import find_standing

FEWEST_PEOPLE = 3
_LEVEL = 0.95
_JUDGING = frozenset({"confirm", "code", "reject", "recode"})
_NOT_KNOWN = "not known"


class ErrorRate(Record):
    """How often first suggestions were wrong in what people with one attribute said.

    Attributes:
        attribute: such as site; ``all`` for everybody.
        value: such as North.
        codebook: its id.
        n_people: people on whose words somebody decided.
        n_decided: decisions on a first suggestion; None where there are too few people.
        n_wrong: those that did not confirm it.
        rate: their share.
        low: lower end of the 95 % interval of the share.
        high: its upper end.
        note: why there are no numbers.
    """

    attribute: str
    value: str
    codebook: str
    n_people: int
    n_decided: int | None = None
    n_wrong: int | None = None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""

    def __str__(self) -> str:
        who = "everybody" if self.attribute == "all" else f"{self.attribute} {self.value}"
        people = f"{self.n_people} {'person' if self.n_people == 1 else 'people'}"
        if self.rate is None:
            return f"{who}, {self.codebook}: {people}; {self.note}"
        return (
            f"{who}, {self.codebook}: {people}; of {self.n_decided} first suggestions {self.n_wrong} "
            f"were wrong, {self.rate:.0%} (95 % interval {self.low:.0%} to {self.high:.0%})"
        )


def find_error_rates(
    decisions: Iterable[Decision],
    suggestions: Iterable[Suggestion],
    units: Iterable[Unit],
    *,
    by: str,
) -> tuple[ErrorRate, ...]:
    """Error rates of first suggestions by an attribute, after one row for everybody, for each codebook.

    A decision counts where the first suggestion was in view, and where it was decided on blind and is there
    now. Where coders decided on the same unit, the decisions of all of them count.

    Args:
        decisions: the log.
        suggestions: of the study.
        units: of the study.
        by: an attribute of the cases, such as site.

    Returns:
        For each codebook a row for everybody and one for each value, in alphabetical order. Groups of
        fewer than three people have no numbers.
    """
    known = {unit.id: unit for unit in units}
    groups: dict[tuple[str, str], dict[str, list[bool]]] = {}
    for unit_id, codebook, wrong in _judged(decisions, suggestions):
        unit = known.get(unit_id)
        if unit is None:
            continue
        person = unit.person or f"{unit.transcript_id}/{unit.speaker or ''}"
        for value in ("", unit.attributes.get(by) or _NOT_KNOWN):
            groups.setdefault((codebook, value), {}).setdefault(person, []).append(wrong)
    return tuple(
        _rate(people, attribute=by if value else "all", value=value, codebook=codebook)
        for (codebook, value), people in sorted(groups.items())
    )


def _judged(
    decisions: Iterable[Decision], suggestions: Iterable[Suggestion]
) -> Iterable[tuple[str, str, bool]]:
    """Unit, codebook and whether the first suggestion was wrong, for the last word of each coder."""
    best = {(s.unit_id, s.codebook): s.code_id for s in suggestions if s.rank == 1}
    last: dict[tuple[str, str, str], bool] = {}
    for decision in find_standing(decisions):
        first = decision.shown_code or best.get((decision.unit_id, decision.codebook or ""))
        if first is None or not decision.unit_id or not decision.codebook:
            continue
        place = (decision.coder, decision.unit_id, decision.codebook)
        if _names(decision, first):
            last[place] = decision.verdict not in ("confirm", "code")
        elif decision.verdict == "confirm" or (decision.verdict == "code" and decision.blind):
            last.setdefault(place, True)
    return [(unit_id, codebook, wrong) for (_, unit_id, codebook), wrong in last.items()]


def _names(decision: Decision, first: str) -> bool:
    """Whether a decision says yes or no to the first suggestion, not to another code."""
    if decision.verdict == "none-fits":
        return True
    return decision.verdict in _JUDGING and decision.code_id in (None, first)


def _rate(
    people: Mapping[str, Sequence[bool]], *, attribute: str, value: str, codebook: str
) -> ErrorRate:
    n_people = len(people)
    row = ErrorRate(attribute=attribute, value=value, codebook=codebook, n_people=n_people)
    if n_people < FEWEST_PEOPLE:
        note = f"fewer than {FEWEST_PEOPLE} people, so no number that would be about one of them"
        return row.model_copy(update={"note": note})
    counts = [(len(said), sum(said)) for said in people.values()]
    n_decided, n_wrong = (sum(column) for column in zip(*counts, strict=True))
    low, high = rate_interval(counts)
    numbers = {"n_decided": n_decided, "n_wrong": n_wrong, "rate": round(n_wrong / n_decided, 4)}
    return row.model_copy(update={**numbers, "low": round(low, 4), "high": round(high, 4)})


def rate_interval(counts: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """95 % interval of a share whose cases come from people, several from each.

    Args:
        counts: for each person the number of cases and how many of them count; at least two people,
            each with a case.

    Returns:
        Lower and upper end, 0 to 1.
    """
    n_people, n = len(counts), sum(cases for cases, _ in counts)
    share = sum(hits for _, hits in counts) / n
    quantile = float(student.ppf(0.5 + _LEVEL / 2, n_people - 1))
    return _wilson(share, _effective(counts, share, n), quantile)


def _effective(counts: Sequence[tuple[int, int]], share: float, n: int) -> float:
    """As many independent cases would tell as much; between the number of people and that of cases.

    Where all cases are alike nothing tells how they hang together, and people are counted.
    """
    n_people = len(counts)
    if share in (0.0, 1.0):
        return float(n_people)
    spread = sum((hits - share * cases) ** 2 for cases, hits in counts)
    variance = n_people / (n_people - 1) * spread / n**2
    independent = share * (1 - share) / n
    return max(float(n_people), min(float(n), n * independent / variance)) if variance else float(n)


def _wilson(share: float, n: float, quantile: float) -> tuple[float, float]:
    middle = (share + quantile**2 / (2 * n)) / (1 + quantile**2 / n)
    half = (
        quantile * sqrt(share * (1 - share) / n + quantile**2 / (4 * n**2)) / (1 + quantile**2 / n)
    )
    return max(0.0, middle - half), min(1.0, middle + half)
