"""A real JupyterLab and a real browser for a test: one server, one empty profile, nothing from outside."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
MISSING = [name for name in ("jupyterlab", "playwright", "anywidget") if find_spec(name) is None]
PATIENCE_MS = 90_000
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--no-first-run", "--no-pings", "--force-color-profile=srgb",
)  # fmt: skip


def why_not() -> str | None:
    """What is missing for these tests, in words; None where all is there."""
    if CHROMIUM is None:
        return "Chromium is not on this machine; install it (Debian: apt-get install chromium)."
    if MISSING:
        return f"{', '.join(MISSING)} not installed; pip install -e '.[dev]' brings them."
    return None


@contextmanager
def jupyter_lab(folder: Path, *, theme: str = "JupyterLab Light") -> Iterator[str]:
    """A JupyterLab over a folder; its address."""
    import jupyterlab

    share = next(
        up / "share" / "jupyter"
        for up in Path(jupyterlab.__file__).parents
        if (up / "share" / "jupyter" / "lab").is_dir()
    )
    own = folder / ".jupyter"
    settings = own / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True, exist_ok=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet))
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": theme}))
    port = _free_port()
    env = os.environ | {
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTER_PATH": str(share),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        "IPYTHONDIR": str(own / "ipython"),
        "PYTHONWARNINGS": "ignore",
    }
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
        f"--port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={folder}",
        "--IdentityProvider.token=", "--ServerApp.password=", f"--app-dir={share / 'lab'}",
        "--LabApp.extension_manager=readonly", "--ServerApp.quit_button=False",
        "--ServerApp.disable_check_xsrf=True",
    ]  # fmt: skip
    with (folder / ".jupyter" / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log, cwd=folder)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/api/status", server, folder / ".jupyter" / "log.txt")
            yield address
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-2000:]}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with an empty profile that asks nobody but the server."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def write_notebook(path: Path, source: str) -> None:
    """A notebook of one cell."""
    import nbformat

    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    made.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(made, path)


def open_notebook(page: Page, address: str, name: str) -> None:
    """Open a notebook and run its cell; the review page is there then."""
    from playwright.sync_api import TimeoutError

    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/lab/tree/{name}?reset")
    asking = page.locator(".jp-Dialog")  # on a busy machine: of a kernel that took its time
    page.add_locator_handler(asking, lambda: asking.locator("button.jp-mod-accept").click())
    page.locator(".jp-NotebookPanel .jp-Cell .cm-content").first.click()
    page.wait_for_function(
        "() => /Idle/.test(document.querySelector('.jp-Notebook-ExecutionIndicator')"
        "?.getAttribute('data-status') ?? '') || "
        "document.querySelector('.jp-Notebook-ExecutionIndicator[data-status=\"idle\"]')"
    )
    shown = page.locator(".tm-root .tm-row, .tm-root .tm-theme").first
    for _ in range(3):  # a key that comes while the notebook is still being laid out is lost
        page.locator(".jp-NotebookPanel .jp-Cell .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        try:
            page.wait_for_function(
                "() => !/^\\[ *\\]/.test(document.querySelector('.jp-InputPrompt').textContent)",
                timeout=PATIENCE_MS / 6,
            )
            break
        except TimeoutError:
            continue
    shown.wait_for()


def stop_kernels(address: str) -> None:
    """End all kernels, so that those of one test do not slow down the next."""
    with urllib.request.urlopen(f"{address}/api/kernels", timeout=30) as found:
        names = [one["id"] for one in json.load(found)]
    for name in names:
        request = urllib.request.Request(f"{address}/api/kernels/{name}", method="DELETE")
        urllib.request.urlopen(request, timeout=30).close()
