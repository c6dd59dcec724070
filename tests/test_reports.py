"""Reports of a small study built by hand."""

from __future__ import annotations

import io
import os
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from thememiner.errors import SettingsError
from thememiner.formats._csv import parse_csv
from thememiner.formats._qdc import parse_qdc
from thememiner.formats._xlsx import parse_xlsx
from thememiner.records import (
    Code,
    Codebook,
    Evidence,
    Quote,
    ReadProblem,
    Run,
    SetAside,
    Source,
    Speaker,
    Suggestion,
    Theme,
    ThemeSet,
    Transcript,
    Turn,
    Unassigned,
    Unit,
)
from thememiner.reports import REPORTS, Material, make_reports
from thememiner.review import BESIDE_COLUMNS, make_decision, read_sheet_decisions, replay

SHARED = Path(os.environ.get("THEMEMINER_SHARED", Path(__file__).parents[2] / "shared"))
XSD = SHARED / "data/refi/xsd/codebook/v1.0/Codebook.xsd"
TALK = {
    "Anna Smith": ["We never had the time, not once.", "<b>Bold</b> & <script>alert(1)</script>"],
    "Bob": ["The nurse was a great help to us.", "Mm."],
    "Cleo": ["لم يكن لدينا وقت كاف", "=SUM(A1) is what she wrote down."],
}
SITES = {"Anna Smith": "North", "Bob": "South", "Cleo": "South"}
BOOK = Codebook(
    id="be",
    name="Barriers and enablers",
    codes=(
        Code(id="res", name="Resources", definition="What there is to work with."),
        Code(id="time", name="Time", definition="Hours to do it in.", parent="res"),
        Code(id="space", name="Space", parent="res", include="Rooms.", exclude="Time."),
    ),
    valences=("barrier", "enabler", "both"),
)
OTHER = Codebook(id="theory", name="Theory", codes=(Code(id="work", name="Work"),))


def a_transcript() -> Transcript:
    text, turns = "", []
    for label, said in TALK.items():
        text += f"{label}: "
        start = len(text)
        text += " ".join(said) + "\n"
        turns.append(Turn(speaker=label, start=start, end=len(text) - 1))
    speakers = tuple(
        Speaker(
            label=label,
            role="participant",
            person=f"p{number}",
            attributes={"site": SITES[label]},
            doubtful=label == "Anna Smith",
            reason="Anna Smith asks a lot",
        )
        for number, label in enumerate(TALK, start=1)
    )
    source = Source(sha256="a" * 64, format="txt")
    return Transcript(id="t1", text=text, turns=tuple(turns), speakers=speakers, source=source)


TRANSCRIPT = a_transcript()


def some_units() -> tuple[Unit, ...]:
    units = []
    for number, (label, said) in enumerate(TALK.items(), start=1):
        for text in said:
            start = TRANSCRIPT.text.index(text)
            units.append(
                Unit(
                    id=f"t1:{start}-{start + len(text)}",
                    transcript_id="t1",
                    start=start,
                    end=start + len(text),
                    text=text,
                    speaker=label,
                    person=f"p{number}",
                    role="participant",
                    question="How was it?",
                    attributes={"site": SITES[label], "text": "x"},
                )
            )
    return tuple(units)


UNITS = some_units()


def a_suggestion(unit: Unit, code: str, probability: float, **more: Any) -> Suggestion:
    return Suggestion(
        unit_id=unit.id,
        transcript_id="t1",
        start=unit.start,
        end=unit.end,
        codebook="be",
        code_id=code,
        probability=probability,
        evidence=Evidence(example="No hours left <in> the day.", words=("time",)),
        model="m",
        **more,
    )


