"""Hostile words through every export: they come out as the words they are, and as nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from hostile_study import AT, NAMES, WORDS, hostile_codebook, hostile_files, hostile_material

from thememiner.formats._csv import make_csv, parse_csv
from thememiner.formats._qdc import parse_qdc
from thememiner.formats._xlsx import Sheet, Workbook, clean_text, make_xlsx, parse_xlsx
from thememiner.records import Run
from thememiner.reports import AUDIENCES, Audience, Material, make_reports
from thememiner.review import read_sheet_decisions

Files = dict[str, bytes]
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*(?:[=@＝＋－＠]|[+\-][\w(.])")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")


@pytest.fixture(scope="module")
def made() -> dict[str, Files]:
    """The files of every format, for the team and for the public."""
    return {audience: hostile_files(audience) for audience in AUDIENCES}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_format_is_made_of_hostile_words(made: dict[str, Files], audience: Audience) -> None:
    """No format gives up, and no word becomes the name of a file."""
    assert made[audience]
    for name, data in made[audience].items():
        assert re.fullmatch(r"[a-z_-]+\.[a-z]{3,4}", name)
        assert data


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_cell_of_a_csv_is_a_formula(made: dict[str, Files], audience: Audience) -> None:
    """Whether the cells are parted at commas, semicolons or tabs."""
    csv.field_size_limit(10_000_000)
    for name, data in made[audience].items():
        if name.endswith(".csv"):
            text = data.decode("utf-8-sig")
            assert "\x00" not in text
            for delimiter in ",;\t|":
                for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                    wrong = [cell for cell in row if is_formula(cell)]
                    assert not wrong, (name, delimiter, wrong[:3])
    csv.field_size_limit(131_072)


def is_formula(cell: str) -> bool:
    return bool(FORMULA.match(cell)) and not NUMBER.fullmatch(cell)


@pytest.mark.parametrize("text", [*WORDS[:60], "a;=1", "a; '=1", ";-)", "\n=1", "'\n'=1", "x\t+1"])
def test_a_hostile_cell_comes_back_from_csv_as_it_went(text: str) -> None:
    """The guards are taken off again."""
    assert parse_csv(make_csv(["a", "b"], [{"a": text, "b": "x"}]))[0]["a"] == text.replace(
        "\x00", "\N{REPLACEMENT CHARACTER}"
    )


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_cell_of_a_workbook_is_a_formula(made: dict[str, Files], audience: Audience) -> None:
    """Nor a link, nor a macro, nor anything that calls out."""
    from openpyxl import load_workbook

    for name, data in made[audience].items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = {part: archive.read(part).decode() for part in archive.namelist()}
            assert not any("vba" in part or "external" in part for part in parts)
            for part, xml in parts.items():
                assert "<f>" not in xml, part
                assert "hyperlink" not in re.sub(r"<v>.*?</v>|<t.*?</t>", "", xml), part
                assert not ILLEGAL.search(xml), part
            book = load_workbook(io.BytesIO(data))
            kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row}
            assert kinds <= {"s", "n", "inlineStr"}


def test_the_words_of_a_workbook_stay_readable(made: dict[str, Files]) -> None:
    """Every passage, as far as a cell can hold it."""
    sheets = parse_xlsx(made["team"]["tables.xlsx"])
    read = {row["text"] for row in sheets["units"]}
    assert {clean_text(text) for text in WORDS} == read


@pytest.mark.parametrize("text", ["_x000D_", "_x0041_ and _x005F_x0041_", "_x", "_xFFFF_ __x000a_"])
def test_words_that_look_like_the_codes_of_a_workbook_are_words(text: str) -> None:
    """Excel would read ``_x0041_`` as the letter A."""
    sheet = Sheet(name="S", columns=(text, "b"), rows=({text: text, "b": "x"},))
    assert parse_xlsx(make_xlsx(Workbook(sheets=(sheet,))))["S"] == [{text: text, "b": "x"}]


def test_a_filled_sheet_of_hostile_words_is_taken_back(made: dict[str, Files]) -> None:
    """No row is misunderstood, and what a coder writes stays what it was."""
    sheets = parse_xlsx(made["team"]["review.xlsx"])
    material = hostile_material()
    rows = [dict(row) for row in sheets["Review"]]
    for row, name in zip(rows, NAMES, strict=False):
        row |= {"verdict": "none fits", "memo": clean_text(name)}
    decisions, reports = read_sheet_decisions(
        {**sheets, "Review": rows},
        transcripts=material.transcripts,
        units=material.units,
        suggestions=material.suggestions,
        codebooks=material.codebooks,
        coder="=1+1",
        at=AT,
    )
    assert [report.message for report in reports if report.outcome == "problem"] == []
    memos = [decision.memo for decision in decisions if decision.verdict == "none-fits"]
    assert memos == [clean_text(name).strip() for name in NAMES]
    assert {decision.coder for decision in decisions} == {"=1+1"}


class Elements(HTMLParser):
    """What elements a page has, and what of them could run or load anything."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts = 0
        self.found: set[str] = set()
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.scripts += tag == "script"
        for name, value in attrs:
            loads = name in ("src", "href", "action", "data", "srcdoc", "poster", "background")
            if name.startswith("on") or (loads and not re.match(r"#|data:image/", value or "#")):
                self.loads.append(f"{tag} {name}={value}")


