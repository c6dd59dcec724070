"""The question ``context`` of ``results/matches.json`` into tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Result = Mapping[str, Any]
Row = tuple[str, ...]
Part = tuple[str, Row, list[Row]]

_SETS = {
    "sample, barriers-enablers": "The invented sample study by `barriers-enablers`",
    "sample, npt": "The invented sample study by `npt`",
    "osfg": "`osfg`, two focus groups by their own codebook, at the top",
    "pdpilot": "`pdpilot`, seven interviews by their own codes, at the top",
}
_OURS = "thememiner"
_NAMES = {_OURS: "thememiner: both"}


def context_parts(result: Result) -> list[Part]:
    """Units with and without the talk around them, valence, decisions, and the label of a theme."""
    return [
        *(_of_set(name, one) for name, one in result["sets"].items()),
        _leanings(result["leanings"]),
        _decisions(result["decisions"]),
        _labels(result["theme labels"]),
    ]


def _said(figure: Result) -> str:
    return f"{figure['value']:.2f} ({figure['low']:.2f}–{figure['high']:.2f})"


def _of_set(name: str, one: Result) -> Part:
    rows = [
        (
            _NAMES.get(method, method),
            _said(found["hit@1"]),
            _said(found["hit@3"]),
            f"{100 * found['effort']:.0f} %",
            f"{found['no code']:.2f}",
        )
        for method, found in one["methods"].items()
    ]
    gain = one["gain"]
    more = f"{gain['value']:+.2f} ({gain['low']:+.2f} to {gain['high']:+.2f})"
    n = one["methods"][_OURS]["hit@1"]["n"]
    title = f"{_SETS[name]}: {n} units of {one['n_units']} have one of {one['n_codes']} codes"
    head = ("", "hit@1", "hit@3", "effort", "coded from uncoded, AUC")
    return title, head, [*rows, ("both, against alone", "", more, "", "")]


def _leanings(found: Result) -> Part:
    rows = [
        (_SETS[name].split(",")[0].split(" by ")[0], *(_said(one) for one in ways.values()))
        for name, ways in found.items()
    ]
    title = "Barrier or enabler of whole units, balanced accuracy"
    return title, ("", "the unit alone (thememiner)", "with the talk around it"), rows


def _decisions(found: Result) -> Part:
    rows = [
        (name.replace(_OURS, "with the talk around it"), _said(one)) for name, one in found.items()
    ]
    title = "`osfg`, units of one focus group after decisions on all coded units of the other"
    return title, ("", "hit@3"), rows


def _labels(result: Result) -> Part:
    first = next(iter(result["sets"].values()))
    shares = tuple(first["codes"])
    rows = [
        (
            f"{name}, {level}",
            str(one["n_themes"]),
            *(f"{one[level][share]['value']:.2f}" for share in shares),
        )
        for name, one in result["sets"].items()
        for level in ("codes", "top level")
    ]
    title = (
        "Codings of a theme's units among the theme's three suggestions, by the share of its label and "
        f"terms (thememiner: {result['share']:g}); themes of {result['seeds']} seeds"
    )
    return title, ("", "themes", *(f"{float(share):g}" for share in shares)), rows