SUGGESTIONS = (
    a_suggestion(
        UNITS[0],
        "time",
        0.62,
        valence="barrier",
        valence_probability=0.71041,
        status="wished for",
        status_probability=0.8,
    ),
    a_suggestion(UNITS[0], "space", 0.2, rank=2),
    a_suggestion(UNITS[2], "time", 0.91, valence="enabler"),
    a_suggestion(UNITS[4], "time", 0.10),
    Suggestion(theme_id="th1", codebook="be", code_id="time", probability=0.4),
)
QUOTE = Quote(unit_id=UNITS[0].id, text=UNITS[0].text, person="p1", transcript_id="t1")
THEMES = ThemeSet(
    themes=(
        Theme(
            id="th1",
            label="no time <at all>",
            terms=("time",),
            unit_ids=(UNITS[0].id, UNITS[4].id),
            quotes=(QUOTE, QUOTE, QUOTE),
            stability=0.5,
            n_people=2,
            n_transcripts=1,
            flags=("half of it is one person",),
        ),
    ),
    unit_ids=tuple(unit.id for unit in UNITS),
    labels=("th1", None, None, None, "th1", None),
    unassigned=(Unassigned(unit_id=UNITS[1].id, text="", nearest_theme="th1", distance=0.4),),
    set_aside=(SetAside(unit_id=UNITS[3].id, text="Mm.", reason="back-channel", person="p2"),),
)
AT = "2025-06-30T10:00:00+00:00"
RUN = Run(
    id="r1",
    at=AT,
    settings={"encoder": "tiny"},
    versions={"thememiner": "0.1.0"},
    models={"tiny": "f" * 64},
    inputs={"t1": "a" * 64},
)
PATH = "/data/Anna Smith first.pdf"
FULL = Material(
    study="Pilot <one>",
    run=RUN,
    transcripts=(TRANSCRIPT,),
    units=UNITS,
    theme_set=THEMES,
    codebooks=(BOOK,),
    suggestions=SUGGESTIONS,
    problems=(
        ReadProblem(
            path=PATH, found=f"{PATH} is a PDF", remedy="Save 'Anna Smith first.pdf' as .docx."
        ),
    ),
)
EMPTY = Material(study="Nothing", run=Run(id="r0", at=AT))
CODED = replace(
    FULL,
    codings=replay(
        SUGGESTIONS,
        [
            make_decision(
                coder="AB",
                verdict="confirm",
                codebook="be",
                unit_id=UNITS[0].id,
                code_id="time",
                at=AT,
            )
        ],
        units=UNITS,
        transcripts=[TRANSCRIPT],
    ),
)


def page(material: Material) -> str:
    return make_reports(material, ["html"])["report.html"].decode()


