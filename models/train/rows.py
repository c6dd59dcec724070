"""Evaluation sets, the banks of the codebooks and invented titles into rows that heads are trained on.

The sets are the work of others and stay where they are: in ``../shared/data`` beside the repository, or in
the folder that ``THEMEMINER_SHARED`` names. What is trained on them holds numbers, none of their words.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from thememiner.codebooks import BUILT_IN, load_codebook
from thememiner.matches import NO_CODE, Labelled
from thememiner.records import Example, Valence

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CONSTRUCTS = {
    "Coherence": "coherence",
    "Cognitive participation": "cognitive-participation",
    "Collective action": "collective-action",
    "Reflexive monitoring": "reflexive-monitoring",
}
MOST_TITLES = 900
TITLE_WEIGHT = 0.5
STUDY_WEIGHT = {"annomi": 0.3}
LABELLED_WEIGHT = 2.0


@dataclass(frozen=True)
class Row:
    """One text of a set.

    Attributes:
        text: the text.
        labels: names of its labels.
        study: the paper or study it comes from: what is left out together.
        group: the conversation or paper within the study.
        level: quote, theme or item.
    """

    text: str
    labels: frozenset[str]
    study: str
    group: str
    level: str = "quote"


class FileCache:
    """Vectors kept in one file between runs.

    Args:
        path: None to keep nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._rows: dict[str, bytes] = {}
        if path is not None and path.is_file():
            with np.load(path, allow_pickle=False) as found:
                self._rows = {
                    str(k): row.tobytes()
                    for k, row in zip(found["keys"], found["rows"], strict=True)
                }

    def get_vectors(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The vectors that are known."""
        return {key: self._rows[key] for key in keys if key in self._rows}

    def put_vectors(self, vectors: Mapping[str, bytes]) -> None:
        """Remember vectors."""
        self._rows.update(vectors)

    def save(self) -> None:
        """Write the file."""
        if self._path is not None:
            rows = np.stack([np.frombuffer(row, dtype="<f4") for row in self._rows.values()])
            np.savez(self._path, keys=np.array(list(self._rows)), rows=rows)


def find_data() -> Path | None:
    """The folder with the evaluation data; None where it is absent."""
    named = os.environ.get("THEMEMINER_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    choices = (folder / "data", folder)
    return next((one for one in choices if (one / "osfg" / "coded.csv").is_file()), None)


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def npt_rows(data: Path) -> list[Row]:
    """Statements, titles and items that belong to one of the four constructs of NPT."""
    out = []
    for one in _json_lines(data / "labels" / "dev.jsonl"):
        names = one["construct"] if isinstance(one["construct"], list) else [one["construct"]]
        if one["framework"] == "NPT" and set(names) <= CONSTRUCTS.keys():
            labels = frozenset(CONSTRUCTS[name] for name in names)
            out.append(Row(one["text"], labels, one["paper"], one["paper"], one["level"]))
    return out


def factor_rows(data: Path) -> list[Row]:
    """Factors that a paper lists as barrier or enabler."""
    return [
        Row(one["text"], frozenset({one["valence"]}), one["paper"], one["paper"], "theme")
        for one in _json_lines(data / "labels" / "dev.jsonl")
        if one["valence"] in {"barrier", "enabler"}
    ]


def osfg_leanings(data: Path) -> list[Row]:
    """Quotations of the focus groups whose codes are all barriers or all enablers."""
    found: dict[tuple[str, str], set[str]] = {}
    for one in _table(data / "osfg" / "coded.csv"):
        lean = {"B-": "barrier", "F-": "enabler"}.get(one["code"][:2])
        if lean:
            found.setdefault((one["quote"], one["transcript"]), set()).add(lean)
    return [
        Row(text, frozenset(leans), "osfg", group)
        for (text, group), leans in found.items()
        if len(leans) == 1
    ]


def annomi_leanings(data: Path) -> list[Row]:
    """What clients say for change (as enabler) and for things as they are (as barrier)."""
    lean = {"change": "enabler", "sustain": "barrier"}
    return [
        Row(
            one["utterance_text"],
            frozenset({lean[one["client_talk_type"]]}),
            "annomi",
            one["transcript_id"],
        )
        for one in _table(data / "annomi" / "AnnoMI-simple.csv")
        if one["interlocutor"] == "client" and one["client_talk_type"] in lean
    ]


def osfg_codebook(data: Path) -> tuple[dict[str, tuple[str, str, str]], list[Row]]:
    """Codes (name, definition, subcategory) and the quotations with their subcategories."""
    codes = {
        one["code"]: (one["name"], one["definition"], one["subcategory"])
        for one in _table(data / "osfg" / "codebook.csv")
        if one["subcategory"][:1].isdigit()
    }
    found: dict[tuple[str, str], set[str]] = {}
    for one in _table(data / "osfg" / "coded.csv"):
        if one["code"] in codes:
            key = (one["quote"], one["transcript"])
            found.setdefault(key, set()).add(codes[one["code"]][2])
    return codes, [Row(t, frozenset(some), "osfg", group) for (t, group), some in found.items()]


def niblse_rows(data: Path) -> list[Row]:
    """Survey answers with their categories; a question of the survey is a group."""
    return [
        Row(one["quote"], frozenset(one["constructs"]), "niblse", one["question"])
        for one in _json_lines(data / "niblse" / "quotes.jsonl")
    ]


def leaning_rows(data: Path) -> list[Row]:
    """Every text whose leaning people gave."""
    return [*osfg_leanings(data), *factor_rows(data), *annomi_leanings(data)]


def bank_examples() -> list[Example]:
    """Invented statements of the built-in codebooks, each once."""
    books = [load_codebook(name) for name in BUILT_IN]
    every = [e for book in books for code in book.codes for e in code.examples]
    return list({e.text: e for e in every if e.valence is not None}.values())


def title_examples() -> list[Example]:
    """Invented titles of findings from ``factors.toml``, a drawn part of all that can be made."""
    plain = tomllib.loads((HERE / "factors.toml").read_text(encoding="utf-8"))
    leans: tuple[Valence, ...] = ("barrier", "enabler")
    made = [
        Example(text=frame.format(thing), valence=lean, invented=True)
        for lean in leans
        for kind, frames in sorted(plain[lean].items())
        for frame in frames
        for thing in plain["things"][kind]
    ]
    return Random(0).sample(made, MOST_TITLES)


def leaning_examples(rows: Iterable[Row]) -> tuple[list[Example], dict[str, float]]:
    """Banks, invented titles and rows of studies as examples, and how much a text counts."""
    weigh: dict[str, float] = {}
    titles = title_examples()
    weigh.update({one.text: TITLE_WEIGHT for one in titles})
    examples = [*titles, *bank_examples()]
    for row in rows:
        lean: Valence = "barrier" if "barrier" in row.labels else "enabler"
        examples.append(Example(text=row.text, valence=lean))
        weigh[row.text] = STUDY_WEIGHT.get(row.study, 1.0)
    return examples, weigh


def written(codebook_id: str, *, leave_out: str = "") -> list[Labelled]:
    """Invented statements and titles of ``statements/<codebook>/*.txt``, each with its code.

    A heading ``# id`` names the code of the lines that follow (``# none``: no code fits), ``## titles`` or
    ``## talk`` their kind. A line begins with ``+`` (enabler), ``-`` (barrier), ``~`` (both) or ``.``
    (neither).

    Args:
        codebook_id: whose statements.
        leave_out: the first word in the names of files to leave out; none where it is empty.
    """
    out = {}
    for path in sorted((HERE / "statements" / codebook_id).glob("*.txt")):
        code = ""
        if path.stem.split("-")[0] == leave_out:
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                code = line[2:].strip().replace("none", NO_CODE)
            elif line[:2] in {"+ ", "- ", "~ ", ". "}:
                out[line[2:].strip()] = code
    return [Labelled(text, code) for text, code in out.items()]


def labelled(rows: Iterable[Row]) -> list[Labelled]:
    """Rows as texts that were coded elsewhere."""
    return [Labelled(r.text, code, LABELLED_WEIGHT) for r in rows for code in sorted(r.labels)]


def data_hash(parts: Iterable[Sequence[str]]) -> str:
    """SHA-256 of all texts and labels that something was trained on."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(json.dumps(list(part), ensure_ascii=False).encode())
    return whole.hexdigest()
