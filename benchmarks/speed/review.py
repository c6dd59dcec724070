"""A filled review sheet of twenty thousand rows into the seconds that reading it back takes.

The talk is invented by a seeded chance, every row of the sheet is filled in, and the sheet is read into
a study that has as many units. What ``learn`` does afterwards with the decisions is not part of it.
Results go to ``benchmarks/results/review.json`` and from there into the table of ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook, load_workbook

from thememiner.codebooks import load_codebook
from thememiner.records import (
    Codebook,
    Run,
    Source,
    Speaker,
    Suggestion,
    ThemeSet,
    Transcript,
    Turn,
    Unassigned,
    Unit,
)
from thememiner.study import Study

RESULTS = Path(__file__).resolve().parents[1] / "results" / "review.json"
N_ROWS, N_TRANSCRIPTS, N_DECISIONS = 20_000, 100, 200
AIM_S, AIM_MS = 20.0, 100.0
_WORDS = (
    "we had the room then but never a time to ask her about what they wanted from us so it went on until "
    "somebody came by and said that the list was full and nobody could be seen before the end of the week"
).split()


def make_talk(number: int, n_units: int, chance: random.Random) -> Transcript:
    """One invented conversation: a question and an answer for every unit."""
    text, turns = "", []
    for _ in range(n_units):
        for label, words in (("INT", 8), ("P", 22)):
            said = " ".join(chance.choices(_WORDS, k=words)).capitalize() + "."
            text += f"{label}: "
            turns.append(Turn(speaker=label, start=len(text), end=len(text) + len(said)))
            text += f"{said}\n\n"
    return Transcript(
        id=f"t{hashlib.sha256(f'{number}{text}'.encode()).hexdigest()[:10]}",
        text=text,
        turns=tuple(turns),
        speakers=(
            Speaker(label="INT", role="interviewer", person=f"i{number}"),
            Speaker(label="P", role="participant", person=f"p{number}"),
        ),
        source=Source(sha256="0" * 64, format="txt"),
    )


def make_study(folder: Path, *, n_rows: int, n_transcripts: int) -> Study:
    """A study with invented talk, its units, three suggestions for each, and no themes."""
    chance = random.Random(0)
    study, book = Study(folder, progress=False), load_codebook("barriers-enablers")
    database = study._database
    talks = [make_talk(n, n_rows // n_transcripts, chance) for n in range(n_transcripts)]
    database.put_transcripts(talks)
    for talk in talks:
        spans = [(turn.start, turn.end) for turn in talk.turns if turn.speaker == "P"]
        database.put_spans(talk.id, "benchmark", spans)
    units = study.units
    database.put_codebooks([book])
    found = [one for unit in units for one in suggest(unit, book, chance)]
    database.put_result(f"suggestions/{book.id}", "benchmark", found)
    themes = ThemeSet(
        unit_ids=tuple(unit.id for unit in units),
        labels=tuple(None for _ in units),
        unassigned=tuple(Unassigned(unit_id=unit.id, text=unit.text) for unit in units),
    )
    database.put_result("themes", "benchmark", [themes])
    database.put_run(Run(id="run", at=datetime.now(UTC).isoformat()))
    return study


def suggest(unit: Unit, book: Codebook, chance: random.Random) -> list[Suggestion]:
    """Three codes by chance."""
    return [
        Suggestion(
            unit_id=unit.id,
            transcript_id=unit.transcript_id,
            start=unit.start,
            end=unit.end,
            codebook=book.id,
            code_id=code.id,
            rank=rank,
            probability=0.9 / rank,
            valence="barrier",
            model="invented",
        )
        for rank, code in enumerate(chance.sample(book.leaves, 3), start=1)
    ]


def fill(path: Path) -> int:
    """Fill every row of the sheet ``Review`` in the ways that coders do; how many rows there are."""
    book = load_workbook(path, read_only=True)
    new = Workbook(write_only=True)
    n_rows = 0
    for sheet in book.worksheets:
        page, header = new.create_sheet(sheet.title), list[Any]()
        for number, cells in enumerate(sheet.iter_rows(values_only=True)):
            row = list(cells)
            if not number:
                header = row
            elif sheet.title == "Review":
                n_rows += 1
                row += [None] * (len(header) - len(row))
                for name, value in _entry(number, row[header.index("suggestion_2")]).items():
                    row[header.index(name)] = value
            page.append(row)
    new.save(path)
    return n_rows


def _entry(number: int, second: str) -> dict[str, str]:
    code = second.rpartition(" (")[0]
    some: tuple[dict[str, str], ...] = (
        {"verdict": "confirm"},
        {"verdict": "confirm", "code_2": code, "memo": f"note {number}"},
        {"code": code, "valence": "enabler"},
        {"verdict": "recode", "code": code.upper()},
        {"verdict": "reject"},
        {"verdict": "none fits"},
    )
    return some[number % len(some)]


def timed(what: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """Seconds on the clock and of the processor, and what came of it."""
    began, worked = time.perf_counter(), time.process_time()
    found = what()
    seconds = {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - worked}
    return {name: round(value, 4) for name, value in seconds.items()}, found


def measure(folder: Path, *, n_rows: int) -> dict[str, Any]:
    """Seconds of each step, and milliseconds of single decisions in the study that results."""
    study = make_study(folder / "study", n_rows=n_rows, n_transcripts=min(N_TRANSCRIPTS, n_rows))
    sheet = folder / "review.xlsx"
    export, _ = timed(lambda: study.export_review(sheet, coder="AB"))
    filled = fill(sheet)
    study.learn = lambda: None  # type: ignore[assignment,method-assign,return-value]
    first, reports = timed(lambda: study.import_review(sheet))
    second, again = timed(lambda: study.import_review(sheet))
    replay, codings = timed(study.codings)
    units = study.units
    times = []
    for number in range(min(N_DECISIONS, len(units))):
        unit_id = units[number].id
        seconds, _ = timed(lambda unit_id=unit_id: study.decide(unit_id, "confirm", coder="CD"))
        times.append(1000 * seconds["wall_s"])
    return {
        "rows": filled,
        "applied": sum(report.outcome == "applied" for report in reports),
        "problems": sum(report.outcome == "problem" for report in reports),
        "again_applied": sum(report.outcome == "applied" for report in again),
        "decisions": len(study.decisions),
        "codings": len(codings),
        "export": export,
        "import": first,
        "again": second,
        "replay": replay,
        "decide_ms": {
            "median": round(sorted(times)[len(times) // 2], 2),
            "slowest": round(max(times), 2),
            "n": len(times),
        },
        "sheet_mb": round(sheet.stat().st_size / 1e6, 1),
    }


def main() -> None:
    """Measure, and write the results."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=N_ROWS, help="rows of the sheet")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the results go")
    options = parser.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    with TemporaryDirectory() as folder:
        found = measure(Path(folder), n_rows=options.rows)
    machine = {
        "date": datetime.now(UTC).date().isoformat(),
        "system": platform.system(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_at_start": None if load is None else round(load, 2),
    }
    result = {"aim_s": AIM_S, "aim_ms": AIM_MS, **found, "machine": machine}
    options.results.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
