"""The benchmark of themes: its figures, and tables that say where an aim is missed."""

from __future__ import annotations

import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def _load(path: Path) -> ModuleType:
    name = f"benchmark_of_themes_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def measures() -> ModuleType:
    """The benchmark's figures; the folder in front of the path is taken away again."""
    before = list(sys.path)
    sys.path.insert(0, str(BENCHMARKS / "quality" / "themes"))
    try:
        return _load(BENCHMARKS / "quality" / "themes" / "measures.py")
    finally:
        sys.path[:] = before


tables = _load(BENCHMARKS / "tables.py")


def figures(ami: float, **more: float) -> dict[str, float]:
    return {"n": 5, "unassigned": 0.1, "ami": ami, "v": 0.3, "seconds": 1.0, **more}


def a_result(ours: float, other: float, *, resampled: float) -> dict[str, Any]:
    """One coded set, thememiner and plain BERTopic."""
    firm = dict.fromkeys(("rerun_ari", "seed_ari", "noise_ari", "shuffled_ari"), 1.0)
    methods = {
        "thememiner": figures(ours, **firm, resample_ari=resampled),
        "plain BERTopic": figures(other, rerun_ari=0.4, resample_ari=0.3),
    }
    one = {"name": "osfg", "kind": "osfg", "development": True, "n_units": 300, "n_human": 16}
    machine = {"date": "2026-01-01", "system": "x", "python": "3", "cores": 2, "load_at_start": 0.1}
    return {"sets": [{**one, "methods": methods}], "machine": machine}


def test_a_table_says_which_aims_are_missed_and_where() -> None:
    """A method that is ahead is named, and so is a set that falls short, with its value."""
    text = tables.MAKERS["themes"](a_result(0.2, 0.3, resampled=0.6))
    assert "`osfg`: plain BERTopic" in text
    assert "0 of 1 sets" in text
    assert "`osfg` 0.600" in text
    assert "`osfg` 0.7 × | `osfg`" in text


def test_a_table_has_no_misses_where_all_aims_are_reached() -> None:
    """Nothing is named then."""
    text = tables.MAKERS["themes"](a_result(0.4, 0.1, resampled=0.8))
    assert "1 of 1 sets | – |" in text
    assert "`osfg` 4.0 × | – |" in text
    assert "smallest 0.800, mean 0.800 | – |" in text


def test_words_that_are_always_together_have_the_highest_npmi(measures: ModuleType) -> None:
    """1 together only, -1 never together, 0 as by chance."""
    inside = [frozenset({"nurse", "form"}), frozenset({"nurse", "form"}), frozenset({"room"})]
    assert measures.npmi("nurse", "form", inside) == pytest.approx(1)
    assert measures.npmi("nurse", "room", inside) == -1
    chance = [frozenset(s) for s in ({"a", "b"}, {"a"}, {"b"}, set())]
    assert measures.npmi("a", "b", chance) == pytest.approx(0)
    assert not math.isnan(measures.npmi("a", "z", chance))


def test_the_same_grouping_under_other_numbers_is_the_same(measures: ModuleType) -> None:
    """The adjusted Rand index looks at who is with whom."""
    assert measures.same(np.array([0, 0, 1, -1]), np.array([5, 5, 2, 3])) == 1
    assert measures.numbered(["b", None, "a", "b"]).tolist() == [1, -1, 0, 1]
