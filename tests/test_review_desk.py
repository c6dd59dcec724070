"""A study and its log into what the review page shows, and what a coder does there into the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import HashingEncoder
from page_study import make_page_study
from thememiner.errors import ReviewError, SettingsError, StudyError
from thememiner.records import Quote, Theme, ThemeSet
from thememiner.study import Study
from thememiner.study._mining import units_of
from thememiner.study._review_choice import Choice
from thememiner.study._review_desk import StudyReviewDesk
from thememiner.study._review_plain import plain_text
from thememiner.study._theme_editor import ThemeEditor
from thememiner.study._themes_desk import ThemesDesk
from thememiner.study._themes_page import StudyThemesDesk
from thememiner.widgets import Desks, answer


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with make_page_study(tmp_path / "study", n=12, per_transcript=6) as made:
        yield made


class Page:
    """What a browser would do, without one."""

    def __init__(
        self, study: Study, coder: str = "AB", codebook: str = "be", **choice: Any
    ) -> None:
        self.desk = StudyReviewDesk(study._desk, Choice(coder, codebook, **choice))
        self.codebook = codebook

    def ask(self, what: str, **facts: Any) -> Any:
        message = {"id": 1, "ask": what, "codebook": self.codebook, **facts}
        given = json.loads(json.dumps(answer(Desks("AB", review=self.desk), message)))
        if "error" in given:
            raise ReviewError(given["error"])
        return given["answer"]

    def row(self, index: int) -> Any:
        return self.ask("rows", start=index, n=1)["rows"][0]

    def decide(self, index: int, verdict: str, **said: Any) -> Any:
        unit_id = self.row(index)["unit_id"]
        return self.ask("decide", unit_id=unit_id, verdict=verdict, **said)


def shown(study: Study, index: int, *, codebook: str = "be", **options: Any) -> Any:
    """A row of the page that ``study.review`` opens."""
    widget = study.review("AB", codebook, **options)
    asked = {"id": 1, "ask": "rows", "codebook": codebook, "start": index, "n": 1}
    row = answer(widget._desks, asked)["answer"]["rows"][0]
    widget.close()
    return row


# --- what is shown ---------------------------------------------------------------------------


def test_the_queue_is_the_talk_in_its_order(study: Study) -> None:
    """Each unit with its question and who said it; the words are those of the transcript."""
    rows = Page(study).ask("rows", start=0, n=50)["rows"]
    assert [row["index"] for row in rows] == list(range(12))
    assert [row["unit_id"] for row in rows] == [unit.id for unit in study.units]
    assert rows[0]["question"].startswith("Question")
    assert rows[0]["who"] == study.units[0].person


def test_a_transcript_is_shown_whole_with_the_places_of_its_units(study: Study) -> None:
    """Turn by turn; a unit's span cut out of the turns is its text."""
    page = Page(study)
    row = page.row(7)
    shown = page.ask("transcript", transcript_id=row["transcript_id"])
    turn = next(
        t for t in shown["turns"] if t["start"] <= row["start"] < t["start"] + len(t["text"])
    )
    assert turn["text"][row["start"] - turn["start"] :][: row["end"] - row["start"]] == row["text"]
    assert [7, row["start"], row["end"]] in shown["units"]
    assert {t["role"] for t in shown["turns"]} == {"interviewer", "participant"}


def test_sure_or_doubtful_suggestions_can_come_first(study: Study) -> None:
    """By the probability of the best suggestion in the codebook at hand."""
    best = [shown(study, n, order="surest")["suggestions"][0]["probability"] for n in range(12)]
    assert best == sorted(best, reverse=True)
    least = [shown(study, n, order="doubtful")["suggestions"][0]["probability"] for n in (0, 11)]
    assert least == [best[-1], best[0]]


