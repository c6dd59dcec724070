"""Pages full of hostile words, opened in Chromium: no script of theirs runs, nothing is asked for."""

from __future__ import annotations

import re
import shutil
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest
from hostile_study import hostile_files

from thememiner.reports import AUDIENCES, Audience

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)

pytestmark = pytest.mark.skipif(
    CHROMIUM is None,
    reason="Chromium is not on this machine; install it (Debian: apt-get install chromium).",
)


@contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port that writes down whoever asks it for anything."""
    asked: list[bytes] = []

    class Asked(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.request.recv(400))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Asked) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], asked
        server.shutdown()


def opened(page: Path, profile: Path) -> tuple[str, str, list[bytes]]:
    """The page as it is after its scripts, what the browser complained of, and who was asked."""
    with listener() as (port, asked):
        done = subprocess.run(
            [
                str(CHROMIUM),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--no-pings",
                "--disable-extensions",
                f"--user-data-dir={profile}",
                f"--host-resolver-rules=MAP evil.invalid 127.0.0.1:{port}",
                "--ignore-certificate-errors",
                "--enable-logging=stderr",
                "--v=0",
                "--virtual-time-budget=8000",
                "--dump-dom",
                page.as_uri(),
            ],
            capture_output=True,
            timeout=240,
            check=False,
        )
    return done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"), asked


def title_of(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    return unescape(found[1]) if found else ""


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_script_of_a_page_is_a_participants(audience: Audience, tmp_path: Path) -> None:
    """The title is what it was, nobody was asked for anything, nothing had to be refused."""
    pages = {n: data for n, data in hostile_files(audience).items() if n.endswith(".html")}
    assert pages
    for name, data in pages.items():
        path = tmp_path / name
        path.write_bytes(data)
        html, complaints, asked = opened(path, tmp_path / "profile")
        assert title_of(html) == title_of(data.decode())
        assert title_of(html).startswith("</title><script>document.title='owned'</script>")
        assert asked == []
        assert not re.search(r"Refused to|violates the following Content Security", complaints)
        for tag in ("iframe", "object", "embed", "base", "form", "link"):
            assert f"<{tag}" not in html.lower()


def test_the_listener_and_the_browser_would_show_it(tmp_path: Path) -> None:
    """The same test sees a page that does run and ask: without this it could not fail."""
    path = tmp_path / "bad.html"
    path.write_text(
        "<title>good</title><script>document.title='owned'</script>"
        "<img src='http://evil.invalid/x.png'>",
        encoding="utf-8",
    )
    html, _, asked = opened(path, tmp_path / "profile")
    assert title_of(html) == "owned"
    assert any(b"/x.png" in request for request in asked)
