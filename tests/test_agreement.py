"""Decisions of several coders into coefficients of agreement, with intervals and reasons."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from coded_study import BOOK, TEXTS, UNITS, codes_of, decide, log_of, make_coded_study
from thememiner.agreement import (
    MACHINE,
    Agreement,
    AgreementRow,
    Finished,
    Material,
    cohen_kappa,
    find_agreement,
    find_coders,
    fleiss_kappa,
    gwet_ac1,
    jaccard_distance,
    krippendorff_alpha,
    masi_distance,
    overlap_f1,
    pabak,
    percent_agreement,
    positive_agreement,
    set_alpha,
    unitizing_alpha,
)
from thememiner.agreement._spans import join_spans, unitizing_parts
from thememiner.cli import main
from thememiner.errors import SettingsError, StudyError
from thememiner.records import (
    Decision,
    Suggestion,
)
from thememiner.review import make_decision
from thememiner.study import Study

REFERENCE = json.loads(Path(__file__).with_name("agreement_reference.json").read_text("utf-8"))
EXACT = 1e-9
Table = npt.NDArray[np.int64]
BY_NAME: dict[str, Callable[[Table, int], Any]] = {
    "percent": lambda table, _: percent_agreement(table),
    "cohen_kappa": cohen_kappa,
    "alpha": krippendorff_alpha,
    "gwet_ac1": gwet_ac1,
    "pabak": pabak,
    "fleiss_kappa": fleiss_kappa,
}


# --- coefficients ----------------------------------------------------------------------------


def reference_figures() -> list[tuple[str, str, str]]:
    return [
        (table["name"], name, package)
        for table in REFERENCE["tables"]
        for name, figures in table["coefficients"].items()
        for package in figures
    ]


@pytest.mark.parametrize(("table", "name", "package"), reference_figures())
def test_a_coefficient_is_that_of_other_peoples_packages(
    table: str, name: str, package: str
) -> None:
    """To nine decimals, on tables with two to five coders, with and without gaps."""
    held = next(one for one in REFERENCE["tables"] if one["name"] == table)
    found = BY_NAME[name](np.array(held["ratings"]), held["n_categories"])
    assert float(found) == pytest.approx(held["coefficients"][name][package], abs=EXACT)


def test_alpha_for_sets_is_that_of_another_package() -> None:
    """With Jaccard's distance, on sets of three coders."""
    rows = [[frozenset(one) for one in row] for row in REFERENCE["sets"]["rows"]]
    expected = REFERENCE["sets"]["alpha_jaccard"]["nltk"]
    assert set_alpha(rows, jaccard_distance) == pytest.approx(expected, abs=EXACT)


tables = st.integers(2, 4).flatmap(
    lambda n_coders: st.lists(
        st.lists(st.integers(-1, 2), min_size=n_coders, max_size=n_coders), min_size=3, max_size=25
    )
).map(lambda rows: np.array(rows, dtype=np.int64))  # fmt: skip
whole_pairs = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=3, max_size=30)


@given(whole_pairs)
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    """On every table of two coders where chance leaves room for it."""
    table = np.array(pairs, dtype=np.int64)
    found = float(cohen_kappa(table, 3))
    if len(set(table.ravel().tolist())) > 1 and not math.isnan(found):
        expected = cohen_kappa_score(table[:, 0], table[:, 1], labels=[0, 1, 2])
        assert found == pytest.approx(expected, abs=EXACT)


def same(one: Any, other: Any) -> bool:
    return bool(np.isclose(float(one), float(other), rtol=0, atol=EXACT, equal_nan=True))


@given(tables, st.randoms(use_true_random=False))
def test_order_and_names_play_no_part(table: Table, random: Any) -> None:
    """Units, coders and categories in another order give the same coefficients."""
    units, coders = list(range(len(table))), list(range(table.shape[1]))
    names = [0, 1, 2]
    for one in (units, coders, names):
        random.shuffle(one)
    turned = table[units][:, coders]
    renamed = np.where(turned < 0, -1, np.array(names)[turned])
    for coefficient in BY_NAME.values():
        assert same(coefficient(table, 3), coefficient(renamed, 3))