def test_what_is_least_sure_can_come_first(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page stands in the order of the sheet, and what the coder decided on comes last."""
    monkeypatch.setattr(study, "_embed", lambda texts: np.eye(len(texts), dtype=np.float32))
    queue = study.review_order("uncertain", coder="AB")
    assert [shown(study, n, order="uncertain")["unit_id"] for n in range(12)] == list(queue)
    assert list(queue) != [unit.id for unit in study.units]
    study.decide(queue[0], "none-fits", coder="AB", codebook="be")
    assert shown(study, 11, order="uncertain")["unit_id"] == queue[0]
    assert shown(study, 0, order="uncertain", codebook="plain")["unit_id"] == study.units[0].id


def test_a_blind_page_stands_in_the_order_of_the_talk(study: Study) -> None:
    """Any other order would tell what is suggested."""
    for order in ("uncertain", "surest", "doubtful"):
        with pytest.raises(SettingsError, match="would give them away"):
            study.review("AB", blind=True, order=order)


def test_a_coder_may_review_some_units_only(study: Study) -> None:
    """Those named, in the order of the talk; one that is not there is named."""
    ids = [study.units[5].id, study.units[2].id]
    page = Page(study, unit_ids=ids)
    assert [page.row(n)["unit_id"] for n in range(2)] == ids[::-1]
    assert page.decide(0, "none-fits")["progress"]["total"] == 2
    with pytest.raises(ReviewError, match="no unit 'nowhere'"):
        Page(study, unit_ids=["nowhere"])


def test_a_round_is_the_share_of_the_coder_and_blind_where_it_says_so(study: Study) -> None:
    """The units that were handed out, no others; who has none is told so."""
    handed = study.assign(["AB", "CD"], overlap=0.0, seed=1)
    own = {one.unit_id for one in handed if one.coder == "AB"}
    widget = study.review("AB", "be", round=1)
    assert (widget.head["n_units"], widget.head["blind"]) == (len(own), True)
    assert 0 < len(own) < 12
    message = {"id": 1, "ask": "rows", "codebook": "be", "start": 0, "n": 50}
    rows = answer(widget._desks, message)["answer"]["rows"]
    assert [row["unit_id"] for row in rows] == [u.id for u in study.units if u.id in own]
    widget.close()
    with pytest.raises(SettingsError, match="Nothing was handed out to EF"):
        study.review("EF", "be", round=1)


def test_half_an_emoji_can_travel() -> None:
    """It becomes one other sign, so that no offset moves."""
    assert plain_text("a\ud83db") == "a\ufffdb"
    assert plain_text("a🙂b") == "a🙂b"


# --- what is decided -------------------------------------------------------------------------


def test_a_confirmed_suggestion_is_a_coding(study: Study) -> None:
    """With what was in view, and that it was the page."""
    given = Page(study).decide(0, "confirm", code_id="time")
    assert given["row"]["done"]
    [coding] = study.codings()
    assert (coding.code_id, coding.origin) == ("time", "suggested and confirmed")
    [decision] = study.decisions
    assert (decision.via, decision.blind, decision.shown_code) == ("widget", False, "help")


def test_each_verdict_of_the_page_is_taken(study: Study) -> None:
    """Recode, reject, none fits, one more code, memo, with valence and status."""
    page = Page(study)
    page.decide(0, "recode", code_id="time", to="people", status="experienced")
    page.decide(0, "code", code_id="help", valence="enabler")
    page.decide(1, "reject", code_id="help")
    page.decide(2, "none-fits")
    given = page.decide(3, "memo", memo="Ask BEN again.")
    assert given["row"]["memos"] == ["Ask BEN again."]
    assert not given["row"]["done"]
    assert [page.row(n)["last"] for n in range(4)] == ["code", "reject", "none-fits", ""]
    found = {(one.code_id, one.valence, one.status) for one in study.codings()}
    assert found == {("people", None, "experienced"), ("help", "enabler", None)}


def test_own_codes_can_be_removed_one_by_one(study: Study) -> None:
    """The other codes of the passage stay."""
    page = Page(study)
    page.decide(0, "confirm", code_id="time")
    page.decide(0, "code", code_id="people")
    given = page.decide(0, "reject", code_id="time")
    assert [one["code_id"] for one in given["row"]["codings"]] == ["people"]


def test_any_words_can_be_coded(study: Study) -> None:
    """From one turn into the next; the quotation is what stands between the two code points."""
    page = Page(study)
    transcript = study.transcripts[0]
    given = page.ask("code", transcript_id=transcript.id, start=7, end=64, code_id="res")
    assert given["row"] is None
    assert [(one["start"], one["end"]) for one in given["codings"]] == [(7, 64)]
    assert study.codings()[0].text == transcript.text[7:64]


def test_what_the_study_refuses_is_not_counted(study: Study) -> None:
    """A code of another codebook, a code that is not suggested, a stretch beyond the end."""
    page = Page(study)
    with pytest.raises(ReviewError, match="no code 'work'"):
        page.decide(0, "code", code_id="work")
    with pytest.raises(ReviewError, match="not suggested"):
        page.decide(0, "confirm", code_id="people")
    with pytest.raises(ReviewError, match="no stretch"):
        page.ask("code", transcript_id=study.transcripts[0].id, start=0, end=10**7, code_id="res")
    assert len(study.decisions) == 0
    assert page.desk.head()["progress"]["be"]["done"] == 0


def test_blind_lasts_until_the_coder_has_decided(study: Study) -> None:
    """A second decision, made with the suggestion in view, is not called blind; undoing hides nothing."""
    page = Page(study, blind=True)
    assert page.row(0)["suggestions"] == []
    page.decide(0, "memo", memo="hm")
    assert page.row(0)["hidden"]
    given = page.decide(0, "code", code_id="people")
    assert len(given["row"]["suggestions"]) == 3
    page.decide(0, "confirm", code_id="time")
    page.ask("undo")
    page.ask("undo")
    assert not page.row(0)["hidden"]
    assert [d.blind for d in study.decisions if d.verdict in ("code", "confirm")] == [True, False]


def test_undo_takes_back_the_last_of_this_coder_and_codebook(study: Study) -> None:
    """Not what another coder did meanwhile, nor what was coded in another codebook."""
    page, other = Page(study), Page(study, "CD")
    page.decide(1, "none-fits")
    other.decide(2, "none-fits")
    Page(study, codebook="plain").decide(3, "code", code_id="work")
    given = page.ask("undo")
    assert (given["row"]["index"], given["row"]["done"]) == (1, False)
    with pytest.raises(ReviewError, match="AB has no decision in be"):
        page.ask("undo")
    assert other.row(2)["done"]


# --- how far ---------------------------------------------------------------------------------


def test_progress_counts_units_of_this_coder_and_tells_of_others(study: Study) -> None:
    """A second decision on a unit counts once; another coder's units are theirs."""
    page = Page(study)
    Page(study, "CD").decide(4, "none-fits")
    page.decide(0, "confirm", code_id="time")
    page.decide(0, "code", code_id="people")
    given = page.decide(1, "none-fits")["progress"]
    assert (given["done"], given["total"], given["others"]) == (2, 12, {"CD": 1})


def test_the_page_begins_where_the_coder_stopped(study: Study) -> None:
    """At the first open unit, also when the study is opened again."""
    page = Page(study)
    for index in (0, 1, 3):
        page.decide(index, "none-fits")
    again = Page(study)
    assert again.desk.head()["starts_at"] == {"be": 2, "plain": 0}
    assert again.ask("next", after=2) == {"index": 4}


def test_what_a_script_decides_meanwhile_is_seen(study: Study) -> None:
    """The page follows the log, whoever writes into it."""
    page = Page(study)
    assert page.desk.head()["progress"]["be"]["done"] == 0
    study.decide(study.units[0].id, "confirm", coder="AB", codebook="be")
    assert page.row(0)["done"]
    assert page.decide(1, "none-fits")["progress"]["done"] == 2


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.sampled_from(("none-fits", "code", "undo", "memo", "reject"))
        ),
        max_size=12,
    )
)
def test_what_is_counted_step_by_step_is_what_the_log_says(
    study: Study, steps: list[tuple[int, str]]
) -> None:
    """After any decisions the page knows what a new page, which reads the log afresh, knows."""
    page = Page(study)
    for index, verdict in steps:
        try:
            if verdict == "undo":
                page.ask("undo")
            else:
                said = {"code": {"code_id": "people"}, "memo": {"memo": "hm"}}.get(verdict, {})
                page.decide(index, verdict, **said)
        except ReviewError:
            continue
    head, fresh = page.desk.head(), Page(study).desk.head()
    for name in ("done", "total", "others"):
        assert head["progress"]["be"][name] == fresh["progress"]["be"][name]
    assert [page.row(n) for n in range(4)] == [Page(study).row(n) for n in range(4)]


