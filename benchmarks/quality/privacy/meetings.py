"""Meetings of committees, which others published, into counts of their speakers where talk names them."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from counting import Span, count_hits, summarise
from finders import Finder

from thememiner.adapters.name_lists import read_name_lists
from thememiner.privacy import KnownName, name_of_label
from thememiner.read import make_transcript
from thememiner.records import Source, Transcript

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
_TITLE = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Hon|Rt|Right|Honourable|The|Minister|Professor)\.?$", re.I
)


def find_data() -> Path | None:
    """The folder with the evaluation data; None where it is absent."""
    named = os.environ.get("THEMEMINER_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    choices = (folder / "data", folder)
    return next((one for one in choices if (one / "qmsum").is_dir()), None)


def plain_transcript(turns: Sequence[tuple[str | None, str]], name: str) -> Transcript:
    """A transcript from labels and speeches."""
    return make_transcript(
        turns, source=Source(sha256=hashlib.sha256(name.encode()).hexdigest(), format="txt")
    )


def run_qmsum(find: Finder, data: Path, *, labels: bool) -> dict[str, Any]:
    """Meetings of committees: their speakers, where they are spoken of.

    Args:
        find: finds mentions.
        data: the folder with the evaluation data.
        labels: True where the names in front of the turns are known, as they are in a study.
    """
    n: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    verdicts = read_verdicts()
    meetings = sorted((data / "qmsum" / "Committee").glob("*.json"))
    for path in meetings:
        turns = json.loads(path.read_text(encoding="utf-8"))["meeting_transcripts"]
        names = sorted({name for turn in turns for name in speaker_names(turn["speaker"])})
        codes = {label: f"S{i}" for i, label in enumerate(sorted({t["speaker"] for t in turns}), 1)}
        one = plain_transcript([(codes[t["speaker"]], t["content"]) for t in turns], path.name)
        known = [KnownName(" ".join(name), "person") for name in names] if labels else []
        found = find([one], known)[one.id]
        n += count_hits(one.text, list(spoken_of(one, names)), found)
        judged += _judged(verdicts.get(path.name, {}), found)
    return {
        "meetings": len(meetings),
        "labels_known": labels,
        "speakers": summarise(n)["kinds"]["person"],
        "judged": {"right": judged["right"], "wrong": judged["wrong"]},
    }


def read_verdicts() -> dict[str, dict[int, str]]:
    """Meeting to (position of something taken for a person to ``right`` or ``wrong``)."""
    verdicts: dict[str, dict[int, str]] = {}
    with (HERE / "qmsum-judged.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            verdicts.setdefault(row["meeting"], {})[int(row["start"])] = row["verdict"]
    return verdicts


def _judged(verdicts: dict[int, str], found: Iterable[Span]) -> Counter[str]:
    people = [one for one in found if one.sure and one.kind == "person"]
    return Counter(verdicts[one.start] for one in people if one.start in verdicts)


def speaker_names(label: str) -> list[tuple[str, ...]]:
    """The name in a label such as ``The Chair (Hon. Ann Lee (Hull, Lib.))``, without its title."""
    inner = re.match(r"The (?:Vice-|Acting |Deputy )*(?:Chair|Speaker)[^(]*\((.*)\)$", label)
    bare = re.sub(r"\([^()]*\)?", " ", inner[1] if inner else label).replace(")", " ")
    words = [w.strip(".,") for w in name_of_label(bare).split()]
    while words and (_TITLE.match(words[0]) or len(words[0]) < 2):
        words = words[1:]
    fits = 2 <= len(words) <= 4 and all(w[:1].isupper() for w in (words[0], words[-1]))
    return [tuple(words)] if fits else []


def spoken_of(transcript: Transcript, names: Iterable[tuple[str, ...]]) -> Iterable[Span]:
    """Where speakers are named in talk: in full, or by a surname that is no ordinary word."""
    lists = read_name_lists()
    taken: list[tuple[int, int]] = []
    patterns = [re.escape(" ".join(name)) for name in names]
    for name in names:
        last, small = name[-1], name[-1].lower()
        ordinary = small in lists.doing or small in lists.things or len(small) < 4
        titled = r"(?<=Mr\. )|(?<=Ms\. )|(?<=Mrs\. )|(?<=Dr\. )|(?<=Minister )"
        patterns.append(rf"(?:{titled}){re.escape(last)}" if ordinary else re.escape(last))
    for pattern in sorted(patterns, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", transcript.text):
            if any(
                t.start <= match.start() and match.end() <= t.end for t in transcript.turns
            ) and all(match.end() <= a or b <= match.start() for a, b in taken):
                taken.append(match.span())
                yield Span(*match.span(), "person")