def words(html: str) -> str:
    """The text of a page without tags, white space as single spaces."""
    body = re.sub(r"(?s)<style>.*?</style>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


# --- all formats -------------------------------------------------------------------------------


def test_an_unknown_format_is_said_with_what_is_allowed() -> None:
    """Nothing is made then."""
    with pytest.raises(SettingsError, match=r"'pdf'.*html, review, csv, xlsx, qdc"):
        make_reports(FULL, ["html", "pdf"])


def test_every_format_makes_its_files() -> None:
    """With the names that the README gives."""
    assert sorted(make_reports(CODED)) == [
        "codebook.qdc", "codings.csv", "figure-heatmap.png", "figure-heatmap.svg",
        "figure-stability.png", "figure-stability.svg", "figure-themes.png", "figure-themes.svg",
        "report.html", "review.xlsx", "set_aside.csv",
        "suggestions.csv", "tables.xlsx", "themes.csv", "units.csv",
    ]  # fmt: skip


def test_the_same_study_gives_the_same_bytes() -> None:
    """A report can be compared with the one before."""
    assert make_reports(CODED) == make_reports(CODED)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(
    "material",
    [
        EMPTY,
        replace(FULL, theme_set=ThemeSet()),
        replace(FULL, codebooks=(), suggestions=()),
        replace(FULL, suggestions=()),
        replace(FULL, codebooks=(BOOK, OTHER), approach="framework"),
    ],
    ids=["nothing", "no themes", "no codebooks", "no suggestions", "two codebooks"],
)
def test_every_format_copes_with_what_is_missing(name: str, material: Material) -> None:
    """A study without themes, codebooks or suggestions is still a study."""
    for content in make_reports(material, [name]).values():
        assert content


def test_no_name_of_a_file_or_a_person_is_in_any_file() -> None:
    """Labels and file names can be names; ids stand for them."""
    for name, content in make_reports(CODED).items():
        sheets = parse_xlsx(content) if name.endswith(".xlsx") else content.decode(errors="replace")
        assert "Anna" not in str(sheets), name
        assert ".pdf" not in str(sheets), name


# --- tables ------------------------------------------------------------------------------------


def test_units_csv_has_the_columns_of_the_record() -> None:
    """Ids, people, words, theme, reason, then attributes; never the label of a speaker."""
    rows = parse_csv(make_reports(FULL, ["csv"])["units.csv"])
    assert list(rows[0]) == [
        "unit_id", "transcript_id", "person", "role", "start", "end", "text", "question",
        "theme_id", "theme_label", "set_aside", "site", "case_text",
    ]  # fmt: skip
    assert [row["text"] for row in rows] == [unit.text for unit in UNITS]
    assert [row["set_aside"] for row in rows] == ["", "", "", "back-channel", "", ""]
    assert [row["theme_id"] for row in rows] == ["th1", "", "", "", "th1", ""]


def test_suggestions_csv_shows_probability_and_evidence() -> None:
    """And says that the probability is not calibrated."""
    rows = parse_csv(make_reports(FULL, ["csv"])["suggestions.csv"])
    assert len(rows) == len(SUGGESTIONS)
    assert (rows[0]["code_name"], rows[0]["probability"]) == ("Resources > Time", "0.62")
    assert (rows[0]["calibrated"], rows[0]["evidence_words"]) == ("no", "time")
    leaning = ("valence", "valence_probability", "status", "status_probability")
    assert [rows[0][name] for name in leaning] == ["barrier", "0.7104", "wished for", "0.8"]
    assert [rows[-1][name] for name in leaning] == ["", "", "", ""]
    assert (rows[-1]["theme_id"], rows[-1]["unit_id"], rows[-1]["text"]) == ("th1", "", "")


def test_codings_csv_is_there_only_with_codings() -> None:
    """An empty table would look like a finding."""
    assert "codings.csv" not in make_reports(FULL, ["csv"])
    (row,) = parse_csv(make_reports(CODED, ["csv"])["codings.csv"])
    assert (row["code_id"], row["coder"], row["site"]) == ("time", "AB", "North")


def test_tables_xlsx_holds_the_same_tables_and_the_run() -> None:
    """One sheet each."""
    sheets = parse_xlsx(make_reports(FULL, ["xlsx"])["tables.xlsx"])
    assert list(sheets) == ["units", "themes", "suggestions", "set_aside", "run"]
    assert sheets["units"] == parse_csv(make_reports(FULL, ["csv"])["units.csv"])
    assert {"what": "models", "name": "tiny", "value": "f" * 64} in sheets["run"]


# --- codebook file -----------------------------------------------------------------------------


@pytest.mark.skipif(not XSD.exists(), reason="the REFI-QDA schema lies in the shared folder")
@pytest.mark.parametrize("books", [(), (BOOK,), (BOOK, OTHER)])
def test_the_codebook_file_is_valid(books: tuple[Codebook, ...]) -> None:
    """Against the schema of REFI-QDA."""
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(XSD)))
    made = make_reports(replace(FULL, codebooks=books), ["qdc"])
    schema.assertValid(etree.fromstring(made["codebook.qdc"]))


def test_several_codebooks_hang_below_headings_that_cannot_be_coded() -> None:
    """Candidate themes stand apart, with quotes, and say what they are."""
    made = make_reports(replace(FULL, codebooks=(BOOK, OTHER)), ["qdc"])["codebook.qdc"]
    nodes = {node.guid: node for node in parse_qdc(made)}
    tops = [(node.name, node.codable) for node in nodes.values() if node.parent is None]
    assert tops == [
        ("Barriers and enablers", False),
        ("Theory", False),
        ("Candidate themes (not confirmed)", False),
    ]
    theme = next(node for node in nodes.values() if node.name == "no time <at all>")
    assert theme.description.count("We never had the time") == 2
    time = next(node for node in nodes.values() if node.name == "Time")
    assert nodes[time.parent or ""].name == "Resources"


def test_nothing_to_put_into_a_codebook_file_makes_none() -> None:
    """A codebook without codes is not allowed by the format."""
    assert make_reports(EMPTY, ["qdc"]) == {}


# --- page --------------------------------------------------------------------------------------


class _Balance(HTMLParser):
    """Notes every tag that is closed out of turn."""

    void = ("meta", "link", "br", "img", "hr")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.parametrize("material", [EMPTY, FULL, CODED, replace(FULL, codebooks=(BOOK, OTHER))])
