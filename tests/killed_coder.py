"""Decides in a study, again and again, and is killed: run by the test, which counts what was acknowledged.

``killed_coder.py FOLDER TIMES`` forks a child for each time. A child opens the study, decides, and writes the
id of each decision to a pipe after ``decide`` has returned; at some moment it is killed. Every id that came
through the pipe is printed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from itertools import count
from pathlib import Path

from thememiner.review import Said
from thememiner.store import Database
from thememiner.study._decision_desk import DecisionDesk

LONGEST_S = 0.04


def decide_for_ever(path: Path, pipe: int, number: int) -> None:
    """Open the study and decide until somebody ends it."""
    desk = DecisionDesk(Database(path))
    units = list(desk.replay.grounds.units)
    for n in count():
        said = Said(verdict="code", code_id="time", memo=f"{number}/{n}")
        decision = desk.decide(units[n % len(units)], said, coder="AB", codebook="be")
        os.write(pipe, f"{decision.id}\n".encode())


def kill_one(path: Path, number: int, chance: random.Random) -> bytes:
    """Start a child, kill it, and give what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            decide_for_ever(path, writing, number)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        first = (
            pipe.readline() if number % 4 else b""
        )  # every fourth may be killed as it opens the study
        time.sleep(chance.uniform(0, LONGEST_S))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return first + pipe.read()


def main() -> None:
    """Kill as often as was asked for."""
    folder, times = Path(sys.argv[1]), int(sys.argv[2])
    chance = random.Random(0)
    for number in range(times):
        sys.stdout.write(kill_one(folder / "study.sqlite", number, chance).decode())


if __name__ == "__main__":
    main()