# --- where coders differ ---------------------------------------------------------------------


class SettlingPage(Page):
    """The page of somebody who settles."""

    def __init__(self, study: Study, coder: str = "EF") -> None:
        self.desks = study.review_disagreements(coder, "be")._desks

    def ask(self, what: str, **facts: Any) -> Any:
        message = {"id": 1, "ask": what, "codebook": "be", **facts}
        given = json.loads(json.dumps(answer(self.desks, message)))
        if "error" in given:
            raise ReviewError(given["error"])
        return given["answer"]


def test_a_disagreement_is_shown_with_both_sides_and_settled(study: Study) -> None:
    """What one coder says can stand; the log has it, and it can be taken back."""
    Page(study, "AB").decide(0, "code", code_id="time", valence="barrier")
    Page(study, "CD").decide(0, "code", code_id="people", status="experienced")
    page = SettlingPage(study)
    [place] = page.ask("disagreements")["places"]
    assert place["text"] == study.units[0].text
    assert [(one["coder"], one["codings"][0]["code_id"]) for one in place["coders"]] == [
        ("AB", "time"),
        ("CD", "people"),
    ]
    marked = [{"code_id": "people", "valence": None, "status": "experienced"}]
    [settled] = page.ask("settle", place=place["id"], marked=marked)["places"]
    assert settled["settled_by"] == "EF"
    [coding] = study.codings()
    assert (coding.code_id, coding.status, coding.settled) == ("people", "experienced", True)
    [again] = page.ask("unsettle")["places"]
    assert again["settled_by"] is None
    with pytest.raises(ReviewError, match="EF has settled nothing"):
        page.ask("unsettle")


