"""Nothing leaves the machine: the main job runs with every socket blocked."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TRANSCRIPTS = ROOT / "samples" / "chw-pilot" / "transcripts"


def test_the_main_job_runs_with_sockets_blocked(tmp_path):
    """Models come from installed packages; no address is even looked up."""
    script = textwrap.dedent(
        """
        import socket, sys
        asked = []
        def refuse(*arguments, **named):
            asked.append(arguments)
            raise OSError("the network is blocked")
        for name in ("connect", "connect_ex", "sendto"):
            setattr(socket.socket, name, refuse)
        for name in ("create_connection", "getaddrinfo", "gethostbyname"):
            setattr(socket, name, refuse)
        from thememiner.cli import main
        try:
            main(sys.argv[1:])
        finally:
            if asked:
                print("connections asked for:", asked, file=sys.stderr)
                raise SystemExit(99)
        """
    )
    one = next(TRANSCRIPTS.glob("castle-row-worker-t2.txt"))
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            script,
            "mine",
            str(one),
            "--study",
            str(tmp_path / "study"),
            "--codebook",
            "npt",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "study" / "exports" / "report.html").is_file()
