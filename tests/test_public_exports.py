"""What a public export is made of: one door, new ids, shared words, every format."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest

from public_study import (
    AT,
    RULES,
    Person,
    a_coding,
    a_study,
    published,
    published_record,
    quotes_of,
    rows_of,
    ruling,
    team_of,
    text_of,
)
from thememiner.errors import SettingsError
from thememiner.formats._csv import parse_csv
from thememiner.formats._qdc import parse_qdc
from thememiner.formats._xlsx import parse_xlsx
from thememiner.records import (
    ReadProblem,
    Run,
    SetAside,
)
from thememiner.reports import (
    PUBLIC_REPORTS,
    REPORTS,
    Material,
    make_public,
    make_reports,
)
from thememiner.review import make_decision

# --- ids and words -----------------------------------------------------------------------------


def test_ids_are_drawn_anew_for_every_export() -> None:
    """Neither ids of the study nor their order are in a public file, and no two exports agree."""
    material = a_study(team_of(12, quote_ok="yes", said="the rota was full"))
    one, two = (make_reports(material, ["csv"], audience="public") for _ in range(2))
    assert one["public-quotations.csv"] != two["public-quotations.csv"]
    again = [make_reports(material, audience="public", rules=RULES) for _ in range(2)]
    assert again[0] == again[1]
    for name, text in published(material).items():
        assert "t-P" not in text, name
        assert "th1" not in text, name
        if name.endswith((".csv", ".txt")):
            assert not re.search(r"\bP\d+\b", text), name


def test_one_person_has_one_number_and_one_passage_one_number() -> None:
    """Within an export, quotations of one person can be told to be of one."""
    people = [
        Person(
            f"P{i}",
            [(f"the rota {i}", "th1", "time"), (f"a room {i}", "th1", "space")],
            quote_ok="yes",
        )
        for i in range(4)
    ]
    people += [Person(f"N{i}", [("x", "", "trust")]) for i in range(8)]
    public = published_record(a_study(people))
    quotes = [q for table in public.tables for row in table.rows for q in row.quotes]
    number = {q.text: q.id for q in quotes}
    assert all(number[q.text] == q.id for q in quotes)
    who = {q.text.rsplit(" ", 1)[1]: q.who for q in quotes}
    assert all(who[q.text.rsplit(" ", 1)[1]] == q.who for q in quotes)
    assert len(set(who.values())) == len(who)


def test_the_words_of_one_person_do_not_name_a_theme() -> None:
    """Terms and labels of a machine are words that several people use; people's labels stay."""
    people = team_of(9, said="time and the rota")
    people[0].said = [("zqonly ever said this", "th1", "time")]
    material = a_study(people)
    (row,) = rows_of(material, "themes").values()
    assert (row.name, row.about) == ("the rota", "rota")
    theme = material.theme_set.themes[0].model_copy(update={"label": "zqonly rota"})
    named = replace(material, theme_set=material.theme_set.model_copy(update={"themes": (theme,)}))
    assert list(rows_of(named, "themes")) == ["rota"]
    log = make_decision(coder="AB", verdict="rename-theme", theme_id="th1", label="zqonly rota")
    assert list(rows_of(replace(named, decisions=(log,)), "themes")) == ["zqonly rota"]


def test_a_heading_with_few_people_quotes_nobody() -> None:
    """A quotation under "fewer than 3" would tell that it is not none."""
    people = team_of(9, quote_ok="yes")
    people.append(Person("Q", [("trust is all", "th2", "trust")], quote_ok="yes"))
    assert "trust is all" not in quotes_of(a_study(people))


def test_the_group_of_a_person_is_named_only_where_its_number_is() -> None:
    """And never of so many that the others follow."""
    people = [
        Person(f"P{i}", [(f"the rota {i}", "", "trust" if i % 2 else "")], quote_ok="yes",
               site="North" if i < 10 else "South")
        for i in range(20)
    ]  # fmt: skip
    public = published_record(a_study(people))
    rows = [row for table in public.tables for row in table.rows]
    assert {row.groups for row in rows if row.name == "Trust"} == {("5", "5")}
    assert {q.who.partition(", ")[2] for row in rows for q in row.quotes} <= {"North", "South", ""}
    assert any("North" in q.who or "South" in q.who for row in rows for q in row.quotes)
    for person in people:
        person.attributes["site"] = "South" if person.name == "P1" else "North"
    public = published_record(a_study(people))
    quotes = [q for table in public.tables for row in table.rows for q in row.quotes]
    assert quotes
    assert not any("," in quote.who for quote in quotes)


# --- every format ------------------------------------------------------------------------------


