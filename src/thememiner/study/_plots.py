"""A study's records into figures, and its vectors into places on the map of units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from thememiner.errors import SettingsError
from thememiner.records import Record, SetAside, Unit
from thememiner.reports import Material, make_figure
from thememiner.store import Database
from thememiner.study._digest import digest
from thememiner.themes import find_places, telling_words
from thememiner.vectors import FloatArray

Library = Literal["plotly", "matplotlib"]
LIBRARIES: tuple[Library, ...] = ("plotly", "matplotlib")
_MAP = "map"
_FEWEST = 2
_SEEN = "meaning, telling words and context"


class Projector(Protocol):
    """What lays vectors out in two dimensions."""

    @property
    def name(self) -> str:
        """Method and settings."""

    def project(self, vectors: FloatArray) -> npt.NDArray[Any]:
        """Places in the order of the vectors. *Shape:* (n, dimension) to (n, 2)."""


class Place(Record):
    """Where a unit stands on the map.

    Attributes:
        unit_id: the unit.
        x: from left to right, -100 to 100.
        y: from bottom to top.
    """

    unit_id: str
    x: float
    y: float


def put_places(
    database: Database,
    units: Sequence[Unit],
    set_aside: Sequence[SetAside],
    *,
    projector: Projector,
    encoder: str,
    embed: Callable[[Sequence[str]], FloatArray],
) -> None:
    """Keep a place for every unit that is looked at; nothing is done where nothing changed.

    Laid out is what the search for themes saw of each unit: its meaning, its telling words, and some of
    what the same transcript says around it.

    Args:
        database: of the study.
        units: all units.
        set_aside: units without a place.
        projector: lays them out.
        encoder: fingerprint of what makes the vectors.
        embed: vectors of texts, from the cache where they are known.
    """
    out = {item.unit_id for item in set_aside}
    shown = sorted((u for u in units if u.id not in out), key=lambda u: (u.text, u.id))
    made_from = digest([(u.id, u.text) for u in shown], encoder, projector.name, _SEEN)
    if len(shown) < _FEWEST or database.is_made_from(_MAP, made_from):
        return
    texts = [unit.text for unit in shown]
    seen = find_places(shown, embed(texts), telling_words(texts))
    places = projector.project(seen.astype(np.float32))
    kept = [
        Place(unit_id=unit.id, x=float(x), y=float(y))
        for unit, (x, y) in zip(shown, places, strict=True)
    ]
    database.put_result(_MAP, made_from, kept)


def places_of(database: Database) -> dict[str, tuple[float, float]]:
    """Unit id to its place on the map; none for a study that was not mined since there are maps."""
    return {place.unit_id: (place.x, place.y) for place in database.result(_MAP, Place)}


def plot(name: str, material: Material, *, library: str = "plotly", by: str | None = None) -> Any:
    """A figure of a study in the terms of a library; it is returned, never shown.

    Args:
        name: themes, map, heatmap, hierarchy or stability.
        material: the records of the study.
        library: plotly or matplotlib.
        by: an attribute, for the heat map and the map.

    Raises:
        SettingsError: no such figure, library or attribute.
        StudyError: there are no themes to draw.
    """
    if library not in LIBRARIES:
        raise SettingsError(
            f"There is no library {library!r} to draw with. Choose from: {', '.join(LIBRARIES)}."
        )
    figure = make_figure(name, material, by=by)
    from thememiner.formats._matplotlib import make_matplotlib, make_picture

    if library == "matplotlib":
        return make_matplotlib(figure)
    from thememiner.formats._plotly import make_plotly

    return make_plotly(figure, still=lambda: make_picture(figure, "png"))
