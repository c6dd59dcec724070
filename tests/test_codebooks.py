"""Codebooks: the built-in ones as promised, a user's from any of four formats, every fault at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from thememiner.codebooks import (
    BUILT_IN,
    VALENCE_TAUGHT_BY,
    load_codebook,
    load_no_code_examples,
    parse_codebook,
)
from thememiner.codebooks._parse import make_id
from thememiner.errors import CodebookError, InputError
from thememiner.formats._qdc import QdcNode, make_guid, make_qdc
from thememiner.records import STATUSES, VALENCES, Code, Codebook, Example

CONSTRUCTS = ("coherence", "cognitive-participation", "collective-action", "reflexive-monitoring")
COMPONENTS = {
    "coherence": "differentiation communal-specification individual-specification internalization",
    "cognitive-participation": "initiation enrolment legitimation activation",
    "collective-action": "interactional-workability relational-integration skill-set-workability "
    "contextual-integration",
    "reflexive-monitoring": "systematization communal-appraisal individual-appraisal reconfiguration",
}
MIXED_UP = [
    ("internalization", "legitimation"),
    ("individual-specification", "skill-set-workability"),
    ("interactional-workability", "relational-integration"),
    ("enrolment", "activation"),
    ("communal-specification", "communal-appraisal"),
    ("systematization", "individual-appraisal"),
]
DETERMINANTS = {
    "practice": "fit to local need; distinct or duplicating; breadth of the role",
    "people": "skills and local knowledge; training; supervision and support; motivation",
    "teams": "shared understanding; clinicians' buy-in; collaborative leadership; team dynamics; "
    "formal meetings; informal contact; co-location; line management; continuity of workers; "
    "referral and triage; trust across boundaries",
    "organisation": "kind of host; groundwork from similar roles; competing innovations; "
    "strengths-based culture; ownership from below",
    "resources": "funding and pooling; procurement; space; protected time",
    "records": "registration and access to systems; record sharing; information governance; "
    "feedback data",
    "policy": "contracting; governance across sectors; speed of roll-out",
    "community": "engagement and trust; deprivation and complexity; "
    "capacity of the voluntary sector; continuity of access",
}
MECHANISMS = {
    "coherence-building": "coherence",
    "cognitive-participation": "cognitive-participation",
    "collective-action": "collective-action",
    "reflexive-monitoring": "reflexive-monitoring",
}
CFIR = {
    "innovation": "source, evidence base, relative advantage, adaptability, trialability, complexity, "
    "design, cost",
    "outer-setting": "critical incidents, local attitudes, local conditions, partnerships and "
    "connections, policies and laws, financing, external pressure",
    "external-pressure": "societal, market, performance-measurement",
    "inner-setting": "structural characteristics, relational connections, communications, culture, "
    "tension for change, compatibility, relative priority, incentive systems, mission alignment, "
    "available resources, access to knowledge and information",
    "structural-characteristics": "physical, information technology, work",
    "culture": "human equality, recipient, deliverer, learning",
    "available-resources": "funding, space, materials and equipment",
    "individuals": "roles, characteristics",
    "roles": "high-level leaders, mid-level leaders, opinion leaders, implementation facilitators, "
    "implementation leads, implementation team members, other implementation support, "
    "innovation deliverers, innovation recipients",
    "characteristics": "need, capability, opportunity, motivation",
    "implementation-process": "teaming, assessing needs, assessing context, planning, tailoring "
    "strategies, engaging, doing, reflecting and evaluating, adapting",
    "assessing-needs": "deliverers, recipients",
    "engaging": "deliverers, recipients",
    "reflecting-and-evaluating": "implementation, innovation",
}
DOMAINS = (
    "knowledge", "skills", "social-professional-role-and-identity", "beliefs-about-capabilities",
    "optimism", "beliefs-about-consequences", "reinforcement", "intentions", "goals",
    "memory-attention-and-decision-processes", "environmental-context-and-resources",
    "social-influences", "emotion", "behavioural-regulation",
)  # fmt: skip
FRAMEWORKS = [
    pytest.param(load_codebook(name), id=name) for name in ("npt-2022", "cfir-2022", "tdf")
]
BUILT_IN_CODES = [
    pytest.param(code, id=f"{name}/{code.id}")
    for name in BUILT_IN
    for code in load_codebook(name).codes
]


ENRICHED = ("npt", "barriers-enablers")


def talk(code: Code) -> list[Example]:
    """The examples of a code that are talk, not titles or items."""
    return [example for example in code.examples if example.kind == "talk"]


def bare(text: str) -> str:
    """Words alone, so that two texts can be compared."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def runs(text: str, *, n_words: int = 7) -> set[tuple[str, ...]]:
    """Every run of so many words, apostrophes and all."""
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {tuple(words[i : i + n_words]) for i in range(len(words) - n_words + 1)}