def a_telling_study() -> Material:
    """A study in which whatever must not be published has a word of its own."""
    people = [
        Person(f"P{n}", [(f"time and the rota zqsilent{n}", "th1", "time")], site=f"s{n % 2}")
        for n in range(12)
    ]
    people.append(Person("zqlabel", [("zqrefused words", "th2", "trust")], quote_ok="no"))
    people.append(Person("Y", [("I may be quoted", "th1", "time")], quote_ok="yes", site="zqrare"))
    material = a_study(people)
    unit = material.units[0]
    return replace(
        material,
        codings=tuple(a_coding(one, "time") for one in material.units[:5]),
        decisions=(
            make_decision(coder="zqcoder", verdict="memo", unit_id=unit.id, memo="zqmemo"),
            ruling("withhold", unit).model_copy(update={"coder": "zqcoder", "memo": "zqmemo"}),
        ),
        problems=(ReadProblem(path="/data/zqfile.pdf", found="zqfound"),),
        coder="zqcoder",
        theme_set=material.theme_set.model_copy(
            update={"set_aside": (SetAside(unit_id=unit.id, text="zqaside", reason="no-words"),)}
        ),
        run=material.run.model_copy(update={"inputs": {"zqinput": "a"}, "counts": {"zqcount": 1}}),
    )


@pytest.mark.parametrize("name", REPORTS)
def test_no_format_writes_what_must_not_be_published(name: str) -> None:
    """Every format there is, and every one to come: it is public through the one door or not at all."""
    made = make_reports(a_telling_study(), [name], audience="public", rules=RULES)
    assert set(made) == {n for n in made if n.startswith("public-")}
    for file, data in made.items():
        text = text_of(data)
        assert not re.findall(r"zq\w+", text), file
        assert "a" * 64 not in text, file
    if name not in PUBLIC_REPORTS:
        assert list(made) == ["public-notes.txt"]
        assert f"no public form: {name}" in made["public-notes.txt"].decode()


def test_what_a_public_format_is_given_holds_no_record_of_anybody() -> None:
    """A format cannot leak what it does not get."""
    given_to_it = make_public(a_telling_study(), RULES)
    kept = {"study", "run", "codebooks", "approach", "threshold", "public"}
    fresh = Material(study="x", run=Run(id="", at=AT))
    for field in fields(Material):
        if field.name not in kept:
            assert getattr(given_to_it, field.name) == getattr(fresh, field.name), field.name
    assert not re.findall(r"zq\w+", repr(given_to_it.public))


def test_a_public_format_refuses_what_did_not_go_through_the_door() -> None:
    """The material of the team makes no public file."""
    for maker in PUBLIC_REPORTS.values():
        with pytest.raises(ValueError, match="did not go through make_public"):
            maker(a_study(team_of(9)))


def test_the_formats_agree_with_each_other() -> None:
    """The same numbers and quotations in every format."""
    made = make_reports(a_telling_study(), audience="public", rules=RULES)
    sheets = parse_xlsx(made["public-tables.xlsx"])
    assert list(sheets) == ["notes", "people", "themes", "codes", "quotations"]
    for name in ("people", "themes", "codes", "quotations"):
        assert sheets[name] == parse_csv(made[f"public-{name}.csv"])
    page = made["public-report.html"].decode()
    assert "I may be quoted" in page
    assert "default-src 'none'" in page
    assert "<script" not in page
    nodes = parse_qdc(made["public-codebook.qdc"])
    assert {"Resources", "Time", "Space", "Trust", "Candidate themes"} <= {
        node.name for node in nodes
    }
    assert any("I may be quoted" in node.description for node in nodes)
    notes = made["public-notes.txt"].decode()
    assert "review sheet are not part of a public export" in notes


def test_what_is_held_back_is_told_to_the_team_in_numbers() -> None:
    """By reason, with people; it is in no public file."""
    held = published_record(a_telling_study()).held
    told = {one.why: (one.n, one.n_people) for one in held if one.what == "passages"}
    assert told == {
        "withheld by the team": (1, 1),
        "no answer to quote_ok": (11, 11),
        "may not be quoted": (1, 1),
    }


def test_another_audience_is_refused() -> None:
    """There are two."""
    with pytest.raises(SettingsError, match="team, public"):
        make_reports(a_study(team_of(9)), audience="press")  # type: ignore[arg-type]


def test_the_facade_and_the_command_line_use_the_same_door(study_copy, capsys) -> None:
    """Rulings are in the log; the files lie apart from those of the team."""
    unit = next(unit for unit in study_copy.units if study_copy.themes.labels and unit.n_words > 8)
    with pytest.raises(SettingsError, match="no unit and no coding"):
        study_copy.allow("t0:0-1")
    chosen = [q for theme in study_copy.themes.themes for q in theme.quotes][:3]
    for quote in chosen:
        study_copy.allow(quote.unit_id, coder="AB", memo="agreed by telephone")
    study_copy.withhold(chosen[0].unit_id, coder="AB")
    assert {d.verdict for d in study_copy.decisions} == {"allow", "withhold"}
    paths = study_copy.export(audience="public")
    assert {path.parent for path in paths} == {study_copy.folder / "public"}
    page = (study_copy.folder / "public" / "public-report.html").read_text(encoding="utf-8")
    assert unit.transcript_id not in page
    assert study_copy.held_back().to_frame()["n"].sum() > 0
    assert study_copy.verify()
    from thememiner.cli import main

    folder = str(study_copy.folder)
    study_copy.close()
    with pytest.raises(SystemExit) as ended:
        main(["export", "--study", folder, "--audience", "public", "--format", "csv"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "public-people.csv" in said
    assert "no answer to quote_ok" in said
