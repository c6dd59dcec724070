"""A process that is killed loses no decision that it acknowledged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from decided_study import make_study
from thememiner.study import Study

TIMES = 100
_CODER = Path(__file__).with_name("killed_coder.py")


@pytest.mark.skipif(
    not hasattr(os, "fork"), reason="This system cannot fork a process to be killed."
)
def test_a_coder_who_is_killed_a_hundred_times_loses_no_acknowledged_decision(
    tmp_path: Path,
) -> None:
    """Killed as the study is opened, between decisions and in the middle of writing one."""
    make_study(tmp_path / "study").close()
    done = subprocess.run(
        [sys.executable, str(_CODER), str(tmp_path / "study"), str(TIMES)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    acknowledged = done.stdout.split()
    with Study(tmp_path / "study", progress=False) as study:
        log = {decision.id: decision for decision in study.decisions}
        assert len(acknowledged) >= TIMES // 2
        assert set(acknowledged) <= log.keys()
        assert len(log) - len(set(acknowledged)) <= TIMES  # each kill may hide one acknowledgement
        assert len({decision.memo.split("/")[0] for decision in log.values()}) >= TIMES // 2
        assert {coding.code_id for coding in study.codings()} == {"time"}
        assert not study._database.faults()
        assert not study._database.unpaired()


def test_what_is_written_is_flushed_to_the_disk(tmp_path: Path) -> None:
    """SQLite waits for the disk before a decision is acknowledged, and no log runs ahead of the file."""
    with make_study(tmp_path / "study") as study:
        rows = study._database._rows
        assert rows("PRAGMA synchronous") == [(2,)]
        assert rows("PRAGMA journal_mode") == [("delete",)]
