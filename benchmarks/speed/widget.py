"""How soon the review page answers a key, with 20,000 passages, in a real JupyterLab in Chromium.

``python benchmarks/speed/widget.py`` writes ``benchmarks/results/widget.json`` and the tables. The study
is made of invented talk; nothing is mined. A key is timed in the browser, from the moment it was pressed
to the frame after the page has changed; a decision also until the study has said that it is on disk.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(Path(__file__).resolve().parent)]

from main_job import describe_machine  # noqa: E402 - beside this file

from notebook_page import (  # noqa: E402 - the tests open the same page
    chromium,
    jupyter_lab,
    open_notebook,
    why_not,
    write_notebook,
)
from page_study import make_page_study  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

RESULTS = ROOT / "benchmarks" / "results" / "widget.json"
AIM_MS = 100
N_UNITS = 20_000
PER_TRANSCRIPT = 200
_CLOCK = """
window.took = [];
window.addEventListener('keydown', (event) => {
  const pressed = event.timeStamp;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => window.took.push([event.key, performance.now() - pressed]);
    channel.port2.postMessage(0);
  });
}, true);
"""
KEYS: Mapping[str, Sequence[str]] = {
    "next passage": ("n",),
    "passage before": ("p",),
    "confirm": ("Enter",),
    "another suggestion": ("ArrowDown", "ArrowUp"),
    "type into the codebook": ("c", "t", "i", "Escape"),
    "pick words": ("s", "ArrowRight", "Shift+ArrowRight", "Escape"),
    "no code fits": ("0",),
    "undo": ("u",),
}


def time_keys(page: Page, repeats: int) -> dict[str, Any]:
    """Milliseconds from key to the repainted page, for each thing that is done."""
    page.evaluate(_CLOCK)
    found: dict[str, Any] = {}
    for what, keys in KEYS.items():
        page.evaluate("() => { window.took = [] }")
        for _ in range(repeats):
            for key in keys:
                page.keyboard.press(key)
                page.wait_for_timeout(120)
        took = [ms for _, ms in page.evaluate("() => window.took")]
        found[what] = summarise(took)
    return found


def time_saving(page: Page, repeats: int) -> dict[str, Any]:
    """Milliseconds from a decision to the study's word that it is on disk."""
    took = []
    for _ in range(repeats):
        began = time.monotonic()
        page.keyboard.press("Enter")
        page.wait_for_function(
            "() => document.querySelector('.tm-saving').textContent === 'All saved'", polling=5
        )
        took.append((time.monotonic() - began) * 1000)
        page.wait_for_timeout(60)
    return summarise(took)


def summarise(took: Sequence[float]) -> dict[str, Any]:
    """Median, 95th percentile and the longest, in milliseconds.

    Raises:
        ValueError: nothing was timed.
    """
    if not took:
        raise ValueError("No key was timed.")
    ordered = sorted(took)
    late = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    numbers = {"median": median(ordered), "p95": late, "max": ordered[-1]}
    return {"n": len(ordered), **{name: round(value, 1) for name, value in numbers.items()}}


def measure(n_units: int, repeats: int) -> dict[str, Any]:
    """The whole benchmark into what the results file holds."""
    machine = describe_machine()
    with TemporaryDirectory() as name:
        folder = Path(name)
        make_page_study(folder / "study", n=n_units, per_transcript=PER_TRANSCRIPT).close()
        source = (
            "import thememiner as tm\n"
            f"study = tm.Study({str(folder / 'study')!r}, progress=False)\n"
            "study.review('AB', 'be')\n"
        )
        write_notebook(folder / "review.ipynb", source)
        with jupyter_lab(folder) as address, chromium() as browser:
            page = browser.new_page(viewport={"width": 1500, "height": 950})
            open_notebook(page, address, "review.ipynb")
            page.locator(".tm-here").first.wait_for()
            page.locator(".tm-root").focus()
            keys = time_keys(page, repeats)
            saved = time_saving(page, repeats)
            rows = page.locator(".tm-row").count()
    return {
        "machine": machine,
        "n_units": n_units,
        "per_transcript": PER_TRANSCRIPT,
        "aim_ms": AIM_MS,
        "rows_in_page": rows,
        "keys": keys,
        "saved": saved,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write; 1 where a key takes longer than the aim in the median, 2 without a browser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=N_UNITS)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--look", action="store_true", help="write no results")
    chosen = parser.parse_args(arguments)
    if why_not() is not None:
        print(why_not(), file=sys.stderr)
        return 2
    results = measure(chosen.units, chosen.repeats)
    print(json.dumps(results, indent=2))
    if not chosen.look:
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
        subprocess.run([sys.executable, str(ROOT / "benchmarks" / "tables.py")], check=True)
    return int(any(found["median"] > AIM_MS for found in results["keys"].values()))


if __name__ == "__main__":
    sys.exit(main())
