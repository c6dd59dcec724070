"""The review page in a real JupyterLab in a real browser: keys, words, screen readers, hostile talk."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from notebook_page import (
    PATIENCE_MS,
    chromium,
    jupyter_lab,
    open_notebook,
    stop_kernels,
    why_not,
    write_notebook,
)
from page_study import make_page_study
from thememiner.study import Study

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(why_not() is not None, reason=str(why_not()))

TESTS = Path(__file__).resolve().parent
OWNED = "document.documentElement.dataset.owned='yes'"
HOSTILE = (
    f"<script>{OWNED}</script> we had no time",
    f'"><img src=x onerror="{OWNED}"> and no money',
    f'<svg onload="{OWNED}"></svg> ${{7*7}} {{{{7*7}}}} javascript:{OWNED}',
    "\u202egnp.exe\u202c and لا وقت لدينا <b>loud</b>",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def lab(folder: Path) -> Iterator[str]:
    with jupyter_lab(folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def page(browser: Browser, lab: str) -> Iterator[Page]:
    """A page of its own; whatever its script could not do makes the test fail."""
    opened = browser.new_page(viewport={"width": 1500, "height": 950})
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    opened.close()
    stop_kernels(lab)
    assert faults == []


def open_fake(page: Page, lab: str, folder: Path, name: str, made: str) -> None:
    """A notebook whose page asks a desk without a study; ``LOG`` holds what it was told."""
    source = f"""\
        import json, sys
        from pathlib import Path
        sys.path.insert(0, {str(TESTS)!r})
        from fake_desk import FakeDesk
        from thememiner.widgets import Desks, make_widget
        class Kept(FakeDesk):
            def _now(self, *where):
                Path({str(folder / name)!r} + ".log").write_text(json.dumps(self.log))
                return super()._now(*where)
        make_widget(Desks("AB", review=Kept({made})))
        """
    write_notebook(folder / f"{name}.ipynb", dedent(source))
    open_notebook(page, lab, f"{name}.ipynb")
    page.locator(".tm-root").focus()
    at_passage(page, 1)
    page.locator(".tm-here").first.wait_for()


def open_study(page: Page, lab: str, folder: Path, name: str, opens: str) -> None:
    """A notebook over a study."""
    source = f"""\
        import thememiner as tm
        study = tm.Study({str(folder / name)!r}, progress=False)
        {opens}
        """
    write_notebook(folder / f"{name}.ipynb", dedent(source))
    open_notebook(page, lab, f"{name}.ipynb")
    page.locator(".tm-root").focus()


def at_passage(page: Page, number: int) -> None:
    """Wait until the page is at a passage."""
    page.wait_for_function(
        "n => document.querySelector('.tm-panel h3')?.textContent.startsWith(`Passage ${n} of`)",
        arg=number,
    )


def all_saved(page: Page) -> None:
    """Wait until every decision is on disk."""
    page.wait_for_function("() => document.querySelector('.tm-saving').textContent === 'All saved'")


def save_notebook(page: Page, path: Path) -> None:
    """Save it by key, from within the page, and wait until its output is in the file."""
    page.keyboard.press("Control+s")
    until = time.monotonic() + PATIENCE_MS / 1000
    while "vnd.jupyter.widget-view+json" not in path.read_text("utf-8"):
        assert time.monotonic() < until, "the notebook was not saved"
        page.wait_for_timeout(200)


def faults_of(page: Page) -> list[Any]:
    """What axe-core holds to be serious or critical."""
    import axe_playwright_python

    script = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
    page.evaluate(script)
    found = page.evaluate("async () => (await axe.run('.tm-root')).violations")
    checked = page.evaluate("async () => (await axe.run('.tm-root')).passes.length")
    assert checked > 10
    return [
        (one["id"], one["nodes"][0]["html"][:120])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def logged(folder: Path, name: str) -> list[dict[str, Any]]:
    return json.loads((folder / f"{name}.log").read_text())


def test_thirty_decisions_by_keyboard_alone_are_there_after_a_reload(
    page: Page, lab: str, folder: Path
) -> None:
    """Confirmed, rejected, coded by number and by typing, none fits: all in the study's log."""
    make_page_study(folder / "study", n=40).close()
    open_study(page, lab, folder, "study", 'study.review("AB", "be")')
    at_passage(page, 1)
    ways = (
        ["Enter"],
        ["x"],
        ["3", "Enter"],
        ["c", *"reso", "Enter"],
        ["0"],
        ["ArrowDown", "Enter"],
    )
    for n in range(30):
        for key in ways[n % len(ways)]:
            page.keyboard.press(key)
        at_passage(page, n + 2)
    all_saved(page)
    save_notebook(page, folder / "study.ipynb")
    page.reload()
    page.locator(".tm-row").first.wait_for()
    at_passage(page, 31)
    page.wait_for_function(
        "() => document.querySelector('.tm-progress-text').textContent.startsWith('30 of 40')"
    )
    with Study(folder / "study", progress=False) as study:
        log = list(study.decisions)
        assert [one.verdict for one in log[:6]] == [
            "confirm", "reject", "recode", "confirm", "none-fits", "confirm",
        ]  # fmt: skip
        assert len({one.unit_id for one in log}) == len(log) == 30
        assert {(one.coder, one.via, one.codebook) for one in log} == {("AB", "widget", "be")}
        assert len(study.codings()) == 20


