"""Are suggestions worth confirming? Held against what people coded, whole papers and studies left out.

``python benchmarks/quality/matches/run.py`` writes ``benchmarks/results/matches.json``; ``--only speed``
and the like looks at one question and writes nothing, unless ``--write`` says so. ``--cache`` names a file to
keep vectors in. The sets of others are looked for in ``../shared/data`` beside the repository, or in the
folder that ``THEMEMINER_SHARED`` names.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "matches.json"
sys.path[:0] = [str(HERE), str(ROOT / "models" / "train")]

import tasks  # noqa: E402
from context import of_context  # noqa: E402
from diagram import draw  # noqa: E402
from encoders import by_encoder  # noqa: E402
from rows import FileCache, find_data  # noqa: E402
from talks import find_talks  # noqa: E402
from theme_labels import of_theme_labels  # noqa: E402

from thememiner.adapters.sentence_encoder import DEFAULT_ENCODER, SentenceEncoder  # noqa: E402
from thememiner.vectors import embed as embed_texts  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the results where everything was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", metavar="QUESTION", help="look at these only")
    parser.add_argument(
        "--write", action="store_true", help="with --only: renew these in the results"
    )
    parser.add_argument("--cache", type=Path, help="a file (.npz) to keep vectors in")
    parser.add_argument("--encoder", default=DEFAULT_ENCODER, help="name or folder of the encoder")
    chosen = parser.parse_args(arguments)
    data = find_data()
    if data is None:
        print("The evaluation sets are not here: ../shared/data is missing.", file=sys.stderr)
        return 1
    encoder, cache = SentenceEncoder(chosen.encoder), FileCache(chosen.cache)

    def embed(texts: Sequence[str]) -> Any:
        return embed_texts(texts, encoder, cache=cache).array

    def context() -> Any:
        talks = find_talks(data, embed, encoder)
        return {**of_context(talks, embed), "theme labels": of_theme_labels(talks, embed)}

    questions: dict[str, Callable[[], Any]] = {
        "constructs": lambda: tasks.constructs(data, embed),
        "leanings": lambda: tasks.leanings(data, embed),
        "own_codebook": lambda: tasks.own_codebook(data, embed),
        "calibration": lambda: tasks.calibration(data, embed),
        "statuses": lambda: tasks.statuses(embed),
        "context": context,
        "encoders": lambda: {Path(chosen.encoder).name: by_encoder(data, embed)},
        "speed": tasks.speed,
    }
    results: dict[str, Any] = {
        "encoder": chosen.encoder,
        "machine": {
            "date": datetime.now(UTC).date().isoformat(),
            "system": platform.system(),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0,
        },
    }
    for name, ask in questions.items():
        if not chosen.only or name in chosen.only:
            results[name] = ask()
            cache.save()
            print(f"{name} done", file=sys.stderr)
    if chosen.only and chosen.write:
        known = json.loads(RESULTS.read_text(encoding="utf-8"))
        fresh = {name: results[name] for name in chosen.only}
        if "encoders" in fresh:
            fresh["encoders"] = known.get("encoders", {}) | fresh["encoders"]
        results = known | fresh
    text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    if chosen.only and not chosen.write:
        print(text)
        return 0
    draw(results["calibration"]["diagram"], ROOT / "docs" / "reliability.png")
    RESULTS.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
