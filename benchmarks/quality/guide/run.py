"""Interviews that no threshold was set on into how much of what was asked is found.

``python benchmarks/quality/guide/run.py`` writes ``benchmarks/results/guide.json``: of the questions that
were asked in each interview how many are found, and of those that were not how many are said to be.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parents[1] / "results" / "guide.json"
sys.path.insert(0, str(HERE))

from left_out import GUIDE, INTERVIEWS  # noqa: E402

import thememiner as tm  # noqa: E402
from thememiner.guides import ASKED  # noqa: E402


def measure(folder: Path) -> dict[str, Any]:
    """Counts over interviews and questions, and each pair that is not as it should be.

    Args:
        folder: an empty folder for the interviews and the study.
    """
    for name, entries in INTERVIEWS.items():
        lines = (f"I: {asked}\n\nP: {answer}\n\n" for asked, _, answer in entries)
        (folder / f"{name}.txt").write_text("".join(lines), encoding="utf-8")
    study = tm.Study(folder / "study", progress=False)
    study.add(sorted(folder.glob("*.txt")))
    study.guide(list(GUIDE.values()))
    study.mine()
    ids = dict(zip(GUIDE, (one.id for one in study.guide()), strict=True))
    names = {one.id: Path(str(study.key.file_of(one.id))).stem for one in study.transcripts}
    said = {(names[t], one.question_id) for one in study.guide_coverage() for t in one.asked_in}
    study.close()
    rows = [
        {
            "interview": name,
            "question": question,
            "asked": any(one[1] == question for one in entries),
            "found": (name, ids[question]) in said,
        }
        for name, entries in INTERVIEWS.items()
        for question in GUIDE
    ]
    asked = [row for row in rows if row["asked"]]
    others = [row for row in rows if not row["asked"]]
    return {
        "threshold": ASKED,
        "interviews": len(INTERVIEWS),
        "questions": len(GUIDE),
        "asked": len(asked),
        "found": sum(row["found"] for row in asked),
        "not_asked": len(others),
        "wrongly": sum(row["found"] for row in others),
        "missed": [f"{row['interview']}: {row['question']}" for row in asked if not row["found"]],
        "wrong": [f"{row['interview']}: {row['question']}" for row in others if row["found"]],
    }


def main() -> int:
    """Measure and write the results."""
    with tempfile.TemporaryDirectory() as folder:
        result = measure(Path(folder))
    text = json.dumps(result, indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8", newline="\n")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
