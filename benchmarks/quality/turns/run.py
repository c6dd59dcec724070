"""Are the turns right? Reads files that others published and counts what came out.

``python benchmarks/quality/turns/run.py`` writes ``benchmarks/results/turns.json``; ``--only formats``,
``osfg``, ``pdpilot`` or ``speed`` looks at one part and writes nothing. The files are no part of the
project: they are looked for in ``../shared/data`` beside the repository, or in the folder that
``THEMEMINER_SHARED`` names (``data`` in it, where there is one).
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
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
RESULTS = HERE.parents[1] / "results" / "turns.json"
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from interviews import N_WORDS, write_interview  # noqa: E402
from spoken import share_kept, spoken_in, words_in  # noqa: E402

from thememiner.read import ReadFile, read_files, read_whole  # noqa: E402
from thememiner.read._many import find_n_workers  # noqa: E402
from thememiner.records import Transcript  # noqa: E402

_N_GENERATED = 200


def find_data() -> Path | None:
    """The folder with the evaluation data; None where it is absent."""
    named = os.environ.get("THEMEMINER_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    choices = (folder / "data", folder)
    return next((one for one in choices if (one / "formats" / "manifest.csv").is_file()), None)


def _plain(text: str) -> str:
    """Words for a published result: no slashes, which a path would have."""
    return re.sub(r"\s+", " ", re.sub(r"[/\\]", " ", text)).strip()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- formats ---------------------------------------------------------------------------------


def look_at_formats(data: Path) -> dict[str, Any]:
    """Speakers, turns, spoken characters and seconds of every file of the manifest."""
    corrections = {row["file"]: row for row in _rows(HERE / "corrections.csv")}
    files = []
    for row in _rows(data / "formats" / "manifest.csv"):
        path = data / "formats" / row["file"]
        began = time.perf_counter()
        entry = read_whole(path)[0]
        seconds = time.perf_counter() - began
        files.append(
            {
                "file": path.name,
                "format": path.suffix.lstrip("."),
                "bytes": path.stat().st_size,
                "seconds": round(seconds, 4),
                **_judged(entry, row, corrections.get(path.name), path),
            }
        )
    return {"files": files, "summary": summarise_formats(files)}


def _judged(
    entry: ReadFile, row: Mapping[str, str], correction: Mapping[str, str] | None, path: Path
) -> dict[str, Any]:
    if entry.transcript is None:
        return {"refused": _plain(entry.problems[0].found)}
    transcript = entry.transcript
    said = spoken_in(path) or ""
    kept, spoken = share_kept(said, transcript.text)
    lost = sorted(words_in(said) - words_in(transcript.text))
    labels = {speaker.label for speaker in transcript.speakers} - {None}
    told = {"speakers": row["expected_speakers"], "turns": row["expected_units"]}
    hand = {name: correction[name] for name in told} if correction else told
    return {
        "speakers": len(labels),
        "turns": len(transcript.turns),
        "manifest": {name: int(value) for name, value in told.items() if value},
        "expected": {name: int(value) for name, value in hand.items() if value},
        "reason": correction["reason"] if correction else "",
        "kept": kept,
        "spoken": spoken,
        "n_lost_words": sum(not word.isdigit() for word in lost),
        "n_lost_numbers": sum(word.isdigit() for word in lost),
    }


def summarise_formats(files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts and shares over the files.

    Args:
        files: one entry for each, as ``look_at_formats`` makes them.
    """
    read = [one for one in files if "refused" not in one]
    return {
        "n_files": len(files),
        "n_refused": len(files) - len(read),
        **{
            f"{name}_{against}": _hits(read, name, against)
            for name in ("speakers", "turns")
            for against in ("manifest", "expected")
        },
        "kept": sum(one["kept"] for one in read),
        "spoken": sum(one["spoken"] for one in read),
        "seconds_per_mb": round(
            sum(one["seconds"] for one in files) / sum(one["bytes"] for one in files) * 1e6, 3
        ),
        "not_as_expected": [one["file"] for one in read if not _is_expected(one)],
    }


def _hits(files: Iterable[Mapping[str, Any]], name: str, against: str) -> list[int]:
    """How many files have the number, out of those for which one is known."""
    known = [one for one in files if name in one[against]]
    return [sum(one[name] == one[against][name] for one in known), len(known)]


def _is_expected(one: Mapping[str, Any]) -> bool:
    return all(one[name] == number for name, number in one["expected"].items())


# --- two studies -----------------------------------------------------------------------------