# --- the built-in ones -----------------------------------------------------------------------


def test_npt_has_four_constructs_of_four_components_in_order() -> None:
    """The ids that are promised for ever, each below its construct."""
    book = load_codebook("npt")
    assert tuple(code.id for code in book.children(None)) == CONSTRUCTS
    for construct, components in COMPONENTS.items():
        assert " ".join(code.id for code in book.children(construct)) == components
    assert len(book) == 20
    assert "routine care" in book.rule.lower()


@pytest.mark.parametrize(("one", "other"), [*MIXED_UP, *(pair[::-1] for pair in MIXED_UP)])
def test_pairs_that_coders_mix_up_have_rules_both_ways(one: str, other: str) -> None:
    """Each of the two says how to decide towards the other."""
    rules = {b.neighbour: b.rule for b in load_codebook("npt")[one].boundaries}
    assert len(rules[other].split()) >= 10


def test_barriers_and_enablers_has_the_determinants_in_order() -> None:
    """Eight groups, and in each the determinants in the order of the plan."""
    book = load_codebook("barriers-enablers")
    assert [code.id for code in book.children(None)] == list(DETERMINANTS)
    for group, listed in DETERMINANTS.items():
        codes, names = book.children(group), listed.split("; ")
        assert len(codes) == len(names), group
        for code, name in zip(codes, names, strict=True):
            wanted = {word[:5] for word in bare(name).split() if len(word) > 3}
            known = {word[:5] for word in bare(f"{code.id} {code.name} {code.definition}").split()}
            assert wanted & known, (code.id, name)


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_codebook_has_all_axes(name: str) -> None:
    """Each coding may be barrier, enabler or both; experienced, anticipated or wished for."""
    book = load_codebook(name)
    assert book.valences == VALENCES
    assert book.statuses == STATUSES
    assert book.id == name
    assert book.sources
    assert book.rule


@pytest.mark.parametrize("code", BUILT_IN_CODES)
def test_a_built_in_code_says_what_belongs_and_what_does_not(code: Code) -> None:
    """Definition, include, exclude and source are all there."""
    for text in (code.definition, code.include, code.exclude):
        assert len(text.split()) >= 5
    assert code.source
    assert all(boundary.rule for boundary in code.boundaries)


@pytest.mark.parametrize("code", BUILT_IN_CODES)
def test_a_built_in_code_has_invented_examples_as_long_as_real_talk(code: Code) -> None:
    """Eight or more, of 20 to 40 words at the median, marked as invented."""
    spoken = talk(code)
    assert len(spoken) >= 8
    assert 20 <= median(len(example.text.split()) for example in spoken) <= 40
    assert all(example.invented for example in code.examples)
    assert all(miss.invented for miss in code.near_misses)
    assert {e.valence for e in code.examples} >= {"barrier", "enabler"}
    assert len({e.status for e in code.examples}) >= 2


def test_no_example_stands_twice() -> None:
    """Neither in two codes, nor in two codebooks, nor among the talk that no code fits."""
    texts = [
        bare(example.text)
        for name in BUILT_IN
        for code in load_codebook(name).codes
        for example in code.examples
    ]
    texts += [bare(example.text) for example in load_no_code_examples()]
    texts += [
        bare(miss.text)
        for name in BUILT_IN
        for code in load_codebook(name).codes
        for miss in code.near_misses
    ]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("code", load_codebook("npt").codes, ids=lambda code: code.id)