def test_a_place_can_be_settled_to_no_code(study: Study) -> None:
    """And a place at which nobody differs is refused."""
    Page(study, "AB").decide(1, "code", code_id="time")
    Page(study, "CD").decide(1, "none-fits")
    page = SettlingPage(study)
    [place] = page.ask("disagreements")["places"]
    page.ask("settle", place=place["id"], marked=[])
    assert len(study.codings()) == 0
    with pytest.raises(ReviewError, match="do not differ there"):
        page.ask("settle", place="nowhere", marked=[])


# --- themes ----------------------------------------------------------------------------------


def the_editor(study: Study) -> ThemeEditor:
    """An editor of two themes, as if they had been found; vectors are of a fake encoder."""
    units = study.units
    themes = tuple(
        Theme(
            id=f"th{n}",
            label=f"theme {n}",
            unit_ids=tuple(unit.id for unit in units[6 * n : 6 * n + 6]),
            quotes=(Quote(unit_id=units[6 * n].id, text=units[6 * n].text),),
            stability=0.8,
        )
        for n in range(2)
    )
    labels = tuple(themes[n // 6].id for n in range(12))
    found = ThemeSet(themes=themes, unit_ids=tuple(u.id for u in units), labels=labels)
    study._database.put_result("themes", "test", [found])
    material = units_of(study._database)
    desk = ThemesDesk(study._database, lambda: material, HashingEncoder().embed)
    return ThemeEditor(desk, "AB", put=study._database.add_decisions, via="widget")


def test_an_edit_of_themes_is_shown_before_it_is_written(study: Study) -> None:
    """Renamed and merged on the page; the log gets it when it is told to."""
    desk = Desks("AB", themes=StudyThemesDesk(lambda: the_editor(study)))

    def ask(asked: str, **facts: Any) -> Any:
        return json.loads(json.dumps(answer(desk, {"id": 1, "ask": asked, **facts})))

    assert [one["size"] for one in ask("themes")["answer"]["themes"]] == ["0 people, 6 units"] * 2
    renamed = ask("edit", what="rename", theme="th1", label="The forms")["answer"]
    assert (renamed["waiting"], "The forms" in renamed["changes"][0]) == (1, True)
    merged = ask("edit", what="merge", themes=["th1", "th0"])["answer"]
    assert [one["label"] for one in merged["themes"]] == ["The forms"]
    assert len(study.decisions) == 0
    back = ask("edit", what="take-back")["answer"]
    assert len(back["themes"]) == 2
    assert ask("write")["answer"]["waiting"] == 0
    assert [(one.verdict, one.via) for one in study.decisions] == [("rename-theme", "widget")]
    assert "no theme" in ask("edit", what="drop", theme="nowhere")["error"]
    assert "Run the cell again" in ask("edit", what="burn")["error"]
    assert "Run the cell again" in ask("edit", what="rename", theme="th1")["error"]


# --- the page itself -------------------------------------------------------------------------


def test_a_study_gives_the_page(study: Study) -> None:
    """With the codebook asked for; themes are left out where there are none."""
    widget = study.review("AB", "plain", blind=True)
    assert (widget.head["codebook"], widget.head["blind"], widget.head["themes"]) == (
        "plain",
        True,
        False,
    )
    widget.close()


def test_the_page_refuses_what_is_not_there(study: Study, tmp_path: Path) -> None:
    """A nameless coder, a codebook or an order that there is not, themes before mining."""
    with pytest.raises(ReviewError, match="needs a coder"):
        study.review(" ")
    with pytest.raises(ReviewError, match=r"no codebook 'npt'\. It has be, plain"):
        study.review("AB", "npt")
    with pytest.raises(SettingsError, match="Choose from transcript, uncertain, surest, doubtful"):
        study.review("AB", order="random")
    with pytest.raises(StudyError, match="not mined yet"):
        study.review_themes("AB")
    with Study(tmp_path / "new", progress=False) as new, pytest.raises(ReviewError, match="mine"):
        new.review("AB")
