"""Sets and methods into the figures of each question that the benchmark asks."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import rows as sets
from figures import Array, drawn, effort, hits, of_constructs, of_leanings, share
from rivals import (
    cosine,
    cosine_leanings,
    majority,
    shared_words,
    vector_leanings,
    word_leanings,
)

from thememiner.adapters.hashed_words import HashedWordTrainer
from thememiner.adapters.sentence_encoder import SentenceEncoder
from thememiner.adapters.sklearn_heads import LogisticTrainer
from thememiner.adapters.trained_heads import load_trained
from thememiner.codebooks import load_codebook, load_no_code_examples
from thememiner.matches import (
    Embed,
    Labelled,
    Matcher,
    expected_error,
    find_reliability,
    learn_matcher,
    make_decided,
    make_matcher,
    make_trained,
    make_valence_reader,
)
from thememiner.records import Code, Codebook

Figures = dict[str, Any]
AIMS: dict[str, dict[str, float]] = {
    "theme": {"hit@1": 0.75, "hit@2": 0.90, "kappa": 0.65},
    "quote": {"hit@2": 0.75, "kappa": 0.35},
    "item": {"hit@1": 0.90},
}
LEAN_AIMS = {"osfg": 0.82, "teleumb": 0.93, "annomi": 0.75}
OSFG_AIMS = {"0": 0.70, "100": 0.77, "300": 0.84}
ECE_AIM = 0.05
SPEED_AIM_S = 5.0
_REPEATS = 5
_PER_CODE = 50
TRAINER = LogisticTrainer()


def _definitions(codebook: Codebook) -> list[str]:
    return [
        " ".join(p for p in (f"{c.name}.", c.definition, c.include) if p) for c in codebook.codes
    ]


# --- NPT ---------------------------------------------------------------------------------------


def constructs(data: Path, embed: Embed) -> Figures:
    """The four constructs of NPT, each paper left out of whatever is trained."""
    book = load_codebook("npt")
    names = list(sets.CONSTRUCTS.values())
    rows = sets.npt_rows(data)
    labels = [frozenset(names.index(name) for name in row.labels) for row in rows]
    alone = make_matcher(book, embed=embed, trainer=TRAINER, no_code=load_no_code_examples())
    texts = [row.text for row in rows]
    methods = {
        "random": np.zeros((len(rows), len(names))),
        "majority of the other papers": _majority(rows, labels),
        "words shared with definitions (TF-IDF)": _by_definition(book, texts, None),
        "cosine to definitions": _by_definition(book, texts, embed),
        "thememiner, codebook alone": _top_probabilities(alone, texts, embed),
        "thememiner, invented statements whose writers were told little": left_out(
            book, rows, embed, sets.written(book.id, leave_out="second"), papers=False
        ),
        "thememiner, all invented statements": left_out(
            book, rows, embed, sets.written(book.id), papers=False
        ),
        "thememiner": left_out(book, rows, embed, sets.written(book.id), papers=True),
    }
    rng = np.random.default_rng(0)
    methods["random"] = rng.random(methods["random"].shape)
    out: Figures = {}
    for level, aims in AIMS.items():
        at = [i for i, row in enumerate(rows) if row.level == level]
        some = [labels[i] for i in at]
        out[level] = {
            "aims": aims,
            "papers": len({rows[i].study for i in at}),
            "methods": {name: of_constructs(scores[at], some) for name, scores in methods.items()},
        }
    return out


def _majority(rows: Sequence[sets.Row], labels: Sequence[frozenset[int]]) -> Array:
    out = np.zeros((len(rows), len(sets.CONSTRUCTS)))
    for i, row in enumerate(rows):
        other = [labels[j] for j, one in enumerate(rows) if one.study != row.study]
        out[i] = majority(other, 1, out.shape[1])[0]
    return out


def _by_definition(book: Codebook, texts: Sequence[str], embed: Embed | None) -> Array:
    names = list(sets.CONSTRUCTS.values())
    of = [names.index(c.parent or c.id) for c in book.codes]
    if embed is None:
        return shared_words(texts, _definitions(book), of, len(names))
    return cosine(texts, _definitions(book), of, len(names), embed)


def _top_probabilities(matcher: Matcher, texts: Sequence[str], embed: Embed) -> Array:
    ids = [code.id for code in matcher.codebook.codes]
    columns = [ids.index(name) for name in sets.CONSTRUCTS.values()]
    return np.asarray(matcher.probabilities(texts, embed(texts))[:, columns])


def left_out(
    book: Codebook,
    rows: Sequence[sets.Row],
    embed: Embed,
    written: Sequence[Labelled],
    *,
    papers: bool,
) -> Array:
    """What heads say that have seen invented statements and, where asked for, the other papers."""
    out = np.zeros((len(rows), len(sets.CONSTRUCTS)))
    studies = sorted({row.study for row in rows})
    for left in [{study} for study in studies] if papers else [set(studies)]:
        trained = make_trained(
            book,
            [*written, *sets.labelled(row for row in rows if row.study not in left)],
            embed=embed,
            trainer=TRAINER,
            no_code=load_no_code_examples(),
            words=HashedWordTrainer(),
        )
        matcher = make_matcher(
            book, embed=embed, trainer=TRAINER, no_code=load_no_code_examples(), trained=trained
        )
        at = [i for i, row in enumerate(rows) if row.study in left]
        out[at] = _top_probabilities(matcher, [rows[i].text for i in at], embed)
    return out


# --- barrier or enabler --------------------------------------------------------------------------


def leanings(data: Path, embed: Embed) -> Figures:
    """Barrier or enabler, the whole study left out of whatever is trained."""
    every = sets.leaning_rows(data)
    out: Figures = {}
    for study, aim in LEAN_AIMS.items():
        there = [row for row in every if row.study == study]
        texts, groups = [row.text for row in there], [row.group for row in there]
        right = np.array(["enabler" in row.labels for row in there])
        banks = [e for e in sets.bank_examples() if e.valence != "both"]
        taught, side = [e.text for e in banks], [e.valence == "enabler" for e in banks]
        methods = {
            "random": np.random.default_rng(0).random(len(there)),
            "majority": np.zeros(len(there)),
            "words (TF-IDF), taught by the banks": word_leanings(texts, taught, side),
            "cosine to a sentence for each side": cosine_leanings(texts, embed),
            "vectors, taught by the banks": vector_leanings(texts, taught, side, embed),
            "thememiner, without other studies": _read(texts, [], embed),
            "thememiner": _read(texts, [row for row in every if row.study != study], embed),
        }
        if len(set(groups)) > 1:
            methods["thememiner, other conversations of the study known"] = _conversations(
                every, there, study, embed
            )
        out[study] = {
            "aims": {"balanced accuracy": aim},
            "groups": len(set(groups)),
            "methods": {
                name: {"balanced accuracy": of_leanings(scores, right, groups)}
                for name, scores in methods.items()
            },
        }
    return out


def _read(texts: Sequence[str], known: Sequence[sets.Row], embed: Embed) -> Array:
    examples, weigh = sets.leaning_examples(known)
    reader = make_valence_reader(
        examples, load_no_code_examples(), embed=embed, trainer=TRAINER, weigh=weigh
    )
    assert reader is not None
    shares = reader.shares(texts, embed(texts))
    return np.asarray(shares[:, 2] / (shares[:, 0] + shares[:, 2]))


def _conversations(
    every: Sequence[sets.Row],
    there: Sequence[sets.Row],
    study: str,
    embed: Embed,
    *,
    folds: int = 5,
) -> Array:
    """Whole conversations left out, a fifth of them at a time."""
    groups = sorted({row.group for row in there})
    fold = {name: i % min(folds, len(groups)) for i, name in enumerate(groups)}
    out = np.zeros(len(there))
    for number in sorted(set(fold.values())):
        at = [i for i, row in enumerate(there) if fold[row.group] == number]
        left = {name for name, one in fold.items() if one == number}
        known = [row for row in every if row.study != study or row.group not in left]
        out[at] = _read([there[i].text for i in at], known, embed)
    return out


def statuses(embed: Embed) -> Figures:
    """Experienced, anticipated or wished for: invented statements of one codebook, taught by the others."""
    names = ("experienced", "anticipated", "wished for")
    examples = {
        name: [e for code in load_codebook(name).codes for e in code.examples if e.status]
        for name in ("npt", "barriers-enablers")
    }
    said: list[str] = []
    right: list[str] = []
    for name, left in examples.items():
        there = {e.text for e in left}
        known = [e for e in sets.bank_examples() if e.status and e.text not in there]
        reader = make_valence_reader(known, load_no_code_examples(), embed=embed, trainer=TRAINER)
        assert reader is not None, name
        texts = [e.text for e in left]
        said += [str(one.status) for one in reader.read(texts, embed(texts))]
        right += [str(e.status) for e in left]
    pairs = np.array([[names.index(a), names.index(b)] for a, b in zip(said, right, strict=True)])

    def figure(rows: Any) -> float:
        some = pairs[rows]
        shares = [
            (some[some[:, 1] == i, 0] == i).mean() for i in range(3) if (some[:, 1] == i).any()
        ]
        return float(np.mean(shares))

    return {
        "invented": True,
        "methods": {"thememiner": drawn(figure, len(pairs)), "random": {"value": 1 / 3}},
    }


# --- a study's own codebook, and decisions ---------------------------------------------------------


def osfg_book(codes: dict[str, tuple[str, str, str]]) -> Codebook:
    """Subcategories with their codes below them."""
    tops = sorted({sub for _, _, sub in codes.values()})
    made = [Code(id=sub, name=sub.split(" - ", 1)[-1]) for sub in tops]
    made += [
        Code(id=code, name=name.split(" - ", 1)[-1], definition=text, parent=sub)
        for code, (name, text, sub) in sorted(codes.items())
    ]
    return Codebook(id="osfg", name="osfg", codes=tuple(made))


def own_codebook(data: Path, embed: Embed) -> Figures:
    """Subcategories of the focus groups by their own codebook, before and after decisions."""
    codes, rows = sets.osfg_codebook(data)
    book = osfg_book(codes)
    tops = [code.id for code in book.codes if code.parent is None]
    labels = [frozenset(tops.index(one) for one in row.labels) for row in rows]
    texts, vectors = [row.text for row in rows], embed([row.text for row in rows])
    base = make_matcher(book, embed=embed, trainer=TRAINER, no_code=load_no_code_examples())
    definitions, of = _definitions(book), [tops.index(c.parent or c.id) for c in book.codes]
    before = base.probabilities(texts, vectors)[:, : len(tops)]
    near = cosine(texts, definitions, of, len(tops), embed)
    methods = {
        "random": np.random.default_rng(0).random((len(rows), len(tops))),
        "majority": majority(labels, len(rows), len(tops)),
        "words shared with definitions (TF-IDF)": shared_words(texts, definitions, of, len(tops)),
        "cosine to definitions": near,
        "thememiner, before any decision": before,
    }
    found = {name: share(hits(scores, labels, 3)) for name, scores in methods.items()}
    truth = np.array([[i in some for i in range(len(tops))] for some in labels])
    out: Figures = {"aims": OSFG_AIMS, "methods": found, "n_codes": len(tops)}
    out["effort"] = {
        "random": 0.9,
        "cosine to definitions": effort(near, truth),
        "thememiner, before any decision": effort(before, truth),
    }
    for n in (100, 300):
        out["methods"][f"thememiner, after {n} decisions on the other group"] = _after(
            n, base, rows, labels, embed
        )
    return out


def _after(
    n: int, base: Matcher, rows: Sequence[sets.Row], labels: Sequence[frozenset[int]], embed: Embed
) -> dict[str, float]:
    """hit@3 in each group after decisions drawn from the other, over several draws."""
    tops = [code.id for code in base.codebook.codes if code.parent is None]
    outside = embed([e.text for e in load_no_code_examples()])
    runs: list[list[bool]] = []
    known: list[int] = []
    for repeat in range(_REPEATS):
        got: list[bool] = []
        for group in sorted({row.group for row in rows}):
            other = [i for i, row in enumerate(rows) if row.group != group]
            taken = _draw(other, rows, n, seed=repeat)
            known.append(sum(len(rows[i].labels) for i in taken))
            decided = make_decided(
                [rows[i].text for i in taken],
                embed([rows[i].text for i in taken]),
                [rows[i].labels for i in taken],
            )
            matcher = learn_matcher(base, decided, outside=outside, trainer=TRAINER)
            here = [i for i, row in enumerate(rows) if row.group == group]
            texts = [rows[i].text for i in here]
            scores = matcher.probabilities(texts, embed(texts))[:, : len(tops)]
            got.extend(hits(scores, [labels[i] for i in here], 3))
        runs.append(got)
    mean = share([bool(x) for x in np.mean(runs, axis=0) >= 0.5])
    mean["value"] = float(np.mean(runs))
    half = (mean["high"] - mean["low"]) / 2
    return {
        **mean,
        "low": mean["value"] - half,
        "high": mean["value"] + half,
        "known": float(np.mean(known)),
    }


def _draw(rows: Sequence[int], sets_: Sequence[sets.Row], n: int, *, seed: int) -> list[int]:
    """Texts in a drawn order until there are so many decisions, or no more."""
    out, count = [], 0
    for i in np.random.default_rng(seed).permutation(list(rows)):
        if count >= n:
            break
        out.append(int(i))
        count += len(sets_[int(i)].labels)
    return out


# --- probabilities, effort, speed ------------------------------------------------------------------


def _niblse_book(rows: Sequence[sets.Row]) -> Codebook:
    names = sorted({name for row in rows for name in row.labels})
    return Codebook(id="niblse", name="niblse", codes=tuple(Code(id=n, name=n) for n in names))


def calibration(data: Path, embed: Embed) -> Figures:
    """Answers to one question of the survey, by decisions on the answers to the others."""
    rows = sets.niblse_rows(data)
    book = _niblse_book(rows)
    base = make_matcher(book, embed=embed, trainer=TRAINER, no_code=load_no_code_examples())
    outside = embed([e.text for e in load_no_code_examples()])
    names = [code.id for code in book.codes]
    said: dict[str, list[Array]] = {"before any decision": [], "after": [], "uncalibrated": []}
    right: list[Array] = []
    efforts: dict[str, list[float]] = {
        "cosine to definitions": [],
        "before any decision": [],
        "after": [],
    }
    for group in sorted({row.group for row in rows}):
        other = [row for row in rows if row.group != group]
        taken = _enough(other, names)
        decided = make_decided(
            [row.text for row in taken],
            embed([row.text for row in taken]),
            [row.labels for row in taken],
            groups=[row.group for row in taken],
        )
        matcher = learn_matcher(base, decided, outside=outside, trainer=TRAINER)
        here = [row for row in rows if row.group == group]
        texts, vectors = [row.text for row in here], embed([row.text for row in here])
        truth = np.array([[name in row.labels for name in names] for row in here])
        before = base.probabilities(texts, vectors)[:, :-1]
        after = matcher.probabilities(texts, vectors)[:, :-1]
        raw = Matcher(book, embed=embed, heads=matcher.heads).probabilities(texts, vectors)[:, :-1]
        for name, found in (
            ("before any decision", before),
            ("after", after),
            ("uncalibrated", raw),
        ):
            said[name].append(found.ravel())
        right.append(truth.ravel())
        near = embed(texts) @ embed(_definitions(book)).T
        for name, scores in (
            ("cosine to definitions", near),
            ("before any decision", before),
            ("after", after),
        ):
            efforts[name].append(effort(scores, truth))
    truth = np.concatenate(right).astype(bool)
    out: Figures = {"aims": {"ece": ECE_AIM}, "per_code": _PER_CODE, "methods": {}, "diagram": {}}
    for name, parts in said.items():
        found = np.concatenate(parts)
        out["methods"][name] = {
            "ece": drawn(
                lambda at, found=found: expected_error(find_reliability(found[at], truth[at])),
                len(truth),
            )
        }
        out["diagram"][name] = [asdict(one) for one in find_reliability(found, truth)]
    out["effort"] = {
        "random": 0.9,
        **{name: float(np.mean(some)) for name, some in efforts.items()},
    }
    return out


def _enough(rows: Sequence[sets.Row], names: Sequence[str]) -> list[sets.Row]:
    """Rows in a drawn order until every code has its decisions, or there are no more."""
    counts = dict.fromkeys(names, 0)
    out = []
    for i in np.random.default_rng(0).permutation(len(rows)):
        if all(count >= _PER_CODE for count in counts.values()):
            break
        out.append(rows[i])
        for name in rows[i].labels:
            counts[name] += 1
    return out


def speed() -> Figures:
    """10,000 units against 20 codes, once their vectors are known."""
    book, encoder = load_codebook("npt"), SentenceEncoder()
    trained = load_trained(book, encoder=encoder.name, encoder_sha256=encoder.sha256)

    def embed(texts: Sequence[str]) -> Any:
        rng = np.random.default_rng(len(texts))
        made = rng.normal(size=(len(texts), 384)).astype(np.float32)
        return made / np.linalg.norm(made, axis=1, keepdims=True)

    matcher = make_matcher(
        book, embed=embed, trainer=TRAINER, no_code=load_no_code_examples(), trained=trained
    )
    words = " ".join(e.text for c in book.codes for e in c.examples).split()
    rng = np.random.default_rng(0)
    texts = [" ".join(words[at : at + 30]) for at in rng.integers(len(words) - 30, size=10_000)]
    vectors = embed(texts)
    began, worked = time.perf_counter(), time.process_time()
    matcher.match(texts, vectors)
    return {
        "units": len(texts),
        "codes": len(book.codes),
        "seconds": round(time.perf_counter() - began, 2),
        "processor_seconds": round(time.process_time() - worked, 2),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "aim_s": SPEED_AIM_S,
    }