def look_at_osfg(data: Path) -> dict[str, Any]:
    """Every turn of two focus groups against their table."""
    table = _rows(data / "osfg" / "turns.csv")
    n_turns = n_texts = n_speakers = 0
    others = []
    for entry in read_files(data / "osfg" / "transcripts"):
        wanted = [row for row in table if row["transcript"] == entry.path.stem]
        transcript = _transcript(entry)
        n_turns += len(wanted)
        for turn, row in zip(transcript.turns, wanted, strict=False):
            same = transcript.speech(turn) == row["text"].strip()
            n_texts += same
            n_speakers += _participant(turn.speaker) == row["participant"]
            if not same:
                others.append(f"{entry.path.stem}, turn {row['turn']}")
    return {"turns": n_turns, "texts": n_texts, "speakers": n_speakers, "others": others}


def _participant(label: str | None) -> str:
    return f"nR1-{int(label):02}" if label and label.isdigit() else str(label)


def look_at_pdpilot(data: Path) -> dict[str, Any]:
    """Turns and speakers of seven PDFs, and the coded segments that are found in them."""
    texts, n_turns, n_speakers = {}, 0, []
    for entry in read_files(data / "pdpilot" / "results" / "transcripts"):
        transcript = _transcript(entry)
        texts[entry.path.stem] = _letters(transcript.text)
        n_turns += len(transcript.turns)
        n_speakers.append(len(transcript.speakers))
    segments = _rows(data / "pdpilot" / "coded_segments.csv")
    lost = [
        f"{one['document']}, segment {number}"
        for number, one in enumerate(segments, 1)
        if _letters(one["segment"]) not in texts[one["document"]]
    ]
    return {
        "turns": n_turns,
        "speakers": n_speakers,
        "segments": len(segments),
        "found": len(segments) - len(lost),
        "others": lost,
    }


def _letters(text: str) -> str:
    """Words only: white space, punctuation and line numbers are no part of what was said."""
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold()))


def _transcript(entry: ReadFile) -> Transcript:
    if entry.transcript is None:
        raise SystemExit(f"{entry.path.name} cannot be read: {entry.problems[0]}")
    return entry.transcript


# --- speed -----------------------------------------------------------------------------------


def look_at_speed(data: Path | None = None) -> dict[str, Any]:  # noqa: ARG001
    """Transcripts a second and core, with one process and with as many as are taken by itself."""
    with tempfile.TemporaryDirectory() as folder:
        files = [write_interview(Path(folder), n) for n in range(_N_GENERATED)]
        n_bytes = sum(file.stat().st_size for file in files)
        timed = {}
        for name, workers in (("one", 1), ("several", None)):
            began = time.perf_counter()
            found = read_files(files, workers=workers)
            timed[name] = time.perf_counter() - began
            if sum(entry.transcript is not None for entry in found) != _N_GENERATED:
                raise SystemExit("Not every generated transcript was read.")
    n_workers = find_n_workers(_N_GENERATED)
    return {
        "transcripts": _N_GENERATED,
        "words": N_WORDS,
        "workers": n_workers,
        "seconds_one": round(timed["one"], 2),
        "seconds_several": round(timed["several"], 2),
        "per_second_and_core": round(_N_GENERATED / timed["one"], 1),
        "seconds_per_mb": round(timed["one"] / n_bytes * 1e6, 3),
    }


# --- all of it -------------------------------------------------------------------------------

_PARTS: Mapping[str, Callable[[Path], dict[str, Any]]] = {
    "formats": look_at_formats,
    "osfg": look_at_osfg,
    "pdpilot": look_at_pdpilot,
    "speed": look_at_speed,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts and write the results; 0 also where the data is absent."""
    parser = argparse.ArgumentParser(description="Measure how well transcripts are read.")
    parser.add_argument("--only", choices=_PARTS, help="one part; nothing is written")
    chosen = parser.parse_args(arguments)
    data = find_data()
    if data is None:
        print(
            "The turns benchmark is skipped: its data was not found. Put it into ../shared/data "
            "beside the repository, or name its folder in THEMEMINER_SHARED."
        )
        return 0
    if chosen.only:
        print(json.dumps(_PARTS[chosen.only](data), indent=1, ensure_ascii=False))
        return 0
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    result = {name: look(data) for name, look in _PARTS.items()}
    result["machine"] = {
        "date": datetime.now(UTC).date().isoformat(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": os.cpu_count() or 1,
        "load_at_start": load,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8", newline="\n")
    print(json.dumps(result["formats"]["summary"], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
