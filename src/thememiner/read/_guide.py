"""Turns a topic guide, in a file or a list, into its questions with their probes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from thememiner.errors import ReadError
from thememiner.formats._document import Document
from thememiner.formats._docx import parse_docx
from thememiner.formats._odt import parse_odt
from thememiner.formats._rtf import parse_rtf
from thememiner.formats._tables import parse_sheets
from thememiner.formats._text import decode_text
from thememiner.read._columns import plain_title
from thememiner.records import Record

_DOCUMENTS: Mapping[str, Callable[[bytes], Document]] = MappingProxyType(
    {"docx": parse_docx, "odt": parse_odt, "rtf": parse_rtf}
)
_SUFFIXES = (".docx", ".odt", ".rtf", ".txt", ".md", ".csv", ".tsv", ".xlsx")
_NUMBER = re.compile(r"^(?:\(?\d{1,2}(?:\.\d{1,2})*[.):]|\(?[a-zA-Z][.)]|[QqFf]\d{1,2}[.:)]?)\s+")
_BULLET = re.compile(r"^(?:[-–—•*·▪◦o○➢>]|\uf0b7)\s+")
_PROBE = re.compile(r"^(?:probes?|prompts?|probing|follow[- ]?ups?)\b[\s:.–—-]*", re.IGNORECASE)
_ASKS = re.compile(
    r"[?？]|^(?:please\b|tell me|tell us|describe|explain|talk me|talk us|walk me|walk us|"
    r"can you|could you|would you|think (?:back|of|about)|give me|take me|show me|if you\b)",
    re.IGNORECASE,
)
_TITLES = frozenset("question questions item topic text prompt guide_question".split())
_PROBE_TITLES = frozenset("probe probes prompts follow_up follow_ups".split())
_SHARE_OF_QUESTIONS = 0.25


class GuideQuestion(Record):
    """A question or topic of an interview guide.

    Attributes:
        id: ``q1``, ``q2`` … in the order of the guide.
        text: the question as written, without its number.
        probes: what the guide says to ask further.
        section: the heading it stands under, empty without one.
    """

    id: str
    text: str
    probes: tuple[str, ...] = ()
    section: str = ""


def read_guide(source: str | Path | Iterable[str]) -> tuple[GuideQuestion, ...]:
    """Read a topic guide.

    Args:
        source: a .docx, .odt, .rtf, .txt, .md, .csv or .xlsx file, or the questions themselves.

    Returns:
        Lines that ask something are questions, other lines above them headings; lines that begin
        with ``Probe:``, and bullets below numbered questions, are probes. Where hardly any line
        asks, every line is a topic. A table has a column ``question`` and may have ``probes`` and
        ``section``.

    Raises:
        ReadError: the file cannot be read, or there is no question in it.
    """
    if not isinstance(source, str | Path):
        return parse_guide(source, every_line=True)
    path = Path(source)
    if path.suffix.lower() not in _SUFFIXES:
        raise ReadError(
            f"The guide {path} ends in {path.suffix!r}.",
            expected=f"a guide that ends in {', '.join(_SUFFIXES)}, or a list of questions.",
            remedy="Save it as .docx or .txt, or give the questions as a list.",
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(
            f"The guide {path} cannot be opened ({error.strerror}).",
            expected="a file that exists and may be read.",
            remedy="Check the path.",
        ) from error
    return _from_bytes(data, path.suffix.lower().lstrip("."))


def _from_bytes(data: bytes, format: str) -> tuple[GuideQuestion, ...]:
    if format in _DOCUMENTS:
        return parse_guide(_lines(one.text for one in _DOCUMENTS[format](data).paragraphs))
    if format in ("txt", "md"):
        return parse_guide(decode_text(data).text.split("\n"))
    return _from_rows(parse_sheets(data, format=format)[0].rows)


def _lines(paragraphs: Iterable[str]) -> list[str]:
    """Paragraphs as lines; the cells of a table row are lines of their own."""
    return [line for text in paragraphs for line in re.split(r"[\n\t]", text)]


def _from_rows(rows: Sequence[Sequence[str]]) -> tuple[GuideQuestion, ...]:
    titles = [plain_title(cell) for cell in rows[0]]
    at = next((n for n, title in enumerate(titles) if title in _TITLES), None)
    if at is None:
        return parse_guide(cell for row in rows for cell in row)
    probes = next((n for n, title in enumerate(titles) if title in _PROBE_TITLES), None)
    section = titles.index("section") if "section" in titles else None
    found = [
        (
            _cell(row, at),
            tuple(filter(None, re.split(r"\s*[\n;|]\s*", _cell(row, probes)))),
            _cell(row, section),
        )
        for row in rows[1:]
        if _cell(row, at)
    ]
    return _numbered(found)


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def parse_guide(lines: Iterable[str], *, every_line: bool = False) -> tuple[GuideQuestion, ...]:
    """Questions, probes and headings from the lines of a guide.

    Args:
        lines: in order; empty ones are passed over.
        every_line: True where each line is a question, whatever it says.

    Raises:
        ReadError: there is no question.
    """
    kept = [line.rstrip() for line in lines if line.strip()]
    n_asking = sum(bool(_ASKS.search(_bare(line))) for line in kept)
    topics = every_line or n_asking < _SHARE_OF_QUESTIONS * len(kept)
    if topics and not every_line:
        kept = kept[1:] or kept  # the first line of a list of topics is its title
    return _numbered(_with_probes(kept, topics=topics))


def _bare(line: str) -> str:
    """A line without its number or bullet."""
    return _BULLET.sub("", _NUMBER.sub("", line.strip(), count=1), count=1).strip(" *_")


def _with_probes(
    lines: Iterable[str], *, topics: bool
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Each question with its probes and its heading."""
    question, section, numbered, probing = "", "", False, False
    probes: list[str] = []
    for line in lines:
        text, bullet = _bare(line), bool(_BULLET.match(line.strip()))
        marked = _PROBE.match(text)
        if question and (marked or (bullet and (probing or numbered))):
            probing = probing or bool(marked)
            rest = text[marked.end() :] if marked else text
            probes.extend(filter(None, re.split(r"\s*;\s*|(?<=\?)\s+", rest)))
        elif topics or _ASKS.search(text):
            if question:
                yield question, tuple(probes), section
            question, probes, probing = text, [], False
            numbered = bool(_NUMBER.match(line.strip()))
        else:
            if question:
                yield question, tuple(probes), section
            question, probes, probing, section = "", [], False, text.rstrip(":")
    if question:
        yield question, tuple(probes), section


def _numbered(
    found: Iterable[tuple[str, tuple[str, ...], str]],
) -> tuple[GuideQuestion, ...]:
    questions = tuple(
        GuideQuestion(id=f"q{n}", text=text, probes=probes, section=section)
        for n, (text, probes, section) in enumerate(found, 1)
    )
    if not questions:
        raise ReadError(
            "There is no question in the guide.",
            expected="at least one line that asks something.",
            remedy="Check that the right file was given, or give the questions as a list.",
        )
    return questions
