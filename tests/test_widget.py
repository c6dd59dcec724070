"""What the review page may ask and what it is answered, without a browser."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from shutil import which
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_desk import SAYINGS, FakeDesk
from thememiner.widgets import Desks, answer, find_time_left, make_widget
from thememiner.widgets._page import make_script, make_style


def asked(desk: FakeDesk, what: str, **facts: Any) -> dict[str, Any]:
    """The answer to one message, as it would travel."""
    given = answer(Desks("AB", review=desk), {"id": "q1", "ask": what, "codebook": "book", **facts})
    return json.loads(json.dumps(given))


# --- messages --------------------------------------------------------------------------------


def test_an_answer_has_the_id_of_its_question() -> None:
    """So that the page knows which decision is saved."""
    assert asked(FakeDesk(), "rows", start=0, n=2)["id"] == "q1"


def test_a_window_of_rows_travels_and_no_more() -> None:
    """However many there are, and however many are asked for."""
    desk = FakeDesk(n=20_000)
    window = asked(desk, "rows", start=19_990, n=40)["answer"]["rows"]
    assert [row["index"] for row in window] == list(range(19_990, 20_000))
    assert len(asked(desk, "rows", start=0, n=20_000)["answer"]["rows"]) == 200
    assert asked(desk, "rows", start=-5, n=1)["answer"]["rows"][0]["index"] == 0


def test_a_decision_reaches_the_desk_as_it_was_made() -> None:
    """Verdict, code, valence, status and memo; what is empty is left out."""
    desk = FakeDesk()
    given = asked(
        desk, "decide", unit_id="u1", verdict="recode", code_id="trust", to="time", valence="both"
    )
    assert given["answer"]["row"]["codings"][0]["code_id"] == "time"
    assert given["answer"]["progress"]["done"] == 1
    assert desk.log[0]["valence"] == "both"
    assert desk.log[0]["status"] is None


def test_words_of_ones_own_keep_their_code_points() -> None:
    """Start and end travel as numbers."""
    desk = FakeDesk()
    given = asked(desk, "code", transcript_id="t0", start=4, end=9, code_id="time")
    assert given["answer"]["codings"] == [
        {"start": 4, "end": 9, "valence": None, "status": None, "code_id": "time"}
    ]


def test_undo_takes_back_the_last_decision() -> None:
    """And says which passage is open again; where nothing is left it says so."""
    desk = FakeDesk()
    asked(desk, "decide", unit_id="u3", verdict="none-fits")
    given = asked(desk, "undo")["answer"]
    assert (given["row"]["index"], given["row"]["done"]) == (3, False)
    assert "taken back" in asked(desk, "undo")["error"]


def test_the_next_open_passage_is_found_beyond_the_end() -> None:
    """After the last comes the first; None where all are decided."""
    desk = FakeDesk(n=3)
    for unit in ("u1", "u2"):
        asked(desk, "decide", unit_id=unit, verdict="none-fits")
    assert asked(desk, "next", after=1)["answer"]["index"] == 0
    asked(desk, "decide", unit_id="u0", verdict="none-fits")
    assert asked(desk, "next", after=1)["answer"]["index"] is None


def test_what_the_study_refuses_is_answered_with_the_reason() -> None:
    """Nothing is written, and the page can say why."""
    desk = FakeDesk()
    given = asked(desk, "decide", unit_id="u0", verdict="code", code_id="refuse")
    assert given == {"id": "q1", "error": "There is no code refuse."}
    assert desk.log == []


@pytest.mark.parametrize(
    ("what", "facts"),
    [
        ("delete", {}),
        ("__class__", {}),
        ("themes", {}),
        ("disagreements", {}),
        ("rows", {"start": "0", "n": 3}),
        ("rows", {"start": 0}),
        ("decide", {"unit_id": 3, "verdict": "confirm"}),
        ("code", {"transcript_id": "t0", "start": None, "end": 3}),
    ],
)
def test_a_message_that_makes_no_sense_is_refused(what: str, facts: dict[str, Any]) -> None:
    """A question that is not known, a page that is not there, facts that are left out."""
    assert "Run the cell again" in asked(FakeDesk(), what, **facts)["error"]


@given(st.dictionaries(st.text(max_size=8), st.none() | st.integers() | st.text(max_size=8)))
def test_any_message_is_answered(message: dict[str, Any]) -> None:
    """With an answer or with the reason why not."""
    given = answer(Desks("AB", review=FakeDesk()), message)
    assert given.keys() in ({"id", "answer"}, {"id", "error"})


def test_blind_means_that_no_suggestion_travels() -> None:
    """Not hidden in the page: it is not sent before something is decided."""
    desk = FakeDesk(blind=True)
    [row] = asked(desk, "rows", start=0, n=1)["answer"]["rows"]
    assert (row["suggestions"], row["hidden"]) == ([], True)
    given = asked(desk, "decide", unit_id="u0", verdict="code", code_id="money")
    assert given["answer"]["row"]["suggestions"]


# --- time left -------------------------------------------------------------------------------


def moments(*gaps: float) -> list[str]:
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    found = [at.isoformat()]
    for gap in gaps:
        at += timedelta(seconds=gap)
        found.append(at.isoformat())
    return found


def test_time_left_is_the_median_pace_times_what_is_open() -> None:
    """A gap of half an hour is a pause, not a hard passage."""
    assert find_time_left(moments(10, 20, 30, 1800, 10, 20), 100) == 2000.0


def test_a_few_decisions_say_nothing_about_the_pace() -> None:
    """Below five gaps there is no number."""
    assert find_time_left(moments(10, 10, 10, 10), 100) is None
    assert find_time_left([], 100) is None


def test_only_the_recent_pace_counts() -> None:
    """Coders get quicker; the first hour does not count for ever."""
    assert find_time_left(moments(*[60] * 200, *[10] * 40), 6) == 60.0


# --- the files of the page -------------------------------------------------------------------


def test_the_script_makes_no_page_of_a_string() -> None:
    """Talk gets in as text alone: nothing parses HTML, nothing runs a string."""
    script = make_script()
    for banned in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert banned not in script
    assert not re.search(r"\bFunction\(|DOMParser|setAttribute\(.on", script)


def test_the_page_asks_for_nothing_from_outside() -> None:
    """No address, no import, no font to load."""
    for text in (make_script(), make_style()):
        assert not re.search(r"https?:|//cdn|@import|url\(|\bimport\b[^-]*\bfrom\b", text)


def test_the_script_is_a_module_that_can_be_read() -> None:
    """All parts together are one ES module."""
    node = which("node")
    if node is None:
        pytest.skip("Node is not on this machine; the tests in a browser read the script as well.")
    done = subprocess.run(
        [node, "--input-type=module", "--check"],
        input=make_script().encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_the_widget_knows_only_what_does_not_grow() -> None:
    """With twenty thousand passages the page opens with a few kilobytes and asks for the rest."""
    widget = make_widget(Desks("AB", review=FakeDesk(n=20_000)))
    head = json.dumps(widget.head)
    assert len(head) < 5000
    assert SAYINGS[0] not in head
    assert "AB" in repr(widget)
    widget.close()


def test_the_widget_answers_what_the_page_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a fault of our own is told to the page before it is raised."""
    widget = make_widget(Desks("AB", review=FakeDesk()))
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(type(widget), "send", lambda _, message: sent.append(message))
    widget._hear(widget, {"id": 1, "ask": "next", "codebook": "book", "after": 0}, [])
    with pytest.raises(ValueError, match="invalid literal"):
        widget._hear(
            widget, {"id": 2, "ask": "transcript", "codebook": "book", "transcript_id": "tx"}, []
        )
    assert sent[0] == {"id": 1, "answer": {"index": 1}}
    assert sent[1]["error"].startswith("ValueError: ")
    widget.close()


def test_the_study_is_asked_in_the_thread_that_opened_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kernels of today hear pages in another thread, in which SQLite would refuse."""
    asked_in: list[int] = []
    heard = threading.Event()

    class Desk(FakeDesk):
        def next_open(self, codebook: str, after: int) -> int | None:
            asked_in.append(threading.get_ident())
            heard.set()
            return super().next_open(codebook, after)

    async def work() -> None:
        widget = make_widget(Desks("AB", review=Desk()))
        message = {"id": 1, "ask": "next", "codebook": "book", "after": 0}
        await asyncio.to_thread(widget._hear, widget, message, [])
        while not heard.is_set():
            await asyncio.sleep(0.01)
        widget.close()

    monkeypatch.setattr("ipywidgets.Widget.send", lambda *_: None)
    asyncio.run(work())
    assert asked_in == [threading.get_ident()]


def test_the_library_of_the_widget_is_loaded_when_it_is_asked_for() -> None:
    """``import thememiner.widgets`` does without it."""
    program = "import sys, thememiner.widgets; print('anywidget' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
