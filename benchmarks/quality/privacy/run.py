"""Are the names found? Holds mentions that people marked against those that thememiner replaces.

``python benchmarks/quality/privacy/run.py`` writes ``benchmarks/results/privacy.json``; ``--only``
``sentences``, ``sample``, ``qmsum``, ``development`` or ``speed`` looks at one part and writes nothing.
``--with-presidio`` also asks Microsoft's presidio-analyzer, which has to be installed for that. The
meetings are no part of the project: they are looked for in ``../shared/data`` beside the repository, or in
the folder that ``THEMEMINER_SHARED`` names.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import platform
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from thememiner.adapters.name_lists import read_name_lists
from thememiner.adapters.spacy_names import SpacyNames
from thememiner.privacy import KINDS, KnownName, MentionFinder, name_of_label
from thememiner.read import make_transcript, read_cases, read_transcript
from thememiner.records import Source, Transcript

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
RESULTS = HERE.parents[1] / "results" / "privacy.json"
SAMPLE = ROOT / "samples" / "chw-pilot"
_TITLE = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Hon|Rt|Right|Honourable|The|Minister|Professor)\.?$", re.I
)
_WORD = re.compile(r"[^\W_]+")
_MARKED = re.compile(r"\{([a-z-]+):([^}]*)\}")
_GENERATED_WORDS = 200_000
_EXCHANGED = frozenset({"place", "organisation"})


class Span(NamedTuple):
    """A mention, marked by a person or found.

    Attributes:
        start: first code point.
        end: one past the last.
        kind: what it names.
        sure: for one that was found, whether it is replaced; a person marks what is sure.
    """

    start: int
    end: int
    kind: str
    sure: bool = True


Finder = Callable[[Sequence[Transcript], Sequence[KnownName]], Mapping[str, Sequence[Span]]]


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


# --- holding one against the other -----------------------------------------------------------


def count_hits(text: str, marked: Sequence[Span], found: Sequence[Span]) -> Counter[str]:
    """How many marked mentions are covered, and how many found ones lie on a marked one.

    A marked mention is covered when each of its words lies in something that was found, whatever it was
    taken for: what is replaced is gone. A found one is right when it touches a marked one.
    """
    n: Counter[str] = Counter()
    for one in marked:
        n[f"marked/{one.kind}"] += 1
        sure = _covered(text, one, [f for f in found if f.sure])
        listed = sure or _covered(text, one, found)
        n[f"sure/{one.kind}"] += sure
        n[f"listed/{one.kind}"] += listed
        n[f"kind/{one.kind}"] += sure and any(_same_kind(one, f) for f in found if f.sure)
    for found_one in found:
        right = any(found_one.start < m.end and m.start < found_one.end for m in marked)
        group = "replaced" if found_one.sure else "doubtful"
        n[f"{group}/{found_one.kind}"] += 1
        n[f"{group}-right/{found_one.kind}"] += right
    return n


def _covered(text: str, one: Span, found: Iterable[Span]) -> bool:
    spans = list(found)
    words = [
        (one.start + m.start(), one.start + m.end())
        for m in _WORD.finditer(text[one.start : one.end])
    ]
    return all(any(f.start <= a and b <= f.end for f in spans) for a, b in words)


def _same_kind(one: Span, other: Span) -> bool:
    if not (other.start < one.end and one.start < other.end):
        return False
    return one.kind == other.kind or {one.kind, other.kind} <= _EXCHANGED


def summarise(n: Counter[str]) -> dict[str, Any]:
    """Counts by kind, and over all kinds."""
    rows = {kind: _row(n, [kind]) for kind in KINDS if n[f"marked/{kind}"] or n[f"replaced/{kind}"]}
    return {"kinds": rows, "all": _row(n, list(KINDS))}


def _row(n: Counter[str], kinds: Sequence[str]) -> dict[str, int]:
    def total(name: str) -> int:
        return sum(n[f"{name}/{kind}"] for kind in kinds)

    names = (
        "marked",
        "sure",
        "listed",
        "kind",
        "replaced",
        "replaced-right",
        "doubtful",
        "doubtful-right",
    )
    return {name.replace("-", "_"): total(name) for name in names}


# --- the three collections -------------------------------------------------------------------


def run_sentences(find: Finder) -> dict[str, Any]:
    """The invented stretches, each a study of its own; what is missed by hard case."""
    n: Counter[str] = Counter()
    cases: dict[str, Counter[str]] = {}
    for row in _sentences():
        one = plain_transcript([(None, row["text"])], row["id"])
        marked = [Span(m["start"], m["end"], m["kind"]) for m in row["mentions"]]
        found = find([one], ())[one.id]
        hits = count_hits(row["text"], marked, found)
        n += hits
        cases.setdefault(row["note"].split(":")[0], Counter()).update(hits)
    misses = {name: _case(counts) for name, counts in cases.items()}
    return {
        "stretches": len(_sentences()),
        **summarise(n),
        "cases": {name: case for name, case in misses.items() if case["missed"] or case["wrong"]},
    }


def _case(n: Counter[str]) -> dict[str, int]:
    row = _row(n, list(KINDS))
    return {
        "marked": row["marked"],
        "missed": row["marked"] - row["sure"],
        "of_these_listed": row["listed"] - row["sure"],
        "wrong": row["replaced"] - row["replaced_right"],
    }


def run_development(find: Finder) -> dict[str, Any]:
    """The sentences that the rules were written against: nothing follows from figures on them."""
    n: Counter[str] = Counter()
    rows = list(read_marked((HERE / "development.txt").read_text(encoding="utf-8")))
    for number, (text, marked) in enumerate(rows):
        one = plain_transcript([(None, text)], str(number))
        n += count_hits(text, marked, find([one], ())[one.id])
    return {"stretches": len(rows), **summarise(n)}


def read_marked(text: str) -> Iterator[tuple[str, list[Span]]]:
    """Lines such as ``I told {person:Denise} so`` into plain text and marked spans."""
    for line in text.splitlines():
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
    read = {path.name: read_transcript(path) for path in sorted((SAMPLE / "transcripts").iterdir())}
    sites = {row.attributes.get("site", "") for row in read_cases(SAMPLE / "cases.csv")} - {""}
    known = [KnownName(site, "place") for site in sorted(sites)]
    found = find(list(read.values()), known)
    n: Counter[str] = Counter()
    for name, transcript in read.items():
        n += count_hits(
            transcript.text, marked.get(name, []), _in_talk(transcript, found[transcript.id])
        )
    return {"transcripts": len(read), **summarise(n)}


def _in_talk(transcript: Transcript, found: Iterable[Span]) -> list[Span]:
    return [
        f for f in found if any(t.start <= f.start and f.end <= t.end for t in transcript.turns)
    ]


def run_qmsum(find: Finder, data: Path, *, labels: bool) -> dict[str, Any]:
    """Meetings of committees: their speakers, where they are spoken of.

    Args:
        find: finds mentions.
        data: the folder with the evaluation data.
        labels: True where the names in front of the turns are known, as they are in a study.
    """
    n: Counter[str] = Counter()
    meetings = sorted((data / "qmsum" / "Committee").glob("*.json"))
    for path in meetings:
        turns = json.loads(path.read_text(encoding="utf-8"))["meeting_transcripts"]
        names = sorted({name for turn in turns for name in speaker_names(turn["speaker"])})
        codes = {label: f"S{i}" for i, label in enumerate(sorted({t["speaker"] for t in turns}), 1)}
        one = plain_transcript([(codes[t["speaker"]], t["content"]) for t in turns], path.name)
        known = [KnownName(" ".join(name), "person") for name in names] if labels else []
        marked = list(spoken_of(one, names))
        n += count_hits(one.text, marked, find([one], known)[one.id])
    return {"meetings": len(meetings), "labels_known": labels, **summarise(n)}


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


# --- who looks -------------------------------------------------------------------------------


def ours() -> Finder:
    """thememiner, as a study calls it."""
    lists, recogniser = read_name_lists(), SpacyNames()

    def find(
        transcripts: Sequence[Transcript], known: Sequence[KnownName]
    ) -> Mapping[str, Sequence[Span]]:
        found = MentionFinder(lists, recogniser, known=known).find(transcripts)
        return {
            one: [Span(m.start, m.end, m.kind, m.sure) for m in mentions]
            for one, mentions in found.items()
        }

    return find


_PRESIDIO = {
    "PERSON": "person",
    "LOCATION": "place",
    "ORGANIZATION": "organisation",
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "e-mail",
    "UK_NHS": "nhs-number",
    "UK_NINO": "identifier",
    "UK_PASSPORT": "identifier",
    "UK_VEHICLE_REGISTRATION": "identifier",
    "UK_POSTCODE": "address",
    "URL": "web",
}


def presidio() -> Finder:
    """Microsoft's analyzer with the same spaCy model, its recognisers for the United Kingdom added."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # type: ignore[import-not-found]
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine  # type: ignore[import-not-found]

    from thememiner.adapters.registry import module_folder, read_registry

    model = read_registry()["en_core_web_sm"]
    name = model.prefers if module_folder(model.prefers) else model.module
    engine = SpacyNlpEngine(
        models=[{"lang_code": "en", "model_name": name}],
        ner_model_configuration=NerModelConfiguration(
            labels_to_ignore=["DATE", "TIME", "CARDINAL"]
        ),
    )
    engine.load()
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine)
    wanted = [one for one in _PRESIDIO if one in analyzer.get_supported_entities("en")]

    def find(
        transcripts: Sequence[Transcript],
        known: Sequence[KnownName],  # noqa: ARG001 - it has no use for them
    ) -> Mapping[str, Sequence[Span]]:
        out = {}
        for one in transcripts:
            found = analyzer.analyze(one.text, "en", entities=wanted)
            out[one.id] = [Span(f.start, f.end, _PRESIDIO[f.entity_type]) for f in found]
        return out

    return find


