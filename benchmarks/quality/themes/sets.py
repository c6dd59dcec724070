"""Texts that people coded, as units with one human label each.

The files are no part of the project, except for the sample study. ``DEVELOPMENT`` names what the finder was
tuned on; all else was looked at only when it was finished.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from thememiner.records import Unit
from thememiner.units import reason_to_set_aside

ROOT = Path(__file__).resolve().parents[3]
DEVELOPMENT = ("osfg", "sample", "qmsum development")
_MEETINGS = ("Academic", "Committee", "Product")
_EACH = 1


@dataclass(frozen=True)
class Coded:
    """Units with the label that people gave each.

    Attributes:
        name: of the set.
        kind: what its figures are averaged with: the name, or the half of the meetings it is in.
        units: in the order of the file.
        labels: one for each unit.
    """

    name: str
    kind: str
    units: tuple[Unit, ...]
    labels: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """The words of each unit."""
        return [unit.text for unit in self.units]


def read_sets(data: Path | None, only: Sequence[str] = ()) -> Iterator[Coded]:
    """Every set whose files are there.

    Args:
        data: folder of the evaluation data; None for the sample study alone.
        only: names or kinds to read; none for all of them.
    """
    makers = {"sample": read_sample}
    if data is not None:
        makers |= {
            "osfg": lambda: read_osfg(data / "osfg"),
            "pdpilot": lambda: read_pdpilot(data / "pdpilot"),
        }
    for name, make in makers.items():
        if not only or name in only:
            yield make()
    for one in read_meetings(data / "qmsum") if data is not None else ():
        if not only or {"qmsum", one.kind, one.name} & set(only):
            yield one


def read_osfg(folder: Path) -> Coded:
    """Quotations of two focus groups with the subcategory of their code."""
    above = {row["code"]: row["subcategory"] for row in _rows(folder / "codebook.csv")}
    pairs = [(row["quote"], above.get(row["code"], "")) for row in _rows(folder / "coded.csv")]
    return _quotations(
        "osfg", [(text, code) for text, code in pairs if code not in {"", "Graveyard"}]
    )


def read_pdpilot(folder: Path) -> Coded:
    """Segments of seven interviews with the parent of their code."""
    rows = _rows(folder / "coded_segments.csv")
    return _quotations("pdpilot", [(row["segment"], row["code"].split(" > ")[0]) for row in rows])


def read_sample() -> Coded:
    """Quotations of the sample study's answer key with their code of barriers and enablers."""
    rows = _rows(ROOT / "samples" / "chw-pilot" / "answer-key.csv")
    return _quotations(
        "sample",
        [(row["quote"], row["code_id"]) for row in rows if row["codebook"] == "barriers-enablers"],
    )


def read_meetings(folder: Path) -> Iterator[Coded]:
    """Meetings, each a set: turns with the topic whose range of turns they stand in.

    Of each kind of meeting every other one in the order of the names is for development.
    """
    for meeting in _MEETINGS:
        for number, path in enumerate(sorted((folder / meeting).glob("*.json"))[: 2 * _EACH]):
            half = "development" if number % 2 == 0 else "held out"
            yield _meeting(path, f"qmsum {half}")


def _meeting(path: Path, kind: str) -> Coded:
    read = json.loads(path.read_text(encoding="utf-8"))
    topics = [
        (topic["topic"], [(int(first), int(last)) for first, last in topic["relevant_text_span"]])
        for topic in read["topic_list"]
    ]
    units, labels = [], []
    for at, turn in enumerate(read["meeting_transcripts"]):
        found = [name for name, ranges in topics if any(a <= at <= b for a, b in ranges)]
        text = turn["content"]
        if found and reason_to_set_aside(text) is None:
            units.append(_unit(text, transcript=path.stem, at=at, person=turn["speaker"]))
            labels.append(found[0])
    return Coded(path.stem, kind, tuple(units), tuple(labels))


def _quotations(name: str, pairs: Iterable[tuple[str, str]]) -> Coded:
    """Different quotations; one with several codes has the most frequent, the first among equals."""
    codes: dict[str, list[str]] = {}
    for text, code in pairs:
        codes.setdefault(text, []).append(code)
    texts = sorted(codes)
    units = [_unit(text, transcript=_digest(text), at=0, person=None) for text in texts]
    return Coded(name, name, tuple(units), tuple(_usual(codes[text]) for text in texts))


def _usual(codes: Sequence[str]) -> str:
    counts = Counter(codes)
    return next(code for code in codes if counts[code] == max(counts.values()))


def _unit(text: str, *, transcript: str, at: int, person: str | None) -> Unit:
    return Unit(
        id=f"{transcript}:{at}-{at + 1}",
        transcript_id=transcript,
        start=at,
        end=at + 1,
        text=text,
        person=person or transcript,
        role="participant",
    )


def _digest(text: str) -> str:
    return hashlib.sha256(re.sub(r"\s+", " ", text).encode()).hexdigest()[:12]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
