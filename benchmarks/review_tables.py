"""``review.json`` into the table of the benchmarks' README."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_QUIET_LOAD = 0.5


def make_review_table(result: Mapping[str, Any], *, table: Callable[..., str]) -> str:
    """Seconds of a sheet's way out and back, and milliseconds of single decisions, beside the aims.

    Args:
        result: what ``speed/review.py`` measured.
        table: makes a Markdown table.
    """
    decide = result["decide_ms"]
    aim = f"{result['aim_s']:.0f} s"
    steps = (
        ("writing the sheet", "export", ""),
        ("reading it back, every row filled", "import", aim),
        ("reading it a second time: nothing is new", "again", ""),
        ("codings by replay of the log", "replay", ""),
    )
    rows = [(what, *_seconds(result[name]), goal) for what, name, goal in steps]
    rows += [
        (
            f"one decision, median of {decide['n']}",
            f"{decide['median']:.1f} ms",
            "",
            f"{result['aim_ms']:.0f} ms",
        ),
        (
            "the slowest of them: the first, which reads the study",
            f"{decide['slowest']:.0f} ms",
            "",
            "",
        ),
    ]
    said = (
        f"{result['rows']:,} rows, {result['sheet_mb']:.1f} MB: {result['applied']:,} applied, "
        f"{result['problems']:,} reported; {result['decisions']:,} decisions and "
        f"{result['codings']:,} codings came of it."
    )
    head = ("", "on the clock", "of the processor", "aim")
    return f"{table(head, rows, left=(0,))}\n\n{said} {_machine(result['machine'])}"


def _seconds(found: Mapping[str, float]) -> tuple[str, str]:
    return f"{found['wall_s']:.1f} s", f"{found['cpu_s']:.1f} s"


def _machine(machine: Mapping[str, Any]) -> str:
    load = machine["load_at_start"]
    text = (
        f"Measured on {machine['date']}: {machine['system']}, {machine['cores']} cores, Python "
        f"{machine['python']}."
    )
    if load is None:
        return text
    busy = load > _QUIET_LOAD * machine["cores"]
    warning = (
        " **The machine was busy with other work, so the seconds are not to be relied on; measure again on a "
        "quiet one.**"
    )
    return f"{text} Load when it began: {load:.2f}.{warning if busy else ''}"
