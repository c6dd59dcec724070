"""Clusters into a home for every unit, or a place in the queue of units in no theme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from thememiner.themes._alike import IntArray, RealArray
from thememiner.themes._votes import of_unit_length

FAR = 2.0
_UNDECIDED = 0.1


@dataclass(frozen=True)
class Homes:
    """Where units are.

    Attributes:
        labels: cluster of each unit, -1 for none.
        parts: part of each unit's cluster, -1 for none.
    """

    labels: IntArray
    parts: IntArray


def find_homes(
    places: RealArray,
    labels: IntArray,
    *,
    parts: IntArray,
    firmness: RealArray,
    most_out: float,
) -> Homes:
    """A home for each unit.

    Units that had too few telling words to shape a cluster join the one whose middle is nearest. Then
    those are taken out that lie much further from the middle than the others, or that are hardly
    oftener with their own cluster than with the next and further out than most: the furthest first,
    and no more than ``most_out`` of all.

    Args:
        places: *Shape:* (n_units, dimension), unit length.
        labels: cluster of each unit, -1 for units that were not looked at.
        parts: part of each unit's cluster, -1 for none.
        firmness: how much oftener each unit is with its own cluster than with the next, 0 to 1.
        most_out: largest share of units that may be in no theme, 0 to 1.
    """
    clusters = np.unique(labels[labels >= 0])
    centres = _centres(places, labels, clusters)
    similarity = places @ centres.T
    whole = np.where(labels >= 0, labels, clusters[similarity.argmax(axis=1)])
    far = _how_far(similarity, labels, whole, clusters)
    best = clusters[similarity.argmax(axis=1)]
    doubtful = (far > FAR) | ((far > 0) & (best != whole) & (firmness < _UNDECIDED))
    out = _furthest(far, doubtful, int(most_out * len(labels)))
    for cluster in clusters:
        if out[whole == cluster].all():
            out[whole == cluster] = False
    homes = np.where(out, -1, whole)
    return Homes(labels=homes, parts=_all_parts(places, homes, parts, labels))


def _centres(places: RealArray, labels: IntArray, clusters: IntArray) -> RealArray:
    return of_unit_length(np.stack([places[labels == one].mean(axis=0) for one in clusters]))


def _how_far(
    similarity: RealArray, shaped: IntArray, labels: IntArray, clusters: IntArray
) -> RealArray:
    """How many standard deviations each unit lies further out than its cluster's units usually do."""
    far = np.zeros(len(labels))
    for column, cluster in enumerate(clusters):
        inside = labels == cluster
        own = similarity[shaped == cluster, column]
        spread = max(float(own.std()), 1e-6)
        far[inside] = (own.mean() - similarity[inside, column]) / spread
    return np.where(np.abs(far) < 1e-3, 0.0, far)


def _furthest(far: RealArray, doubtful: npt.NDArray[np.bool_], most: int) -> npt.NDArray[np.bool_]:
    rows = np.flatnonzero(doubtful)
    chosen = rows[np.argsort(-far[rows], kind="stable")][:most]
    out = np.zeros(len(far), dtype=bool)
    out[chosen] = True
    return out


def _all_parts(places: RealArray, homes: IntArray, parts: IntArray, shaped: IntArray) -> IntArray:
    """The parts with the units that joined later; a cluster with a single part left has none."""
    out = np.where((homes >= 0) & (homes == shaped), parts, -1)
    for cluster in np.unique(homes[homes >= 0]):
        inside = homes == cluster
        own = np.unique(out[inside & (out >= 0)])
        if len(own) < 2:
            out[inside] = -1
            continue
        centres = _centres(places, np.where(inside, out, -1), own)
        loose = inside & (out < 0)
        out[loose] = own[(places[loose] @ centres.T).argmax(axis=1)]
    return out