def test_a_code_of_npt_has_a_bank_of_talk_titles_and_items(code: Code) -> None:
    """24 statements for a component and 16 for a construct, both sides and every status in them."""
    spoken = talk(code)
    assert len(spoken) >= (24 if code.parent else 16)
    assert 28 <= median(len(example.text.split()) for example in spoken) <= 36
    valences = Counter(example.valence for example in spoken)
    assert min(valences["barrier"], valences["enabler"]) >= len(spoken) / 3
    assert {example.status for example in spoken} == set(STATUSES)
    kinds = Counter(example.kind for example in code.examples)
    assert (kinds["title"], kinds["item"]) >= (8, 6)
    assert max(len(e.text.split()) for e in code.examples if e.kind == "title") <= 25


@pytest.mark.parametrize(
    "code", load_codebook("barriers-enablers").leaves, ids=lambda code: code.id
)
def test_a_determinant_has_a_bank_on_both_sides(code: Code) -> None:
    """Twelve barriers and twelve enablers, of which some are hoped for or feared, and titles."""
    spoken = talk(code)
    valences = Counter(example.valence for example in spoken)
    assert min(valences["barrier"], valences["enabler"]) >= 12
    assert 25 <= median(len(example.text.split()) for example in spoken) <= 36
    for valence in ("barrier", "enabler"):
        assert {e.status for e in spoken if e.valence == valence} == set(STATUSES)
    assert sum(example.kind == "title" for example in code.examples) >= 3


@pytest.mark.parametrize("name", ENRICHED)
def test_a_bank_is_not_made_from_one_mould(name: str) -> None:
    """In one code no two statements begin alike, and short, middling and long ones stand together."""
    for code in load_codebook(name).leaves:
        spoken = talk(code)
        openings = Counter(tuple(bare(example.text).split()[:3]) for example in spoken)
        assert max(openings.values()) == 1, (code.id, openings.most_common(1))
        lengths = [len(example.text.split()) for example in spoken]
        assert min(lengths) <= 25, code.id
        assert max(lengths) >= 40, code.id


@pytest.mark.parametrize("name", ENRICHED)
def test_near_misses_belong_to_neighbours_or_to_no_code(name: str) -> None:
    """Two or more at each code; a statement that is a near miss stands nowhere among examples."""
    book = load_codebook(name)
    for code in book.codes:
        assert len(code.near_misses) >= (2 if code in book.leaves else 1), code.id
        assert all(
            miss.belongs_to in {None, *(c.id for c in book.codes)} for miss in code.near_misses
        )
        assert code.id not in {miss.belongs_to for miss in code.near_misses}
    assert None in {miss.belongs_to for code in book.codes for miss in code.near_misses}


def test_npt_of_2022_has_contexts_mechanisms_and_outcomes() -> None:
    """Twelve constructs; below the mechanisms the sixteen components, each tied to its code of npt."""
    book, older = load_codebook("npt-2022"), load_codebook("npt")
    domains = [code.id for code in book.children(None)]
    assert domains == ["contexts", "mechanisms", "outcomes"]
    assert [len(book.children(domain)) for domain in domains] == [4, 4, 4]
    assert [code.id for code in book.children("mechanisms")] == list(MECHANISMS)
    for mechanism, construct in MECHANISMS.items():
        ours, theirs = book.children(mechanism), older.children(construct)
        assert [code.id for code in ours] == [code.id for code in theirs]
        for code, other in zip((book[mechanism], *ours), (older[construct], *theirs), strict=True):
            assert code.source.endswith(f"code {other.id} of npt")
    assert len(book) == 3 + 12 + 16


def test_cfir_of_2022_has_its_constructs_in_order() -> None:
    """Five domains and every construct and subconstruct below them, by name."""
    book = load_codebook("cfir-2022")
    tops = ["innovation", "outer-setting", "inner-setting", "individuals", "implementation-process"]
    assert [code.id for code in book.children(None)] == tops
    for above, listed in CFIR.items():
        codes, names = book.children(above), listed.split(", ")
        assert len(codes) == len(names), above
        for code, name in zip(codes, names, strict=True):
            assert bare(name) in bare(code.name)
    assert {code.parent for code in book.codes} == {None, *CFIR}


def test_tdf_has_its_fourteen_domains_side_by_side() -> None:
    """In the order in which they were published; their constructs are no codes."""
    book = load_codebook("tdf")
    assert tuple(code.id for code in book.children(None)) == DOMAINS
    assert book.leaves == book.codes


