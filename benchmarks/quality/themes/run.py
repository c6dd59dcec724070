"""Are the themes those that people found? Held against human codes, and against what others find.

``python benchmarks/quality/themes/run.py`` writes ``benchmarks/results/themes.json``; ``--only osfg``
measures some sets and leaves the others as they stand in it; ``--ours`` leaves the other methods out and
writes nothing. All methods get the same texts and the same vectors in the same process. The files of
others are looked for in ``../shared/data`` beside the repository, or in the folder that
``THEMEMINER_SHARED`` names; ``--cache`` names a folder to keep vectors in.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
RESULTS = HERE.parents[1] / "results" / "themes.json"
sys.path.insert(0, str(HERE))

from measures import judge, numbered, same  # noqa: E402
from remembered import Remembered, embed_all  # noqa: E402
from rivals import TURFTOPIC, Array, Found, Rival, find_rivals  # noqa: E402
from sets import DEVELOPMENT, Coded, read_sets  # noqa: E402

from thememiner.records import ThemeSet, Unit  # noqa: E402
from thememiner.themes import Tools, find_theme_set  # noqa: E402

OURS = "thememiner"
ALONE = "thememiner, each text alone"
_RERUNS = 5
_DRAWS = 5
_SEEDS = 3
_NOISE = 1e-6


def find_data() -> Path | None:
    """The folder with the evaluation data; None where it is absent."""
    named = os.environ.get("THEMEMINER_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    choices = (folder / "data", folder)
    return next((one for one in choices if (one / "osfg" / "coded.csv").is_file()), None)


# --- methods ---------------------------------------------------------------------------------


class Ours:
    """The finder of thememiner, as a study uses it.

    Args:
        tools: the real adapters.
        alone: True to tell it nothing of where a text stands.
    """

    def __init__(self, tools: Tools, *, alone: bool) -> None:
        self._tools, self._alone = tools, alone

    def find(self, units: Sequence[Unit], vectors: Array, *, seed: int = 0) -> ThemeSet:
        """Candidate themes of units."""
        some = [_apart(unit) for unit in units] if self._alone else list(units)
        return find_theme_set(some, vectors, set_aside=(), tools=self._tools, seed=seed)


def _warm_up(tools: Tools) -> None:
    """One small search, so that no first set pays for loading."""
    units = [
        Unit(id=f"w{i}:0-1", transcript_id=f"w{i}", start=0, end=1, text=f"{what} number {i} here")
        for i, what in enumerate(["meeting room", "nurse referral"] * 10)
    ]
    vectors = tools.embed([unit.text for unit in units])
    find_theme_set(units, vectors, set_aside=(), tools=tools, n_themes=2)


def _apart(unit: Unit) -> Unit:
    return unit.model_copy(update={"transcript_id": unit.id, "start": 0})


def measure_ours(ours: Ours, coded: Coded, vectors: Array) -> dict[str, Any]:
    """Figures of thememiner on one set, its firmness among them."""
    began = time.perf_counter()
    themes = ours.find(coded.units, vectors)
    seconds = time.perf_counter() - began
    labels = numbered(themes.labels)
    words = tuple(theme.terms for theme in themes.themes)
    other = [numbered(ours.find(coded.units, vectors, seed=s).labels) for s in range(1, 1 + _SEEDS)]
    shuffled = _shuffled(ours, coded, vectors, labels)
    return {
        **judge(Found(labels, words), coded),
        "seconds": seconds,
        "own_resample_ari": themes.resample_ari,
        "rerun_ari": shuffled,
        "seed_ari": fmean(same(labels, one) for one in other),
        "noise_ari": _with_noise(ours, coded, vectors, labels),
        "shuffled_ari": shuffled,
        "resample_ari": _resampled(
            lambda rows: numbered(ours.find([coded.units[i] for i in rows], vectors[rows]).labels),
            labels,
        ),
    }


def judge_alone(ours: Ours, coded: Coded, vectors: Array) -> dict[str, float]:
    """How well the themes fit where the finder is told nothing of what stands around a text."""
    themes = ours.find(coded.units, vectors)
    return judge(Found(numbered(themes.labels), tuple(one.terms for one in themes.themes)), coded)


def _with_noise(ours: Ours, coded: Coded, vectors: Array, labels: Array) -> float:
    random = np.random.default_rng(0)
    noisy = vectors + _NOISE * random.standard_normal(vectors.shape)
    return same(labels, numbered(ours.find(coded.units, noisy.astype(np.float32)).labels))


def _shuffled(ours: Ours, coded: Coded, vectors: Array, labels: Array) -> float:
    order = np.random.default_rng(1).permutation(len(labels))
    found = ours.find([coded.units[i] for i in order], vectors[order])
    return same(labels[order], numbered(found.labels))


def _resampled(find: Callable[[Array], Array], labels: Array) -> float:
    """Groups of all texts against those of nine tenths of them, on the texts in both, five draws."""
    random = np.random.default_rng(2)
    values = []
    for _ in range(_DRAWS):
        rows = np.sort(random.choice(len(labels), size=round(0.9 * len(labels)), replace=False))
        values.append(same(labels[rows], find(rows)))
    return fmean(values)


def measure_rival(rival: Rival, coded: Coded, vectors: Array, n: int) -> dict[str, Any]:
    """Figures of another method: means of five runs, each with another seed."""
    runs, figures, seconds = [], [], []
    for seed in range(_RERUNS):
        began = time.perf_counter()
        runs.append(rival(coded.texts, vectors, n, seed))
        seconds.append(time.perf_counter() - began)
        figures.append(judge(runs[-1], coded))
    out: dict[str, Any] = {
        name: fmean(one[name] for one in figures if name in one) for name in figures[0]
    }
    return {
        **out,
        "seconds": min(seconds),
        "rerun_ari": fmean(same(a.labels, b.labels) for a, b in combinations(runs, 2)),
        "resample_ari": _resampled(
            lambda rows: rival([coded.texts[i] for i in rows], vectors[rows], n, 0).labels,
            runs[0].labels,
        ),
    }


# --- all of it -------------------------------------------------------------------------------


def look_at(
    coded: Coded, vectors: Array, tools: Tools, rivals: Mapping[str, Rival]
) -> dict[str, Any]:
    """All methods on one set; the others get the number of groups that thememiner chose."""
    methods: dict[str, Any] = {OURS: measure_ours(Ours(tools, alone=False), coded, vectors)}
    placed = len({unit.transcript_id for unit in coded.units}) < len(coded.units)
    if placed:
        methods[ALONE] = judge_alone(Ours(tools, alone=True), coded, vectors)
    n = int(methods[OURS]["n"])
    for name, rival in _without_weaker(rivals, coded, vectors, n).items():
        try:
            methods[name] = measure_rival(rival, coded, vectors, n)
        except (ValueError, TypeError, IndexError, AttributeError) as error:
            print(f"  {name} failed on {coded.name}: {type(error).__name__}", file=sys.stderr)
    return {
        "name": coded.name,
        "kind": coded.kind,
        "development": coded.kind in DEVELOPMENT,
        "n_units": len(coded.units),
        "n_human": len(set(coded.labels)),
        "methods": {
            name: {key: _round(value) for key, value in own.items()}
            for name, own in methods.items()
        },
    }


def _without_weaker(
    rivals: Mapping[str, Rival], coded: Coded, vectors: Array, n: int
) -> dict[str, Rival]:
    """The others, and of Turftopic's models the one that fits this set best at first sight."""
    names = [name for one in TURFTOPIC if (name := f"Turftopic {one}") in rivals]
    ami: dict[str, float] = {}
    for name in names:
        try:
            ami[name] = judge(rivals[name](coded.texts, vectors, n, 0), coded)["ami"]
        except (ValueError, TypeError, IndexError, AttributeError) as error:
            print(f"  {name} failed on {coded.name}: {type(error).__name__}", file=sys.stderr)
    best = max(ami, key=lambda name: ami[name], default=None)
    return {name: rival for name, rival in rivals.items() if name not in names or name == best}


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all methods on all sets and write the results; 0 also where the data is absent."""
    parser = argparse.ArgumentParser(description="Measure how well themes fit human codes.")
    parser.add_argument("--only", nargs="*", default=[], help="names or kinds of sets")
    parser.add_argument(
        "--ours", action="store_true", help="without the others; nothing is written"
    )
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "theme-vectors")
    chosen = parser.parse_args(arguments)
    data = find_data()
    if data is None:
        print(
            "Nothing is measured: the data was not found. Put it into ../shared/data beside the "
            "repository, or name its folder in THEMEMINER_SHARED."
        )
        return 0
    for result in _look_at_all(chosen, data):
        if chosen.ours:
            print(json.dumps(result["sets"], indent=1, ensure_ascii=False))
        else:
            text = json.dumps(_beside_others(result), indent=1, ensure_ascii=False)
            RESULTS.write_text(text + "\n", encoding="utf-8", newline="\n")
    return 0


def _beside_others(result: dict[str, Any]) -> dict[str, Any]:
    """The result with the sets of the results file that were not measured now."""
    known = json.loads(RESULTS.read_text(encoding="utf-8"))["sets"] if RESULTS.is_file() else []
    sets = {one["name"]: one for one in known} | {one["name"]: one for one in result["sets"]}
    return {**result, "sets": list(sets.values())}


def _look_at_all(chosen: argparse.Namespace, data: Path) -> Iterator[dict[str, Any]]:
    """The result after each set, with that set alone in it."""
    from thememiner.adapters.bertopic_finder import BERTopicFinder
    from thememiner.adapters.spacy_splitter import SpacySplitter

    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    sets = list(read_sets(data, chosen.only))
    vectors, encode = embed_all([text for one in sets for text in one.texts], chosen.cache)
    phrases = Remembered(SpacySplitter())
    tools = Tools(finder=BERTopicFinder(), phrases=phrases, embed=encode)
    _warm_up(tools)
    rivals = {} if chosen.ours else find_rivals(encode)
    for one in sets:
        print(f"{one.name}: {len(one.units)} units", file=sys.stderr, flush=True)
        rows = np.stack([vectors[text] for text in one.texts])
        found = look_at(one, rows, tools, rivals)
        told = {
            name: (own["n"], own["ami"], own.get("resample_ari"))
            for name, own in found["methods"].items()
        }
        print(told, file=sys.stderr, flush=True)
        yield {"sets": [found], "machine": _machine(load)}


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
