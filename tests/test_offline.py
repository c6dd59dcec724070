"""Nothing leaves the machine and nothing is left on it: the whole job, every file and socket watched.

One process adds, mines, exports for the team and the public, writes a review sheet, takes it back and
verifies (`watched_job.py`). Python tells of every file that is opened for writing, every folder made,
every name asked for. Home and the folder for temporary files are empty ones of their own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
JOB = ROOT / "tests" / "watched_job.py"
TRANSCRIPTS = ROOT / "samples" / "chw-pilot" / "transcripts"
READ = ("castle-row-worker-t2.txt", "fenwick-vale-gp-t1.txt", "harbour-street-nurse-t2.txt",
        "fenwick-vale-worker-t2.txt")  # fmt: skip
SHORTEST = 25


class Job(NamedTuple):
    """Where a watched job worked, and what it did."""

    folder: Path
    report: dict[str, Any]

    @property
    def allowed(self) -> tuple[Path, ...]:
        """The study, the key, and the folder asked for."""
        return tuple(self.folder / name for name in ("study", "keys", "out"))

    def elsewhere(self) -> list[tuple[Path, str]]:
        """What was written in any other place, and whose code wrote it."""
        writes = [(Path(path), writer) for path, writer in self.report["writes"]]
        return [
            (path, writer)
            for path, writer in writes
            if not any(path.is_relative_to(one) for one in self.allowed)
            and path != self.folder / "report.json"
        ]


def watched(folder: Path, *, program: list[str]) -> subprocess.CompletedProcess[str]:
    for name in ("home", "temp", "out"):
        (folder / name).mkdir()
    places = {"HOME": "home", "TMPDIR": "temp", "SQLITE_TMPDIR": "temp", "XDG_CACHE_HOME": "home"}
    places = {name: str(folder / place) for name, place in places.items()}
    return subprocess.run(
        [sys.executable, *program],
        env={**os.environ, **places, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """The whole job, done once."""
    folder = tmp_path_factory.mktemp("watched")
    paths = [folder / name for name in ("report.json", "out", "study", "keys/key.json")]
    talks = [str(TRANSCRIPTS / name) for name in READ]
    done = watched(folder, program=[str(JOB), *map(str, paths), *talks])
    assert done.returncode == 0, done.stderr
    return Job(folder, json.loads((folder / "report.json").read_text(encoding="utf-8")))


def sentences() -> list[bytes]:
    """Stretches of the talk long enough that nothing else says the same, as they could be stored."""
    text = "\n".join((TRANSCRIPTS / name).read_text(encoding="utf-8") for name in READ)
    parts = (" ".join(part.split()) for part in re.split(r"[.?!\n:]", text))
    found = [part for part in dict.fromkeys(parts) if len(part) >= SHORTEST]
    assert len(found) > 100
    return [part.encode(coding) for part in found for coding in ("utf-8", "utf-16-le")]


@pytest.mark.slow
def test_no_other_machine_is_asked_for_anything(job: Job) -> None:
    """Models come from installed packages; no address is even looked up."""
    assert job.report["asked"] == []


@pytest.mark.slow
def test_our_code_writes_only_where_it_was_asked_to(job: Job) -> None:
    """The study, the key and the folder asked for; libraries keep compiled code elsewhere."""
    ours = [path for path, writer in job.elsewhere() if "site-packages" not in writer]
    assert ours == []
    assert (job.folder / "keys" / "key.json").is_file()
    assert (job.folder / "study" / "study.sqlite").is_file()
    assert {path.name for path in (job.folder / "study").iterdir()} <= {
        "study.sqlite", "study.toml", "exports",
    }  # fmt: skip


@pytest.mark.slow
def test_no_word_of_a_transcript_is_anywhere_else(job: Job) -> None:
    """Neither in home, nor among temporary files, nor in what libraries wrote."""
    left = [path for place in ("home", "temp") for path in (job.folder / place).rglob("*")]
    files = {path for path in left if path.is_file()}
    for path, _ in job.elsewhere():
        files |= {path} if path.is_file() else set(path.glob("*")) if path.is_dir() else set()
    said = sentences()
    for path in sorted(file for file in files if file.is_file()):
        data = path.read_bytes()
        assert not [part for part in said if part in data], path


@pytest.mark.slow
def test_no_temporary_file_held_a_sheet_or_a_page(job: Job) -> None:
    """What was written and deleted again can still be found on a disk: nothing of ours was."""
    temp = job.folder / "temp"
    writers = {writer for path, writer in job.elsewhere() if path.is_relative_to(temp)}
    assert all("/torch/" in writer for writer in writers)  # a folder for compiled code


@pytest.mark.slow
def test_nothing_is_unpickled_but_compiled_code_of_a_library(job: Job) -> None:
    """No model and no result is a pickle."""
    kinds = {name.split(".")[0] for name in job.report["unpickled"]}
    assert kinds <= {"numba", "numpy", "builtins", "copyreg"}
    asked = [re.search(r"'([^']+)'", started) for started in job.report["started"]]
    assert {found[1] for found in asked if found} <= {"fc-list", "lscpu"}  # fonts, processors
    assert all(asked)


@pytest.mark.slow
def test_the_job_was_the_whole_job(job: Job) -> None:
    """All that was to be watched was done."""
    names = {path.name for path in (job.folder / "out").rglob("*")}
    assert {"report.html", "units.csv", "tables.xlsx", "review.xlsx", "codebook.qdc"} <= names
    assert {"public-report.html", "public-notes.txt", "round1.xlsx", "filled.xlsx"} <= names


def test_a_job_that_writes_and_asks_elsewhere_would_be_seen(tmp_path: Path) -> None:
    """The watch sees a file, a folder, an address and a program: without this it could not fail."""
    program = (
        f"import sys; sys.path.insert(0, {str(JOB.parent)!r})\n"
        "import os, socket, subprocess, pathlib, watched_job\n"
        "watch = watched_job.Watch(); sys.addaudithook(watch)\n"
        "pathlib.Path('left').write_text('x'); os.mkdir('folder')\n"
        "os.open('low', os.O_CREAT | os.O_WRONLY)\n"
        "subprocess.run(['true'])\n"
        "for ask in (lambda: socket.getaddrinfo('a.invalid', 80),\n"
        "            lambda: socket.create_connection(('127.0.0.1', 9))):\n"
        "    try: ask()\n"
        "    except OSError as error: assert 'blocked' in str(error)\n"
        "print(watch.as_json())\n"
    )
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "program.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert {"left", "folder", "low"} <= {Path(path).name for path, _ in report["writes"]}
    assert len(report["asked"]) == 2
    assert "true" in report["started"][0]
