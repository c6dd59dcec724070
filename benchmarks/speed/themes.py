"""How long finding themes takes, and how much memory: 5,000 and 100,000 units of an invented mixture.

``python benchmarks/speed/themes.py`` writes ``benchmarks/results/theme-speed.json``; ``--only 5000``
measures one size and leaves the others as they stand in it. Each size has a process of its own, with one
thread for the numbers, as a study has: a first search, which pays for loading BERTopic and spaCy, and, where
the material is no larger than 20,000 units, a second one in the same process. Units and vectors are made
before the clock runs: encoding is what a study does before.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from figures import peak_megabytes

from thememiner.records import Unit

RESULTS = Path(__file__).resolve().parents[1] / "results" / "theme-speed.json"
SIZES = (5_000, 100_000)
_TWICE = 20_000
_TOPICS = 24
_WORDS_A_TOPIC = 60
_COMMON = "we had to and then it was not for the people who came to see us about this".split()
_SYLLABLES = [f"{a}{b}" for a in "bdfglmnprst" for b in "aeiou"]
_UNITS_A_TRANSCRIPT = 60
_DIMENSION = 384
_SPREAD = 1.1


def make_material(n: int) -> tuple[list[Unit], npt.NDArray[np.float32]]:
    """Units of a mixture of topics that come in stretches, and their vectors, one row each."""
    random = np.random.default_rng(0)
    words = [
        ["".join(random.choice(_SYLLABLES, 3)) for _ in range(_WORDS_A_TOPIC)]
        for _ in range(_TOPICS)
    ]
    centres = random.standard_normal((_TOPICS, _DIMENSION)) / np.sqrt(_DIMENSION)
    topics = np.repeat(random.integers(_TOPICS, size=n // 3 + 1), 3)[:n]
    noise = _SPREAD * random.standard_normal((n, _DIMENSION)) / np.sqrt(_DIMENSION)
    vectors = centres[topics] + noise
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    units = [_unit(i, _say(words[topic], random)) for i, topic in enumerate(topics)]
    return units, vectors.astype(np.float32)


def _say(words: Sequence[str], random: np.random.Generator) -> str:
    telling = random.choice(words, 7)
    filling = random.choice(_COMMON, 15)
    mixed = [str(word) for word in np.concatenate([telling, filling])]
    random.shuffle(mixed)
    return " ".join(mixed).capitalize() + "."


def _unit(i: int, text: str) -> Unit:
    at = 200 * (i % _UNITS_A_TRANSCRIPT)
    source = f"t{i // _UNITS_A_TRANSCRIPT}"
    return Unit(
        id=f"{source}:{at}-{at + len(text)}",
        transcript_id=source,
        start=at,
        end=at + len(text),
        text=text,
        person=f"{source}-P1",
        role="participant",
    )


def measure_here(n: int) -> dict[str, Any]:
    """Seconds of a first and a second search in this process, and its peak memory."""
    from thememiner.study._toolbox import MemoryCache, Toolbox
    from thememiner.themes import find_theme_set

    units, vectors = make_material(n)
    tools = Toolbox("all-MiniLM-L6-v2", cache=MemoryCache()).theme_tools
    seconds, processor = [], []
    for _ in range(2 if n <= _TWICE else 1):
        began, used = time.perf_counter(), time.process_time()
        found = find_theme_set(units, vectors, set_aside=(), tools=tools)
        seconds.append(round(time.perf_counter() - began, 1))
        processor.append(round(time.process_time() - used, 1))
    return {
        "n_units": n,
        "first_s": seconds[0],
        "first_cpu_s": processor[0],
        "second_s": seconds[1] if len(seconds) > 1 else None,
        "second_cpu_s": processor[1] if len(processor) > 1 else None,
        "peak_mb": _peak(),
        "n_themes": len(found),
        "unassigned": round(len(found.unassigned) / n, 4),
    }


def _peak() -> float | None:
    try:
        import resource
    except ImportError:  # Windows does not report it
        return None
    return peak_megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, platform.system())


def measure_apart(n: int) -> dict[str, Any]:
    """The same in a process of its own.

    Raises:
        subprocess.CalledProcessError: the process failed.
    """
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, __file__, "--here", str(n)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every size and write the results."""
    parser = argparse.ArgumentParser(description="Measure how long finding themes takes.")
    parser.add_argument("--only", type=int, help="one size")
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.here:
        print(json.dumps(measure_here(chosen.here)))
        return 0
    known = json.loads(RESULTS.read_text(encoding="utf-8"))["sizes"] if RESULTS.is_file() else []
    sizes = {one["n_units"]: one for one in known}
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    for n in (chosen.only,) if chosen.only else SIZES:
        sizes[n] = measure_apart(n)
    machine = {
        "date": datetime.now(UTC).date().isoformat(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": os.cpu_count() or 1,
        "load_at_start": None if load is None else round(load, 2),
    }
    text = json.dumps({"sizes": [sizes[n] for n in sorted(sizes)], "machine": machine}, indent=1)
    RESULTS.write_text(text + "\n", encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