def test_words_are_picked_with_the_keys_whatever_stands_before_them(
    page: Page, lab: str, folder: Path
) -> None:
    """An emoji is one code point: what is coded is what was picked, to the letter."""
    said = "🙂👩\u200d👩\u200d👧 so we 🚲 went there ourselves, twice"
    open_fake(page, lab, folder, "picked", f"n=3, sayings=[{said!r}]")
    for key in (
        "s",
        "ArrowRight",
        "ArrowRight",
        "ArrowRight",
        "Shift+ArrowRight",
        "Shift+ArrowRight",
    ):
        page.keyboard.press(key)
    assert page.locator(".tm-panel blockquote").inner_text() == "we 🚲 went"
    for key in ("c", "t", "r", "u", "s", "Enter"):
        page.keyboard.press(key)
    page.locator(".tm-coded").first.wait_for()
    all_saved(page)
    [decision] = logged(folder, "picked")
    start, end = decision["start"] - 4, decision["end"] - 4
    assert said[start:end] == "we 🚲 went"
    assert decision["code_id"] == "trust"
    assert page.locator(".tm-coded").first.inner_text() == "we 🚲 went"


def test_words_are_picked_with_the_mouse_over_turns(page: Page, lab: str, folder: Path) -> None:
    """A selection from the middle of one turn into the next; labels are not part of it."""
    said = ["🙂 first words here", "and 🚲 then others"]
    open_fake(page, lab, folder, "mouse", f"n=2, sayings={said!r}")
    page.evaluate(
        """() => {
          const [one, two] = document.querySelectorAll('.tm-speech');
          const text = (node, from) => document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode();
          document.getSelection().setBaseAndExtent(text(one), 9, text(two), 11);
          document.querySelector('.tm-page').dispatchEvent(new MouseEvent('mouseup'));
        }"""
    )
    page.locator(".tm-picked").first.wait_for()
    assert page.locator(".tm-panel blockquote").inner_text() == "words here and 🚲 then"
    page.locator(".tm-root").focus()
    for key in ("2", "Enter"):
        page.keyboard.press(key)
    all_saved(page)
    [decision] = logged(folder, "mouse")
    whole = f"P1: {said[0]}\n\nP2: {said[1]}"
    assert whole[decision["start"] : decision["end"]] == "words here\n\nP2: and 🚲 then"


