"""Who is quoted in public: nobody without consent, and no passage that was withheld."""

from __future__ import annotations

from dataclasses import replace

import pytest

from public_study import (
    Person,
    a_coding,
    a_study,
    published,
    published_record,
    quotes_of,
    ruling,
    team_of,
    text_of,
)
from thememiner.reports import (
    make_reports,
)
from thememiner.reports._consent import find_permissions, read_answer
from thememiner.reports._legal_basis import is_for_coders, is_legal_basis
from thememiner.review import make_decision

# --- consent -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["yes", "Y", " YES ", "true", "1", "ja", "Oui", "sí", "✓", "✔️", "agreed", "Given."]
)
def test_a_yes_in_any_spelling_is_a_yes(text: str) -> None:
    """Tables are filled by many hands."""
    assert read_answer([text]) == "yes"


@pytest.mark.parametrize(
    "text", ["no", "N", "false", "0", "nein", "Não", "refused", "No, sorry", "✗", "not asked"]
)
def test_a_no_in_any_spelling_is_a_no(text: str) -> None:
    """Whatever begins with a no is one."""
    assert read_answer([text]) == "no"


@pytest.mark.parametrize(
    "text", ["yes, but ask me first", "maybe", "ask", "2", "yes if nameless", "only part A", "x"]
)
def test_a_condition_is_a_doubt(text: str) -> None:
    """And a doubt is not quoted."""
    assert read_answer([text]) == "doubt"
    assert not quotes_of(a_study(team_of(12, quote_ok=text)))


def test_one_no_among_several_answers_wins() -> None:
    """A transcript that may be quoted does not overrule its speaker."""
    assert read_answer(["yes", "no"]) == "no"
    assert read_answer(["yes", ""]) == "yes"
    assert read_answer([]) == read_answer([" "]) == "none"
    people = [
        Person(
            f"P{n}", [("no time at all", "th1", "time")], talk={"quote_ok": "yes"}, quote_ok="no"
        )
        for n in range(9)
    ]
    assert not quotes_of(a_study(people))


def test_without_an_answer_nobody_is_quoted_and_the_report_says_so() -> None:
    """In one sentence, in every public export."""
    material = a_study(team_of(9))
    assert not quotes_of(material)
    files = published(material)
    sentence = "Nobody is quoted: it is not on record who agreed to be quoted"
    assert sentence in files["public-notes.txt"]
    assert sentence in files["public-report.html"]
    assert not any("person 3" in text for text in files.values())


@pytest.mark.parametrize("name", ["quote_ok", "Quote OK", "quote-ok", "ok to quote"])
def test_a_person_who_agreed_is_quoted(name: str) -> None:
    """By the speaker's own answer, however the column is written."""
    people = [*team_of(8), Person("Q", [("the rota was full", "th1", "time")], **{name: "yes"})]
    assert set(quotes_of(a_study(people))) == {"the rota was full"}


def test_an_answer_of_a_transcript_or_a_row_counts_for_its_words() -> None:
    """A table of answers has it on each row, which is a transcript of its own."""
    people = [*team_of(8), Person("Q", [("the rota", "th1", "time")], talk={"quote_ok": "yes"})]
    assert set(quotes_of(a_study(people))) == {"the rota"}
    material = a_study(team_of(9))
    rows = [
        unit.model_copy(update={"attributes": {"quote_ok": "yes"}}) if unit.person == "P0" else unit
        for unit in material.units
    ]
    assert set(quotes_of(replace(material, units=tuple(rows)))) == {material.units[0].text}


def test_consent_no_silences_a_person_everywhere_and_keeps_them_in_the_counts() -> None:
    """Also where another column would let them be quoted."""
    people = [
        *team_of(8, quote_ok="yes"),
        Person("Q", [("the rota was full", "th1", "time")], quote_ok="yes", consent="no"),
    ]
    material = a_study(people)
    assert "the rota was full" not in quotes_of(material)
    public = published_record(material)
    assert public.n_people == 9


