"""Conversations of a set into their units with the codes that people put on them.

A unit has the codes of the quotations that make up half of it, or that it holds half of.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import rows as sets
import tasks
from figures import Array

from thememiner.adapters.sentence_encoder import SentenceEncoder
from thememiner.adapters.spacy_splitter import SpacySplitter
from thememiner.adapters.trained_heads import load_trained
from thememiner.codebooks import load_codebook, load_no_code_examples
from thememiner.matches import (
    Embed,
    Matcher,
    make_matcher,
)
from thememiner.read import read_transcripts
from thememiner.records import Code, Codebook, Transcript, Unit
from thememiner.units import UnitSize, cut_transcript, find_set_aside, make_units

SAMPLE = sets.ROOT / "samples" / "chw-pilot"
SILENT = frozenset({"back-channel", "bare-answer", "no-words"})


@dataclass(frozen=True)
class Quoted:
    """Words that a person coded."""

    quote: str
    code: str
    leaning: str | None = None


@dataclass(frozen=True)
class Talk:
    """Conversations of one set, their units, and a codebook's codes on them.

    Attributes:
        units: of all conversations.
        coded_with: the codes of each unit, as people coded.
        leanings: barrier or enabler, where all quotations of a unit agree.
        matcher: of the codebook, before any decision.
        tops: True to look at the codes at the top alone.
    """

    units: tuple[Unit, ...]
    coded_with: tuple[frozenset[str], ...]
    leanings: tuple[str | None, ...]
    matcher: Matcher
    tops: bool = False

    @cached_property
    def codes(self) -> tuple[frozenset[str], ...]:
        """Of each unit; where the codes at the top are looked at, those above what people coded."""
        if not self.tops:
            return self.coded_with
        above = {code.id: code.parent for code in self.matcher.codebook.codes}

        def top(code: str) -> str:
            parent = above[code]
            return top(parent) if parent else code

        return tuple(frozenset(map(top, some)) for some in self.coded_with)

    @cached_property
    def silent(self) -> frozenset[str]:
        """Ids of units that say nothing by themselves."""
        return frozenset(s.unit_id for s in find_set_aside(self.units) if s.reason in SILENT)

    @cached_property
    def texts(self) -> list[str]:
        """Of the units."""
        return [unit.text for unit in self.units]

    @cached_property
    def coded(self) -> list[int]:
        """Rows of the units that have a code and say something."""
        return [n for n in self.said if self.codes[n]]

    @cached_property
    def said(self) -> list[int]:
        """Rows of the units that say something."""
        return [n for n, unit in enumerate(self.units) if unit.id not in self.silent]

    def right(self, probabilities: Array, k: int) -> list[bool]:
        """Whether one of a coded unit's codes is among the first k suggested."""
        return [bool(self.named(probabilities[n], k) & self.codes[n]) for n in self.coded]

    def named(self, row: Array, k: int) -> frozenset[str]:
        """The first k codes for one text's probabilities, at the top where people coded there."""
        codes = self.matcher.codebook.codes
        if not self.tops:
            return frozenset(codes[i].id for i in self.matcher.choose(row, top=k))
        tops = [n for n, code in enumerate(codes) if code.parent is None]
        return frozenset(codes[i].id for i in sorted(tops, key=lambda i: -row[i])[:k])


