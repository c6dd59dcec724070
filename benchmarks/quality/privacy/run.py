"""Are the names found? Holds mentions that people marked against those that thememiner replaces.

``python benchmarks/quality/privacy/run.py`` writes ``benchmarks/results/privacy.json``; ``--only`` looks at
one part and writes nothing. ``--with-presidio`` also asks Microsoft's presidio-analyzer, which has to be
installed for that. The meetings are no part of the project: they are looked for in ``../shared/data`` beside
the repository, or in the folder that ``THEMEMINER_SHARED`` names.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from counting import Span, count_hits, list_missed, list_wrong, summarise  # noqa: E402
from finders import Finder, ours, presidio  # noqa: E402
from meetings import find_data, plain_transcript, run_qmsum  # noqa: E402

import thememiner as tm  # noqa: E402
from thememiner.adapters.spacy_names import SpacyNames  # noqa: E402
from thememiner.privacy import KnownName  # noqa: E402
from thememiner.read import read_cases, read_transcript  # noqa: E402
from thememiner.records import Transcript  # noqa: E402

ROOT = HERE.parents[2]
RESULTS = HERE.parents[1] / "results" / "privacy.json"
SAMPLE = ROOT / "samples" / "chw-pilot"
_MARKED = re.compile(r"\{([a-z-]+):([^}]*)\}")
_TALK = 200_000
_STRETCHES = ("sentences", "second", "third", "sample")
_PARTS = ("sentences", "second", "third", "sample", "qmsum", "development", "speed")


# --- collections that come with the project ---------------------------------------------------


def run_sentences(find: Finder) -> dict[str, Any]:
    """The invented stretches, each a study of its own; what is missed, and in which hard cases."""
    cases: dict[str, Counter[str]] = {}
    rows = []
    for row in _sentences():
        marked = [Span(m["start"], m["end"], m["kind"]) for m in row["mentions"]]
        rows.append((row["text"], marked))
        hits = count_hits(row["text"], marked, _alone(find, row["text"]))
        cases.setdefault(row["note"].split(":")[0], Counter()).update(hits)
    counted = {name: _case(counts) for name, counts in cases.items()}
    faulty = {name: case for name, case in counted.items() if case["missed"] or case["wrong"]}
    return {**run_stretches(find, rows), "cases": faulty}


def run_stretches(find: Finder, rows: Sequence[tuple[str, Sequence[Span]]]) -> dict[str, Any]:
    """Stretches of talk, each a study of its own, so that none helps another."""
    n: Counter[str] = Counter()
    missed: list[dict[str, Any]] = []
    wrong: list[dict[str, Any]] = []
    for text, marked in rows:
        found = _alone(find, text)
        n += count_hits(text, marked, found)
        missed += list_missed(text, marked, found)
        wrong += list_wrong(text, marked, found)
    return {"stretches": len(rows), **summarise(n), "missed": missed, "wrong": wrong}


def _alone(find: Finder, text: str) -> Sequence[Span]:
    one = plain_transcript([(None, text)], text)
    return find([one], ())[one.id]


def _case(n: Counter[str]) -> dict[str, int]:
    row = summarise(n)["all"]
    return {
        "marked": row["marked"],
        "missed": row["marked"] - row["sure"],
        "of_these_listed": row["listed"] - row["sure"],
        "wrong": row["replaced"] - row["replaced_right"],
    }


def read_marked(name: str) -> Iterator[tuple[str, list[Span]]]:
    """Lines such as ``I told {person:Denise} so`` into plain text and marked spans."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        plain, at = "", 0
        spans: list[Span] = []
        for match in _MARKED.finditer(line):
            plain += line[at : match.start()]
            spans.append(Span(len(plain), len(plain) + len(match[2]), match[1]))
            plain, at = plain + match[2], match.end()
        yield plain + line[at:], spans