def test_the_page_is_well_formed_and_loads_nothing(material: Material) -> None:
    """It opens from disk, with no script but our own, with a policy that forbids loading."""
    html = page(material)
    parser = _Balance()
    parser.feed(html)
    assert (parser.wrong, parser.open) == ([], [])
    assert "default-src 'none'" in html
    assert not re.search(r"<link|<img|src=|https?://|@import|url\(", html)
    kinds = re.findall(r"<script([^>]*)>", html)
    assert kinds.count("") == bool(material.theme_set.themes)
    assert all('type="application/json"' in k or 'type="text/plain"' in k for k in kinds if k)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_a_card_has_people_doubts_stability_and_where_they_are() -> None:
    """In this order: people, doubts, how firm it is in words, people by attribute, neighbours, parts."""
    near = THEMES.themes[0].model_copy(
        update={"id": "th2", "label": "the bus", "state": "confirmed", "flags": ()}
    )
    part = near.model_copy(update={"id": "s1", "label": "no bus at night", "parent": "th1"})
    first = THEMES.themes[0].model_copy(update={"neighbours": ("th2",), "largest_share": 0.5})
    found = THEMES.model_copy(update={"themes": (first, near), "sub_themes": (part,)})
    html = page(replace(FULL, theme_set=found))
    text = words(html[html.index('id="theme-1"') :])
    shown = (
        "Candidate theme 1",
        "said by 2 of 3 people; one person says at most 50 % of it",
        "⚑ half of it is one person",
        "loose, 0.50: when the search was repeated on parts of the material",
        "site North 1 of 1 · South 1 of 2",
        "Near to 2 · the bus",
        "Central passages",
        "Sub-themes no bus at night : 2 people",
        "Theme 2 ✓ confirmed by a person",
    )
    places = [text.find(one) for one in shown]
    assert -1 not in places, shown[places.index(-1)]
    assert places == sorted(places)
    assert '<a href="#theme-2">2 · the bus</a>' in html
    assert "1 theme confirmed by people; everything else is a proposal" in words(html)


def test_how_it_was_made_has_both_measures_of_the_whole_set() -> None:
    """For the methods section, where they were measured."""
    found = THEMES.model_copy(update={"resample_ari": 0.7, "resample_ami": 0.75})
    text = words(page(replace(FULL, theme_set=found)))
    assert "an adjusted Rand index of 0.70 and an adjusted mutual information of 0.75" in text
    assert "adjusted Rand index of" not in words(page(FULL))


def test_the_queue_leads_to_the_nearest_theme() -> None:
    """Each unit in none says which theme is nearest, with the distance."""
    html = page(FULL)
    assert (
        '<a class="tag" href="#theme-1">nearest: no time &lt;at all&gt;, distance 0.40</a>' in html
    )


def test_talk_that_looks_like_html_stays_talk() -> None:
    """Nothing that somebody said is ever run."""
    html = page(FULL)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "no time &lt;at all&gt;" in html
    assert "Pilot &lt;one&gt;" in html


def test_people_come_before_quotations_everywhere() -> None:
    """In the size of a theme and in the table of codes."""
    text = words(page(FULL))
    assert "2 people, 1 transcript, 2 units" in text
    assert "said by 2 of 3 people" in text
    assert "2 people, 2 quotations" in text
    assert text.index("People, with the codes below") < text.index("▼ Barrier, people")


def test_a_probability_is_said_to_be_uncalibrated() -> None:
    """And only suggestions above the threshold are counted."""
    text = words(page(FULL))
    assert "0.62 (uncalibrated)" in text
    assert "at least 0.50 (uncalibrated): 2 units; 1 lies below" in text
    assert "3 units; 0 lie below" in words(page(replace(FULL, threshold=0.05)))


def test_a_code_without_suggestions_is_not_said_to_be_absent() -> None:
    """Silence is not absence, in the table of codes and in the cross-table."""
    text = words(page(FULL))
    assert "Space none suggested – this is not evidence of absence" in text
    assert "People per code, by site" in text
    assert "silence is not absence" in text


def test_what_needs_a_person_comes_first() -> None:
    """Unread files by number, doubtful speakers by place, flags by theme."""
    text = words(page(FULL))
    assert "file 1: file 1 is a PDF Save 'file 1' as .docx." in text
    assert "t1, speaker 1 (p1), taken for participant: [label] asks a lot" in text
    assert text.index("Look at these first") < text.index("Each card is a group of passages")


def test_codings_by_people_stand_above_suggestions() -> None:
    """And the page no longer says that nothing is confirmed."""
    text = words(page(CODED))
    assert "1 coding made or confirmed by people" in text
    assert text.index("What coders have made or confirmed") < text.index("Each card is a group")
    assert "Nothing in this report has been confirmed" in words(page(FULL))


