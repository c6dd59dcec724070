"""Themes into a draft of a codebook, and a codebook into files that give the same codebook back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import thememiner as tm
from conftest import HashingEncoder, fake_tools, make_unit
from thememiner.codebooks import BUILT_IN, choose_themes, load_codebook, seed_codebook
from thememiner.errors import CodebookError, SettingsError
from thememiner.formats._qdc import QdcNode, make_qdc, parse_qdc
from thememiner.records import Boundary, Code, Codebook, Example, NearMiss, Theme, ThemeSet, Unit
from thememiner.reports import CODEBOOK_FORMATS, make_codebook
from thememiner.study import Study
from thememiner.themes import confirm_theme, find_theme_set

READ_BACK = [suffix for suffix in CODEBOOK_FORMATS if suffix != ".docx"]
TOPICS = {
    "room": "The room was booked. We lost the room again; No room was free. The dentist had the room",
    "nurse": "The nurse sent referrals. She is a good nurse; A nurse left us. The nurse trusted it",
    "pay": "Pay came late. The pay was short; Funding of our pay ends. Nobody talks about pay here",
}


def thirty_units() -> list[Unit]:
    """Ten sayings each about rooms, nurses and pay, by five people."""
    return [
        make_unit(
            f"{saying} in week {n}, which we all remember quite well.",
            person=f"P{n % 5}",
            number=100 * topic + n,
        )
        for topic, some in enumerate(TOPICS.values())
        for n, saying in enumerate(some.split("; ") * 5)
    ]


UNITS = thirty_units()
VECTORS = HashingEncoder().encode([unit.text for unit in UNITS])


def a_theme_set() -> ThemeSet:
    """Three themes, each the neighbour of the others, the first with two sub-themes."""
    found = find_theme_set(UNITS, VECTORS, set_aside=(), tools=fake_tools(), n_themes=3)
    ids = [theme.id for theme in found.themes]
    themes = tuple(
        theme.model_copy(update={"neighbours": tuple(one for one in ids if one != theme.id)})
        for theme in found.themes
    )
    first = themes[0].unit_ids
    parts = tuple(
        Theme(id=f"part-{n}", label=f"Part {n}", unit_ids=some, parent=ids[0], terms=("room",))
        for n, some in enumerate((first[:4], first[4:7]))
    )
    return found.model_copy(update={"themes": themes, "sub_themes": parts})


FOUND = a_theme_set()
IDS = [theme.id for theme in FOUND.themes]


def seeded(
    themes: ThemeSet = FOUND,
    chosen: Sequence[Theme] = FOUND.themes,
    *,
    silent: Sequence[str] = (),
    **more: Any,
) -> Codebook:
    """A draft in which silent people are quoted nowhere."""
    return seed_codebook(
        themes,
        chosen,
        units=[unit for unit in UNITS if unit.person not in silent],
        codebook_id="study-themes",
        name="Themes of study, a draft",
        run="thememiner 0, run-1 of 2026-01-01.",
        **more,
    )


# --- the draft -------------------------------------------------------------------------------


def test_a_theme_becomes_a_code_with_its_label_and_its_id() -> None:
    """Sub-themes stand below; who seeds again finds the same ids."""
    draft = seeded()
    assert [code.id for code in draft.children(None)] == IDS
    assert [code.name for code in draft.children(None)] == [t.label for t in FOUND.themes]
    assert [code.id for code in draft.children(IDS[0])] == ["part-0", "part-1"]
    assert "draft" in draft.rule
    assert draft.sources == ("thememiner 0, run-1 of 2026-01-01.",)
    assert all("run-1" in code.source for code in draft.codes)


def test_what_a_code_says_was_said_by_people() -> None:
    """Every quotation in it stands in a unit, and every example is one."""
    texts = [" ".join(unit.text.split()) for unit in UNITS]
    labels = {theme.label for theme in (*FOUND.themes, *FOUND.sub_themes)}
    for code in seeded().codes:
        boundaries = " ".join(boundary.rule for boundary in code.boundaries)
        for part in (code.definition, code.include, code.exclude, boundaries):
            for quoted in part.split("“")[1:]:
                saying = quoted.split("”")[0]
                assert saying in labels or any(saying in text for text in texts), saying
        assert {example.text for example in code.examples} <= set(texts)
        assert not any(example.invented for example in code.examples)


def test_a_definition_is_marked_as_people_s_words_and_names_the_terms() -> None:
    """No prose of anybody else's is passed off as a definition."""
    for code, theme in zip(seeded().children(None), FOUND.themes, strict=True):
        assert code.definition.startswith("In people's words: “")
        assert f"Terms: {', '.join(theme.terms[:8])}." in code.definition