def _sentences() -> list[dict[str, Any]]:
    lines = (HERE / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def run_sample(find: Finder) -> dict[str, Any]:
    """The sample study, all transcripts together, with the sites of its table of cases."""
    marked: dict[str, list[Span]] = {}
    for row in csv.DictReader((HERE / "sample-mentions.csv").open(encoding="utf-8")):
        span = Span(int(row["start"]), int(row["end"]), row["kind"])
        marked.setdefault(row["file"], []).append(span)
    read = {path.name: read_transcript(path) for path in _sample_files()}
    sites = {row.attributes.get("site", "") for row in read_cases(SAMPLE / "cases.csv")} - {""}
    found = find(list(read.values()), [KnownName(site, "place") for site in sorted(sites)])
    n: Counter[str] = Counter()
    missed: list[dict[str, Any]] = []
    wrong: list[dict[str, Any]] = []
    for name, one in read.items():
        some, told = _in_talk(one, found[one.id]), marked.get(name, [])
        n += count_hits(one.text, told, some)
        missed += list_missed(one.text, told, some)
        wrong += list_wrong(one.text, told, some)
    return {"transcripts": len(read), **summarise(n), "missed": missed, "wrong": wrong}


def _in_talk(transcript: Transcript, found: Iterable[Span]) -> list[Span]:
    turns = transcript.turns
    return [f for f in found if any(t.start <= f.start and f.end <= t.end for t in turns)]


def _sample_files() -> list[Path]:
    return sorted((SAMPLE / "transcripts").iterdir())


# --- speed ------------------------------------------------------------------------------------


def run_speed() -> dict[str, Any]:
    """Processor seconds of adding the sample study, and of naming alone on ten times as much talk."""
    with tempfile.TemporaryDirectory() as folder:
        _seconds_to_add(Path(folder) / "warm", pseudonyms=True)
        named = _seconds_to_add(Path(folder) / "named", pseudonyms=True)
        plain = _seconds_to_add(Path(folder) / "plain", pseudonyms=False)
    read = [read_transcript(path) for path in _sample_files()]
    words = sum(len(one.text.split()) for one in read)
    turns = [(t.speaker, one.speech(t)) for one in read for t in one.turns]
    copies = [
        plain_transcript([(label, f"{speech} {n}") for label, speech in turns], str(n))
        for n in range(max(1, _TALK // words))
    ]
    total = sum(len(one.text.split()) for one in copies)
    began, find = time.process_time(), ours()
    find(copies, ())
    spent = time.process_time() - began
    return {
        "files": len(read),
        "words": words,
        "seconds_to_add": round(named, 2),
        "seconds_to_add_without_names": round(plain, 2),
        "words_named": total,
        "words_per_processor_second": round(total / spent),
    }


def _seconds_to_add(folder: Path, *, pseudonyms: bool) -> float:
    """Processor seconds of reading, naming and storing the sample study; lists and model are loaded."""
    folder.mkdir()
    (folder / "study.toml").write_text(f"pseudonyms = {str(pseudonyms).lower()}\n", "utf-8")
    study = tm.Study(folder, progress=False)
    began = time.process_time()
    study.add(SAMPLE / "transcripts", cases=SAMPLE / "cases.csv")
    spent = time.process_time() - began
    study.close()
    return spent


# --- the whole --------------------------------------------------------------------------------


def run_all(only: str | None, find: Finder, data: Path | None) -> dict[str, Any]:
    """Every part that was asked for and whose data is there."""
    out: dict[str, Any] = {}
    if only in {None, "sentences"}:
        out["sentences"] = run_sentences(find)
    if only in {None, "second"}:
        out["second"] = run_stretches(find, list(read_marked("second.txt")))
    if only in {None, "third"}:
        out["third"] = run_stretches(find, list(read_marked("third.txt")))
    if only in {None, "development"}:
        out["development"] = run_stretches(find, list(read_marked("development.txt")))
    if only in {None, "sample"}:
        out["sample"] = run_sample(find)
    if only in {None, "qmsum"} and data is not None:
        out["qmsum"] = [run_qmsum(find, data, labels=True), run_qmsum(find, data, labels=False)]
    return out


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_at_start": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "recogniser": SpacyNames().name,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 where the meetings are missing."""
    parser = argparse.ArgumentParser(description="Count names that are found, missed and wrong.")
    parser.add_argument("--only", choices=_PARTS)
    parser.add_argument("--with-presidio", action="store_true", help="ask presidio-analyzer too")
    chosen = parser.parse_args(arguments)
    where, data = machine(), find_data()
    if chosen.only == "speed":
        return _print(run_speed())
    if data is None and chosen.only in {None, "qmsum"}:
        print("The meetings are not on this machine (../shared/data/qmsum).", file=sys.stderr)
        return 1
    result = {"machine": where, **run_all(chosen.only, ours(), data)}
    if chosen.with_presidio:
        some = [run_all(name, presidio(), None) for name in ("sentences", "second", "sample")]
        result["presidio"] = {name: part["kinds"] for one in some for name, part in one.items()}
    elif RESULTS.is_file() and "presidio" in (before := json.loads(RESULTS.read_text("utf-8"))):
        result["presidio"] = before["presidio"]
    if chosen.only is not None:
        return _print(result)
    alone = [run_all(name, ours(scored=False), None) for name in _STRETCHES]
    result["rules"] = {name: part["kinds"] for one in alone for name, part in one.items()}
    result["speed"] = run_speed()
    text = json.dumps(result, indent=2, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8", newline="\n")
    return 0


def _print(result: object) -> int:
    print(json.dumps(result, indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
