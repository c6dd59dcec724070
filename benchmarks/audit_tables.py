"""The figures of ``results/audit.json`` into their table in ``README.md``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Result = Mapping[str, Any]


def make_audit_tables(result: Result, make_table: Callable[..., str]) -> str:
    """The table of ``audit.json``: coverage and width for each size of the sample."""
    low, middle, high = result["units"]
    few, some, many = (f"{share:.1%}" for share in result["missed_share"])
    head = (
        "units audited",
        "studies whose interval holds the truth",
        "true number above it / below it",
        "width, share of the units: median (10–90 %)",
        "width, units: median",
        "mean error of the estimate",
        "further units to halve the width, median",
    )
    n_studies = result["sizes"]["50"]["n_studies"]
    title = (
        f"{n_studies} simulated studies, half of them with {middle:,} units or more without a "
        f"suggestion (10–90 %: {low:,} to {high:,}), of which {some} hold something that was missed "
        f"(10–90 %: {few} to {many})."
    )
    rows = [_audit_row(size, one) for size, one in result["sizes"].items()]
    measured = f"Measured on {result['date']}, Python {result['python']}."
    return "\n\n".join([title, make_table(head, rows, left=()), measured])


def _audit_row(size: str, one: Result) -> list[str]:
    low, middle, high = (f"{100 * share:.1f}" for share in one["width_share"])
    return [
        size,
        f"{one['n_held']} of {one['n_studies']} ({one['n_held'] / one['n_studies']:.1%})",
        f"{one['n_too_low']} / {one['n_too_high']}",
        f"{middle} % ({low}–{high})",
        f"{one['width_units'][1]:,.0f}",
        f"{one['mean_error_share']:.1%}",
        f"{one['n_further']:,.0f}",
    ]