def test_what_to_include_comes_from_sub_themes_and_typical_quotations() -> None:
    """Sub-themes by their labels where there are any."""
    draft = seeded()
    assert draft[IDS[0]].include.startswith("Sub-themes: Part 0: “")
    assert "; Part 1: “" in draft[IDS[0]].include
    assert draft[IDS[1]].include.startswith("Such as: “")


def test_what_to_exclude_says_where_it_belongs() -> None:
    """A saying of each neighbour, with the neighbour's name; neighbours that are no codes are left out."""
    draft = seeded()
    for theme in FOUND.themes:
        for neighbour in theme.neighbours:
            assert f"belongs to “{FOUND[neighbour].label}”." in draft[theme.id].exclude
    assert seeded(chosen=FOUND.themes[:1])[IDS[0]].exclude == ""
    assert "belongs to “Part 1”" in draft["part-0"].exclude


def test_boundary_rules_come_from_quotations_at_the_edge() -> None:
    """Towards the theme that the quotation is nearest to, else towards the nearest neighbour."""
    theme = next(t for t in FOUND.themes if t.counter_quotes)
    edge = theme.counter_quotes[0].unit_id
    far = theme.neighbours[-1]
    draft = seeded(second_homes={edge: far})
    rules = {boundary.neighbour: boundary.rule for boundary in draft[theme.id].boundaries}
    assert theme.counter_quotes[0].text in rules[far]
    assert f"Decide between this and “{FOUND[far].label}”." in rules[far]
    plain = seeded()[theme.id].boundaries
    assert {boundary.neighbour for boundary in plain} == {theme.neighbours[0]}


def test_examples_are_of_different_people_and_nobody_is_quoted_who_refuses() -> None:
    """Neither in examples nor anywhere else; others speak instead."""
    code = seeded()[IDS[0]]
    people = {unit.text: unit.person for unit in UNITS}
    assert len({people[example.text] for example in code.examples}) == len(code.examples) == 5
    draft = seeded(silent=("P0", "P1"))
    silent = [unit.text for unit in UNITS if unit.person in {"P0", "P1"}]
    everything = draft.model_dump_json()
    assert not [text for text in silent if text in everything]
    assert all(code.examples for code in draft.codes if code.parent is None)


def test_a_theme_whose_people_all_refuse_keeps_label_and_terms() -> None:
    """And not a word that can be quoted."""
    code = seeded(silent=tuple(f"P{n}" for n in range(5)))[IDS[1]]
    assert code.definition.startswith("Terms: ")
    assert (code.include, code.examples, code.boundaries) == ("", (), ())


def test_only_confirmed_themes_are_taken_unless_told_otherwise() -> None:
    """The message says how to confirm, or how to take all."""
    confirmed = confirm_theme(FOUND, IDS[1])
    assert [t.id for t in choose_themes(confirmed, None, confirmed_only=True)] == [IDS[1]]
    assert len(choose_themes(confirmed, None, confirmed_only=False)) == 3
    assert [t.id for t in choose_themes(FOUND, [IDS[2]], confirmed_only=False)] == [IDS[2]]
    with pytest.raises(SettingsError, match="None of the 3 candidate themes is confirmed yet"):
        choose_themes(FOUND, None, confirmed_only=True)
    with pytest.raises(SettingsError, match=f"{IDS[0]} is not confirmed yet"):
        choose_themes(confirmed, IDS[:2], confirmed_only=True)
    with pytest.raises(SettingsError, match="There is no theme 'theme-x'"):
        choose_themes(FOUND, ["theme-x"], confirmed_only=False)
    with pytest.raises(SettingsError, match="no themes that"):
        choose_themes(ThemeSet(), None, confirmed_only=False)
    with pytest.raises(CodebookError, match="at least one theme"):
        seeded(chosen=())


