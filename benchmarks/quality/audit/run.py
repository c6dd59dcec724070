"""Does the audit's interval hold the truth? Simulated studies of which it is known what was missed.

``python benchmarks/quality/audit/run.py`` writes ``benchmarks/results/audit.json``; ``--studies 20`` looks
only and writes nothing. Each study has people who differ in how much they say and in how often the
suggestions miss something they said, so that what is missed lies in heaps. Of its units without a
suggestion a sample is drawn with ``draw_audit``, a simulated coder finds what is there, and
``estimate_missed`` says what the sample tells of the rest.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np

from thememiner.records import Unit
from thememiner.review import draw_audit, estimate_missed, find_further

RESULTS = Path(__file__).resolve().parents[2] / "results" / "audit.json"
SIZES = (50, 100, 300)
N_STUDIES = 200
SEED = 2025
_ALIKE = 6  # the larger, the more alike people are in what is missed of their talk


def make_study(random: np.random.Generator) -> tuple[list[Unit], frozenset[str]]:
    """Units without a suggestion, and the ids of those that hold something all the same.

    400 to 6,000 units of 8 to 60 people; of half of the studies a share of up to 4 % is missed, of the
    others up to 25 %.
    """
    n_people = int(random.integers(8, 61))
    n_units = int(np.exp(random.uniform(np.log(400), np.log(6000))))
    people = random.choice(n_people, size=n_units, p=random.dirichlet([1.5] * n_people))
    share = random.uniform(0, 0.04) if random.random() < 0.5 else random.uniform(0.04, 0.25)
    own = random.beta(share * _ALIKE, (1 - share) * _ALIKE, size=n_people)
    holds = random.random(n_units) < own[people]
    units = [
        Unit(id=f"t{person:02d}:{n * 50}-{n * 50 + 40}", transcript_id=f"t{person:02d}", start=n * 50,
             end=n * 50 + 40, text="", person=f"P{person}")
        for n, person in enumerate(people)
    ]  # fmt: skip
    return units, frozenset(
        unit.id for unit, held in zip(units, holds.tolist(), strict=True) if held
    )


def audit_study(units: Sequence[Unit], missed: frozenset[str], n: int) -> dict[str, Any]:
    """What a sample of n tells, and whether that is so."""
    drawn = draw_audit(units, (), n)
    n_found = len(missed & set(drawn))
    estimate, low, high = estimate_missed(len(units), len(drawn), n_found)
    width = high - low
    return {
        "n_units": len(units),
        "n_missed": len(missed),
        "n_found": n_found,
        "estimate": estimate,
        "low": low,
        "high": high,
        "held": low <= len(missed) <= high,
        "width": width,
        "n_further": find_further(len(units), len(drawn), n_found, width=width / 2),
    }


def summarise(audits: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Coverage, error and widths over the studies; shares are of the units without a suggestion."""
    shares = [one["width"] / one["n_units"] for one in audits]
    errors = [abs(one["estimate"] - one["n_missed"]) / one["n_units"] for one in audits]
    return {
        "n_studies": len(audits),
        "n_held": sum(one["held"] for one in audits),
        "n_too_low": sum(one["high"] < one["n_missed"] for one in audits),
        "n_too_high": sum(one["low"] > one["n_missed"] for one in audits),
        "width_units": [round(float(q), 1) for q in _spread([one["width"] for one in audits])],
        "width_share": [round(float(q), 4) for q in _spread(shares)],
        "mean_error_share": round(mean(errors), 4),
        "bias_share": round(
            mean((one["estimate"] - one["n_missed"]) / one["n_units"] for one in audits), 4
        ),
        "n_further": median(one["n_further"] for one in audits),
    }


def _spread(values: Sequence[float]) -> tuple[float, float, float]:
    """A tenth lies below the first and above the last; half lies on each side of the middle."""
    low, middle, high = np.percentile(values, [10, 50, 90])
    return float(low), float(middle), float(high)


def run(n_studies: int) -> dict[str, Any]:
    """The result as it is kept."""
    random = np.random.default_rng(SEED)
    studies = [make_study(random) for _ in range(n_studies)]
    return {
        "seed": SEED,
        "units": [round(q) for q in _spread([len(units) for units, _ in studies])],
        "missed_share": [
            round(q, 4) for q in _spread([len(missed) / len(units) for units, missed in studies])
        ],
        "sizes": {
            str(n): summarise([audit_study(units, missed, n) for units, missed in studies])
            for n in SIZES
        },
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate, print, and keep the result of a whole run; 1 where fewer than 95 % hold the truth."""
    parser = argparse.ArgumentParser(description="Does the audit's interval hold the truth?")
    parser.add_argument("--studies", type=int, default=N_STUDIES, help="fewer: nothing is written")
    chosen = parser.parse_args(arguments)
    result = run(chosen.studies)
    print(json.dumps(result, indent=1))
    if chosen.studies == N_STUDIES:
        RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8", newline="\n")
    held = [one["n_held"] / one["n_studies"] for one in result["sizes"].values()]
    return int(min(held) < 0.95)


if __name__ == "__main__":
    sys.exit(main())
