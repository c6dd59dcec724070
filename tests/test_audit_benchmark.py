"""The benchmark of the audit: studies of which it is known what is missed, and what is counted."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np

ROOT = Path(__file__).parents[1] / "benchmarks" / "quality"


def _load(room: str, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{room}_{name}", ROOT / room / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


audit_run = _load("audit", "run")


def test_simulated_studies_have_heaps_of_what_is_missed() -> None:
    """Ids are those of units, what is missed is among them, and people differ."""
    units, missed = audit_run.make_study(np.random.default_rng(5))
    assert missed <= {unit.id for unit in units}
    assert len({unit.id for unit in units}) == len(units) >= 400
    assert 8 <= len({unit.person for unit in units}) <= 60


def test_a_summary_counts_the_studies_whose_interval_holds_the_truth() -> None:
    """Those too low and too high are told apart."""
    one = {"n_units": 100, "n_missed": 10, "estimate": 12.0, "width": 20, "n_further": 7}
    audits = [
        {**one, "held": True, "low": 5, "high": 25},
        {**one, "held": False, "low": 11, "high": 31},
        {**one, "held": False, "low": 0, "high": 9},
    ]
    found = audit_run.summarise(audits)
    assert (found["n_studies"], found["n_held"]) == (3, 1)
    assert (found["n_too_low"], found["n_too_high"]) == (1, 1)
    assert found["bias_share"] == 0.02
