"""A unit, a codebook and its suggestions into what one row of a review sheet shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thememiner.records import Suggestion, Unit, Verdict
from thememiner.review._codes import CodeNames

SHOWN = 3
SHEET_VERDICTS: dict[str, Verdict] = {
    "confirm": "confirm",
    "reject": "reject",
    "recode": "recode",
    "none fits": "none-fits",
}
NEEDED_COLUMNS = ("row_id", "verdict", "code", "code_2", "valence", "status", "quote", "memo")
ENTRY_COLUMNS = ("verdict", "code", "code_2", "code_3", "valence", "status", "quote", "memo")
FREE_COLUMNS = ("transcript_id", "quote", "codebook", "code", "valence", "status", "memo")
SHOWN_COLUMNS = (
    "text",
    *(f"suggestion_{rank}" for rank in range(1, SHOWN + 1)),
    "suggested_valence",
)
BESIDE_COLUMNS = ("valence_probability", "suggested_status", "status_probability")


@dataclass(frozen=True)
class ReviewRow:
    """A row of the sheet ``Review``, as it is handed out.

    Attributes:
        unit: its unit.
        codebook: id of its codebook.
        shown: the suggestions in view, the best first; none where the coder is blind.
        cells: what it shows, header to text.
    """

    unit: Unit
    codebook: str
    shown: tuple[Suggestion, ...]
    cells: Mapping[str, str]


def make_review_rows(
    units: Iterable[Unit],
    names: Mapping[str, CodeNames],
    suggestions: Iterable[Suggestion],
    *,
    blind: bool,
) -> tuple[ReviewRow, ...]:
    """A row for each unit and codebook, in their order.

    Args:
        units: of the sheet.
        names: codebook to names of its codes.
        suggestions: for the units.
        blind: True to leave the suggestions out.
    """
    ranked = {} if blind else rank_suggestions(suggestions)
    return tuple(
        ReviewRow(unit, book, shown, make_review_row(unit, names[book], shown, blind=blind))
        for unit in units
        for book in names
        for shown in [ranked.get((unit.id, book), ())]
    )


def rank_suggestions(
    suggestions: Iterable[Suggestion],
) -> dict[tuple[str, str], tuple[Suggestion, ...]]:
    """Suggestions for units, by unit and codebook, the best first and at most three."""
    found: dict[tuple[str, str], list[Suggestion]] = {}
    for suggestion in suggestions:
        if suggestion.unit_id is not None:
            found.setdefault((suggestion.unit_id, suggestion.codebook), []).append(suggestion)
    return {
        key: tuple(sorted(items, key=lambda item: (item.rank, item.code_id))[:SHOWN])
        for key, items in found.items()
    }


def make_review_row(
    unit: Unit, names: CodeNames, suggestions: Sequence[Suggestion], *, blind: bool
) -> dict[str, str]:
    """What the row for one unit and one codebook shows, header to text.

    The columns ``BESIDE_COLUMNS`` are for reading: no decision takes them over, and a sheet without them,
    or with other values in them, can be read back.

    Args:
        unit: the unit.
        names: names of the codes of the codebook.
        suggestions: for this unit and codebook, the best first.
        blind: True to leave the suggestions out.
    """
    shown = () if blind else tuple(suggestions[:SHOWN])
    row = {
        "codebook": names.codebook.id,
        "transcript_id": unit.transcript_id,
        "person": unit.person or "",
        "question": unit.question or "",
        "text": unit.text,
        **{f"suggestion_{rank}": "" for rank in range(1, SHOWN + 1)},
        "suggested_valence": (shown[0].valence or "") if shown else "",
        **_beside(shown[0] if shown else None),
    }
    for rank, suggestion in enumerate(shown, start=1):
        name = names.labels.get(suggestion.code_id, suggestion.code_id)
        row[f"suggestion_{rank}"] = f"{name} ({suggestion.probability:.2f})"
    return {"row_id": make_row_id(unit.id, names.codebook.id, row, blind=blind), **row}


def _beside(best: Suggestion | None) -> dict[str, str]:
    if best is None:
        return dict.fromkeys(BESIDE_COLUMNS, "")
    cells = (_number(best.valence_probability), best.status or "", _number(best.status_probability))
    return dict(zip(BESIDE_COLUMNS, cells, strict=True))


def _number(probability: float | None) -> str:
    return "" if probability is None else f"{probability:.2f}"


def make_row_id(unit_id: str, codebook_id: str, row: Mapping[str, str], *, blind: bool) -> str:
    """Unit, codebook and a checksum of what the row shows, so that a stale row is noticed."""
    shown = "\x1f".join([unit_id, codebook_id, str(blind), *(row[name] for name in SHOWN_COLUMNS)])
    digest = hashlib.sha256(shown.encode("utf-8", errors="surrogatepass")).hexdigest()
    return f"{unit_id}|{codebook_id}|{digest[:8]}"
