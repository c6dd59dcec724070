"""Measured seconds and bytes of repeated runs into medians, ranges, ratios and faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any

HEAVY = ("bertopic", "sentence_transformers", "spacy", "torch")
MEASURES = ("wall_s", "cpu_s", "peak_mb")
PLAIN = "plain"

_KIB_PER_MB = 1_000_000 / 1024


def summarise(values: Sequence[float]) -> dict[str, float]:
    """Median, smallest and largest of repeated measurements, to three decimals.

    Raises:
        ValueError: there is no measurement.
    """
    if not values:
        raise ValueError("No measurement was given; at least one is needed.")
    found = {"median": median(values), "min": min(values), "max": max(values)}
    return {name: round(value, 3) for name, value in found.items()}


def find_ratio(value: float, reference: float) -> float:
    """How many times the reference a value is, to three decimals.

    Raises:
        ValueError: the reference is not above zero.
    """
    if reference <= 0:
        raise ValueError(f"The reference is {reference}; a ratio needs one above zero.")
    return round(value / reference, 3)


def peak_megabytes(maxrss: int, system: str) -> float:
    """Peak memory in MB (10^6 bytes) from ``ru_maxrss``: bytes on macOS, KiB elsewhere."""
    return round(maxrss / 1_000_000 if system == "Darwin" else maxrss / _KIB_PER_MB, 1)


def summarise_jobs(reports: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Each job's repetitions into one entry: summaries, ratios to the plain recipe, counts.

    Args:
        reports: job to what the worker reported in each repetition; ``plain`` among the jobs.
    """
    out: dict[str, dict[str, Any]] = {}
    for job, some in reports.items():
        last = {name: value for name, value in some[-1].items() if name not in MEASURES}
        out[job] = {name: _summary(some, name) for name in MEASURES} | last
    for entry in out.values():
        entry["ratio_to_plain"] = {
            name: find_ratio(entry[name]["median"], out[PLAIN][name]["median"])
            for name in MEASURES
            if entry[name] and out[PLAIN][name]
        }
    return out


def _summary(reports: Iterable[Mapping[str, Any]], name: str) -> dict[str, float] | None:
    """None where the system cannot measure it."""
    values = [report[name] for report in reports]
    return None if None in values else summarise(values)


def find_faults(reports: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """What contradicts the promise that only what changed is done again; empty where nothing does.

    The runs that had work to do must have done some: otherwise a counter that never counts would
    look like a kept promise.

    Args:
        reports: ``first``, ``second`` and ``one-more`` to what the worker reported each time.
    """
    counts = reports["first"][0]["counts"]
    faults = [fault for report in reports["second"] for fault in _done_again(report)]
    for job in ("first", "one-more"):
        faults += [f"The {job} run {fault}" for one in reports[job] for fault in _not_done(one)]
    faults += [
        f"The {job} run ended with {report['counts']}, the first one with {counts}: the same "
        "transcripts must give the same."
        for job in ("first", "second", "one-more")
        for report in reports[job]
        if _settled(report["counts"], job) != _settled(counts, job)
    ]
    return list(dict.fromkeys(faults))


def _settled(counts: Mapping[str, int], job: str) -> dict[str, int]:
    """What must come out the same.

    After a run before, themes keep ids and labels of then where most of
    their units are the same; themes are matched by their labels too, so theirs can be other codes.
    """
    return {name: n for name, n in counts.items() if job != "one-more" or name != "suggestions"}


def _done_again(report: Mapping[str, Any]) -> Iterator[str]:
    """Work of a run that had none to do, by the run record or by the counters."""
    if report["units_encoded"] or report["texts_encoded"]:
        yield (
            f"The unchanged second run encoded {report['units_encoded']} units and "
            f"{report['texts_encoded']} texts in all; it must encode none."
        )
    if report["fitted"] or report["n_fits"]:
        yield "The unchanged second run fitted themes; it must fit none."


def _not_done(report: Mapping[str, Any]) -> Iterator[str]:
    if not (report["units_encoded"] and report["fitted"]):
        yield "encoded no unit or fitted no theme."
    if not (report["texts_encoded"] and report["n_fits"]):
        yield "was not counted: the counters do not work."


def parse_import_times(text: str, module: str) -> tuple[float, list[str]]:
    """What ``python -X importtime`` printed into the module's seconds and the heavy modules in it.

    Args:
        text: the lines on standard error.
        module: the imported module; what it imports itself is counted in.

    Raises:
        ValueError: the module is not in the text.
    """
    rows = [line.removeprefix("import time:").split("|") for line in text.splitlines()]
    cumulative = {row[2].strip(): row[1].strip() for row in rows if len(row) == 3}
    if module not in cumulative:
        raise ValueError(f"{module} is not among the {len(cumulative)} imported modules.")
    roots = {name.split(".")[0] for name in cumulative}
    return int(cumulative[module]) / 1_000_000, sorted(roots & set(HEAVY))
