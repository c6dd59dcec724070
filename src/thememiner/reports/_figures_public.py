"""What may be published of the themes into figures: only numbers that the public tables show."""

from __future__ import annotations

from thememiner.formats._figure import Bar, Bars, Figure, Grid
from thememiner.reports._public_record import NOT_SHOWN, PublicRecord, PublicRow

_PROTECTED = (
    "Small numbers, and numbers from which a small one could be worked out, are not shown; a theme without "
    "a bar may be one that few people speak of, or nearly everybody. Found by a machine from wording alone."
)


def make_public_figures(record: PublicRecord) -> tuple[Figure, ...]:
    """People in each theme, and by group where any such number may be shown.

    There is no map: each of its marks would be somebody's passage.
    """
    rows = [row for table in record.tables if table.basis == "themes" for row in table.rows]
    if not rows:
        return ()
    by_group = any(set(row.groups) - {NOT_SHOWN} for row in rows)
    return (_themes(rows, record), *([_heatmap(rows, record)] if by_group else []))


def _themes(rows: list[PublicRow], record: PublicRecord) -> Figure:
    bars = tuple(
        Bar(label=f"{n} · {row.name}", value=_number(row.people) or 0, note=_people(row.people))
        for n, row in enumerate(rows, start=1)
    )
    return Figure(
        name="themes",
        title="People in each theme",
        alt=f"Bar chart of {len(rows)} themes by number of people, of {record.n_people} in all.",
        note=f"The axis goes to all {record.n_people:,} people. {_PROTECTED}",
        chart=Bars(bars=bars, axis="people", most=record.n_people),
        columns=("Theme", "People"),
        rows=tuple((bar.label, row.people) for bar, row in zip(bars, rows, strict=True)),
    )


def _heatmap(rows: list[PublicRow], record: PublicRecord) -> Figure:
    names = tuple(f"{n} · {row.name}" for n, row in enumerate(rows, start=1))
    columns = tuple(f"{group}\n({n:,} people)" for group, n in record.groups.items())
    values = tuple(tuple(_number(cell) for cell in row.groups) for row in rows)
    chart = Grid(
        rows=names,
        columns=columns,
        values=values,
        cells=tuple(row.groups for row in rows),
        texts=tuple(row.groups for row in rows),
        scale="people",
        most=max(value or 0 for row in values for value in row),
    )
    return Figure(
        name="heatmap",
        title=f"People in each theme, by {record.by}",
        alt=f"Heat map of {len(rows)} themes by {len(columns)} groups of {record.by}.",
        note=_PROTECTED,
        chart=chart,
        columns=("Theme", *(column.replace("\n", " ") for column in columns)),
        rows=tuple((name, *row.groups) for name, row in zip(names, rows, strict=True)),
    )


def _number(shown: str) -> float | None:
    """The number itself where it is shown; None for a sign such as ``fewer than 3``."""
    plain = shown.replace(",", "")
    return float(plain) if plain.isdigit() else None


def _people(shown: str) -> str:
    return f"{shown} people" if _number(shown) is not None else shown
