"""The benchmark of turns: what it counts, and that it says what it lacks."""

from __future__ import annotations

import csv
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks" / "quality" / "turns"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"turns_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


spoken = _load("spoken")
run = _load("run")


def test_a_word_counts_as_often_as_it_was_said() -> None:
    """Two of three are two of three, whatever stands between them."""
    assert spoken.share_kept("no, no, NO", "No: no.") == (4, 6)
    assert spoken.share_kept("", "anything") == (0, 0)


def test_captions_lose_times_and_tags_and_nothing_else(tmp_path: Path) -> None:
    """The plainest reading of a caption file."""
    path = tmp_path / "talk.vtt"
    path.write_text(
        "WEBVTT\n\nNOTE mine\n\n1\n00:01.000 --> 00:02.000\n<v Ann>Ham &amp; eggs\n",
        encoding="utf-8",
    )
    assert spoken.spoken_in(path).split() == ["Ham", "&", "eggs"]
    assert spoken.spoken_in(tmp_path / "talk.xyz") is None


def test_files_are_held_against_what_is_expected_where_something_is() -> None:
    """A refused file has no numbers; one without an expectation is never a miss."""
    base = {"bytes": 10, "seconds": 1.0, "kept": 9, "spoken": 10}
    files = [
        {**base, "file": "a", "speakers": 2, "turns": 3, "manifest": {"turns": 9}, "expected": {}},
        {
            **base,
            "file": "b",
            "speakers": 2,
            "turns": 3,
            "manifest": {"speakers": 1},
            "expected": {"speakers": 1, "turns": 3},
        },
        {"file": "c", "bytes": 0, "seconds": 0.0, "refused": "The file is empty."},
    ]
    found = run.summarise_formats(files)
    assert (found["n_files"], found["n_refused"]) == (3, 1)
    assert (found["speakers_expected"], found["turns_expected"]) == ([0, 1], [1, 1])
    assert found["turns_manifest"] == [0, 1]
    assert found["not_as_expected"] == ["b"]
    assert found["seconds_per_mb"] == 100_000


def test_every_correction_names_a_file_and_a_reason(shared_data: Path) -> None:
    """No correction outlives its file, and none is without a why."""
    with (shared_data / "formats" / "manifest.csv").open(encoding="utf-8") as file:
        names = {Path(row["file"]).name for row in csv.DictReader(file)}
    with (FOLDER / "corrections.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["file"] for row in rows} <= names
    assert all(row["reason"] and int(row["turns"]) > 0 for row in rows)


def test_without_its_data_the_benchmark_says_where_to_put_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is skipped, and that is no error."""
    done = subprocess.run(
        [sys.executable, str(FOLDER / "run.py")],
        env={**os.environ, "THEMEMINER_SHARED": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "THEMEMINER_SHARED" in done.stdout) == (0, True)


def test_every_spoken_character_of_every_real_file_is_in_the_text(shared_data: Path) -> None:
    """Of 65 files; what may lack is told: times beside labels, lines that meeting programs add."""
    n_read = 0
    for row in run._rows(shared_data / "formats" / "manifest.csv"):
        path = shared_data / "formats" / row["file"]
        transcript = run.read_whole(path)[0].transcript
        if transcript is None:
            continue
        n_read += 1
        said = spoken.spoken_in(path)
        assert said is not None, f"{path.name}: the benchmark knows no way to its words"
        lost = spoken.words_in(said) - spoken.words_in(transcript.text)
        words = [word for word in lost if not word.isdigit()]
        told = any("closing" in note for note in transcript.notes)
        assert len(words) <= (25 if told else 0), f"{path.name}: {words}"
        timed = any(turn.began_s is not None for turn in transcript.turns)
        assert told or timed or not lost, f"{path.name}: {lost}"
    assert n_read > 50
