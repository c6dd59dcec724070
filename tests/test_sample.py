"""The sample study is what its README says, and its answer key can be found in the text."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import thememiner as tm

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "chw-pilot"


@pytest.fixture(scope="module")
def transcripts() -> dict[str, tm.Transcript]:
    """Transcripts of the sample by file name."""
    return {p.name: tm.read_transcript(p) for p in sorted((SAMPLE / "transcripts").iterdir())}


@pytest.fixture(scope="module")
def key() -> list[dict[str, str]]:
    """Rows of the answer key."""
    with (SAMPLE / "answer-key.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_it_has_twelve_interviews_and_two_focus_groups_in_three_formats(transcripts):
    """And at least 15,000 words of talk."""
    assert len(transcripts) == 14
    assert Counter(Path(name).suffix for name in transcripts) == {".txt": 6, ".docx": 5, ".vtt": 3}
    words = sum(len(t.speech(turn).split()) for t in transcripts.values() for turn in t.turns)
    assert words >= 15_000


def test_every_file_says_that_it_is_invented():
    """Nobody may take it for real people's talk."""
    for path in (SAMPLE / "transcripts").iterdir():
        if path.suffix != ".docx":
            assert "Invented transcript" in path.read_text(encoding="utf-8")[:200]
    assert "invented" in (SAMPLE / "README.md").read_text(encoding="utf-8")[:400].lower()


def test_every_quotation_of_the_answer_key_is_in_its_speakers_turn(transcripts, key):
    """Free quotations, found word for word."""
    assert len(key) >= 300
    for row in key:
        transcript = transcripts[row["file"]]
        turns = [t for t in transcript.turns if t.speaker == row["speaker"]]
        assert any(row["quote"] in transcript.speech(turn) for turn in turns), row


def test_codes_valences_and_statuses_of_the_key_exist(key):
    """Each row is a coding that the built-in codebooks allow."""
    books = {name: tm.load_codebook(name) for name in ("barriers-enablers", "npt")}
    for row in key:
        book = books[row["codebook"]]
        assert row["code_id"] in book
        assert row["valence"] in book.valences
        assert row["status"] in book.statuses


def test_many_quotations_start_or_end_inside_a_sentence_and_some_overlap(transcripts, key):
    """Coders mark what they mean, not units."""
    inside = 0
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in key:
        text = transcripts[row["file"]].text
        start = text.index(row["quote"])
        end = start + len(row["quote"])
        before, last = text[:start].rstrip()[-1:], text[end - 1]
        inside += before not in ".?!…]:" or last not in ".?!…"
        spans[row["file"]].append((start, end))
    overlapping = sum(
        a != b and a[0] < b[1] and b[0] < a[1]
        for some in spans.values()
        for a in some
        for b in some
    )
    assert inside > len(key) / 5
    assert overlapping > 20


def test_some_themes_are_in_every_site_and_some_in_one_only(key):
    """Cross-cutting and site-specific, as in the studies this library serves."""
    with (SAMPLE / "cases.csv").open(encoding="utf-8", newline="") as stream:
        cases = list(csv.DictReader(stream))
    site = {(row["file"], row["speaker"]): row["site"] for row in cases}
    alone = {row["file"]: row["site"] for row in cases if not row["speaker"]}
    sites: dict[str, set[str]] = defaultdict(set)
    for row in key:
        where = site.get((row["file"], row["speaker"])) or alone[row["file"]]
        sites[row["code_id"]].add(where)
    assert sum(len(found) == 4 for found in sites.values()) >= 5
    assert sum(len(found) == 1 for found in sites.values()) >= 2
