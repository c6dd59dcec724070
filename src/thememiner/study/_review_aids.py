"""A study's records into the order of review, the audit of what suggestions miss, and error rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from thememiner.errors import SettingsError
from thememiner.records import Codebook, Coding, Decision, Suggestion
from thememiner.review import (
    AUDIT_SEED,
    Audit,
    ErrorRate,
    audit,
    check_order,
    draw_audit,
    find_error_rates,
    find_standing,
    order_units,
)
from thememiner.study._mining import Material
from thememiner.vectors import FloatArray

_CODING = ("confirm", "recode", "code", "reject", "none-fits")


@dataclass(frozen=True, kw_only=True)
class ReviewAids:
    """What the review looks at.

    Attributes:
        material: units and what is set aside.
        suggestions: of the study.
        codebooks: of the study.
        decisions: the log.
        codings: as the log leads to them.
        finished: ids of units in blind shares that somebody read to the end.
    """

    material: Material
    suggestions: Sequence[Suggestion]
    codebooks: Sequence[Codebook]
    decisions: Sequence[Decision]
    codings: Sequence[Coding]
    finished: frozenset[str] = frozenset()

    def order(
        self,
        order: str,
        *,
        coder: str,
        embed: Callable[[Sequence[str]], FloatArray],
        codebook: str | None = None,
    ) -> tuple[str, ...]:
        """Ids of all units in the order in which a coder is to look at them.

        Raises:
            SettingsError: no such order.
        """
        known = check_order(order)
        units = self.material.units
        ids = [unit.id for unit in units]
        if known == "transcript":
            return order_units(ids, ())
        own = (d for d in find_standing(self.decisions) if not coder or d.coder == coder)
        at_hand = {codebook} if codebook else {book.id for book in self.codebooks}
        return order_units(
            ids,
            (one for one in self.suggestions if one.codebook in at_hand),
            order=known,
            vectors=embed([unit.text for unit in units]) if known == "uncertain" else None,
            decided={
                d.unit_id
                for d in own
                if d.unit_id and d.verdict in _CODING and (d.codebook in at_hand or not codebook)
            },
        )

    def audits(self, *, seed: int = AUDIT_SEED, least: float = 0.0) -> tuple[Audit, ...]:
        """For each codebook what a random sample of the units without a suggestion tells."""
        return tuple(self._audit(book.id, seed, least) for book in self.codebooks)

    def _audit(self, codebook: str, seed: int, least: float) -> Audit:
        """A unit on which somebody decided with the suggestions in view is nothing that nobody read."""
        said = [
            d
            for d in find_standing(self.decisions)
            if d.unit_id and d.codebook == codebook and d.verdict in _CODING
        ]
        blind = {str(d.unit_id) for d in said if d.blind} | self.finished
        read = {str(d.unit_id) for d in said} - blind
        aside = {item.unit_id for item in self.material.set_aside}
        units = self.material.units
        drawn = draw_audit(
            units, self.suggestions, len(units), seed=seed, least=least, skip=aside | read
        )
        coded = {c.unit_id for c in self.codings if c.unit_id and c.codebook == codebook}
        return audit(codebook, drawn, decided=blind, coded=coded, least=least)

    def error_rates(self, by: str) -> tuple[ErrorRate, ...]:
        """How often first suggestions were wrong, by an attribute of the cases.

        Raises:
            SettingsError: no unit has such an attribute.
        """
        names = sorted({name for unit in self.material.units for name in unit.attributes})
        if by not in names:
            raise SettingsError(
                f"Nobody has the attribute {by!r}. "
                + (f"Attributes are {', '.join(names)}." if names else _NO_CASES)
            )
        return find_error_rates(self.decisions, self.suggestions, self.material.units, by=by)


_NO_CASES = "Give the study a table of cases: study.add(..., cases='cases.csv')."
