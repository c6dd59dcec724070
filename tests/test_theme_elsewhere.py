"""The same themes in another process, with another number of threads and another order of hashes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from test_theme_sizes import QUICK
from test_themes import sixty_units, themes_of
from thememiner.records import ThemeSet

_HERE = Path(__file__).resolve().parent
_PROGRAM = """
from test_theme_sizes import QUICK
from test_themes import sixty_units, themes_of
print(themes_of(sixty_units()[::-1], QUICK).model_dump_json())
"""


def found_elsewhere(*, threads: str, hashes: str) -> ThemeSet:
    """The themes of the same units, from last to first, by a process of its own."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    environment = {
        **os.environ,
        **dict.fromkeys(names, threads),
        "PYTHONHASHSEED": hashes,
        "PYTHONPATH": os.pathsep.join([str(_HERE), *sys.path]),
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _PROGRAM],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return ThemeSet.model_validate(json.loads(done.stdout.splitlines()[-1]))


def test_another_process_finds_the_same_themes() -> None:
    """Two threads, another seed of hashes and reversed input: each theme is the same to the last digit."""
    here, there = themes_of(sixty_units(), QUICK), found_elsewhere(threads="2", hashes="1")
    assert there.themes == here.themes
    assert there.sub_themes == here.sub_themes
    assert there.unassigned == here.unassigned
    assert dict(zip(there.unit_ids, there.labels, strict=True)) == dict(
        zip(here.unit_ids, here.labels, strict=True)
    )
    assert (there.resample_ari, there.resample_ami) == (here.resample_ari, here.resample_ami)