def test_no_key_of_the_page_reaches_the_notebook(page: Page, lab: str, folder: Path) -> None:
    """``d d`` would delete the cell and ``b`` add one, if the notebook's command mode heard them."""
    open_fake(page, lab, folder, "keys", "n=5")
    for key in ("d", "d", "b", "b", "Shift+D", "z", "1", "Escape", "m", "Escape", "i", "i", "?"):
        page.keyboard.press(key)
    assert page.locator(".tm-help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".tm-help").is_visible()
    assert page.locator(".jp-NotebookPanel .jp-Cell").count() == 2
    assert page.evaluate("() => document.activeElement.className") == "tm-root"


def test_screen_readers_find_no_serious_fault(page: Page, lab: str, folder: Path) -> None:
    """axe-core, in the light and in the dark, with the help open, with words picked, and narrow."""
    open_fake(page, lab, folder, "axe", "n=30")
    for key in ("Enter", "x", "0", "s", "Shift+ArrowRight"):
        page.keyboard.press(key)
    all_saved(page)
    assert faults_of(page) == []
    page.evaluate("() => { document.body.dataset.jpThemeLight = 'false' }")
    page.locator(".tm-root[data-mode=dark]").wait_for()
    page.wait_for_timeout(400)
    assert faults_of(page) == []
    page.keyboard.press("?")
    assert faults_of(page) == []
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 820, "height": 900})
    assert faults_of(page) == []


def test_axe_would_see_a_fault(page: Page) -> None:
    """The same check on a page with a nameless button: without this it could not fail."""
    lines = "".join(f"<p>Line {n}</p>" for n in range(3))
    page.set_content(
        f"<html lang=en><title>t</title><main class=tm-root><h1>A</h1>{lines}<button></button>"
        "<ul><li>a</li></ul><img alt='' src=''><label>b <input></label><table><tr><td>c</td></tr>"
        "</table><a href='#x'>d</a><p id=x aria-live=polite></p><select aria-label=e></select></main>"
    )
    assert [name for name, _ in faults_of(page)] == ["button-name"]


def test_what_is_decided_is_said_aloud(page: Page, lab: str, folder: Path) -> None:
    """The live region says which passage got what; the next passage comes by itself."""
    open_fake(page, lab, folder, "said", "n=5")
    page.keyboard.press("Enter")
    at_passage(page, 2)
    assert page.locator(".tm-root [aria-live]").inner_text() == "Passage 1 confirmed: Time"
    page.keyboard.press("u")
    at_passage(page, 1)
    page.locator(".tm-root [aria-live]", has_text="The last decision is taken back.").wait_for()


def test_blind_shows_suggestions_only_after_the_decision(
    page: Page, lab: str, folder: Path
) -> None:
    """Before it there is nothing to confirm; going back shows what the machine had proposed."""
    open_fake(page, lab, folder, "blind", "n=5, blind=True")
    assert page.locator(".tm-suggestion").count() == 0
    assert "hidden until you have decided" in page.locator(".tm-note").inner_text()
    for key in ("4", "Enter"):
        page.keyboard.press(key)
    at_passage(page, 2)
    all_saved(page)
    page.keyboard.press("p")
    at_passage(page, 1)
    page.locator(".tm-suggestion").first.wait_for()
    assert [one["code_id"] for one in logged(folder, "blind")] == ["money"]


def test_a_decision_that_is_refused_is_shown_as_not_saved(
    page: Page, lab: str, folder: Path
) -> None:
    """The reason is on the page, and the passage is open again."""
    _open_refusing(page, lab, folder)
    page.keyboard.press("0")
    page.locator(".tm-fault").wait_for()
    assert "Passage 1 was not saved: Not so." in page.locator(".tm-fault").inner_text()
    page.wait_for_function("() => document.querySelector('.tm-row .tm-sign').textContent === '○'")


def _open_refusing(page: Page, lab: str, folder: Path) -> None:
    source = f"""\
        import sys
        sys.path.insert(0, {str(TESTS)!r})
        from fake_desk import FakeDesk
        from thememiner.errors import ReviewError
        from thememiner.widgets import Desks, make_widget
        class Refusing(FakeDesk):
            def decide(self, *said):
                raise ReviewError("Not so.")
        make_widget(Desks("AB", review=Refusing(n=5)))
        """
    write_notebook(folder / "refused.ipynb", dedent(source))
    open_notebook(page, lab, "refused.ipynb")
    page.locator(".tm-root").focus()
    at_passage(page, 1)