@pytest.mark.parametrize("book", FRAMEWORKS)
def test_a_framework_has_a_bank_of_examples_for_each_code(book: Codebook) -> None:
    """Twelve where nothing stands below, else ten; every valence and status, three of each side."""
    for code in book.codes:
        assert len(code.examples) >= (12 if code in book.leaves else 10), code.id
        valences = Counter(example.valence for example in code.examples)
        assert min(valences["barrier"], valences["enabler"]) >= 3, code.id
        assert {example.status for example in code.examples} == set(STATUSES), code.id
        assert all(8 <= len(example.text.split()) <= 60 for example in code.examples), code.id


@pytest.mark.parametrize("book", FRAMEWORKS)
def test_a_rule_between_two_codes_of_a_framework_is_told_at_both(book: Codebook) -> None:
    """Whichever of the two a coder looks up, the rule towards the other is there."""
    rules = {(code.id, rule.neighbour) for code in book.codes for rule in code.boundaries}
    assert {code.id for code in book.codes} == {one for one, _ in rules}
    assert rules == {(other, one) for one, other in rules}


@pytest.mark.parametrize("book", FRAMEWORKS)
def test_examples_of_a_framework_do_not_share_a_frame(book: Codebook) -> None:
    """No two begin with the same three words in one code; none repeats seven words of any other."""
    for code in book.codes:
        openings = [bare(example.text).split()[:3] for example in code.examples]
        assert all(openings.count(opening) == 1 for opening in openings), code.id
    own = [runs(e.text) for code in book.codes for e in code.examples]
    counted = Counter(run for found in own for run in found)
    assert [run for run, n in counted.items() if n > 1] == []
    others = {
        run
        for name in BUILT_IN
        if name != book.id
        for code in load_codebook(name).codes
        for example in code.examples
        for run in runs(example.text)
    }
    assert others.isdisjoint(counted)


def test_valence_is_taught_by_the_two_first_codebooks_alone() -> None:
    """A further codebook with valences changes nothing for those that use the older ones."""
    from thememiner.study._toolbox import valence_examples

    books = [load_codebook(name) for name in ("barriers-enablers", "npt")]
    assert tuple(book.id for book in books) == VALENCE_TAUGHT_BY
    taught = [example for book in books for code in book.codes for example in code.examples]
    assert list(valence_examples()) == taught


def test_talk_that_no_code_fits_is_invented() -> None:
    """There is plenty of it, and all of it is marked."""
    examples = load_no_code_examples()
    assert len(examples) >= 150
    assert all(example.invented and example.text for example in examples)


def test_a_built_in_codebook_is_read_once() -> None:
    """The same record comes back; a codebook that is loaded stays as it is."""
    books = [load_codebook(name) for name in BUILT_IN]
    assert all(load_codebook(name) is book for name, book in zip(BUILT_IN, books, strict=True))
    assert load_codebook(load_codebook("npt")) is load_codebook("npt")


# --- a user's own ----------------------------------------------------------------------------

ROWS = [
    {"name": "Time", "definition": "Hours to do it in.", "examples": "No time.\nToo busy."},
    {"name": "Own time", "parent": "time", "include": "Evenings.", "exclude": "Paid hours."},
    {"id": "m", "name": "Geld & Güter"},
]


def write_yaml(path: Path) -> Path:
    rows = [{**row, "examples": row.get("examples", "").splitlines()} for row in ROWS]
    path.with_suffix(".yaml").write_text(
        yaml.safe_dump({"name": "My codes", "codes": rows}, allow_unicode=True), encoding="utf-8"
    )
    return path.with_suffix(".yaml")