@given(tables)
def test_the_same_words_from_everybody_are_full_agreement(table: Table) -> None:
    """Every coefficient is 1 where it is defined at all, and never above 1 elsewhere."""
    agreed = np.repeat(np.abs(table[:, :1]), table.shape[1], axis=1)
    for coefficient in BY_NAME.values():
        perfect, other = float(coefficient(agreed, 3)), float(coefficient(table, 3))
        assert math.isnan(perfect) or perfect == pytest.approx(1, abs=EXACT)
        assert math.isnan(other) or other <= 1 + EXACT
    if len(set(agreed[:, 0].tolist())) > 1:
        assert float(cohen_kappa(agreed, 3)) == pytest.approx(1, abs=EXACT)


@given(tables, st.integers(1, 4))
def test_a_weight_is_a_unit_more_than_once(table: Table, times: int) -> None:
    """So that a draw of cases can be told by weights."""
    weights = np.ones(len(table))
    weights[0] = times
    longer = np.concatenate([np.repeat(table[:1], times, axis=0), table[1:]])
    assert same(krippendorff_alpha(table, 3, weights), krippendorff_alpha(longer, 3))
    assert same(gwet_ac1(table, 3, weights), gwet_ac1(longer, 3))
    assert same(cohen_kappa(table, 3, weights), cohen_kappa(longer, 3))


def test_ac1_flatters_a_rare_code_and_positive_agreement_does_not() -> None:
    """Two coders who never use a rare code on the same unit: AC1 near 1, positive agreement 0."""
    table = np.zeros((100, 2), dtype=np.int64)
    table[0, 0] = table[1, 1] = 1
    assert float(gwet_ac1(table, 2)) > 0.97
    assert float(positive_agreement(table)) == 0
    assert float(cohen_kappa(table, 2)) < 0


def test_positive_agreement_counts_shared_uses_twice() -> None:
    """Three uses of one coder, two of the other, two of them shared: 4 of 5."""
    table = np.array([[1, 1], [1, 1], [1, 0], [0, 0]])
    assert float(positive_agreement(table)) == pytest.approx(0.8)
    assert math.isnan(float(positive_agreement(np.zeros((4, 2), dtype=np.int64))))


def test_what_chance_alone_gives_has_no_coefficient() -> None:
    """Where everybody says the same on every unit, kappa and alpha are not defined."""
    table = np.zeros((20, 2), dtype=np.int64)
    assert math.isnan(float(cohen_kappa(table, 2)))
    assert math.isnan(float(krippendorff_alpha(table, 2)))
    assert float(percent_agreement(table)) == 1


# --- sets ------------------------------------------------------------------------------------


def test_masi_weighs_how_sets_lie() -> None:
    """The same, one in the other, crossing, apart."""
    one = frozenset("ab")
    assert masi_distance(one, frozenset("ab")) == 0
    assert masi_distance(one, frozenset("abcd")) == pytest.approx(1 - 2 / 4 * 2 / 3)
    assert masi_distance(one, frozenset("bc")) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi_distance(one, frozenset("cd")) == 1
    assert masi_distance(frozenset(), frozenset()) == 0
    assert masi_distance(one, frozenset()) == 1


code_sets = st.frozensets(st.sampled_from("abc"), max_size=3)


@given(st.lists(st.tuples(code_sets, code_sets), min_size=2, max_size=15))
def test_sets_of_one_code_each_are_categories(rows: list[tuple[frozenset[str], ...]]) -> None:
    """Alpha for sets is alpha for categories where each set is taken as a whole."""
    found = set_alpha(rows, lambda one, other: float(one != other))
    number = {one: n for n, one in enumerate(sorted({s for row in rows for s in row}, key=sorted))}
    table = np.array([[number[one] for one in row] for row in rows])
    assert same(found, krippendorff_alpha(table, len(number)))


# --- spans -----------------------------------------------------------------------------------


