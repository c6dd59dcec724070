"""``results/themes.json`` and ``results/theme-speed.json`` into the tables of ``README.md``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Any

Result = Mapping[str, Any]
MakeTable = Callable[..., str]

OURS = "thememiner"
ALONE = "thememiner, each text alone"
PLAIN = "plain BERTopic"
CODED = ("osfg", "pdpilot")
_COLUMNS = {
    "n": "groups",
    "unassigned": "in none",
    "ami": "AMI",
    "v": "V-measure",
    "rerun_ari": "rerun ARI",
    "resample_ari": "resample ARI",
    "npmi": "NPMI",
    "diversity": "diversity",
    "seconds": "seconds",
}
_BOTH_WAYS = {"smallest": min, "largest": max}


def make_theme_tables(result: Result, table: MakeTable) -> str:
    """AMI of every method on every set, the aims, then all figures of each set."""
    sets = result["sets"]
    parts = [
        "**AMI with the human labels**, and which sets the finder was developed on",
        _ami_table(sets, table),
        "**Aims**",
        table(("aim", "reached", "where it is missed"), _aims(sets), left=(0, 2)),
        *(part for one in sets for part in _set_parts(one, table)),
        _measured(result["machine"]),
    ]
    return "\n\n".join(parts)


def _ami_table(sets: Sequence[Result], table: MakeTable) -> str:
    head = ("set", "units", "human labels", OURS, *_rivals(sets), "best Turftopic")
    rows = [
        (
            f"`{one['name']}`" + (" (development)" if one["development"] else ""),
            f"{one['n_units']:,}",
            str(one["n_human"]),
            f"**{_ami(one, OURS)}**" if not _ahead_of(OURS, one) else _ami(one, OURS),
            *(_ami(one, name) for name in _rivals(sets)),
            _turftopic(one),
        )
        for one in sets
    ]
    return table(head, rows, left=(0,))


def _rivals(sets: Sequence[Result]) -> list[str]:
    names = dict.fromkeys(name for one in sets for name in one["methods"])
    return [name for name in names if name not in {OURS, ALONE} and "Turftopic" not in name]


def _ami(one: Result, method: str) -> str:
    found = one["methods"].get(method)
    return "failed" if found is None else f"{found['ami']:.3f}"


def _turftopic(one: Result) -> str:
    names = [name for name in one["methods"] if "Turftopic" in name]
    return ", ".join(f"{_ami(one, n)} ({n.removeprefix('Turftopic ')})" for n in names) or "–"


def _ahead_of(name: str, one: Result) -> list[str]:
    """Methods of others that reach the AMI of one of ours, or more."""
    methods = one["methods"]
    own = methods.get(name, methods[OURS])["ami"]
    return [
        other
        for other, found in methods.items()
        if other not in {OURS, ALONE} and found["ami"] >= own
    ]


def _ahead(sets: Sequence[Result], name: str, aim: str) -> tuple[str, str, str]:
    """On how many sets one of ours is ahead of all others.

    Where texts stand alone anyway, as coded quotations do, it was measured once.
    """
    behind = [(one["name"], _ahead_of(name, one)) for one in sets]
    ahead = sum(not others for _, others in behind)
    missed = "; ".join(f"`{one}`: {', '.join(others)}" for one, others in behind if others)
    return aim, f"{ahead} of {len(sets)} sets", missed or "–"


def _aims(sets: Sequence[Result]) -> list[tuple[str, str, str]]:
    return [
        _ahead(sets, OURS, "ahead of every other method on AMI on every set"),
        _ahead(sets, ALONE, "the same, told nothing of what stands around a text"),
        _twice_plain(sets),
        _aim(sets, "unassigned", "in no theme at most 0.15", "largest", 0.15),
        _aim(sets, "seed_ari", "ARI between seeds at least 0.95", "smallest", 0.95),
        _aim(sets, "noise_ari", "ARI under noise of 1e-6 at least 0.95", "smallest", 0.95),
        _aim(sets, "resample_ari", "resample ARI at least 0.75", "smallest", 0.75),
        _aim(sets, "shuffled_ari", "shuffled input: the same themes (ARI 1)", "smallest", 1.0),
    ]


def _twice_plain(sets: Sequence[Result]) -> tuple[str, str, str]:
    ratios = {
        one["name"]: one["methods"][OURS]["ami"] / max(one["methods"][PLAIN]["ami"], 1e-9)
        for one in sets
        if one["name"] in CODED and PLAIN in one["methods"]
    }
    shown = ", ".join(f"`{name}` {ratio:.1f} ×" for name, ratio in ratios.items()) or "not measured"
    missed = ", ".join(f"`{name}`" for name, ratio in ratios.items() if ratio < 2)
    return "AMI at least twice that of plain BERTopic on the coded sets", shown, missed or "–"


def _aim(
    sets: Sequence[Result], key: str, aim: str, worst: str, bound: float
) -> tuple[str, str, str]:
    values = {one["name"]: one["methods"][OURS][key] for one in sets}
    short = {
        name: value
        for name, value in values.items()
        if (value > bound if worst == "largest" else value < bound)
    }
    reached = f"{worst} {_BOTH_WAYS[worst](values.values()):.3f}, mean {fmean(values.values()):.3f}"
    return aim, reached, ", ".join(f"`{name}` {v:.3f}" for name, v in short.items()) or "–"


def _set_parts(one: Result, table: MakeTable) -> tuple[str, str]:
    rows = [
        (name, *(_figure(key, found.get(key)) for key in _COLUMNS))
        for name, found in one["methods"].items()
    ]
    title = f"**`{one['name']}`**: {one['n_units']:,} texts, {one['n_human']} human labels"
    return title, table(("", *_COLUMNS.values()), rows, left=(0,))


def _figure(key: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if key in {"n", "seconds"} else f"{value:.3f}"


# --- speed -----------------------------------------------------------------------------------


def make_theme_speed(result: Result, table: MakeTable) -> str:
    """Seconds and memory of each size."""
    rows = [
        (
            f"{one['n_units']:,}",
            _seconds(one["first_s"], one["first_cpu_s"]),
            _seconds(one["second_s"], one["second_cpu_s"]),
            "not measured" if one["peak_mb"] is None else f"{one['peak_mb']:,.0f}",
            str(one["n_themes"]),
            f"{one['unassigned']:.1%}",
        )
        for one in result["sizes"]
    ]
    head = (
        "units",
        "first search, seconds (of processor)",
        "second search",
        "peak memory, MB",
        "themes",
        "in none",
    )
    return f"{table(head, rows, left=())}\n\n{_measured(result['machine'])}"


def _seconds(wall: float | None, processor: float | None) -> str:
    return "–" if wall is None or processor is None else f"{wall:.0f} ({processor:.0f})"


def _measured(machine: Result) -> str:
    load = machine["load_at_start"]
    lines = [
        f"Measured on {machine['date']}: {machine['system']}, {machine['cores']} cores, Python "
        f"{machine['python']}."
    ]
    if load is not None:
        lines.append(f"Load when it began: {load:.2f}.")
        if load > machine["cores"] / 2:
            lines.append("The machine was busy with other work, which stretches the seconds.")
    return " ".join(lines)
