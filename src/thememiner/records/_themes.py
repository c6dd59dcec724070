"""Candidate themes, and the set that holds every unit once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, model_validator

from thememiner.records._base import Record, Records, ThemeState, flatten
from thememiner.records._theme_cards import aside_part, list_part, queue_part, theme_card
from thememiner.records._units import SetAside

if TYPE_CHECKING:
    import pandas as pd


class Quote(Record):
    """A unit shown as evidence, with who said it and where."""

    unit_id: str
    text: str
    person: str | None = None
    transcript_id: str | None = None
    attributes: Mapping[str, str] = Field(default_factory=dict)

    def __str__(self) -> str:
        return self.text


class Theme(Record):
    """A candidate theme: a cluster of units that a person has yet to read, confirm, rename or drop.

    Attributes:
        id: from the wording of its most central unit.
        label: two to six words that people used.
        terms: words and phrases that set it apart, best first (class-based TF-IDF).
        unit_ids: its units, most central first.
        quotes: central quotations, from different people where there are any.
        counter_quotes: quotations at its edge, nearest to another theme.
        stability: share of resampled fits in which its units stay together, 0 to 1; None if not measured.
        n_people: people who say something in it.
        n_transcripts: transcripts it occurs in.
        largest_share: the largest share of its units that comes from one person, 0 to 1.
        spread: for each case attribute, its values with the people in the theme who have them.
        neighbours: ids of the themes nearest to it, nearest first.
        parent: for a sub-theme, id of the theme it is part of.
        state: a candidate until a person confirms it.
        flags: doubts a reader should know, in plain words.
    """

    id_column: ClassVar[str] = "theme_id"

    id: str
    label: str
    terms: tuple[str, ...] = ()
    unit_ids: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()
    counter_quotes: tuple[Quote, ...] = ()
    stability: float | None = None
    n_people: int = 0
    n_transcripts: int = 0
    largest_share: float = 0.0
    spread: Mapping[str, Mapping[str, int]] = Field(default_factory=dict)
    neighbours: tuple[str, ...] = ()
    parent: str | None = None
    state: ThemeState = "candidate"
    flags: tuple[str, ...] = ()

    @property
    def n_units(self) -> int:
        """Number of units in the theme."""
        return len(self.unit_ids)

    def as_row(self) -> dict[str, Any]:
        """One flat row, ids before words, people before quotations."""
        return {
            "theme_id": self.id,
            "label": self.label,
            "state": self.state,
            "parent": self.parent,
            "n_people": self.n_people,
            "n_transcripts": self.n_transcripts,
            "n_units": self.n_units,
            "stability": self.stability,
            "largest_share": self.largest_share,
            "spread": " | ".join(
                f"{name}={value} {n}"
                for name, values in self.spread.items()
                for value, n in values.items()
            ),
            "neighbours": flatten(self.neighbours),
            "terms": flatten(self.terms),
            "flags": flatten(self.flags),
            "quotes": flatten(self.quotes),
            "counter_quotes": flatten(self.counter_quotes),
            "unit_ids": flatten(self.unit_ids),
        }

    def _repr_html_(self) -> str:
        return theme_card(self)


class Unassigned(Record):
    """A unit in no theme: a work queue, with the nearest theme and how far.

    Attributes:
        unit_id: the unit.
        text: its words.
        nearest_theme: id of the nearest theme.
        distance: cosine distance to the centre of that theme, 0 to 2.
        person: who said it.
        transcript_id: where.
    """

    unit_id: str
    text: str
    nearest_theme: str | None = None
    distance: float | None = None
    person: str | None = None
    transcript_id: str | None = None


class ThemeSet(Record):
    """Every unit once: in one theme or in none.

    Attributes:
        themes: candidate themes, largest in people first.
        unit_ids: all units, in the order given.
        labels: for each of them the theme id, or None; a near-duplicate has its twin's theme.
        unassigned: the units that were looked at and placed nowhere.
        set_aside: units that were not looked at, with the reason.
        sub_themes: parts of the themes, each with its ``parent``; their units are units of the parent.
        resample_ari: how far the grouping of random parts of the material agrees with this one, as
            adjusted Rand index (Hubert and Arabie 1985), at most 1; None if not measured.
        resample_ami: the same as adjusted mutual information (Vinh et al. 2010).
        notes: what a reader should know about the whole set.
    """

    themes: tuple[Theme, ...] = ()
    unit_ids: tuple[str, ...] = ()
    labels: tuple[str | None, ...] = ()
    unassigned: tuple[Unassigned, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    sub_themes: tuple[Theme, ...] = ()
    resample_ari: float | None = None
    resample_ami: float | None = None
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _every_unit_once(self) -> ThemeSet:
        if len(self.unit_ids) != len(self.labels):
            raise ValueError(f"{len(self.unit_ids)} units but {len(self.labels)} labels")
        known = {theme.id for theme in self.themes}
        strange = {label for label in self.labels if label is not None} - known
        if strange:
            raise ValueError(f"labels name themes that are not in the set: {sorted(strange)}")
        orphans = sorted(sub.id for sub in self.sub_themes if sub.parent not in known)
        if orphans:
            raise ValueError(f"sub-themes of themes that are not in the set: {orphans}")
        return self

    def parts(self, theme_id: str) -> tuple[Theme, ...]:
        """The sub-themes of a theme."""
        return tuple(sub for sub in self.sub_themes if sub.parent == theme_id)

    def __len__(self) -> int:
        return len(self.themes)

    def __getitem__(self, key: int | str) -> Theme:
        """A theme by position, or a theme or sub-theme by id."""
        if isinstance(key, int):
            return self.themes[key]
        for theme in (*self.themes, *self.sub_themes):
            if theme.id == key:
                return theme
        raise KeyError(key)

    @property
    def unassigned_share(self) -> float:
        """Share of the units looked at that are in no theme, 0 to 1."""
        looked_at = sum(theme.n_units for theme in self.themes) + len(self.unassigned)
        return len(self.unassigned) / looked_at if looked_at else 0.0

    def to_frame(self) -> pd.DataFrame:
        """One row per theme."""
        return Records(self.themes, Theme).to_frame()

    def __repr__(self) -> str:
        return f"<ThemeSet of {len(self.themes)} themes, {len(self.unassigned)} units in none>"

    def _repr_html_(self) -> str:
        names = {theme.id: f"{n} · {theme.label}" for n, theme in enumerate(self.themes, start=1)}
        cards = "".join(
            theme_card(theme, number=n, names=names, parts=self.parts(theme.id))
            for n, theme in enumerate(self.themes, start=1)
        )
        confirmed = sum(theme.state == "confirmed" for theme in self.themes)
        state = f"{confirmed} of them confirmed by a person" if confirmed else ""
        n = len(self.themes)
        what = f"{n} themes, {state}" if state else f"{n} candidate themes"
        todo = "" if state else " A person has yet to read and name them."
        return (
            f"<p>{what}; {len(self.unassigned)} units in no theme, {len(self.set_aside)} set aside.{todo}"
            " Counts are of people first; whether a theme means something is for you to judge.</p>"
            f"{list_part(self.notes)}{cards}{queue_part(self.unassigned, names)}{aside_part(self.set_aside)}"
        )
