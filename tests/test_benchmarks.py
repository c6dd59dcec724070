"""The benchmark scripts: their numbers, their promises, and the tables they write."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
NUMBERS = st.floats(min_value=0, max_value=1e6, allow_nan=False)


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmark_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / script), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


figures = _load(BENCHMARKS / "speed" / "figures.py")
tables = _load(BENCHMARKS / "tables.py")


def _report(job: str, **changes: Any) -> dict[str, Any]:
    """What a worker reports for a job that keeps every promise."""
    works = job != "second"
    report = {
        "wall_s": 10.0,
        "cpu_s": 20.0,
        "peak_mb": 500.0,
        "units_encoded": 8 * works,
        "texts_encoded": 9 * works,
        "fitted": works,
        "n_fits": int(works),
        "counts": {"units": 8, "themes": 2, "suggestions": 3},
    }
    return report | changes


def _reports(**changed: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    names = {"first": "first", "second": "second", "one_more": "one-more"}
    return {job: [_report(job, **changed.get(key, {}))] for key, job in names.items()}


def _speed_result() -> dict[str, Any]:
    plain = _report("plain", counts={"sentences": 1200, "topics": 5}, texts_encoded=1200, wall_s=5)
    jobs = figures.summarise_jobs({**_reports(), "plain": [plain]})
    study = {"name": "small", "n_transcripts": 3, "n_words": 1500, "codebooks": ["npt"]}
    return {
        "repeats": 1,
        "studies": [{**study, "jobs": jobs}],
        "skipped": ["osfg"],
        "import": {
            "seconds": {"median": 0.04, "min": 0.03, "max": 0.05},
            "repeats": 5,
            "heavy": [],
        },
        "machine": {
            "date": "2026-01-02",
            "system": "Linux x86_64",
            "python": "3.11.2",
            "cores": 2,
            "load_at_start": 0.1,
            "versions": {"torch": "2.13.0"},
        },
    }


# --- numbers -----------------------------------------------------------------------------------


def test_a_summary_is_median_smallest_and_largest() -> None:
    """Three measurements give their middle one; two give the mean of both."""
    assert figures.summarise([3.0, 1.0, 2.0]) == {"median": 2.0, "min": 1.0, "max": 3.0}
    assert figures.summarise([1.0, 4.0])["median"] == 2.5


@given(st.lists(NUMBERS, min_size=1))
def test_the_median_lies_between_the_extremes_whatever_the_order(values: list[float]) -> None:
    """Order never matters, and the median is never outside the range."""
    found = figures.summarise(values)
    assert found["min"] <= found["median"] <= found["max"]
    assert found == figures.summarise(values[::-1])


def test_no_measurement_has_no_summary() -> None:
    """An empty list is an error, not a zero."""
    with pytest.raises(ValueError, match="No measurement"):
        figures.summarise([])


def test_a_ratio_says_how_many_times_the_reference() -> None:
    """Nine seconds are three times three seconds; nothing is a multiple of nothing."""
    assert figures.find_ratio(9.0, 3.0) == 3.0
    assert figures.find_ratio(1.0, 3.0) == 0.333
    with pytest.raises(ValueError, match="above zero"):
        figures.find_ratio(1.0, 0.0)


def test_peak_memory_is_megabytes_on_every_system() -> None:
    """The same megabyte is 1,000,000 on macOS, which counts bytes, and 976.5625 KiB on Linux."""
    assert figures.peak_megabytes(50_000_000, "Darwin") == 50.0
    assert figures.peak_megabytes(48_828, "Linux") == 50.0


def test_ratios_of_jobs_are_ratios_of_medians_to_the_plain_recipe() -> None:
    """Medians of 20 s and 8 s give 2.5; the plain recipe itself gives 1."""
    plain = [_report("plain", wall_s=s) for s in (8.0, 7.0, 100.0)]
    first = [_report("first", wall_s=s) for s in (20.0, 90.0, 19.0)]
    found = figures.summarise_jobs({"first": first, "plain": plain})
    assert found["first"]["ratio_to_plain"]["wall_s"] == 2.5
    assert found["plain"]["ratio_to_plain"]["wall_s"] == 1.0


def test_memory_that_a_system_cannot_measure_has_no_ratio() -> None:
    """Where peak memory is None, seconds still get their ratio."""
    reports = {job: [_report(job, peak_mb=None)] for job in ("first", "plain")}
    found = figures.summarise_jobs(reports)["first"]
    assert found["peak_mb"] is None
    assert set(found["ratio_to_plain"]) == {"wall_s", "cpu_s"}


def test_import_times_name_the_seconds_and_the_heavy_modules() -> None:
    """The cumulative column counts, in microseconds, and a submodule gives its package away."""
    text = (
        "import time: self [us] | cumulative | imported package\n"
        "import time:       100 |        100 |   torch.nn\n"
        "import time:        50 |      45000 | thememiner\n"
    )
    assert figures.parse_import_times(text, "thememiner") == (0.045, ["torch"])
    with pytest.raises(ValueError, match="not among"):
        figures.parse_import_times(text, "pandas")


# --- promises ----------------------------------------------------------------------------------


def test_runs_that_keep_the_promises_have_no_faults() -> None:
    """Work in the first and in the grown run, none in the second."""
    assert figures.find_faults(_reports()) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"second": {"units_encoded": 1}}, "encoded 1 units"),
        ({"second": {"texts_encoded": 4}}, "4 texts in all"),
        ({"second": {"fitted": True}}, "fitted themes"),
        ({"second": {"n_fits": 1}}, "fitted themes"),
        ({"first": {"texts_encoded": 0}}, "counters do not work"),
        ({"one_more": {"fitted": False}}, "fitted no theme"),
        ({"one_more": {"counts": {"units": 7}}}, "same transcripts must give the same"),
    ],
)
def test_every_broken_promise_is_a_fault(changed: dict[str, Any], words: str) -> None:
    """Whether the run record or the counter says so, and also where a counter never counts."""
    assert words in " ".join(figures.find_faults(_reports(**changed)))


# --- tables ------------------------------------------------------------------------------------


def test_the_readme_is_what_the_script_writes() -> None:
    """Nobody edited a table by hand, and no result came without its table."""
    done = _run("tables.py", "--check")
    assert done.returncode == 0, done.stderr


def test_a_readme_edited_by_hand_fails_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One changed digit is found, and writing again mends it."""
    readme = tmp_path / "README.md"
    readme.write_text("Before\n<!-- table: speed -->\n<!-- end of speed -->\nAfter\n")
    monkeypatch.setattr(tables, "README", readme)
    monkeypatch.setattr(tables, "read_results", lambda _folder: {"speed": _speed_result()})
    assert tables.main([]) == 0
    assert tables.main(["--check"]) == 0
    written = readme.read_text(encoding="utf-8")
    assert written.startswith("Before\n")
    assert written.endswith("\nAfter\n")
    readme.write_text(written.replace("1,200", "1,100"), encoding="utf-8")
    assert tables.main(["--check"]) == 1
    assert "Run python benchmarks/tables.py" in capsys.readouterr().err
    assert tables.main([]) == 0
    assert readme.read_text(encoding="utf-8") == written


