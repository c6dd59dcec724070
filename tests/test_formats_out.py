"""What leaves the formats room: workbooks, CSV, REFI-QDA codebooks and HTML."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thememiner.errors import InputError
from thememiner.formats._csv import make_csv, parse_csv
from thememiner.formats._html import render
from thememiner.formats._qdc import NAMESPACE, QdcNode, make_guid, make_qdc, parse_qdc
from thememiner.formats._xlsx import (
    LONGEST_CELL,
    ListBy,
    Sheet,
    Workbook,
    clean_text,
    make_xlsx,
    parse_xlsx,
)

SHARED = Path(os.environ.get("THEMEMINER_SHARED", Path(__file__).parents[2] / "shared"))
XSD = SHARED / "data/refi/xsd/codebook/v1.0/Codebook.xsd"
SAMPLES = SHARED / "data/refi/samples"
FORMULAS = ("=1+1", "+44 20", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "#N/A", "\tx")

WORDS = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    max_size=40,
)


def one_sheet(*texts: str) -> Workbook:
    rows = tuple({"text": text, "n": number} for number, text in enumerate(texts))
    return Workbook(sheets=(Sheet(name="S", columns=("text", "n"), rows=rows),))


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_is_text_in_the_workbook(text: str) -> None:
    """Talk is never executed by a spreadsheet."""
    from openpyxl import load_workbook

    cell = load_workbook(io.BytesIO(make_xlsx(one_sheet(text))))["S"]["A2"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_the_same_workbook_gives_the_same_bytes() -> None:
    """Nothing in the file depends on the hour."""
    book = Workbook(sheets=one_sheet("a").sheets, lists={"l": ("x", "y")})
    assert make_xlsx(book) == make_xlsx(book)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_a_workbook_comes_back_as_it_went(texts: list[str]) -> None:
    """Text and whole numbers survive the way through a workbook."""
    rows = parse_xlsx(make_xlsx(one_sheet(*texts)))["S"]
    assert [(row["text"], row["n"]) for row in rows] == [(t, str(n)) for n, t in enumerate(texts)]


def test_control_characters_become_visible() -> None:
    """What a workbook cannot hold is replaced where a person sees it."""
    assert clean_text("a\x00b\x1bc") == "a\ufffdb\ufffdc"


def test_a_text_too_long_for_a_cell_is_shortened_with_a_note() -> None:
    """The note is part of what fits."""
    text = clean_text("😀" * 40_000)
    assert text.endswith("spreadsheet cell]")
    assert len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL


def test_dropdowns_name_lists_on_a_hidden_sheet() -> None:
    """A fixed list and a list that depends on another cell."""
    from openpyxl import load_workbook

    sheet = Sheet(
        name="S",
        columns=("book", "code", "verdict"),
        rows=({"book": "a-b"},),
        dropdowns={"code": ListBy(column="book", prefix="codes_"), "verdict": "verdicts"},
        spare_rows=3,
    )
    lists = {"verdicts": ("confirm", "reject"), "codes_a-b": ("one", "two"), "codes_c": ("three",)}
    book = load_workbook(io.BytesIO(make_xlsx(Workbook(sheets=(sheet,), lists=lists))))
    rules = {str(rule.sqref): rule.formula1 for rule in book["S"].data_validations.dataValidation}
    assert rules == {
        "B2:B5": 'INDIRECT("codes_"&SUBSTITUTE($A2,"-","_"))',
        "C2:C5": "verdicts",
    }
    assert book["lists"].sheet_state == "hidden"
    assert book.defined_names["codes_a_b"].attr_text == "lists!$B$2:$B$3"
    assert book["S"].freeze_panes == "A2"
    assert book["S"].auto_filter.ref == "A1:C5"


def test_a_header_that_occurs_twice_gets_a_number() -> None:
    """No column is lost without a trace."""
    from openpyxl import Workbook as Book

    book, stream = Book(), io.BytesIO()
    book.active.append(["code", "code"])  # type: ignore[union-attr]
    book.active.append(["a", 2.5])  # type: ignore[union-attr]
    book.save(stream)
    assert parse_xlsx(stream.getvalue())["Sheet"] == [{"code": "a", "code (2)": "2.5"}]


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_said_so(data: bytes) -> None:
    """The message says what to do."""
    with pytest.raises(InputError, match=r"Save it"):
        parse_xlsx(data)


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_gets_an_apostrophe_in_csv(text: str) -> None:
    """A spreadsheet that opens the CSV sees text."""
    data = make_csv(["text"], [{"text": text}])
    assert data.startswith(b"\xef\xbb\xbf")
    assert parse_csv(data) == [{"text": text}]
    assert (b"'" in data) == (not text.startswith("#"))


@given(st.lists(WORDS.map(lambda text: text.strip() or "x"), min_size=1, max_size=5))
def test_csv_comes_back_as_it_went(texts: list[str]) -> None:
    """Guarding and unguarding are each other's reverse, even for talk that starts with '=."""
    for prefix in ("", "'", "'=", "''-", "\n"):
        rows = [{"text": prefix + text, "note": "x"} for text in texts]
        assert parse_csv(make_csv(["text", "note"], rows)) == rows


def test_csv_numbers_stay_numbers() -> None:
    """A negative number is not a formula."""
    assert make_csv(["n"], [{"n": -0.5}]) == "\ufeffn\r\n-0.5\r\n".encode()


def test_csv_that_is_not_utf8_is_said_so() -> None:
    """The message says how to save it."""
    with pytest.raises(InputError, match="CSV UTF-8"):
        parse_csv("n\r\ncafé".encode("cp1252"))


NODES = [
    QdcNode(name="Top", guid=make_guid("b", "top"), codable=False, description="All <of> it & so"),
    QdcNode(name="Low", guid=make_guid("b", "low"), parent=make_guid("b", "top"), color="#aabbcc"),
    QdcNode(name="Last", guid=make_guid("b", "last")),
]


def test_a_codebook_file_comes_back_as_it_went() -> None:
    """Names, descriptions, parents, colours and guids survive."""
    assert parse_qdc(make_qdc(NODES)) == NODES


@pytest.mark.skipif(not XSD.exists(), reason="the REFI-QDA schema lies in the shared folder")
def test_a_codebook_file_is_valid_against_the_schema() -> None:
    """Other programs can open it."""
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(XSD)))
    strange = [*NODES, QdcNode(name="a\x00b\nc", guid=make_guid("b", "x"), description="\x1b")]
    schema.assertValid(etree.fromstring(make_qdc(strange)))


@pytest.mark.parametrize(
    "space", [NAMESPACE, "urn:QDA-XML:codebook:1:0", "urn:QDA-XML:codebook:0:4"]
)
def test_every_namespace_of_a_codebook_is_read(space: str) -> None:
    """Programs write three of them."""
    assert parse_qdc(make_qdc(NODES).replace(NAMESPACE.encode(), space.encode())) == NODES


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples lie in the shared folder")
@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("taguette_from_test.qdc", ["interesting", "people", "interesting.places"]),
        ("atlasti_win_23.4.0_from_requal_test.qdc", ["code1"]),
    ],
)
def test_codebooks_of_other_programs_are_read(name: str, codes: list[str]) -> None:
    """Taguette's and ATLAS.ti's own files."""
    assert [node.name for node in parse_qdc((SAMPLES / name).read_bytes())] == codes


def test_a_damaged_codebook_file_is_said_so() -> None:
    """A file cut off in the middle."""
    with pytest.raises(InputError, match="damaged"):
        parse_qdc(make_qdc(NODES)[:200])


def test_a_codebook_file_with_entities_is_refused() -> None:
    """Entities can be used to read other files or to fill the memory."""
    bad = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><CodeBook><Codes/></CodeBook>'
    with pytest.raises(InputError, match="document type"):
        parse_qdc(bad)


def test_a_code_whose_parent_is_missing_is_said_so() -> None:
    """No code is dropped in silence."""
    with pytest.raises(InputError, match="1 of 1 codes"):
        make_qdc([QdcNode(name="a", guid=make_guid("b", "a"), parent="nobody")])


def test_siblings_with_one_name_are_told_apart() -> None:
    """Other programs refuse two codes with one name side by side."""
    twins = [QdcNode(name="a", guid=make_guid("b", str(n))) for n in range(2)]
    assert [node.name for node in parse_qdc(make_qdc(twins))] == ["a", "a (2)"]


def test_html_in_the_values_is_escaped() -> None:
    """Talk that looks like HTML stays talk."""
    assert render("<p>{{ a }}</p>", {"a": "<b>'&\""}) == "<p>&lt;b&gt;&#39;&amp;&#34;</p>"