def write_csv(path: Path, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    columns = ("id", "Name", "definition", "parent", "include", "exclude", "examples", "mood")
    lines = [delimiter.join(columns)]
    for row in ROWS:
        cells = (row.get(column.lower(), "").replace("\n", " | ") for column in columns)
        lines.append(delimiter.join(f'"{cell}"' for cell in cells))
    path.with_suffix(".csv").write_bytes("\r\n".join(lines).encode(encoding))
    return path.with_suffix(".csv")


def write_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    columns = ("id", "name", "definition", "parent", "include", "exclude", "examples")
    sheet.append(columns)
    for row in ROWS:
        sheet.append([row.get(column) for column in columns])
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


@pytest.mark.parametrize(
    "write",
    [
        write_yaml,
        write_csv,
        lambda path: write_csv(path, delimiter=";", encoding="cp1252"),
        lambda path: write_csv(path, encoding="utf-16"),
        write_xlsx,
    ],
    ids=["yaml", "csv", "csv from a German Excel", "csv in UTF-16", "xlsx"],
)
def test_the_same_codes_come_from_every_format(
    write: Callable[[Path], Path], tmp_path: Path
) -> None:
    """YAML, CSV and XLSX give the same codes; the file's name is the codebook's id."""
    book = load_codebook(write(tmp_path / "my codes"))
    assert book.id == "my-codes"
    assert [code.id for code in book.codes] == ["time", "own-time", "m"]
    assert [code.parent for code in book.codes] == [None, "time", None]
    assert [example.text for example in book["time"].examples] == ["No time.", "Too busy."]
    assert not any(example.invented for example in book["time"].examples)
    assert book["own-time"].exclude == "Paid hours."
    assert book["m"].name == "Geld & Güter"
    assert book.valences == ()


def test_a_name_is_all_that_a_code_needs(tmp_path: Path) -> None:
    """A column of names, or a YAML list of them, is a codebook."""
    (tmp_path / "a.csv").write_text("name\nTime\nMoney\nTime\n", encoding="utf-8")
    (tmp_path / "b.yml").write_text("- name: Time\n- name: Money\n- name: Time\n", encoding="utf-8")
    for file in ("a.csv", "b.yml"):
        book = load_codebook(tmp_path / file)
        assert [code.id for code in book.codes] == ["time", "money", "time-2"]


def test_a_codebook_of_another_program_is_read(tmp_path: Path) -> None:
    """A REFI-QDA codebook keeps its guids, its tree and its descriptions."""
    top, below = make_guid("x", "time"), make_guid("x", "own")
    nodes = [
        QdcNode(name="Time", guid=top, description="Hours."),
        QdcNode(name="Own", guid=below, parent=top),
    ]
    (tmp_path / "other.qdc").write_bytes(make_qdc(nodes))
    book = load_codebook(tmp_path / "other.qdc")
    assert [(code.id, code.name, code.parent) for code in book.codes] == [
        (top, "Time", None),
        (below, "Own", top),
    ]
    assert book[top].definition == "Hours."


def test_all_faults_are_listed_at_once() -> None:
    """A person mends the file once, not once for each fault."""
    with pytest.raises(CodebookError) as caught:
        parse_codebook(
            {
                "valences": ["barrier", "good"],
                "codes": [
                    {"definition": "no name here"},
                    {"id": "a", "name": "A", "colour": "red"},
                    {"id": "a", "name": "B", "parent": "Nowhere"},
                    {"name": "C", "examples": [{"text": "x", "valence": "bad", "status": "old"}]},
                    {
                        "name": "F",
                        "examples": [{"text": "x", "kind": "song"}],
                        "near_misses": ["y"],
                    },
                    {"id": "g", "name": "G", "near_misses": [{"text": "z", "belongs_to": "g"}]},
                    {"name": "H", "near_misses": [{"text": "z", "belongs_to": "yy"}]},
                    {"name": "D", "boundaries": [{"neighbour": "zz", "rule": "r"}]},
                    "E",
                ],
            },
            name="mine",
        )
    for fault in (
        "mine has faults",
        "valences has good; allowed are barrier, enabler, both",
        "code 1 has no name",
        "has the kind song",
        "is not a text with the code it belongs to",
        "near miss that belongs to g, which is itself",
        "near miss that belongs to yy, which is unknown",
        "unknown keys colour",
        "the id a is used twice",
        "a stands below Nowhere, which is not in the codebook",
        "an example of code 4 has the valence bad",
        "an example of code 4 has the status old",
        "boundary rule towards zz",
        "code 9 has no name",
    ):
        assert fault in str(caught.value)


def test_a_parent_may_be_named_by_id_or_by_name() -> None:
    """Whatever the capitals of the name."""
    book = parse_codebook(
        {
            "codes": [
                {"id": "t", "name": "Time"},
                {"name": "One", "parent": "t"},
                {"name": "Two", "parent": "TIME"},
            ]
        },
        name="mine",
    )
    assert [code.parent for code in book.codes] == [None, "t", "t"]


def test_a_circle_of_parents_names_those_in_it() -> None:
    """Those in the circle stand below themselves; one that hangs on it does not."""
    rows = [
        {"name": "a", "parent": "b"},
        {"name": "b", "parent": "a"},
        {"name": "c", "parent": "a"},
        {"name": "d", "parent": "d"},
    ]
    with pytest.raises(CodebookError) as caught:
        parse_codebook({"codes": rows}, name="mine")
    for name in "abd":
        assert f"{name} stands below itself" in str(caught.value)
    assert "c stands below itself" not in str(caught.value)


@pytest.mark.parametrize(
    "plain",
    [
        {"codes": [{"name": "A", "boundaries": ["towards B"]}]},
        {"codes": [{"name": "A", "boundaries": "towards B"}]},
        {"codes": [{"name": "A", "examples": ["x", None]}]},
        {"codes": [{"name": "A", "examples": [{"words": "x"}]}]},
        {"codes": [{"name": "A"}], "valences": 3},
        {"codes": [{"name": "A"}], "statuses": {"experienced": 1, "hoped": 2}},
    ],
)
def test_values_of_a_wrong_kind_are_faults(plain: dict[str, object]) -> None:
    """Whatever stands in a YAML file, the answer is a CodebookError."""
    with pytest.raises(CodebookError, match="mine has faults"):
        parse_codebook(plain, name="mine")


def test_one_word_instead_of_a_list_is_understood() -> None:
    """People write ``valences: barrier`` and ``sources: May 2009``."""
    plain = {"codes": [{"name": "A", "examples": "No time."}], "sources": "May 2009"}
    book = parse_codebook({**plain, "valences": "barrier"}, name="mine")
    assert book.sources == ("May 2009",)
    assert book.valences == ("barrier",)
    assert [example.text for example in book["a"].examples] == ["No time."]


@pytest.mark.parametrize(
    ("file", "data", "message"),
    [
        ("a.csv", b"code,definition\nTime,Hours\n", "no column 'name'; its columns are code, def"),
        ("a.csv", b"name,definition\n", "has no codes"),
        ("a.csv", b"", "cannot be read"),
        ("a.yaml", b"codes: [", "cannot be read"),
        ("a.yaml", b"just words", "no list of codes"),
        ("a.yaml", b"codes: {a: b}", "no list of codes"),
        ("a.yaml", b"codes: []", "has no codes"),
        ("a.yaml", b"codes: [!!python/object/apply:os.system ['true']]", "cannot be read"),
        ("a.xlsx", b"no workbook", "cannot be read"),
        ("a.qdc", b"<CodeBook", "cannot be read"),
        ("a.qdc", b"<Project/>", "cannot be read"),
        ("a.docx", b"", "There is no codebook .* Built in are barriers-enablers, npt, npt-2022"),
    ],
)
def test_a_file_that_is_no_codebook_is_told(
    file: str, data: bytes, message: str, tmp_path: Path
) -> None:
    """What was found, and what is needed."""
    (tmp_path / file).write_bytes(data)
    with pytest.raises(CodebookError, match=message):
        load_codebook(tmp_path / file)


@pytest.mark.parametrize("name", ["NTP", "missing.csv", ""])
def test_a_codebook_that_is_not_there_is_told_with_those_that_are(name: str) -> None:
    """The names of the built-in ones and the endings of files."""
    with pytest.raises(InputError, match=r"Built in are barriers-enablers, npt, .*, tdf; .*\.qdc"):
        load_codebook(name)


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=6))
def test_every_name_gets_an_id_of_its_own(names: list[str]) -> None:
    """In any script, however often it occurs; the order stays."""
    book = parse_codebook({"codes": [{"name": name} for name in names]}, name="mine")
    assert len({code.id for code in book.codes}) == len(names)
    assert [code.name for code in book.codes] == [" ".join(name.split()) for name in names]
    assert all(code.id == code.id.strip() != "" for code in book.codes)


@pytest.mark.parametrize(
    ("name", "code_id"),
    [("Own time", "own-time"), ("Überstunden", "uberstunden"), ("R&D / IT", "r-d-it")],
)
def test_an_id_is_made_of_plain_letters(name: str, code_id: str) -> None:
    """Lower case, digits and hyphens."""
    assert make_id(name) == code_id
