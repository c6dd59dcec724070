"""Charts, judgements and disagreements into what rows of a review sheet show, and the ids of such rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from thememiner.records import Chart, Disagreement, Judgement
from thememiner.review._codes import CodeNames

CHARTS, JUDGEMENTS, MEMOS, DISAGREEMENTS = "Charts", "Judgements", "Memos", "Disagreements"
CHART_COLUMNS = ("row_id", "case", "codebook", "code", "summary", "quotations")
JUDGEMENT_COLUMNS = ("row_id", "case", "codebook", "construct", "rating", "reason", "settles")
MEMO_COLUMNS = ("on", "codebook", "memo")
SETTLE_COLUMNS = ("settle", "code", "code_2", "code_3", "valence", "status", "memo")
DISAGREEMENT_COLUMNS = (
    "row_id", "codebook", "before", "text", "after", "coders", "codes", *SETTLE_COLUMNS,
)  # fmt: skip
SETTLE_WORDS = ("settle", "none fits")


def make_chart_row(chart: Chart, names: Mapping[str, CodeNames]) -> dict[str, str]:
    """What the row of a summary shows, header to text."""
    return {
        "row_id": chart_row_id(chart),
        "case": chart.case,
        "codebook": chart.codebook,
        "code": _label(names, chart.codebook, chart.code_id),
        "summary": chart.text,
        "quotations": " | ".join(chart.quotations),
    }


def make_judgement_row(judgement: Judgement, names: Mapping[str, CodeNames]) -> dict[str, str]:
    """What the row of a rating shows, header to text."""
    book = judgement.codebook or ""
    return {
        "row_id": judgement_row_id(judgement),
        "case": judgement.case,
        "codebook": book,
        "construct": _label(names, book, judgement.construct_id),
        "rating": judgement.rating,
        "reason": judgement.reason,
        "settles": "yes" if judgement.settled else "",
    }


def make_disagreement_row(one: Disagreement, names: Mapping[str, CodeNames]) -> dict[str, str]:
    """What the row of a disagreement shows, header to text: who says what, and the words around."""
    codes = dict.fromkeys(coding.code_id for coding in one.codings)
    return {
        "row_id": disagreement_row_id(one),
        "codebook": one.codebook or "",
        "before": one.before,
        "text": one.text,
        "after": one.after,
        "coders": "\n".join(f"{coder}: {said}" for coder, said in one.says.items()),
        "codes": "\n".join(_label(names, one.codebook or "", code) for code in codes),
    }


def chart_row_id(chart: Chart) -> str:
    """Case, code and coder of a summary, and a checksum of what it said."""
    return _row_id(chart.id, (chart.text, *chart.quotations))


def judgement_row_id(judgement: Judgement) -> str:
    """Case, construct and coder of a rating, and a checksum of what it said."""
    return _row_id(judgement.id, (judgement.rating, judgement.reason))


def disagreement_row_id(one: Disagreement) -> str:
    """The place and codebook of a disagreement, and a checksum of what coders said there."""
    return _row_id(one.id, (f"{coder}: {said}" for coder, said in sorted(one.says.items())))


def _row_id(what: str, shown: Iterable[str]) -> str:
    text = "\x1f".join(shown).encode("utf-8", errors="surrogatepass")
    return f"{what}|{hashlib.sha256(text).hexdigest()[:8]}"


def _label(names: Mapping[str, CodeNames], book: str, code: str) -> str:
    return names[book].labels.get(code, code) if book in names else code