def test_unitizing_alpha_is_that_of_the_published_example() -> None:
    """Krippendorff (2004, p. 254): a line of 300, two observers, two categories."""
    c = [(300, [[(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]])]
    k = [(300, [[(30, 90), (150, 200)], [(30, 90), (150, 200)]])]
    found = unitizing_parts(c)
    assert float(found.observed) == pytest.approx(0.0144, abs=5e-5)
    assert float(found.expected) == pytest.approx(0.0532, abs=5e-5)
    assert unitizing_alpha({"c": c}) == pytest.approx(0.7286, abs=5e-5)
    assert float(unitizing_parts(k).expected) == pytest.approx(0.0490, abs=5e-5)
    assert unitizing_alpha({"k": k}) == 1
    assert unitizing_alpha({"c": c, "k": k}) == pytest.approx(0.8591, abs=5e-4)


spans = st.lists(
    st.tuples(st.integers(0, 90), st.integers(1, 9)).map(lambda at: (at[0], at[0] + at[1])),
    max_size=6,
)


@given(st.lists(st.tuples(spans, spans), min_size=1, max_size=4))
def test_spans_agree_with_themselves_whoever_comes_first(
    texts: list[tuple[list[tuple[int, int]], list[tuple[int, int]]]],
) -> None:
    """The same spans are 1, the order of coders and of texts plays no part, nothing is above 1."""
    marks = [(100, [join_spans(a), join_spans(b)]) for a, b in texts]
    alone = [(100, [join_spans(a), join_spans(a)]) for a, _ in texts]
    turned = [(n, pair[::-1]) for n, pair in marks[::-1]]
    perfect, found = unitizing_alpha({"x": alone}), unitizing_alpha({"x": marks})
    assert math.isnan(perfect) or perfect == pytest.approx(1)
    assert same(found, unitizing_alpha({"x": turned}))
    assert math.isnan(found) or found <= 1
    for one, other in (pair for _, pair in marks):
        assert same(overlap_f1(one, other), overlap_f1(other, one))
        assert math.isnan(overlap_f1(one, one)) or overlap_f1(one, one) == 1


def test_spans_match_from_half_of_the_shorter() -> None:
    """A short span inside a long one matches; a mere touch does not."""
    assert overlap_f1([(0, 100)], [(10, 20)]) == 1
    assert overlap_f1([(0, 10)], [(9, 19)]) == 0
    assert overlap_f1([(0, 10), (50, 60)], [(0, 10)]) == pytest.approx(2 / 3)


# --- from the log ----------------------------------------------------------------------------


def agree(decisions: Sequence[Decision], *coders: str, **fields: Any) -> Agreement:
    material = Material(decisions=decisions, units=UNITS, transcripts=TEXTS, **fields)
    return find_agreement(material, coders or find_coders(decisions), [BOOK])


def row_of(found: Agreement, **wanted: Any) -> AgreementRow:
    rows = [
        row
        for row in found.rows
        if all(getattr(row, name) == value for name, value in wanted.items())
    ]
    assert len(rows) == 1, rows
    return rows[0]


def test_the_headline_is_blind_and_over_every_code() -> None:
    """Two blind coders: one row over every code, one for sets, with people and intervals."""
    found = agree([*log_of("AB", 0), *log_of("CD", 1)], "AB", "CD")
    assert [row.scope for row in found.headline] == ["every code", "sets of codes"]
    first = found.headline[0]
    assert (first.n_units, first.n_cases, first.condition) == (30, 6, "blind")
    assert first.kappa is not None
    assert first.kappa.low is not None
    assert first.kappa.low <= first.kappa.value <= (first.kappa.high or 0)
    assert "Krippendorff" in str(first)


def test_a_row_for_a_code_is_kappa_on_used_or_not() -> None:
    """The figure of scikit-learn on the same yes and no."""
    found = agree([*log_of("AB", 0), *log_of("CD", 1)], "AB", "CD")
    row = row_of(
        found, code_id="time", coders=("AB", "CD"), condition="blind", framing="units both saw",
        scope="code",
    )  # fmt: skip
    one, other = ([code == "time" for code in codes_of(shift)] for shift in (0, 1))
    assert row.kappa is not None
    assert row.kappa.value == pytest.approx(cohen_kappa_score(one, other), abs=EXACT)
    assert row.prevalence == pytest.approx((sum(one) + sum(other)) / 60)
    assert row.n_coded == sum(a or b for a, b in zip(one, other, strict=True))


def test_only_units_that_both_saw_count() -> None:
    """What one coder did not look at is no disagreement."""
    found = agree([*log_of("AB"), *log_of("CD")[:12]], "AB", "CD")
    assert found.headline[0].n_units == 12
    assert found.headline[0].percent is not None
    assert found.headline[0].percent.value == 1


def test_a_note_alone_is_not_a_reading() -> None:
    """A unit with nothing but a memo was not decided."""
    memo = [decide("CD", unit, None, verdict="memo", memo="?") for unit in UNITS]
    found = agree([*log_of("AB"), *log_of("CD")[:12], *memo], "AB", "CD")
    assert found.headline[0].n_units == 12


def test_what_was_in_a_finished_share_was_seen() -> None:
    """Units that a coder left without a code there carry no code of theirs."""
    coded = [one for one in log_of("CD") if one.code_id]
    all_ids = frozenset(unit.id for unit in UNITS)
    few = agree([*log_of("AB"), *coded], "AB", "CD")
    every = agree(
        [*log_of("AB"), *coded], "AB", "CD", finished=[Finished("CD", all_ids, blind=True)]
    )
    assert few.headline[0].n_units == len(coded) < 30
    assert every.headline[0].n_units == 30
    assert every.headline[0].percent is not None
    assert every.headline[0].percent.value == 1


def test_blind_decisions_and_those_with_the_suggestion_in_view_stay_apart() -> None:
    """A coder who confirms later what was first coded otherwise appears in both, once each."""
    later = "2026-02-01T10:00:00+00:00"
    seen = [
        decide("CD", unit, code, blind=False, at=later)
        for unit, code in zip(UNITS, codes_of(0), strict=True)
    ]
    found = agree([*log_of("AB", 0), *log_of("CD", 1), *seen], "AB", "CD")
    pair = {"coders": ("AB", "CD"), "framing": "units both saw", "scope": "every code"}
    stands = row_of(found, condition="all", **pair).alpha
    blind = row_of(found, condition="blind", **pair).alpha
    assert stands is not None
    assert blind is not None
    assert stands.value > blind.value
    assert not [r for r in found.rows if r.condition == "suggestion in view" and "AB" in r.coders]


def test_what_is_decided_after_settling_is_not_independent() -> None:
    """The blind figure stays what it was before somebody settled the unit."""
    changed = [
        decide("CD", unit, code, at="2026-03-01T10:00:00+00:00")
        for unit, code in zip(UNITS, codes_of(0), strict=True)
    ]
    log = [*log_of("AB", 0), *log_of("CD", 1)]
    settled = {(unit.id, BOOK): "2026-02-01T10:00:00+00:00" for unit in UNITS}
    before = agree(log, "AB", "CD")
    after = agree([*log, *changed], "AB", "CD", settled=settled)
    assert after.headline == before.headline


def test_the_machine_is_a_coder_in_the_same_table() -> None:
    """Its first suggestion counts from the threshold on; what was in view counts as it was then."""
    suggestions = [
        Suggestion(unit_id=unit.id, codebook=BOOK, code_id="time", probability=p, rank=1)
        for unit, p in zip(UNITS, [0.9, 0.2] * 15, strict=True)
    ]
    found = agree(log_of("AB"), "AB", suggestions=suggestions, threshold=0.5)
    wanted = {"condition": "blind", "framing": "units both saw", "code_id": "time"}
    row = row_of(found, coders=("AB", MACHINE), **wanted)
    mine = [code == "time" for code in codes_of(0)]
    theirs = [n % 2 == 0 for n in range(30)]
    assert row.with_machine
    assert row.kappa is not None
    assert row.kappa.value == pytest.approx(cohen_kappa_score(mine, theirs), abs=EXACT)
    in_view = log_of("AB", blind=False, shown_code="help", shown_probability=0.8)
    shown = agree(in_view, "AB", suggestions=suggestions)
    codes = {row.code_id for row in shown.rows if row.condition == "suggestion in view"}
    assert codes == {None, "time", "help"}


def test_three_coders_are_compared_as_a_group_and_in_pairs() -> None:
    """The headline is that of the group."""
    found = agree([*log_of("AB", 0), *log_of("CD", 1), *log_of("EF", 2)], "AB", "CD", "EF")
    people = {row.coders for row in found.rows if not row.with_machine}
    assert people == {("AB", "CD", "EF"), ("AB", "CD"), ("AB", "EF"), ("CD", "EF")}
    assert {row.coders for row in found.headline} == {("AB", "CD", "EF")}


def test_too_few_units_give_a_reason_and_no_number() -> None:
    """Nine units are too few, and the row says how many it takes."""
    found = agree([*log_of("AB")[:9], *log_of("CD")[:9]], "AB", "CD")
    row = row_of(
        found, coders=("AB", "CD"), condition="blind", framing="units both saw", scope="every code"
    )
    assert row.kappa is row.alpha is row.percent is None
    assert row.reason == "only 9 units were seen by both; a figure takes 10"


def test_too_few_people_give_a_number_without_an_interval() -> None:
    """Twenty units of four people."""
    found = agree([*log_of("AB", 0)[:20], *log_of("CD", 1)[:20]], "AB", "CD")
    first = found.headline[0]
    assert first.kappa is not None
    assert first.kappa.low is None
    assert "no interval: the units are of 4 people" in first.reason


def test_a_free_coding_counts_on_every_unit_that_it_takes_in() -> None:
    """One that runs over two turns carries its code to both."""
    one, other = UNITS[0], UNITS[1]
    free = make_decision(
        coder="CD", verdict="code", codebook=BOOK, transcript_id=one.transcript_id, code_id="help",
        start=one.start, end=other.end, quote=TEXTS[0].text[one.start : other.end],
        at="2026-01-05T11:00:00+00:00",
    )  # fmt: skip
    blind = [decide("CD", unit, None) for unit in UNITS[2:]]
    mine = [decide("AB", unit, "help" if unit in (one, other) else None) for unit in UNITS]
    found = agree([*mine, *blind, free], "AB", "CD")
    row = row_of(
        found, coders=("AB", "CD"), condition="blind", framing="units both saw", code_id="help"
    )
    assert row.n_units == 30
    assert row.positive is not None
    assert row.positive.value == 1


def test_spans_are_compared_on_texts_that_both_read() -> None:
    """A span cut short costs unitizing alpha something and overlap nothing."""
    mine = [decide("AB", unit, "help") for unit in UNITS]
    short = [
        decide("CD", unit, "help").model_copy(
            update={"end": unit.end - 4, "quote": unit.text[:-4]}
        )
        for unit in UNITS
    ]  # fmt: skip
    found = agree([*mine, *short], "AB", "CD")
    row = row_of(found, scope="spans", condition="blind", code_id=None)
    assert row.n_cases == 6
    assert row.overlap_f1 is not None
    assert row.alpha_unitizing is not None
    assert row.overlap_f1.value == 1
    assert 0 < row.alpha_unitizing.value < 1
    alone = agree([*mine, *log_of("CD")[:2]], "AB", "CD")
    assert not [row for row in alone.rows if row.scope == "spans"]


def test_codes_that_stand_against_each_other_are_counted() -> None:
    """Units and people; what only one of two saw is no difference."""
    mine = [decide("AB", unit, "time" if n < 4 else "help") for n, unit in enumerate(UNITS[:8])]
    theirs = [
        decide("CD", unit, code)
        for unit, code in zip(
            UNITS[:6], ["money", "money", "time", None, "help", "trust"], strict=True
        )
    ]
    found = [
        one for one in agree([*mine, *theirs], "AB", "CD").mixed_up if one.condition == "blind"
    ]
    counted = [(one.code_id, one.other_code_id, one.n_units, one.n_people) for one in found]
    assert counted[0] == ("time", "money", 2, 1)
    assert sorted(counted[1:], key=str) == [("help", "trust", 1, 1), ("time", None, 1, 1)]
    assert str(found[0]) == "be, AB and CD: time against money, 2 units of 1 person"


def test_two_codes_against_one_are_two_pairs() -> None:
    """Codes that both used stand against nothing."""
    unit = UNITS[0]
    log = [
        decide("AB", unit, "time"),
        decide("AB", unit, "help"),
        decide("AB", unit, "rules"),
        decide("CD", unit, "rules"),
        decide("CD", unit, "money"),
    ]
    found = agree(log, "AB", "CD").mixed_up
    assert {(one.code_id, one.other_code_id) for one in found} == {
        ("time", "money"),
        ("help", "money"),
    }


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_log_plays_no_part(random: Any) -> None:
    """The same decisions in another order give the same rows."""
    log = [*log_of("AB", 0)[:12], *log_of("CD", 1)[:12]]
    before = agree(log, "AB", "CD")
    random.shuffle(log)
    assert agree(log, "AB", "CD").rows == before.rows


def test_a_table_has_a_row_for_each_comparison() -> None:
    """Coefficients with the ends of their intervals in columns of their own; the card has the notes."""
    found = agree([*log_of("AB", 0), *log_of("CD", 1)], "AB", "CD")
    frame = found.to_frame()
    assert len(frame) == len(found.rows)
    assert {"kappa", "kappa_low", "kappa_high", "positive", "reason"} <= set(frame.columns)
    assert frame["coders"].iloc[0] == "AB | CD"
    card = found._repr_html_()
    assert "bootstrap" in card
    assert "decided blind" in card
    assert "No figure" in agree(log_of("AB"), "AB")._repr_html_()


# --- a study ---------------------------------------------------------------------------------


@pytest.fixture
def decided(tmp_path: Path) -> Iterator[Study]:
    """A study with six texts and the blind decisions of two coders; nothing in it was mined."""
    study = make_coded_study(tmp_path / "study", [*log_of("AB", 0), *log_of("CD", 1)])
    yield study
    study.close()


def test_a_study_compares_all_who_decided(decided: Study) -> None:
    """Coders and codebooks need not be named; a name that nobody has is refused."""
    found = decided.agreement()
    assert found.coders == ("AB", "CD")
    assert found == decided.agreement("AB", "CD", codebook=BOOK)
    assert {row.condition for row in decided.agreement(blind=True).rows} == {"blind"}
    assert not decided.agreement(blind=False).rows
    with pytest.raises(SettingsError, match=r"No decision is by XY\. Coders of this study: AB, CD"):
        decided.agreement("AB", "XY")
    with pytest.raises(SettingsError, match="named twice"):
        decided.agreement("AB", "AB")
    with pytest.raises(SettingsError, match=r"no codebook npt\. It has: be"):
        decided.agreement(codebook="npt")


def test_where_nobody_decided_there_is_nothing_to_compare(tmp_path: Path) -> None:
    """The message says how to begin."""
    with (
        Study(tmp_path / "new", progress=False) as study,
        pytest.raises(
            StudyError, match=r"Nobody has decided on a code yet\. Hand out review sheets"
        ),
    ):
        study.agreement()


def test_a_reflexive_study_is_asked_why(decided: Study) -> None:
    """Coefficients do not belong to it; a reason is kept and shown, and its exports have no figure."""
    decided.configure(approach="reflexive")
    with pytest.raises(StudyError, match="coefficients of agreement do not belong to it"):
        decided.agreement()
    found = decided.agreement(anyway="asked for by the journal")
    assert found.anyway == "asked for by the journal"
    assert "asked for by the journal" in found._repr_html_()
    assert (
        decided._database.note("agreement in a reflexive study, asked for anyway") == found.anyway
    )
    names = {path.name for path in decided.export(formats=["csv"])}
    assert "agreement.csv" not in names


def test_the_table_of_agreement_is_for_the_team(decided: Study, tmp_path: Path) -> None:
    """It is among the tables of the team and in no public export."""
    team = {path.name for path in decided.export(formats=["csv"])}
    public = {path.name for path in decided.export(tmp_path / "p", ["csv"], audience="public")}
    assert "agreement.csv" in team
    assert "units.csv" in team
    assert "agreement.csv" not in public
    assert not [name for name in public if "agree" in name]


def test_the_command_line_says_the_headline(
    decided: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    """As words, as JSON with every row, and not at all."""
    study = str(decided.folder)
    with pytest.raises(SystemExit) as ended:
        main(["agree", "--study", study, "--coder", "AB", "--coder", "CD"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert "Decided blind, before anything was settled:\n  be, every code, AB and CD, blind" in said
    with pytest.raises(SystemExit):
        main(["agree", "--study", study, "--json"])
    facts = json.loads(capsys.readouterr().out)
    assert len(facts["rows"]) == len(decided.agreement().rows)
    assert facts["headline"][0]["n_units"] == 30
    with pytest.raises(SystemExit):
        main(["agree", "--study", study, "--quiet"])
    assert capsys.readouterr().out == ""
