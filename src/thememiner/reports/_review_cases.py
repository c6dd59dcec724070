"""Cases, charts, judgements and disagreements into the sheets of the review workbook that are about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from thememiner.formats._xlsx import ListBy, Sheet
from thememiner.reports._material import Material
from thememiner.review import (
    CHART_COLUMNS,
    CHARTS,
    DISAGREEMENT_COLUMNS,
    DISAGREEMENTS,
    JUDGEMENT_COLUMNS,
    JUDGEMENTS,
    MEMO_COLUMNS,
    MEMOS,
    make_chart_row,
    make_disagreement_row,
    make_judgement_row,
)

_SPARE = 100
_WIDTHS = {
    "row_id": 10.0, "case": 22.0, "codebook": 14.0, "code": 30.0, "code_2": 30.0, "code_3": 30.0,
    "summary": 90.0, "quotations": 40.0, "construct": 30.0, "rating": 12.0, "reason": 80.0,
    "settles": 10.0, "on": 30.0, "memo": 60.0, "text": 60.0, "before": 30.0, "after": 30.0,
    "coders": 40.0, "codes": 30.0, "settle": 12.0, "valence": 11.0, "status": 12.0,
}  # fmt: skip


def make_case_sheets(material: Material, codes: str | ListBy) -> tuple[Sheet, ...]:
    """Charts, judgements, memos and, where coders differ and the sheet is not blind, disagreements.

    Args:
        material: the records of the study.
        codes: the drop-down of codes.
    """
    names = material.names
    own = [one for one in material.charts if one.coder == material.coder]
    rated = [one for one in material.judgements if one.coder == material.coder]
    sheets = (
        _sheet(
            CHARTS,
            CHART_COLUMNS,
            (make_chart_row(one, names) for one in own),
            dropdowns={"case": "cases", "codebook": "codebooks", "code": codes},
        ),
        _sheet(
            JUDGEMENTS,
            JUDGEMENT_COLUMNS,
            (make_judgement_row(one, names) for one in rated),
            dropdowns={"case": "cases", "codebook": "codebooks", "settles": "settles"},
        ),
        _sheet(MEMOS, MEMO_COLUMNS, (), dropdowns={"codebook": "codebooks"}),
    )
    open_ones = [one for one in material.disagreements if one.transcript_id is not None]
    if material.blind or not open_ones:
        return sheets
    rows = (make_disagreement_row(one, names) for one in open_ones)
    lists = {"code": codes, "code_2": codes, "code_3": codes}
    axes: dict[str, str | ListBy] = {"valence": "valences", "status": "statuses"}
    dropdowns = {"settle": "settle_words", **lists, **axes}
    return (
        *sheets,
        _sheet(DISAGREEMENTS, DISAGREEMENT_COLUMNS, rows, dropdowns=dropdowns, spare=0),
    )


def case_lists(material: Material) -> dict[str, tuple[str, ...]]:
    """What the drop-downs of these sheets offer."""
    return {
        "cases": tuple(case.id for case in material.cases),
        "settles": ("yes",),
        "settle_words": ("settle", "none fits"),
    }


def _sheet(
    name: str,
    columns: tuple[str, ...],
    rows: Iterable[Mapping[str, str]],
    *,
    dropdowns: Mapping[str, str | ListBy],
    spare: int = _SPARE,
) -> Sheet:
    return Sheet(
        name=name,
        columns=columns,
        rows=tuple(rows),
        widths={column: _WIDTHS.get(column, 14.0) for column in columns},
        dropdowns=dict(dropdowns),
        spare_rows=spare,
    )
