"""Trains ``models/names/scorer.json``: what the words around a word say for and against a name.

``python models/train/names.py`` makes it from the invented talk in ``models/train/names`` and writes the
entry in ``models/registry.toml``; the same talk gives the same file. ``--report`` writes nothing and says
how well it tells names in lines that it has not seen, and with names that it has not seen.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FILE = ROOT / "models" / "names" / "scorer.json"
REGISTRY = ROOT / "models" / "registry.toml"
sys.path.insert(0, str(HERE))

from name_examples import NOTHING, Example, read_examples  # noqa: E402
from name_rows import Row, training_rows  # noqa: E402
from sklearn.feature_extraction import DictVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import GroupKFold  # noqa: E402

from thememiner.adapters.spacy_names import SpacyNames  # noqa: E402
from thememiner.privacy import NameScorer  # noqa: E402

SEED = 0
MOST_BYTES = 100_000
FEWEST_LINES = 7
STRENGTH = 0.3
SMALLEST = 0.1
THRESHOLDS = {
    "replace": {
        "opening": 0.08,
        "inside": 0.08,
        "month": 0.1,
        "shout": 0.7,
        "letter": 0.8,
        "small": 0.2,
    },
    "ask": 0.4,
    "site": 2.5,
    "unlisted": 3.0,
    "keep": 0.2,
    "settle": 0.08,
    "settle_month": 0.3,
}
BEGIN, END = (
    "# --- scorer of names, written by models/train/names.py ---",
    "# --- end of scorer ---",
)
SHARES = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5)


class Trainer:
    """A logistic regression over clues, each alone and together with how the word is written.

    Args:
        examples: what it is trained on; a clue has to be met in several lines to count.
    """

    def __init__(self, examples: Sequence[Example]) -> None:
        lines: dict[str, set[int]] = {}
        for one in examples:
            for clue in _doubled(one):
                lines.setdefault(clue, set()).add(one.line)
        self._kept = {clue for clue, some in lines.items() if len(some) >= FEWEST_LINES}
        self._vectorizer = DictVectorizer()
        rows = self._vectorizer.fit_transform([self._row(one) for one in examples])
        versions = _counts(one.line for one in examples)
        self._model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(
            rows,
            [one.label for one in examples],
            sample_weight=[versions[one.line] ** -0.5 for one in examples],
        )

    def _row(self, example: Example) -> dict[str, float]:
        return {clue: 1.0 for clue in _doubled(example) if clue in self._kept}

    def numbers(self) -> dict[str, Any]:
        """The weights for each way to write a word, against no name, in hundredths."""
        table: dict[str, dict[str, list[float]]] = {}
        coefficients = self._model.coef_[1:] - self._model.coef_[NOTHING]
        names = self._vectorizer.get_feature_names_out()
        found = {name: coefficients[:, at] for at, name in enumerate(names)}
        forms = sorted({name.split("|")[0] for name in names if "|" in name})
        clues = sorted({name.split("|")[-1] for name in names})
        nothing = np.zeros(2)
        for form in forms:
            table[form] = {}
            for clue in clues:
                weight = found.get(clue, nothing) + found.get(f"{form}|{clue}", nothing)
                if clue == "always":
                    weight = weight + self._model.intercept_[1:] - self._model.intercept_[NOTHING]
                if f"{form}|{clue}" in found and np.abs(weight).max() >= SMALLEST:
                    table[form][clue] = [round(100 * float(w)) for w in weight]
        return {"weights": table, "thresholds": THRESHOLDS}


def _doubled(example: Example) -> Iterator[str]:
    for clue in dict.fromkeys(example.clues):
        yield clue
        yield f"{example.form}|{clue}"


def _counts(lines: Iterator[int]) -> Mapping[int, int]:
    counts: dict[int, int] = {}
    for line in lines:
        counts[line] = counts.get(line, 0) + 1
    return counts


def chances(numbers: Mapping[str, Any], examples: Sequence[Example]) -> list[float]:
    """How likely the scorer takes each word for a part of a name."""
    scorer = NameScorer.from_numbers(numbers, "trained")
    return [scorer.chance(one.form, one.clues).name for one in examples]


def unseen_lines(examples: Sequence[Example], folds: int = 4) -> list[float]:
    """The same for each example by a scorer that has not seen its line, in any version."""
    groups = [one.line for one in examples]
    found = [0.0] * len(examples)
    for train, test in GroupKFold(folds).split(groups, groups=groups):
        numbers = Trainer([examples[at] for at in train]).numbers()
        for at, chance in zip(test, chances(numbers, [examples[at] for at in test]), strict=True):
            found[at] = chance
    return found


def report(examples: Sequence[Example], found: Sequence[float]) -> None:
    """Print how many words the scorer takes for names, by what the rules make of them."""
    for verdict in ("sure", "doubtful", "none"):
        some = [
            (one, p) for one, p in zip(examples, found, strict=True) if _verdict(one) == verdict
        ]
        names = sum(one.label != NOTHING for one, _ in some)
        print(f"rules: {verdict}; names {names}, others {len(some) - names}")
        for share in SHARES:
            taken = [one.label != NOTHING for one, p in some if p >= share]
            print(f"  from {share}: names {sum(taken)}, others {len(taken) - sum(taken)}")


def _verdict(example: Example) -> str:
    if "rule=none" in example.clues:
        return "none"
    return "sure" if any(c.startswith("rule=True") for c in example.clues) else "doubtful"


def content_of(numbers: Mapping[str, Any]) -> bytes:
    """The bytes of the file.

    Raises:
        SystemExit: it would be too large to ship.
    """
    content = json.dumps(numbers, ensure_ascii=False, separators=(",", ":")) + "\n"
    if len(content.encode()) > MOST_BYTES:
        raise SystemExit(f"{len(content.encode()):,} bytes, {MOST_BYTES:,} are allowed.")
    return content.encode()


def write(content: bytes, rows: Sequence[Row]) -> None:
    """Write the file and its entry in the registry."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_bytes(content)
    taught = "\n".join(f"{row.text} {row.spans}" for row in rows)
    entry = {
        "file": "names/scorer.json",
        "sha256": hashlib.sha256(content).hexdigest(),
        "recogniser": SpacyNames().name,
        "data_sha256": hashlib.sha256(taught.encode()).hexdigest(),
        "seed": SEED,
        "model": "scorer of names 1",
        "licence": "MIT",
        "card": "cards/names.md",
        "train": "train/names.py",
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in entry.items()]
    block = "\n".join([BEGIN, "", "[scorer.names]", *lines, "", END])
    text = REGISTRY.read_text(encoding="utf-8")
    if BEGIN in text:
        text = text[: text.index(BEGIN)] + block + text[text.index(END) + len(END) :]
    else:
        at = text.index("# --- heads of ours")
        text = f"{text[:at]}{block}\n\n{text[at:]}"
    REGISTRY.write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, or report."""
    parser = argparse.ArgumentParser(description="Train models/names.")
    parser.add_argument("--report", action="store_true", help="write nothing; say how good it is")
    chosen = parser.parse_args(arguments)
    if chosen.report:
        examples = read_examples(list(training_rows(Random(SEED))))
        print("Lines that were not seen")
        report(examples, unseen_lines(examples))
        seen = read_examples(list(training_rows(Random(SEED), half=0)))
        other = read_examples(list(training_rows(Random(SEED + 1), half=1)))
        print("Names that were not seen, in lines that were")
        report(other, chances(Trainer(seen).numbers(), other))
        return 0
    rows = list(training_rows(Random(SEED)))
    write(content_of(Trainer(read_examples(rows)).numbers()), rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
