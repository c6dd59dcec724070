"""Units, suggestions and codebooks into the workbook that coders fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from thememiner.formats._xlsx import ListBy, Sheet, Workbook, make_xlsx
from thememiner.records import STATUSES, VALENCES, Codebook, flatten
from thememiner.reports._material import Material
from thememiner.reports._review_cases import case_lists, make_case_sheets
from thememiner.reports._tables import case_columns, case_values
from thememiner.review import (
    BESIDE_COLUMNS,
    FREE_COLUMNS,
    HIDDEN,
    IN_VIEW,
    SHEET_VERDICTS,
    ReviewRow,
)

SPARE_ROWS = 200
ABOUT, FILL = "Review sheet", "Value"
_LEFT = ("row_id", "codebook", "transcript_id", "person")
_RIGHT = (
    "question", "text", "set_aside", "suggestion_1", "suggestion_2", "suggestion_3",
    "suggested_valence", *BESIDE_COLUMNS, "verdict", "code", "code_2", "code_3", "valence", "status",
    "quote", "memo",
)  # fmt: skip
_WIDTHS = {
    "row_id": 10.0, "codebook": 12.0, "transcript_id": 13.0, "person": 11.0, "question": 30.0,
    "text": 70.0, "set_aside": 12.0, "suggestion_1": 28.0, "suggestion_2": 28.0,
    "suggestion_3": 28.0, "suggested_valence": 11.0, "valence_probability": 11.0,
    "suggested_status": 12.0, "status_probability": 11.0, "verdict": 11.0, "code": 28.0,
    "code_2": 28.0, "code_3": 28.0, "valence": 11.0, "status": 12.0, "quote": 40.0, "memo": 40.0,
}  # fmt: skip
_HELP = (
    ("Your name", "Write your initials or name into the cell beside 'Coder' above."),
    (
        "What to do",
        "On the sheet 'Review' read the text of a row and fill the cells from 'verdict' to "
        "'memo'. Leave a row empty that you have not decided. Change no other cell. You may sort, "
        "filter, delete and move rows and columns, as long as each row stays together.",
    ),
    (
        "confirm",
        "Suggestion 1 is right, with the suggested valence unless you choose another. To confirm "
        "suggestion 2 or 3, choose it under 'code' as well.",
    ),
    ("recode", "Another code fits better: choose it under 'code'."),
    ("reject", "Suggestion 1 is wrong, and you put no other code in its place."),
    ("none fits", "No code of this codebook fits. It also takes back what you coded here before."),
    (
        "code",
        "A code without a verdict counts as 'confirm' if it is suggestion 1, else as 'recode'. "
        "'code_2' and 'code_3' are for more codes on the same words; what you coded earlier stays.",
    ),
    (
        "valence, status",
        "Only where the codebook has them. They go with all codes of the row; if they "
        "differ, use the sheet 'Free codings'. The suggested status counts only if you choose it "
        "under 'status'.",
    ),
    ("quote", "To code a part of the text only, paste exactly that part of it."),
    ("memo", "Any note. A memo alone is kept and codes nothing."),
    (
        "Free codings",
        "For any stretch of a transcript: paste its words exactly, with the transcript_id from "
        "the sheet 'Review', and choose codebook and code. It may start and end in mid-sentence.",
    ),
    (
        "Charts",
        "Your summary of a case under a code, in your own words: choose case and code, write it under "
        "'summary', and name the ids of the units or codings it rests on under 'quotations'.",
    ),
    (
        "Judgements",
        "Your rating of a case on a code, or on what your team rates, with the reason. Write 'yes' under "
        "'settles' where it is what two different ratings were settled to.",
    ),
    (
        "Memos",
        "A note on a case, a code, a unit or a transcript: name it under 'on', or leave that empty for "
        "a note on the whole study.",
    ),
    (
        "Disagreements",
        "Where coders differ (only if there are any, and never in a blind sheet): choose the codes that are "
        "to stand, or 'none fits' under 'settle'. Nobody's own coding is lost.",
    ),
    (
        "The numbers",
        "A number behind a suggestion lies between 0 and 1. {calibration} The numbers for valence "
        "and status belong to suggestion 1 and are always uncalibrated. Suggestions are made "
        "by a machine from the wording; they are proposals, never facts.",
    ),
    (
        "Afterwards",
        "Give the saved file back to thememiner (import_review, or review --from-xlsx). Every row "
        "is taken in or reported with the reason. Reading a sheet twice adds nothing.",
    ),
)


def make_review_workbook(material: Material) -> dict[str, bytes]:
    """``review.xlsx``: instructions, a row per unit and codebook, free codings, codes, themes."""
    books = material.codebooks
    lists = {
        "verdicts": tuple(SHEET_VERDICTS),
        "codebooks": tuple(book.id for book in books),
        "valences": tuple(v for v in VALENCES if any(v in book.valences for book in books)),
        "statuses": tuple(s for s in STATUSES if any(s in book.statuses for book in books)),
        **case_lists(material),
        **{f"codes_{key}": tuple(names.labels.values()) for key, names in material.names.items()},
    }
    sheets = (
        _read_me(material),
        _review(material),
        _free(material),
        *make_case_sheets(material, _code_list(material)),
        _codes(material),
        _themes(material),
    )
    return {"review.xlsx": make_xlsx(Workbook(sheets=sheets, lists=lists))}


def _read_me(material: Material) -> Sheet:
    calibrated = [item.calibrated for item in material.suggestions]
    calibration = (
        "It is calibrated: of ten suggestions with 0.7, about seven were right in the material "
        "it was tested on."
        if calibrated and all(calibrated)
        else "It is uncalibrated: a larger one is a closer match, but 0.7 does not mean right in "
        "seven of ten cases."
    )
    rows: list[dict[str, str]] = [
        {ABOUT: "Coder", FILL: material.coder},
        {ABOUT: "Study", FILL: material.study},
        {ABOUT: IN_VIEW, FILL: HIDDEN if material.blind else "shown"},
    ]
    rows += [
        {ABOUT: what, FILL: text.replace("{calibration}", calibration)} for what, text in _HELP
    ]
    return Sheet(
        name="Read me", columns=(ABOUT, FILL), rows=tuple(rows), widths={ABOUT: 18.0, FILL: 100.0}
    )


def _review(material: Material) -> Sheet:
    cases = case_columns(material.attributes, taken=(*_LEFT, *_RIGHT))
    columns = (*_LEFT, *cases.values(), *_RIGHT)
    return Sheet(
        name="Review",
        columns=columns,
        rows=tuple(_review_rows(material, cases)),
        widths={name: _WIDTHS.get(name, 14.0) for name in columns},
        dropdowns={
            "verdict": "verdicts",
            "code": _code_list(material),
            "code_2": _code_list(material),
            "code_3": _code_list(material),
            "valence": "valences",
            "status": "statuses",
        },
        unwrapped=("row_id",),
        frozen_columns=1,
    )


def _review_rows(material: Material, cases: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for row in _in_order(material):
        aside = material.set_aside.get(row.unit.id)
        attributes = case_values(row.unit.attributes, cases)
        yield {**attributes, "set_aside": aside.reason if aside else "", **row.cells}


def _in_order(material: Material) -> list[ReviewRow]:
    """The rows in the order asked for; units that it does not name behind it, as they stand."""
    place = {unit_id: n for n, unit_id in enumerate(material.order)}
    order = {transcript.id: n for n, transcript in enumerate(material.transcripts)}
    last = len(order)

    def where(row: ReviewRow) -> tuple[int, int, int, int]:
        unit = row.unit
        transcript = order.get(unit.transcript_id, last)
        return place.get(unit.id, len(place)), transcript, unit.start, unit.end

    return sorted(material.review_rows, key=where)


def _free(material: Material) -> Sheet:
    return Sheet(
        name="Free codings",
        columns=FREE_COLUMNS,
        widths={name: _WIDTHS[name] for name in FREE_COLUMNS} | {"quote": 70.0},
        dropdowns={
            "codebook": "codebooks",
            "code": _code_list(material),
            "valence": "valences",
            "status": "statuses",
        },
        spare_rows=SPARE_ROWS,
    )


def _code_list(material: Material) -> str | ListBy:
    if len(material.codebooks) == 1:
        return f"codes_{material.codebooks[0].id}"
    return ListBy(column="codebook", prefix="codes_")


def _codes(material: Material) -> Sheet:
    columns = ("codebook", "code", "definition", "include", "exclude", "boundaries")
    rows = tuple(row for book in material.codebooks for row in _code_rows(book, material))
    wide = {name: 45.0 for name in columns[2:]}
    return Sheet(
        name="Codes", columns=columns, rows=rows, widths={"codebook": 14.0, "code": 34.0, **wide}
    )


def _code_rows(book: Codebook, material: Material) -> Iterator[dict[str, str]]:
    labels = material.names[book.id].labels
    for code in book.codes:
        yield {
            "codebook": book.id,
            "code": labels[code.id],
            "definition": code.definition,
            "include": code.include,
            "exclude": code.exclude,
            "boundaries": "\n".join(
                f"{labels.get(item.neighbour, item.neighbour)}: {item.rule}"
                for item in code.boundaries
            ),
        }


def _themes(material: Material) -> Sheet:
    columns = ("theme_id", "label", "state", "people", "terms", "quotes")
    rows = tuple(
        {
            "theme_id": theme.id,
            "label": theme.label,
            "state": theme.state,
            "people": theme.n_people,
            "terms": flatten(theme.terms),
            "quotes": "\n".join(f"“{q.text}” ({q.person or ''})" for q in theme.quotes),
        }
        for theme in material.theme_set.themes
    )
    widths = {
        "theme_id": 14.0,
        "label": 30.0,
        "state": 11.0,
        "people": 8.0,
        "terms": 40.0,
        "quotes": 90.0,
    }
    return Sheet(name="Themes", columns=columns, rows=rows, widths=widths)