NEVER = {
    "iframe",
    "object",
    "embed",
    "form",
    "base",
    "link",
    "video",
    "noscript",
    "template",
    "math",
}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_word_is_an_element_of_a_page(made: dict[str, Files], audience: Audience) -> None:
    """Nothing loads, nothing runs; a policy forbids it besides."""
    folder = files("thememiner.reports") / "templates"
    own = " ".join(part.read_text("utf-8") for part in folder.iterdir() if ".j2" in part.name)
    plain = Elements()
    plain.feed(make_reports(few_words(), ["html"])["report.html"].decode())
    expected = plain.scripts if audience == "team" else 0
    for data in (data for name, data in made[audience].items() if name.endswith(".html")):
        page = Elements()
        page.feed(data.decode())
        assert page.loads == []
        assert page.found <= set(re.findall(r"<([a-z0-9]+)", own))
        assert page.scripts == expected
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', data.decode())
        assert policy
        assert "default-src" in policy[1]
        assert "unsafe-eval" not in policy[1]
        assert not re.search(r"script-src[^;]*'unsafe-inline'", policy[1])
        assert "{{ 7*7 }}" in data.decode().replace("&#39;", "'")


def few_words() -> Material:
    """A study without a hostile word, for the scripts that a page has of its own."""
    material = hostile_material()
    words = replace(material, study="Pilot", codebooks=(), suggestions=(), codings=(), problems=())
    return replace(words, decisions=(), run=Run(id="r", at=AT))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_codebook_file_of_hostile_words_is_whole(
    made: dict[str, Files], audience: Audience
) -> None:
    """XML that every reader takes, with the names as far as XML can hold them."""
    (data,) = (data for name, data in made[audience].items() if name.endswith(".qdc"))
    assert b"<!DOCTYPE" not in data[:200]
    assert not ILLEGAL.search(data.decode())
    names = {node.name for node in parse_qdc(data)}
    wanted = {" ".join(clean_text(code.name).split()) for code in hostile_codebook().codes}
    assert len(wanted - names) <= 3  # twins get a number


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_drawing_of_hostile_words_loads_nothing(
    made: dict[str, Files], audience: Audience
) -> None:
    """SVG can hold scripts and links; ours holds neither."""
    from lxml import etree

    for name, data in made[audience].items():
        if name.endswith(".svg"):
            root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
            for element in root.iter(etree.Element):
                assert etree.QName(element).localname not in (
                    "script",
                    "foreignObject",
                    "image",
                    "a",
                )
                for key, value in element.attrib.items():
                    assert not etree.QName(key).localname.startswith("on"), name
                    if etree.QName(key).localname == "href":
                        assert value.startswith("#"), name


def test_json_inside_a_page_cannot_end_its_script(made: dict[str, Files]) -> None:
    """What a picture is drawn from is data too."""
    page = made["team"]["report.html"].decode()
    for script in re.findall(r"(?s)<script[^>]*application/json[^>]*>(.*?)</script>", page):
        json.loads(script)
        assert "<" not in script