def find_talks(data: Path, embed: Embed, encoder: SentenceEncoder) -> dict[str, Talk]:
    """The sample study by both of its codebooks, the focus groups, and the interviews."""
    out = {}
    sample = _cut(SAMPLE / "transcripts", encoder)
    for name in ("barriers-enablers", "npt"):
        book = load_codebook(name)
        trained = load_trained(book, encoder=encoder.name, encoder_sha256=encoder.sha256)
        out[f"sample, {name}"] = _talk(sample, _sample_quotes(name), _matcher(book, embed, trained))
    codes, _ = sets.osfg_codebook(data)
    said = [
        Quoted(one["quote"], one["code"], _side(one["code"]))
        for one in sets._table(data / "osfg" / "coded.csv")
        if one["code"] in codes
    ]
    groups = _cut(data / "osfg" / "transcripts", encoder)
    out["osfg"] = _talk(groups, said, _matcher(tasks.osfg_book(codes), embed), tops=True)
    segments = sets._table(data / "pdpilot" / "coded_segments.csv")
    interviews = _cut(data / "pdpilot" / "results" / "transcripts", encoder)
    matcher = _matcher(_pdpilot_book(one["code"] for one in segments), embed)
    said = [Quoted(one["segment"], one["code"]) for one in segments]
    out["pdpilot"] = _talk(interviews, said, matcher, tops=True)
    return out


def _side(code: str) -> str | None:
    return {"B-": "barrier", "F-": "enabler"}.get(code[:2])


def _sample_quotes(codebook: str) -> list[Quoted]:
    with (SAMPLE / "answer-key.csv").open(encoding="utf-8", newline="") as stream:
        return [
            Quoted(one["quote"], one["code_id"], one["valence"])
            for one in csv.DictReader(stream)
            if one["codebook"] == codebook
        ]


def _pdpilot_book(codes: Any) -> Codebook:
    every = sorted(set(codes))
    tops = sorted({one.split(" > ")[0] for one in every})
    made = [Code(id=one, name=one) for one in tops]
    made += [
        Code(id=one, name=one.split(" > ")[-1], parent=one.split(" > ")[0])
        for one in every
        if one not in tops
    ]
    return Codebook(id="pdpilot", name="pdpilot", codes=tuple(made))


def _matcher(book: Codebook, embed: Embed, trained: Any = None) -> Matcher:
    return make_matcher(
        book,
        embed=embed,
        trainer=tasks.TRAINER,
        no_code=load_no_code_examples(),
        trained=trained,
    )


def _cut(folder: Path, encoder: SentenceEncoder) -> list[tuple[Transcript, tuple[Unit, ...]]]:
    transcripts, problems = read_transcripts(folder)
    assert not problems, problems
    splitter, size = SpacySplitter(), UnitSize(max_tokens=encoder.max_tokens)
    return [
        (one, make_units(one, cut_transcript(one, splitter, encoder.count_tokens, size=size)))
        for one in transcripts
    ]


def _talk(
    cut: Sequence[tuple[Transcript, tuple[Unit, ...]]],
    quoted: Sequence[Quoted],
    matcher: Matcher,
    *,
    tops: bool = False,
) -> Talk:
    places: dict[str, list[tuple[int, int, Quoted]]] = {}
    plain = {one.id: _plain(one.text) for one, _ in cut}
    for one in quoted:
        words, _ = _plain(one.quote)
        for name, (text, at) in plain.items():
            if words and (found := text.find(words)) >= 0:
                end = at[found + len(words) - 1] + 1
                places.setdefault(name, []).append((at[found], end, one))
                break
    units = tuple(unit for _, some in cut for unit in some)
    on = [_on(unit, places.get(unit.transcript_id, ())) for unit in units]
    sides = [{one.leaning for one in some} for some in on]
    return Talk(
        units,
        tuple(frozenset(one.code for one in some) for some in on),
        tuple(
            next(iter(some)) if len(some) == 1 and some <= {"barrier", "enabler"} else None
            for some in sides
        ),
        matcher,
        tops,
    )


def _plain(text: str) -> tuple[str, list[int]]:
    """Letters and digits alone, and where each stood."""
    kept = [(low, at) for at, one in enumerate(text) if one.isalnum() for low in one.casefold()]
    return "".join(low for low, _ in kept), [at for _, at in kept]


def _on(unit: Unit, places: Sequence[tuple[int, int, Quoted]]) -> list[Quoted]:
    return [
        one
        for start, end, one in places
        if min(end, unit.end) - max(start, unit.start)
        >= 0.5 * min(end - start, unit.end - unit.start)
    ]