def test_a_table_shows_ratios_work_and_what_was_skipped() -> None:
    """The second run's row says that nothing was encoded and nothing fitted."""
    text = tables.make_speed_tables(_speed_result())
    rows = {line.split(" | ")[0].strip("| "): line for line in text.splitlines() if "|" in line}
    assert rows["unchanged second run"].endswith("| nothing | no |")
    assert "| 10.0 | 2.00 |" in rows["first run"]
    assert "`osfg` was skipped" in text
    assert "none of them" in text
    assert "busy" not in text


def test_a_range_is_shown_where_repetitions_differ() -> None:
    """The range stands behind the median; a job that ran once has none."""
    result = _speed_result()
    result["studies"][0]["jobs"]["first"]["wall_s"] = {"median": 10.0, "min": 9.5, "max": 12.0}
    assert "| 10.0 (9.5–12.0) | 2.00 |" in tables.make_speed_tables(result)


def test_results_of_a_busy_machine_are_marked() -> None:
    """A load above half the cores puts a warning under the tables."""
    result = _speed_result()
    result["machine"]["load_at_start"] = 1.5
    assert "not to be relied on" in tables.make_speed_tables(result)


@pytest.mark.parametrize(
    ("text", "results", "words"),
    [
        ("", {"speed": {}}, "markers for none; there are results of speed"),
        ("<!-- table: speed -->\n", {}, "markers for speed; there are results of none"),
        ("<!-- table: odd -->\n<!-- end of odd -->", {"odd": {}}, "No table is known for odd"),
        ("<!-- table: speed -->\n", {"speed": _speed_result()}, "speed has no end"),
    ],
)
def test_markers_and_results_that_do_not_fit_are_named(
    text: str, results: dict[str, Any], words: str
) -> None:
    """Neither a result without a table nor a table without a result passes unseen."""
    with pytest.raises(tables.TablesError, match=words):
        tables.fill_tables(text, results)


# --- the script --------------------------------------------------------------------------------


def test_the_benchmark_explains_itself() -> None:
    """``--help`` works without loading or measuring anything."""
    done = _run("speed/main_job.py", "--help")
    assert done.returncode == 0
    assert "--repeats" in done.stdout


def test_a_study_whose_data_is_absent_is_skipped_with_a_clear_message(tmp_path: Path) -> None:
    """It says what is missing and where to put it, and is no error."""
    done = _run("speed/main_job.py", "--only", "osfg", THEMEMINER_SHARED=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "osfg is skipped" in done.stdout
    assert "THEMEMINER_SHARED" in done.stdout


def test_no_results_hold_a_path() -> None:
    """Results are published: they say nothing about whose machine it was."""
    for file in (BENCHMARKS / "results").glob("*.json"):
        text = file.read_text(encoding="utf-8")
        assert "/" not in text
        assert "\\" not in text