def test_a_confirmed_theme_and_a_candidate_are_told_apart() -> None:
    """In the source of each code."""
    confirmed = confirm_theme(FOUND, IDS[1])
    draft = seeded(confirmed, confirmed.themes)
    assert draft[IDS[1]].source.startswith(f"Theme {IDS[1]}: ")
    assert draft[IDS[0]].source.startswith(f"Candidate theme {IDS[0]}: ")
    assert draft["part-0"].source.startswith("Sub-theme part-0: ")


# --- files -----------------------------------------------------------------------------------


def read_back(codebook: Codebook, suffix: str, folder: Path) -> Codebook:
    path = folder / f"book{suffix}"
    path.write_bytes(make_codebook(codebook, suffix))
    return load_codebook(path)


@pytest.mark.parametrize("suffix", READ_BACK)
@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_codebook_comes_back_as_it_went(name: str, suffix: str, tmp_path: Path) -> None:
    """Definitions, rules, examples with valence and status, all of it."""
    assert read_back(load_codebook(name), suffix, tmp_path) == load_codebook(name)


@pytest.mark.parametrize("suffix", READ_BACK)
def test_a_draft_comes_back_as_it_went(suffix: str, tmp_path: Path) -> None:
    """With its sub-themes below their themes."""
    assert read_back(seeded(), suffix, tmp_path) == seeded()


words = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "),
    min_size=1,
    max_size=30,
).map(lambda text: " ".join(text.split()) or "x")
hard = st.sampled_from(
    "=1+1|-5|@me|'=x|[laughs] well|[barrier] no|[] no|Include: this|Examples:|- dash|a: b|Yes|null|"
    "2024-01-01|007|1e5|Code id: x|Support (2)|a; b|“quoted”|TRUE".split("|")
)
texts = hard | words
examples = st.builds(
    Example,
    text=texts | st.just("one | two"),
    valence=st.sampled_from([None, "barrier", "enabler", "both"]),
    status=st.sampled_from([None, "experienced", "wished for"]),
    invented=st.booleans(),
    kind=st.sampled_from(["talk", "title", "item"]),
)


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    """A codebook of any texts; codes stand behind their parent, as a tree is read."""
    n_codes = draw(st.integers(1, 4))
    ids = [f"code-{n}" for n in range(n_codes)]
    codes = []
    for n, code_id in enumerate(ids):
        above = [None, *([ids[n - 1]] if n else [])]
        codes.append(
            Code(
                id=code_id,
                name=draw(texts),
                definition=draw(texts | st.just("")),
                include=draw(texts | st.just("")),
                exclude=draw(texts | st.just("")),
                examples=tuple(draw(st.lists(examples, max_size=3))),
                parent=draw(st.sampled_from(above)),
                boundaries=tuple(
                    Boundary(neighbour=draw(st.sampled_from(ids)), rule=draw(texts))
                    for _ in range(draw(st.integers(0, 2)))
                ),
                near_misses=tuple(
                    NearMiss(
                        text=draw(texts),
                        belongs_to=draw(st.sampled_from([None, *ids[:n], *ids[n + 1 :]])),
                        invented=draw(st.booleans()),
                    )
                    for _ in range(draw(st.integers(0, 2)))
                ),
                source=draw(texts | st.just("")),
            )
        )
    return Codebook(
        id="book",
        name=draw(texts),
        version=draw(texts),
        codes=tuple(codes),
        valences=draw(st.sampled_from([(), ("barrier", "enabler")])),
        statuses=draw(st.sampled_from([(), ("experienced", "wished for")])),
        rule=draw(texts | st.just("")),
        sources=tuple(draw(st.lists(texts, max_size=2))),
        language=draw(st.sampled_from(["en", "de"])),
    )