def test_hostile_talk_runs_nothing(page: Page, lab: str, folder: Path) -> None:
    """It stands there letter for letter, in the queue, the reading view, the panel and in codings."""
    open_fake(page, lab, folder, "hostile", f"n=4, sayings={list(HOSTILE)!r}")
    for n in range(4):
        page.keyboard.press("Enter")
        at_passage(page, min(4, n + 2))
    all_saved(page)
    shown = page.locator(".tm-speech").all_inner_texts()
    assert [re.sub(r"\s+", " ", text) for text in shown] == list(HOSTILE)
    assert page.locator(".tm-root img, .tm-root svg, .tm-root script, .tm-root b b").count() == 0
    assert page.evaluate("() => document.documentElement.dataset.owned") is None


def test_twenty_thousand_passages_stay_with_the_study(page: Page, lab: str, folder: Path) -> None:
    """The browser holds a window of rows, and the last passage is one key press from the one before."""
    open_fake(page, lab, folder, "many", "n=20_000")
    assert page.locator(".tm-row").count() < 60
    page.locator(".tm-queue").evaluate("node => { node.scrollTop = node.scrollHeight }")
    last = page.locator(".tm-row", has_text="20000 · P")
    last.wait_for(timeout=PATIENCE_MS)
    last.click()
    at_passage(page, 20_000)
    page.keyboard.press("p")
    at_passage(page, 19_999)
    assert page.locator(".tm-row").count() < 60
    assert page.locator(".tm-page .tm-turn").count() == 200


def test_coders_who_differ_are_settled_by_keyboard(page: Page, lab: str, folder: Path) -> None:
    """Both sides stand side by side; a digit lets one of them stand, and it is in the log."""
    with make_page_study(folder / "differ", n=6) as study:
        for n, (one, two) in enumerate((("time", "help"), ("help", "people"))):
            unit = study.units[n].id
            study.decide(unit, "code", one, coder="AB", codebook="be")
            study.decide(unit, "code", two, coder="CD", codebook="be", memo="<b>not</b> time")
    open_study(page, lab, folder, "differ", 'study.review_disagreements("EF", "be")')
    page.locator(".tm-half").nth(1).wait_for()
    assert page.locator(".tm-half h4").all_inner_texts() == ["AB", "CD"]
    assert page.locator(".tm-half b").count() == 0
    assert faults_of(page) == []
    page.keyboard.press("2")
    page.locator(".tm-theme", has_text="settled by EF").wait_for()
    for key in ("n", "c", *"reso", "Enter"):
        page.keyboard.press(key)
    page.locator(".tm-theme", has_text="settled by EF").nth(1).wait_for()
    with Study(folder / "differ", progress=False) as study:
        assert [one.code_id for one in study.codings()] == ["help", "res"]


def test_themes_are_edited_by_keyboard_and_written_when_asked(
    page: Page, lab: str, folder: Path
) -> None:
    """Edits wait and can be taken back; a field to type in takes letters, not commands."""
    source = f"""\
        import json, sys
        from pathlib import Path
        sys.path.insert(0, {str(TESTS)!r})
        from fake_desk import FakeThemes
        from thememiner.widgets import Desks, make_widget
        class Kept(FakeThemes):
            def write(self):
                given = super().write()
                Path({str(folder / "themes.log")!r}).write_text(json.dumps(self.log))
                return given
        make_widget(Desks("AB", themes=Kept()))
        """
    write_notebook(folder / "themes.ipynb", dedent(source))
    open_notebook(page, lab, "themes.ipynb")
    page.locator(".tm-root").focus()
    assert faults_of(page) == []
    page.keyboard.press("d")
    page.locator(".tm-plan li", has_text="drop").wait_for()
    page.keyboard.press("u")
    page.locator(".tm-plan", has_text="Nothing waits").wait_for()
    for key in ("j", "r", "Control+a", *"dust", "Enter"):
        page.keyboard.press(key)
    page.locator(".tm-theme", has_text="dust").wait_for()
    for key in (" ", "k", " ", "g"):
        page.keyboard.press(key)
    page.locator(".tm-plan li", has_text="merge").wait_for()
    page.keyboard.press("w")
    page.locator(".tm-plan", has_text="Nothing waits").wait_for()
    assert logged(folder, "themes") == [
        ["rename", {"theme": "th1", "label": "dust"}],
        ["merge", {"themes": ["th0", "th1"]}],
    ]