@pytest.mark.parametrize(
    "answer",
    [
        {"consent": "withdrawn"},
        {"consent": "no analysis"},
        {"consent": "no; analysis no"},
        {"consent": "Analysis: refused"},
        {"consent_to_analysis": "no"},
    ],
)
def test_who_is_not_to_be_analysed_is_in_no_count(answer: dict[str, str]) -> None:
    """Consent that says analysis no."""
    people = [*team_of(9, quote_ok="yes"), Person("Q", [("the rota", "th1", "time")], **answer)]
    public = published_record(a_study(people))
    assert public.n_people == 9
    assert "the rota" not in quotes_of(a_study(people))


@pytest.mark.parametrize("answer", ["yes", "written", "yes to all", "no quotes"])
def test_other_consent_keeps_a_person_in_the_analysis(answer: str) -> None:
    """Only a clear word takes somebody out."""
    people = [*team_of(8), Person("Q", [("the rota", "th1", "time")], consent=answer)]
    assert find_permissions(a_study(people)).out == frozenset()


def test_legal_basis_columns_are_never_printed() -> None:
    """Neither in a public file nor in the report of the team; coders see who may be quoted."""
    people = [
        Person(
            f"P{n}",
            [("the rota", "th1", "time")],
            quote_ok="yes",
            site="North" if n < 6 else "South",
            **{"lawful basis": f"zqbasis {n % 2}", "consent": "yes" if n % 2 else "written"},
        )
        for n in range(12)
    ]
    material = a_study(people)
    for name, text in published(material).items():
        assert "zqbasis" not in text, name
        assert "written" not in text, name
    for name, data in make_reports(material).items():
        assert "zqbasis" not in text_of(data), name
    assert is_legal_basis("Lawful Basis")
    assert is_legal_basis("quote_ok")
    assert is_for_coders("quote_ok")
    assert not is_for_coders("consent")
    assert not is_legal_basis("site")


# --- one quotation at a time -------------------------------------------------------------------


def test_a_passage_that_is_withheld_is_quoted_nowhere() -> None:
    """Nor is any coding that shares words with it, nor the same words elsewhere."""
    material = a_study(team_of(9, quote_ok="yes"))
    assert material.units[0].text in quotes_of(material)
    unit = material.units[0]
    log = [ruling("withhold", unit)]
    assert unit.text not in quotes_of(replace(material, decisions=tuple(log)))
    coding = a_coding(unit, "time", end=unit.start + 7)
    coded = replace(material, codings=(coding,), decisions=tuple(log))
    assert find_permissions(coded).refusal(coding) == "withheld by the team"
    elsewhere = material.units[1].model_copy(update={"text": f"As I said: {unit.text}"})
    assert find_permissions(coded).refusal(elsewhere) == "withheld by the team"


def test_a_passage_that_is_allowed_is_quoted_without_an_answer() -> None:
    """Just that one, and not against a consent of no."""
    material = a_study(team_of(9))
    unit = material.units[4]
    allowed = replace(material, decisions=(ruling("allow", unit),))
    assert set(quotes_of(allowed)) == {unit.text}
    people = team_of(9, consent="no")
    assert not quotes_of(a_study(people, decisions=(ruling("allow", unit),)))


def test_the_later_ruling_counts_and_an_undo_takes_it_back() -> None:
    """As with every other decision."""
    material = a_study(team_of(9))
    unit = material.units[4]
    first, second = ruling("allow", unit), ruling("withhold", unit, minute=1)
    assert not quotes_of(replace(material, decisions=(second, first)))
    undo = make_decision(
        coder="AB", verdict="undo", undoes=second.id, at="2025-06-30T10:05:00+00:00"
    )
    assert quotes_of(replace(material, decisions=(first, second, undo)))


def test_a_coding_across_two_speakers_is_not_quoted() -> None:
    """The other one may not have agreed."""
    material = a_study(team_of(9, quote_ok="yes"))
    unit = material.units[0]
    wide = a_coding(unit, "time", end=unit.end + 1)
    assert find_permissions(material).refusal(wide) == "not one person's words"
    inside = a_coding(unit, "time", end=unit.end - 2)
    assert find_permissions(material).refusal(inside) is None