@pytest.mark.parametrize("suffix", [".yaml", ".csv", ".xlsx", ".qdc"])
@given(book=codebooks())
@hypothesis_settings(max_examples=40)
def test_any_codebook_comes_back_as_it_went(
    book: Codebook, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Formulas, brackets, headings, numbers and dates as text, in every format."""
    assert read_back(book, suffix, tmp_path_factory.mktemp("book")) == book


def test_the_same_codebook_gives_the_same_bytes() -> None:
    """A file that did not change is not another file."""
    for suffix in CODEBOOK_FORMATS:
        assert make_codebook(seeded(), suffix) == make_codebook(seeded(), suffix)


def test_an_unknown_ending_is_refused_with_those_that_are_known() -> None:
    """And so is a codebook without codes."""
    with pytest.raises(SettingsError, match=r"'.pdf'.*\.yaml, .*\.docx"):
        make_codebook(seeded(), ".pdf")
    for suffix in CODEBOOK_FORMATS:
        with pytest.raises(CodebookError, match="has no codes"):
            make_codebook(Codebook(id="b", name="B", codes=()), suffix)


def test_examples_too_long_for_a_cell_are_refused_before_they_are_cut() -> None:
    """Nothing is shortened in silence."""
    long = Code(id="a", name="A", examples=(Example(text="word " * 9000),))
    with pytest.raises(SettingsError, match=r"too many for a spreadsheet's cell.*\.yaml"):
        make_codebook(Codebook(id="b", name="B", codes=(long,)), ".xlsx")


def test_an_edited_table_is_read_with_the_edits(tmp_path: Path) -> None:
    """A researcher adds a code below the others and changes a name."""
    lines = make_codebook(seeded(), ".csv").decode("utf-8-sig").replace("Part 0", "Doors")
    n_columns = lines.splitlines()[0].count(",")
    path = tmp_path / "edited.csv"
    path.write_text(f"{lines}new,New code{',' * (n_columns - 1)}\r\n", encoding="utf-8")
    book = load_codebook(path)
    assert book["part-0"].name == "Doors"
    assert book["new"].name == "New code"
    assert book.id == "study-themes"


def test_a_codebook_that_went_through_another_program_keeps_its_parts(tmp_path: Path) -> None:
    """Another program drops the heading's kind, adds a code and ends lines otherwise."""
    nodes = parse_qdc(make_codebook(seeded(), ".qdc"))
    passed = [
        QdcNode(
            name=node.name,
            guid=node.guid,
            description=node.description.replace("\n", "\r\n"),
            parent=node.parent,
            codable=True,
        )
        for node in nodes
    ]
    own = QdcNode(name="Our own", guid="AAAAAAAA-0000-0000-0000-000000000000", description="Added.")
    path = tmp_path / "other.qdc"
    path.write_bytes(make_qdc([*passed, own], origin="another program"))
    book = load_codebook(path)
    assert book.codes[:-1] == seeded().codes
    assert (book.codes[-1].name, book.codes[-1].definition) == ("Our own", "Added.")
    assert book.id == "study-themes"


def test_the_codebook_file_is_valid_against_the_schema(shared_data: Path) -> None:
    """REFI-QDA's own; the built-in ones and a draft."""
    from lxml import etree

    path = shared_data / "refi" / "xsd" / "codebook" / "v1.0" / "Codebook.xsd"
    if not path.exists():
        pytest.skip("the REFI-QDA schema is not on this machine")
    schema = etree.XMLSchema(etree.parse(str(path)))
    for book in (seeded(), *(load_codebook(name) for name in BUILT_IN)):
        schema.assertValid(etree.fromstring(make_codebook(book, ".qdc")))


def test_the_document_for_people_says_all_that_the_codebook_says() -> None:
    """Every text stands in it, each code under its own heading, and links lead to headings."""
    from docx import Document

    book = load_codebook("npt")
    document = Document(io.BytesIO(make_codebook(book, ".docx")))
    cells = "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert [name for name in headings if name in {c.name for c in book.codes}] == [
        code.name for code in book.codes
    ]
    for code in book.codes:
        for text in (code.definition, code.include, code.exclude, code.source):
            assert text in cells
        assert all(example.text in cells for example in code.examples)
        assert all(boundary.rule in cells for boundary in code.boundaries)
        assert all(miss.text in cells for miss in code.near_misses)
    assert book.rule in "\n".join(p.text for p in document.paragraphs)
    xml = document.element.xml
    anchors = {part.split('"')[0] for part in xml.split('w:anchor="')[1:]}
    marks = {
        part.split('"')[0]
        for part in xml.split("<w:bookmarkStart ")[1:]
        for part in part.split('w:name="')[1:]
    }
    assert anchors == marks
    assert len(anchors) == len(book.codes)


