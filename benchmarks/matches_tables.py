"""``results/matches.json`` into tables: figure, 95 % interval and aim side by side, misses among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from context_tables import context_parts

Result = Mapping[str, Any]
Row = tuple[str, ...]

_LEVELS = {
    "theme": "Theme titles of published studies",
    "quote": "Participants' statements, paraphrased",
    "item": "Questionnaire items, from memory",
}
_STUDIES = {
    "osfg": "`osfg`, quotations of two focus groups",
    "teleumb": "Telemedicine factors of an umbrella review",
    "annomi": "`annomi`, change against sustain",
}
_OURS = "thememiner"


def make_parts(result: Result) -> list[tuple[str, Row, list[Row]]]:
    """A title, a head and rows for each table."""
    return [
        *(_constructs(level, one) for level, one in result["constructs"].items()),
        *(_leanings(study, one) for study, one in result["leanings"].items()),
        _own_codebook(result["own_codebook"]),
        _calibration(result["calibration"]),
        _statuses(result["statuses"]),
        _encoders(result["encoders"]),
        *context_parts(result["context"]),
        _effort(result),
    ]


def say_ends(result: Result) -> str:
    """What reaches its aim, what misses it, and the speed, in sentences."""
    reached, missed = [], []
    for name, value, aim, low_is_good in _against_aims(result):
        good = value <= aim if low_is_good else value >= aim
        (reached if good else missed).append(f"{name} {value:.2f} (aim {aim:.2f})")
    speed, machine = result["speed"], result["machine"]
    fast = speed["seconds"] <= speed["aim_s"]
    return (
        f"**Reached**: {'; '.join(reached) or 'none'}.\n\n**Missed**: {'; '.join(missed) or 'none'}.\n\n"
        f"**Speed**: {speed['units']:,} units against {speed['codes']} codes, once they are encoded: "
        f"{speed['seconds']} s, {'within' if fast else 'above'} the aim of {speed['aim_s']:g} s; "
        f"{speed['processor_seconds']} s of one processor, at a load of {speed['load']}. "
        f"Encoder {result['encoder']}; measured on {machine['date']}, {machine['system']}, "
        f"Python {machine['python']}, {machine['cores']} cores."
    )


def _against_aims(result: Result) -> list[tuple[str, float, float, bool]]:
    out = []
    for level, one in result["constructs"].items():
        for name, aim in one["aims"].items():
            out.append(
                (f"{_LEVELS[level]}, {name}", one["methods"][_OURS][name]["value"], aim, False)
            )
    for study, one in result["leanings"].items():
        for name, aim in one["aims"].items():
            out.append(
                (f"{_STUDIES[study]}, {name}", one["methods"][_OURS][name]["value"], aim, False)
            )
    own = result["own_codebook"]
    for n, aim in own["aims"].items():
        name = "before any decision" if n == "0" else f"after {n} decisions on the other group"
        value = own["methods"][f"{_OURS}, {name}"]["value"]
        out.append((f"`osfg` with its own codebook {name}, hit@3", value, aim, False))
    found = result["calibration"]
    value = found["methods"]["after"]["ece"]["value"]
    out.append(("expected calibration error after decisions", value, found["aims"]["ece"], True))
    return out


def _said(figure: Result) -> str:
    return f"{figure['value']:.2f} ({figure['low']:.2f}–{figure['high']:.2f})"


def _constructs(level: str, one: Result) -> tuple[str, Row, list[Row]]:
    names = ("hit@1", "hit@2", "kappa")
    aims = tuple(f"{one['aims'][name]:.2f}" if name in one["aims"] else "" for name in names)
    rows = [(m, *(_said(found[name]) for name in names)) for m, found in one["methods"].items()]
    n = one["methods"][_OURS]["hit@1"]["n"]
    title = f"{_LEVELS[level]}: 4 constructs of NPT, {n} texts of {one['papers']} sources"
    return title, ("", "hit@1", "hit@2", "κ"), [*rows, ("aim", *aims)]


def _encoders(encoders: Result) -> tuple[str, Row, list[Row]]:
    """One encoder a column."""
    rows = [
        (f"{what}, {name}", *(_said(one[level][name]) for one in encoders.values()))
        for level, what in {**_LEVELS, "osfg": "`osfg` before any decision"}.items()
        for name in next(iter(encoders.values()))[level]
    ]
    return "The same without the invented statements, by encoder", ("", *encoders), rows


def _leanings(study: str, one: Result) -> tuple[str, Row, list[Row]]:
    name = "balanced accuracy"
    rows = [(method, _said(found[name])) for method, found in one["methods"].items()]
    n = one["methods"][_OURS][name]["n"]
    title = f"{_STUDIES[study]}: barrier or enabler, {n:,} texts"
    return title, ("", name), [*rows, ("aim", f"{one['aims'][name]:.2f}")]


def _own_codebook(own: Result) -> tuple[str, Row, list[Row]]:
    rows = []
    for method, found in own["methods"].items():
        known = f"{found['known']:.0f}" if "known" in found else ""
        rows.append((method, _said(found), known))
    n = own["methods"][f"{_OURS}, before any decision"]["n"]
    title = f"`osfg` with its own codebook: {own['n_codes']} subcategories, {n} quotations"
    aims = " / ".join(f"{aim:.2f}" for aim in own["aims"].values())
    head = ("", "hit@3", "decisions there were")
    return title, head, [*rows, ("aim before / after 100 / after 300", aims, "")]


def _calibration(found: Result) -> tuple[str, Row, list[Row]]:
    names = {"after": f"after about {found['per_code']} decisions for each code, calibrated"}
    names["uncalibrated"] = "the same, uncalibrated"
    rows = [
        (
            names.get(name, name),
            f"{one['ece']['value']:.3f} ({one['ece']['low']:.3f}–{one['ece']['high']:.3f})",
        )
        for name, one in found["methods"].items()
    ]
    title = "Survey answers (`niblse`), one question left out: expected calibration error"
    return title, ("", "error"), [*rows, ("aim, at most", f"{found['aims']['ece']:.3f}")]


def _statuses(found: Result) -> tuple[str, Row, list[Row]]:
    ours = found["methods"][_OURS]
    title = f"Experienced, anticipated or wished for: {ours['n']:,} invented statements, codebook left out"
    rows = [("random", f"{found['methods']['random']['value']:.2f}"), (_OURS, _said(ours))]
    return title, ("", "balanced accuracy"), rows


def _effort(result: Result) -> tuple[str, Row, list[Row]]:
    rows = []
    for name, where in (("own_codebook", "`osfg`"), ("calibration", "`niblse`")):
        for method, share in result[name]["effort"].items():
            rows.append((f"{where}, {method}", f"{100 * share:.0f} %"))
    title = "Review effort: share of the units looked at until 90 % of a code's codings are found"
    return title, ("", "share"), rows
