"""Many files read in several processes: the same as in one, whatever happens to one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from thememiner.errors import SettingsError
from thememiner.read import read_files, read_transcripts
from thememiner.read._many import find_n_workers, read_each

SOURCE = Path(__file__).resolve().parents[1] / "src"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty transcripts, one of them twice, one empty and one that is no transcript."""
    folder = tmp_path / "talks"
    folder.mkdir()
    for n in range(27):
        text = f"I: How was week {n}?\n\nP1: Week {n} was long, and the rota was full.\n"
        (folder / f"talk-{n:02}.txt").write_text(text, encoding="utf-8")
    (folder / "twin.txt").write_bytes((folder / "talk-03.txt").read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "sound.xyz").write_bytes(b"ID3")
    return folder


def name_or_die(path: Path) -> str:
    """The file's name; the process that reads ``talk-05`` or ``talk-11`` dies."""
    if path.stem in ("talk-05", "talk-11"):
        os._exit(13)
    return path.name


def died(path: Path) -> str:
    """What stands for a file whose process died."""
    return f"{path.name} died"


def test_the_number_of_processes_never_changes_the_result(folder: Path) -> None:
    """One, two and four workers give the same entries in the same order."""
    alone = read_files(folder, workers=1)
    assert len(alone) == 30
    assert sum(file.transcript is not None for file in alone) == 27
    assert [file.path.name for file in alone if file.same_as] == ["twin.txt"]
    for workers in (2, 4):
        assert read_files(folder, workers=workers) == alone
    assert read_files(sorted(folder.iterdir(), reverse=True), workers=2) == alone
    assert read_transcripts(folder, workers=2) == read_transcripts(folder, workers=1)


def test_a_process_that_dies_loses_its_own_file_only(tmp_path: Path) -> None:
    """Files that waited in the same pool are read again; the guilty ones are named."""
    files = [tmp_path / f"talk-{n:02}.txt" for n in range(15)]
    found = list(read_each(files, name_or_die, broken=died, workers=2))
    assert [name for name in found if name.endswith("died")] == [
        "talk-05.txt died",
        "talk-11.txt died",
    ]
    assert [name.removesuffix(" died") for name in found] == [file.name for file in files]


def test_progress_goes_through_every_file_once(folder: Path) -> None:
    """The bar counts files, in one process and in several."""
    for workers in (1, 2):
        seen: list[Path] = []

        def track(files: Sequence[Path], what: str, seen: list[Path] = seen) -> Iterable[Path]:
            assert what == "reading"

            def walk() -> Iterator[Path]:
                for file in files:
                    seen.append(file)
                    yield file

            return walk()

        read_files(folder, workers=workers, track=track)
        assert len(seen) == 30


def test_few_files_need_no_processes() -> None:
    """Up to twenty files are read here; more get a process for each ten, one a core at most."""
    assert [find_n_workers(n) for n in (0, 1, 20)] == [1, 1, 1]
    assert find_n_workers(1000) <= (os.cpu_count() or 1)
    assert find_n_workers(3, workers=8) == 3
    with pytest.raises(SettingsError, match="Give at least 1"):
        find_n_workers(5, workers=0)


def test_a_script_without_a_guard_is_not_run_again_in_each_process(
    folder: Path, tmp_path: Path
) -> None:
    """Researchers' scripts have no ``if __name__ == "__main__"``."""
    script = tmp_path / "script.py"
    script.write_text(
        "from thememiner import read_transcripts\n"
        "print('begin')\n"
        f"transcripts, problems = read_transcripts({str(folder)!r}, workers=2)\n"
        "print(len(transcripts), len(problems))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.stdout.split(), done.stderr) == (["begin", "27", "3"], "")