def test_a_reflexive_study_gets_no_words_of_measurement() -> None:
    """Neither agreement nor saturation belong to that approach."""
    for material in (FULL, CODED, EMPTY):
        text = words(page(replace(material, approach="reflexive"))).casefold()
        assert "reflexive thematic analysis" in text
        for word in ("agreement", "saturation", "reliability", "kappa"):
            assert word not in text
    assert "saturation" in words(page(FULL))


def test_a_large_study_gives_a_page_of_readable_size() -> None:
    """Only the best quotations are shown."""
    many = tuple(
        UNITS[0].model_copy(update={"id": f"t1:0-{n}", "person": f"p{n % 50}"})
        for n in range(20_000)
    )
    suggestions = tuple(a_suggestion(unit, "time", 0.9) for unit in many)
    themes = ThemeSet(
        unit_ids=tuple(unit.id for unit in many),
        labels=(None,) * len(many),
        unassigned=tuple(Unassigned(unit_id=unit.id, text=unit.text) for unit in many),
    )
    html = page(replace(FULL, units=many, suggestions=suggestions, theme_set=themes))
    assert len(html) < 100_000
    assert "50 people, 20,000 quotations" in words(html)


# --- review sheet ------------------------------------------------------------------------------


def test_the_review_sheet_has_a_row_per_unit_and_codebook() -> None:
    """In the order of the transcript, set-aside units among them."""
    material = replace(FULL, codebooks=(BOOK, OTHER), coder="AB")
    sheets = parse_xlsx(make_reports(material, ["review"])["review.xlsx"])
    cases = ["Charts", "Judgements", "Memos"]
    first = ["Read me", "Review", "Free codings"]
    assert list(sheets) == [*first, *cases, "Codes", "Themes", "lists"]
    rows = sheets["Review"]
    assert [row["text"] for row in rows] == [unit.text for unit in UNITS for _ in range(2)]
    assert rows[0]["suggestion_1"] == "Resources > Time (0.62)"
    assert rows[0]["suggested_valence"] == "barrier"
    assert [rows[0][name] for name in BESIDE_COLUMNS] == ["0.71", "wished for", "0.80"]
    assert [rows[1][name] for name in BESIDE_COLUMNS] == ["", "", ""]
    assert rows[6]["set_aside"] == "back-channel"
    assert list(sheets["Read me"][0].values()) == ["Coder", "AB"]
    assert list(sheets["Read me"][1].values()) == ["Study", "Pilot <one>"]


def test_a_blind_review_sheet_shows_no_suggestion() -> None:
    """Not in any cell."""
    data = make_reports(replace(FULL, blind=True), ["review"])["review.xlsx"]
    rows = parse_xlsx(data)["Review"]
    assert {row[f"suggestion_{n}"] for row in rows for n in (1, 2, 3)} == {""}
    assert {row[name] for row in rows for name in ("suggested_valence", *BESIDE_COLUMNS)} == {""}


def test_drop_downs_offer_the_codes_with_their_parents() -> None:
    """For the codebook of the row."""
    from openpyxl import load_workbook

    data = make_reports(FULL, ["review"])["review.xlsx"]
    book = load_workbook(io.BytesIO(data))
    assert [row["codes_be"] for row in parse_xlsx(data)["lists"]][:3] == [
        "Resources",
        "Resources > Time",
        "Resources > Space",
    ]
    rules = {rule.formula1 for rule in book["Review"].data_validations.dataValidation}
    assert rules == {"verdicts", "codes_be", "valences"}
    free = book["Free codings"].data_validations.dataValidation
    assert all(str(rule.sqref).endswith("201") for rule in free)


@pytest.mark.parametrize("blind", [False, True])
def test_a_filled_review_sheet_comes_back_as_codings(blind: bool) -> None:
    """Export, fill in, import, replay: the code that was chosen is the code that is coded."""
    material = replace(FULL, codebooks=(BOOK, OTHER), blind=blind)
    sheets = parse_xlsx(make_reports(material, ["review"])["review.xlsx"])
    for row in sheets["Review"]:
        if row["codebook"] == "be":
            row["code"] = "Resources > Space"
    decisions, reports = read_sheet_decisions(
        sheets,
        transcripts=material.transcripts,
        units=UNITS,
        suggestions=SUGGESTIONS,
        codebooks=material.codebooks,
        coder="AB",
        at=AT,
    )
    assert [r.message for r in reports if r.outcome == "problem"] == []
    codings = replay(SUGGESTIONS, decisions, units=UNITS, transcripts=material.transcripts)
    assert [(c.code_id, c.text) for c in codings] == [("space", unit.text) for unit in UNITS]
