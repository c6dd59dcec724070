"""The main job, review, export and import in one process whose every file and socket is written down.

Run as ``python watched_job.py REPORT OUT STUDY KEY TRANSCRIPT...``: it leaves a list of what was opened
for writing, made, renamed, asked for and started, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from pathlib import Path
from types import FrameType
from typing import Any

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "thememiner"
STDLIB = (sysconfig.get_path("stdlib"), "<frozen")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
NETWORK = (
    "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "socket.sendto",
    "socket.sendmsg", "urllib.Request", "http.client.connect", "ftplib.connect", "smtplib.connect",
)  # fmt: skip
CHANGES = ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate", "shutil.copyfile")
STARTS = ("os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "os.startfile")


class Watch:
    """What a process did, as the interpreter tells of it."""

    def __init__(self) -> None:
        self.writes: list[tuple[str, str]] = []
        self.asked: list[str] = []
        self.started: list[str] = []
        self.unpickled: set[str] = set()

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = (*arguments, 0, 0)[:3]
            if isinstance(path, str | bytes | os.PathLike) and _writes(mode, flags):
                self.writes.append((_absolute(path), _writer()))
        elif event in CHANGES:
            paths = [p for p in arguments[:2] if isinstance(p, str | bytes | os.PathLike)]
            self.writes.extend((_absolute(path), _writer()) for path in paths[-1:])
        elif event in NETWORK:
            if _leaves(event, arguments):
                self.asked.append(f"{event} {arguments!r}"[:300])
                raise OSError("the network is blocked")
        elif event in STARTS:
            self.started.append(f"{event} {arguments!r}"[:300])
        elif event == "pickle.find_class":
            self.unpickled.add(".".join(map(str, arguments[:2])))

    def as_json(self) -> str:
        return json.dumps(
            {
                "writes": sorted(set(self.writes)),
                "asked": self.asked,
                "started": self.started,
                "unpickled": sorted(self.unpickled),
            }
        )


def _writes(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+"))
    return isinstance(flags, int) and bool(flags & WRITING)


def _absolute(path: str | bytes | os.PathLike[str]) -> str:
    return os.path.realpath(os.fsdecode(path))


def _leaves(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether it asks for another machine; libraries try out whether a port can be had on this one."""
    return event != "socket.bind" or arguments[-1][0] not in ("::1", "127.0.0.1")


def _writer() -> str:
    """The file whose code writes: the first on the way up that is not Python's own."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if (not name.startswith(STDLIB) and name != __file__) or "site-packages" in name:
            return name
        frame = frame.f_back
    return "python"


def run_everything(out: Path, study: Path, key: Path, transcripts: list[str]) -> None:
    """The whole way, as a person would go it on the command line and in Python."""
    from openpyxl import load_workbook

    import thememiner as tm
    from thememiner.formats._xlsx_memory import book_bytes
    from thememiner.reports import REPORTS

    one = tm.Study(study, key=key, progress=False)
    one.add(transcripts)
    one.mine(codebook="npt", n_themes=4)
    one.export(out / "team", formats=list(REPORTS))
    for quote in [quote for theme in one.themes.themes for quote in theme.quotes][:4]:
        one.allow(quote.unit_id, coder="AB")
    one.export(out / "public", formats=list(REPORTS), audience="public")
    sheet = one.export_review(out / "round1.xlsx", coder="AB")
    book = load_workbook(sheet)
    page = book["Review"]
    columns = {cell.value: cell.column for cell in page[1]}
    for row in range(2, 8):
        page.cell(row, columns["verdict"]).value = "none fits"
        page.cell(row, columns["memo"]).value = "read together"
    (out / "filled.xlsx").write_bytes(book_bytes(book))  # a coder's own program is not watched
    reports = one.import_review(out / "filled.xlsx")
    assert sum(report.outcome == "applied" for report in reports) == 6, reports
    one.export(out / "team", formats=["html", "csv"])
    assert one.verify(), one.verify()
    one.close()


if __name__ == "__main__":
    report, out, study, key, *transcripts = sys.argv[1:]
    watch = Watch()
    sys.addaudithook(watch)
    run_everything(Path(out), Path(study), Path(key), transcripts)
    Path(report).write_text(watch.as_json(), encoding="utf-8")