# --- speed, and the whole --------------------------------------------------------------------


def run_speed() -> dict[str, Any]:
    """Words a second and core, on the sample study repeated; lists and model are loaded before."""
    read = [read_transcript(path) for path in sorted((SAMPLE / "transcripts").iterdir())]
    n_words = sum(len(one.text.split()) for one in read)
    turns = [(t.speaker, one.speech(t)) for one in read for t in one.turns]
    copies = [
        plain_transcript([(label, f"{speech} {i}") for label, speech in turns], str(i))
        for i in range(max(1, _GENERATED_WORDS // n_words))
    ]
    find = ours()
    find(read[:1], ())
    wall, processor = time.perf_counter(), time.process_time()
    find(copies, ())
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    total = sum(len(one.text.split()) for one in copies)
    return {
        "words": total,
        "per_processor_second": round(total / processor),
        "seconds": round(wall, 1),
    }


def run_all(only: str | None, find: Finder, data: Path | None) -> dict[str, Any]:
    """Every part that was asked for and whose data is there."""
    out: dict[str, Any] = {}
    if only in {None, "sentences"}:
        out["sentences"] = run_sentences(find)
    if only in {None, "development"}:
        out["development"] = run_development(find)
    if only in {None, "sample"}:
        out["sample"] = run_sample(find)
    if only in {None, "qmsum"} and data is not None:
        out["qmsum"] = [run_qmsum(find, data, labels=True), run_qmsum(find, data, labels=False)]
    return out


def machine() -> dict[str, Any]:
    """What it was measured on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "system": platform.system(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_at_start": load,
        "recogniser": SpacyNames().name,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 where the meetings are missing."""
    parser = argparse.ArgumentParser(description="Count names that are found, missed and wrong.")
    parser.add_argument("--only", choices=("sentences", "sample", "qmsum", "development", "speed"))
    parser.add_argument(
        "--with-presidio", action="store_true", help="ask presidio-analyzer as well"
    )
    chosen = parser.parse_args(arguments)
    where, data = machine(), find_data()
    if chosen.only == "speed":
        print(json.dumps(run_speed(), indent=2))
        return 0
    result = {"machine": where, **run_all(chosen.only, ours(), data)}
    if chosen.with_presidio:
        result["presidio"] = run_all(chosen.only, presidio(), data)
    elif RESULTS.is_file() and "presidio" in (before := json.loads(RESULTS.read_text("utf-8"))):
        result["presidio"] = before["presidio"]
    if chosen.only is not None:
        print(json.dumps(result, indent=2, ensure_ascii=False))
        return 0
    if data is None:
        print("The meetings are not on this machine (../shared/data/qmsum).", file=sys.stderr)
        return 1
    result["speed"] = run_speed()
    text = json.dumps(result, indent=2, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8", newline="\n")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
