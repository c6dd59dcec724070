"""Turns many files into what each holds, in several processes, in the order of the files."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

from thememiner.errors import SettingsError

T = TypeVar("T")
Track = Callable[[Sequence[Path], str], Iterable[Path]]

WHAT = "reading"
_FEW_FILES = 20
_FILES_A_WORKER = 10
_MOST_WORKERS = 16


def no_track(files: Sequence[Path], what: str) -> Iterable[Path]:  # noqa: ARG001
    """Walk through files without showing any progress."""
    return files


def find_n_workers(n_files: int, workers: int | None = None) -> int:
    """How many processes read so many files; 1 is this process alone.

    Args:
        n_files: files to read.
        workers: what the user asked for; None for one a core where there are many files.

    Raises:
        SettingsError: fewer than one worker was asked for.
    """
    if workers is not None:
        if workers < 1:
            raise SettingsError(f"{workers} workers cannot read. Give at least 1, or None.")
        return min(workers, max(n_files, 1))
    if n_files <= _FEW_FILES:
        return 1
    return max(1, min(_n_cores(), n_files // _FILES_A_WORKER, _MOST_WORKERS))


def _n_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_each(
    files: Sequence[Path],
    read: Callable[[Path], T],
    *,
    broken: Callable[[Path], T],
    workers: int | None = None,
    track: Track = no_track,
) -> Iterator[T]:
    """What ``read`` makes of each file, in the order of the files.

    Args:
        files: the files.
        read: a function that a fresh process can import; it raises nothing on purpose.
        broken: makes the entry for a file whose process died while it read.
        workers: processes; None decides by the number of files.
        track: shows progress.
    """
    n_workers = find_n_workers(len(files), workers)
    if n_workers == 1:
        yield from (read(path) for path in track(files, WHAT))
        return
    pool = _Pool(files, read, n_workers)
    try:
        for n, path in enumerate(track(files, WHAT)):
            try:
                yield pool.result(n)
            except BrokenProcessPool:
                yield broken(path)
    finally:
        pool.close()


class _Pool(Generic[T]):
    """Processes that read files; where one dies, the rest is read one file at a time.

    When a process dies, every file that was waiting fails with it, and nothing says which one did
    it. Those files are given to a fresh process one by one, so that the guilty one stands alone.
    """

    def __init__(self, files: Sequence[Path], read: Callable[[Path], T], n_workers: int) -> None:
        self._files = files
        self._read = read
        self._executor = _executor(n_workers)
        self._alone = False
        with _without_main():
            self._futures: list[Future[T]] = [self._executor.submit(read, f) for f in files]

    def result(self, n: int) -> T:
        """What became of file ``n``.

        Raises:
            BrokenProcessPool: the process that read it died.
        """
        try:
            return self._futures[n].result()
        except BrokenProcessPool:
            return self._read_alone(n)

    def _read_alone(self, n: int) -> T:
        if not self._alone:
            self._renew()
            self._alone = True
        try:
            with _without_main():
                future = self._executor.submit(self._read, self._files[n])
            return future.result()
        except BrokenProcessPool:
            self._renew()
            raise

    def _renew(self) -> None:
        self.close()
        self._executor = _executor(1)

    def close(self) -> None:
        """End the processes; files that were not begun are left."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def _executor(n_workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(n_workers, mp_context=multiprocessing.get_context("spawn"))


@contextmanager
def _without_main() -> Iterator[None]:
    """Keep fresh processes from running the user's script again.

    A spawned process imports the main module, which would run a script without
    ``if __name__ == "__main__"`` once more in each of them. Readers need nothing from it.
    """
    main = sys.modules.get("__main__")
    hidden = {name: getattr(main, name) for name in ("__file__", "__spec__") if hasattr(main, name)}
    for name in hidden:
        setattr(main, name, None)
    try:
        yield
    finally:
        for name, value in hidden.items():
            setattr(main, name, value)
