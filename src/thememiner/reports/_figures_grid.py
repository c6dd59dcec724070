"""Themes and an attribute into a heat map of people."""

from __future__ import annotations

from thememiner.formats._figure import Figure, Grid
from thememiner.reports._material import Material, count_people
from thememiner.reports._spread import (
    check_attribute,
    name_theme,
    say_themes,
    units_of_theme,
    with_value,
)
from thememiner.reports._views import say_number

FEW_PEOPLE = 10
NOT_GIVEN = "not given"
_SILENCE = (
    "A dash is silence, and silence is not absence: perhaps nobody asked, or the words were others."
)


def make_heatmap(material: Material, *, by: str | None = None) -> Figure:
    """People in each theme by the values of an attribute.

    Shares are given only where every value has at least ``FEW_PEOPLE`` people: a percentage of four
    people is no percentage.

    Raises:
        SettingsError: ``by`` is no attribute that can be drawn.
    """
    name = check_attribute(by, material)
    totals = material.people_by(name)
    themes = material.theme_set.themes
    counts = [_counts(material, name, number) for number in range(len(themes))]
    as_shares = min(totals.values()) >= FEW_PEOPLE
    rows = tuple(name_theme(theme, n) for n, theme in enumerate(themes, start=1))
    columns = tuple(
        f"{value or NOT_GIVEN}\n({say_number(n, 'person', 'people')})"
        for value, n in totals.items()
    )
    of = list(totals.values())
    chart = Grid(
        rows=rows,
        columns=columns,
        values=tuple(
            tuple(n / of[i] if as_shares else n for i, n in enumerate(row)) for row in counts
        ),
        cells=tuple(
            tuple(_cell(n, of[i], as_shares=as_shares) for i, n in enumerate(row)) for row in counts
        ),
        texts=tuple(
            tuple(
                _text(rows[r], value, n, totals[value], name)
                for value, n in zip(totals, row, strict=True)
            )
            for r, row in enumerate(counts)
        ),
        scale="share of the people" if as_shares else "people",
        most=1.0 if as_shares else float(max((max(row) for row in counts), default=1)),
    )
    return Figure(
        name="heatmap",
        title=f"People in each of the {say_themes(material)}, by {name}",
        alt=_in_words(material, name, counts),
        note=_note(material, totals, as_shares=as_shares),
        chart=chart,
        columns=("Theme", *(column.replace("\n", " ") for column in columns)),
        rows=tuple((rows[n], *chart.cells[n]) for n in range(len(rows))),
    )


def _counts(material: Material, name: str, number: int) -> list[int]:
    units = units_of_theme(material.theme_set.themes[number], material)
    return [count_people(with_value(units, name, value)) for value in material.people_by(name)]


def _cell(n: int, of: int, *, as_shares: bool) -> str:
    if not n:
        return "–"
    return f"{n:,} ({n / of:.0%})".replace("%", " %") if as_shares else f"{n:,}"


def _text(theme: str, value: str, n: int, of: int, name: str) -> str:
    people = say_number(of, "person", "people")
    return f"{theme}\n{name}: {value or NOT_GIVEN}\n{n:,} of {people}"


def _note(material: Material, totals: dict[str, int], *, as_shares: bool) -> str:
    parts = [
        "Counted are people, not quotations; the number beside a heading is how many there are."
    ]
    if as_shares:
        parts.append("The shade is their share.")
    else:
        parts.append(
            f"Some columns have fewer than {FEW_PEOPLE} people, so these are counts and no shares: "
            "compare columns of different size with care, and look before you pass it on, since a "
            "row can give somebody away."
        )
    if sum(totals.values()) > material.n_people:
        parts.append("Somebody who took part under several headings is counted under each.")
    return " ".join([*parts, _SILENCE])


def _in_words(material: Material, name: str, counts: list[list[int]]) -> str:
    values = len(counts[0])
    everywhere = sum(all(row) for row in counts)
    single = sum(sum(map(bool, row)) == 1 for row in counts)
    return (
        f"Heat map of {len(counts)} {say_themes(material)} by the {values} values of {name}; each "
        f"cell counts people. {everywhere} of them have people in every column, {single} in one only."
    )
