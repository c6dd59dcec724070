"""The records of a study into figures as plain values: people before passages, with words for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, get_args

from thememiner.errors import SettingsError, StudyError
from thememiner.formats._figure import Bar, Bars, Dots, Figure
from thememiner.records import LOW_STABILITY, Theme
from thememiner.reports._figures_grid import make_heatmap
from thememiner.reports._figures_map import make_map
from thememiner.reports._material import Material
from thememiner.reports._spread import name_theme, say_themes
from thememiner.reports._views import say_number

FigureName = Literal["themes", "map", "heatmap", "hierarchy", "stability"]
FIGURES: tuple[FigureName, ...] = get_args(FigureName)
_HATCHED = "Hatched bars: there is a doubt, see the card of the theme. "


def make_figure(
    name: str, material: Material, *, by: str | None = None, most_points: int | None = None
) -> Figure:
    """One figure of a study.

    Args:
        name: one of ``FIGURES``.
        material: the records of the study.
        by: an attribute: of the heat map, or in place of the themes on the map.
        most_points: draw at most about so many points of the map, the same share of each theme.

    Raises:
        SettingsError: no such figure, or ``by`` cannot be used for it.
        StudyError: there are no themes, or no positions for the map.
    """
    if name not in FIGURES:
        raise SettingsError(f"There is no figure {name!r}. Choose from: {', '.join(FIGURES)}.")
    if by is not None and name not in ("map", "heatmap"):
        raise SettingsError(
            f"The figure {name!r} cannot be drawn by {by!r}: by= is for 'heatmap' and 'map'. "
            "Leave it out."
        )
    if not material.theme_set.themes:
        raise StudyError(
            "There are no candidate themes to draw. Run study.mine(); with very little material "
            "none are looked for."
        )
    if name == "map":
        return make_map(material, by=by, most_points=most_points)
    return make_heatmap(material, by=by) if name == "heatmap" else _PLAIN[name](material)


def make_figures(material: Material, *, most_points: int | None = None) -> tuple[Figure, ...]:
    """Every figure that the records allow: none without themes, no heat map without an attribute.

    The bars of the themes are left out where those of the hierarchy show the same and more.
    """
    if not material.theme_set.themes:
        return ()
    names: list[FigureName] = ["hierarchy" if material.theme_set.sub_themes else "themes"]
    if material.positions:
        names.append("map")
    if material.by_attribute is not None:
        names.append("heatmap")
    if any(theme.stability is not None for theme in material.theme_set.themes):
        names.append("stability")
    return tuple(make_figure(name, material, most_points=most_points) for name in names)


# --- bars ------------------------------------------------------------------------------------


def _themes(material: Material) -> Figure:
    themes = material.theme_set.themes
    bars = [_bar(name_theme(theme, number), theme) for number, theme in enumerate(themes, start=1)]
    return Figure(
        name="themes",
        title=f"People in each of the {say_themes(material)}",
        alt=_in_words(material, bars),
        note=_bars_note(material),
        chart=_bars(material, bars),
        columns=("Theme", "People", "Transcripts", "Units"),
        rows=tuple((bar.label, *_sizes(theme)) for bar, theme in zip(bars, themes, strict=True)),
    )


def _hierarchy(material: Material) -> Figure:
    found = material.theme_set
    pairs: list[tuple[Bar, Theme]] = []
    for number, theme in enumerate(found.themes, start=1):
        pairs.append((_bar(name_theme(theme, number), theme), theme))
        for letter, part in zip(_LETTERS, found.parts(theme.id), strict=False):
            pairs.append((_bar(f"{number}{letter} · {part.label}", part, depth=1), part))
    whole = [bar for bar, _ in pairs if not bar.depth]
    parts = f" with {say_number(len(found.sub_themes), 'sub-theme')}" if found.sub_themes else ""
    return Figure(
        name="hierarchy",
        title=f"The {say_themes(material)} and their sub-themes, by people",
        alt=_in_words(material, whole, parts=parts),
        note=_bars_note(material)
        + " Somebody may speak in several sub-themes of one theme, so that these can add up to more.",
        chart=_bars(material, [bar for bar, _ in pairs]),
        columns=("Theme or sub-theme", "People", "Transcripts", "Units"),
        rows=tuple((bar.label, *_sizes(theme)) for bar, theme in pairs),
    )


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _bar(label: str, theme: Theme, *, depth: int = 0) -> Bar:
    people = say_number(theme.n_people, "person", "people")
    return Bar(
        label=label,
        value=theme.n_people,
        note=f"{people}, {say_number(theme.n_units, 'unit')}",
        depth=depth,
        doubtful=bool(theme.flags) and not depth,
    )


def _bars(material: Material, bars: list[Bar]) -> Bars:
    queue = material.theme_set.unassigned
    people = len({_who(item.unit_id, item.person, material) for item in queue})
    if queue:
        note = f"{say_number(people, 'person', 'people')}, {say_number(len(queue), 'unit')}"
        bars = [*bars, Bar(label="in no theme", value=people, note=note, grey=True)]
    most = max([material.n_people, *(int(bar.value) for bar in bars)])
    return Bars(bars=tuple(bars), axis="people", most=most)


def _who(unit_id: str, person: str | None, material: Material) -> str:
    unit = material.unit.get(unit_id)
    return person or (unit.person if unit and unit.person else unit_id)


def _bars_note(material: Material) -> str:
    doubts = any(theme.flags for theme in material.theme_set.themes)
    confirmed = any(theme.state == "confirmed" for theme in material.theme_set.themes)
    return (
        f"The axis goes to all {say_number(material.n_people, 'person', 'people')} of the study. "
        + (_HATCHED if doubts else "")
        + ("✓: confirmed by a person." if confirmed else "Nobody has confirmed any of them yet.")
    )


def _in_words(material: Material, bars: list[Bar], *, parts: str = "") -> str:
    most = max(bars, key=lambda bar: bar.value)
    least = min(bars, key=lambda bar: bar.value)
    return (
        f"Bar chart of {len(bars)} {say_themes(material)}{parts}, by number of people. "
        f"Most people, {most.value:.0f} of {material.n_people}, speak in “{most.label}”; fewest, "
        f"{least.value:.0f}, in “{least.label}”."
    )


def _sizes(theme: Theme) -> tuple[str, str, str]:
    return f"{theme.n_people:,}", f"{theme.n_transcripts:,}", f"{theme.n_units:,}"


# --- stability -------------------------------------------------------------------------------


def _stability(material: Material) -> Figure:
    found = material.theme_set
    names = tuple(name_theme(theme, n) for n, theme in enumerate(found.themes, start=1))
    values = tuple(theme.stability for theme in found.themes)
    whole = (("whole set, ARI", found.resample_ari), ("whole set, AMI", found.resample_ami))
    lines = tuple((name, value) for name, value in whole if value is not None)
    low = [name for name, value in zip(names, values, strict=True) if _is_low(value)]
    return Figure(
        name="stability",
        title=f"How firmly the {say_themes(material)} hold together",
        alt=_stability_in_words(names, values, low),
        note=_STABILITY_NOTE + (_LINES_NOTE if lines else ""),
        chart=Dots(
            rows=names,
            name="units that stay together",
            values=values,
            lines=lines,
            low=LOW_STABILITY,
            low_name=f"below {LOW_STABILITY:g}: unstable",
            axis="how often the units of a theme stay together",
        ),
        columns=("Theme", "Stability"),
        rows=(
            *(
                (n, "not measured" if v is None else f"{v:.2f}")
                for n, v in zip(names, values, strict=True)
            ),
            *((name, f"{value:.2f}") for name, value in lines),
        ),
    )


_STABILITY_NOTE = (
    "The search was repeated on random parts of the material. A value near 1 says that the units of a "
    "theme nearly always came together again; it does not say that the theme means something. "
)
_LINES_NOTE = (
    "The lines say how far all groupings of parts agree with this one: the adjusted Rand index (ARI) "
    "and the adjusted mutual information (AMI), 0 as by chance, 1 for the same."
)


def _is_low(value: float | None) -> bool:
    return value is not None and value < LOW_STABILITY


def _stability_in_words(
    names: tuple[str, ...], values: tuple[float | None, ...], low: list[str]
) -> str:
    known = [(value, name) for name, value in zip(names, values, strict=True) if value is not None]
    if not known:
        return "Dot chart without dots: stability was not measured."
    (least, worst), (most, best) = min(known), max(known)
    doubt = f" Unstable: {', '.join(low)}." if low else " None is marked as unstable."
    return (
        f"Dot chart of the stability of {len(names)} themes, from {least:.2f} for “{worst}” to "
        f"{most:.2f} for “{best}”.{doubt}"
    )


_PLAIN: Mapping[str, Callable[[Material], Figure]] = {
    "themes": _themes,
    "hierarchy": _hierarchy,
    "stability": _stability,
}
