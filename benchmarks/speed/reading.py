"""Files at the limits, and a thousand transcripts, into the seconds and memory of reading them.

``python benchmarks/speed/reading.py`` writes ``benchmarks/results/reading.json``; ``--only many`` measures
the thousand alone and ``--suffix .txt`` the worst files of one format; they replace their part of it.
Each of the worst files is read in a process of its own, which says nothing of how long it took to start.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parent / "results" / "reading.json"
sys.path[:0] = [str(HERE), str(HERE.parent)]

from interviews import N_WORDS, write_interview  # noqa: E402
from worst_files import Case, find_cases  # noqa: E402

from thememiner.read import SUFFIXES, read_files, read_whole  # noqa: E402
from thememiner.read._many import find_n_workers  # noqa: E402
from thememiner.study._progress import Bars  # noqa: E402

_LONGEST_S = 60
_N_TRANSCRIPTS = 1000


# --- one file in a process of its own ------------------------------------------------------------


def read_alone(path: Path) -> dict[str, Any]:
    """Read a file here and say what it took; run in a fresh process."""
    _warm(path.suffix)
    began, cpu = time.perf_counter(), time.process_time()
    entries = read_whole(path)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    read = sum(entry.transcript is not None for entry in entries)
    first = next((p for entry in entries for p in entry.problems if p.fatal), None)
    return {
        "seconds": round(seconds, 3),
        "cpu_s": round(cpu, 3),
        "peak_mb": _peak_mb(),
        "transcripts": read,
        "refused": "" if first is None else re.sub(r'[/\\"\s]+', " ", first.found)[:160],
    }


def _warm(suffix: str) -> None:
    """Load what a reader loads: the seconds are those of a file, not of the first import."""
    with TemporaryDirectory() as folder:
        small = Path(folder) / f"small{suffix}"
        small.write_bytes(b"I: Why?\nP1: So.\n")
        read_whole(small)


def _peak_mb() -> float | None:
    """Largest memory of this process so far, MB of 10^6 bytes; None where it is not told."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = status.read_text(encoding="utf-8").splitlines()
    peak = next((line.split() for line in lines if line.startswith("VmHWM")), None)
    return None if peak is None else round(int(peak[1]) * 1024 / 1e6, 1)


def measure_case(case: Case, folder: Path) -> dict[str, Any]:
    """What reading one of the worst files took."""
    path = folder / f"worst{case.suffix}"
    path.write_bytes(case.make())
    told = {"suffix": case.suffix, "shape": case.shape, "bytes": path.stat().st_size}
    command = [sys.executable, str(HERE / "reading.py"), "--read", str(path)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired:
        return {**told, "fault": f"took more than {_LONGEST_S} s"}
    if done.returncode:
        return {**told, "fault": done.stderr[-300:]}
    return {**told, **json.loads(done.stdout)}


def look_at_worst(suffix: str | None = None) -> dict[str, Any]:
    """Every worst file; the slowest and the hungriest of each format.

    Args:
        suffix: only this format; None for all.
    """
    rows = []
    with TemporaryDirectory() as folder:
        for case in find_cases():
            if suffix in (None, case.suffix):
                rows.append(measure_case(case, Path(folder)))
                print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    return {"formats": [summarise_format(s, rows) for s in SUFFIXES if _of(s, rows)]}


def _of(suffix: str, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["suffix"] == suffix]


def summarise_format(suffix: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The slowest and the hungriest file of a format, and how many of its files were read."""
    own = _of(suffix, rows)
    whole = [row for row in own if "fault" not in row]
    slowest = max(whole, key=lambda row: row["cpu_s"])
    hungriest = max(whole, key=lambda row: row["peak_mb"] or 0)
    return {
        "suffix": suffix,
        "n_files": len(own),
        "n_read": sum(row["transcripts"] > 0 for row in whole),
        "n_refused": sum(row["transcripts"] == 0 for row in whole),
        "slowest": slowest,
        "hungriest": hungriest,
        "faults": [row for row in own if "fault" in row],
    }


# --- a thousand transcripts ----------------------------------------------------------------------


def look_at_many() -> dict[str, Any]:
    """A thousand transcripts of 8,000 words: one process, then as many as are taken by itself."""
    with TemporaryDirectory() as folder:
        files = [write_interview(Path(folder), n) for n in range(_N_TRANSCRIPTS)]
        n_bytes = sum(file.stat().st_size for file in files)
        timed = {name: _timed(files, n) for name, n in (("one", 1), ("several", None))}
    workers = find_n_workers(_N_TRANSCRIPTS)
    return {
        "transcripts": _N_TRANSCRIPTS,
        "words": N_WORDS,
        "workers": workers,
        "seconds_one": round(timed["one"], 2),
        "seconds_several": round(timed["several"], 2),
        "per_second_one": round(_N_TRANSCRIPTS / timed["one"], 1),
        "per_second_and_core": round(_N_TRANSCRIPTS / timed["several"] / workers, 1),
        "seconds_per_mb": round(timed["one"] / n_bytes * 1e6, 4),
    }


def _timed(files: Sequence[Path], workers: int | None) -> float:
    """Seconds to read all files, with the progress bar that a study shows."""
    began = time.perf_counter()
    found = read_files(files, workers=workers, track=Bars(shown=True))
    seconds = time.perf_counter() - began
    if sum(entry.transcript is not None for entry in found) != len(files):
        raise SystemExit("Not every generated transcript was read.")
    return seconds


# --- all of it -----------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts and write the results."""
    parser = argparse.ArgumentParser(description="Measure what reading costs at its worst.")
    parser.add_argument("--only", choices=("worst", "many"), help="measure one part anew")
    parser.add_argument("--suffix", choices=SUFFIXES, help="measure the worst files of one format")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.read:
        print(json.dumps(read_alone(chosen.read)))
        return 0
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    result = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    if chosen.only != "worst" and not chosen.suffix:
        result["many"] = look_at_many()
    if chosen.only != "many":
        worst = look_at_worst(chosen.suffix)["formats"]
        known = {row["suffix"]: row for row in result.get("worst", {}).get("formats", [])}
        known.update({row["suffix"]: row for row in worst})
        result["worst"] = {"formats": [known[s] for s in SUFFIXES if s in known]}
    result["machine"] = _machine(load)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8", newline="\n")
    return 0


def _machine(load: float | None) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": os.cpu_count() or 1,
        "load_at_start": load,
    }


if __name__ == "__main__":
    sys.exit(main())