# --- a study ---------------------------------------------------------------------------------


def test_a_draft_from_the_sample_can_be_mined_with(study_copy: Study, tmp_path: Path) -> None:
    """Confirm, seed, write, edit, and give it back to the study as a codebook."""
    with pytest.raises(SettingsError, match="is confirmed yet"):
        study_copy.seed_codebook()
    editor = study_copy.edit_themes(coder="AB")
    for theme in study_copy.themes.themes[:3]:
        editor.confirm(theme)
    editor.commit()
    draft = study_copy.seed_codebook()
    assert len(draft.children(None)) == 3
    assert len(study_copy.seed_codebook(confirmed_only=False)) > len(draft)
    path = study_copy.export_codebook(draft, tmp_path / "draft.yaml")
    path.write_text(
        path.read_text("utf-8").replace(f"name: {draft.codes[0].name}", "name: Space"), "utf-8"
    )
    assert load_codebook(path).codes[0].name == "Space"
    run = study_copy.mine(codebook=path)
    assert run.fitted is False
    assert {s.codebook for s in study_copy.suggestions} == {draft.id}
    assert study_copy.export_codebook(draft.id, tmp_path / "again.qdc").stat().st_size > 1000
    assert study_copy.verify(), study_copy.verify().faults


def test_who_may_not_be_quoted_is_not_in_the_draft(study_copy: Study) -> None:
    """``quote_ok: no`` in the table of cases keeps a person's words out."""
    silent = study_copy.units[0].person
    changed = []
    for transcript in study_copy.transcripts:
        speakers = tuple(
            s.model_copy(
                update={
                    "attributes": {
                        **s.attributes,
                        "quote_ok": "no" if s.person == silent else "yes",
                    }
                }
            )
            for s in transcript.speakers
        )
        changed.append(transcript.model_copy(update={"speakers": speakers}))
    study_copy._database.put_transcripts(changed)
    words = study_copy.seed_codebook(confirmed_only=False).model_dump_json()
    said = [u for u in study_copy.units if u.person == silent and u.n_words > 8]
    assert said
    assert not [unit.text for unit in said if " ".join(unit.text.split()) in words]


def test_the_command_line_writes_a_draft(
    study_copy: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With ``--all`` before anything is confirmed; without it the reason and the remedy."""
    from thememiner.cli import main

    options = ["seed", "--study", str(study_copy.folder), "--to"]
    with pytest.raises(SystemExit) as ended:
        main([*options, str(tmp_path / "draft.docx")])
    assert ended.value.code == 1
    assert "--all" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main([*options, str(tmp_path / "draft.csv"), "--all"])
    assert ended.value.code == 0
    assert "It is a draft" in capsys.readouterr().out
    assert len(tm.load_codebook(tmp_path / "draft.csv")) >= len(study_copy.themes)


def test_a_codebook_that_is_not_there_is_told_with_those_that_are(
    study_copy: Study, tmp_path: Path
) -> None:
    """Built-in ones, and those of the study."""
    with pytest.raises(CodebookError, match="Codebooks of this study: barriers-enablers, npt"):
        study_copy.export_codebook("ntp", tmp_path / "x.yaml")
    with pytest.raises(SettingsError, match="is a folder"):
        study_copy.export_codebook("npt", tmp_path)
