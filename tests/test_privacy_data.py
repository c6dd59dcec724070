"""The data of the privacy benchmark: spans hold, counts are true, numbers belong to nobody."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import thememiner as tm

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "benchmarks" / "quality" / "privacy"
TRANSCRIPTS = ROOT / "samples" / "chw-pilot" / "transcripts"
KINDS = (
    "person place organisation date-of-birth phone e-mail nhs-number identifier address web"
).split()
DIGITS = dict(
    zip("oh one two three four five six seven eight nine".split(), "0123456789", strict=True)
)
FICTION = re.compile(r"(07700900|02079460)\d{3}|01632960\d{3}|\d{0,3}55501\d\d")


@pytest.fixture(scope="module")
def stretches() -> list[dict[str, Any]]:
    """The invented stretches of talk."""
    lines = (FOLDER / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def sample() -> list[dict[str, str]]:
    """The mentions in the sample study."""
    with (FOLDER / "sample-mentions.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def words(stretches: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The marked words of the stretches, by kind."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for stretch in stretches:
        for mention in stretch["mentions"]:
            found[mention["kind"]].append(stretch["text"][mention["start"] : mention["end"]])
    return found


def _digits(spoken: str) -> str:
    """A telephone number in figures, without the prefix of its country."""
    said = re.sub(r"double (\w+)", r"\1 \1", spoken)
    said = re.sub(r"[a-z]+", lambda word: DIGITS[word[0]], said)
    said = re.sub(r"^\+44 ?", "0", re.sub(r"^\+1 ?", "", said))
    return re.sub(r"\D", "", said)


def _check_digit_holds(number: str) -> bool:
    """Whether the tenth digit is what the nine before it ask for (modulus 11)."""
    digits = [int(digit) for digit in number]
    weighed = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - weighed % 11) % 11 == digits[9]


def test_there_are_300_stretches_and_none_twice(stretches: list[dict[str, Any]]) -> None:
    """Ids run on, and no text and no note comes again; 90 are traps."""
    assert [s["id"] for s in stretches] == [f"s{n:03d}" for n in range(1, 301)]
    assert len({s["text"].casefold() for s in stretches}) == 300
    assert len({s["note"] for s in stretches}) == 300
    assert all(set(s) == {"id", "text", "mentions", "note"} for s in stretches)
    assert sum(not s["mentions"] for s in stretches) == 90


def test_mentions_of_the_stretches_are_whole_words_in_order(
    stretches: list[dict[str, Any]],
) -> None:
    """Inside the text, one after another, cut at words, of a kind that is allowed."""
    for stretch in stretches:
        text, end = stretch["text"], 0
        for mention in stretch["mentions"]:
            start, before = mention["start"], end
            end = mention["end"]
            assert before <= start < end <= len(text), stretch["id"]
            assert text[start:end] == text[start:end].strip(), stretch["id"]
            assert not re.search(r"\w\Z", text[:start]), stretch["id"]
            assert not re.match(r"\w", text[end:]), stretch["id"]
            assert mention["kind"] in KINDS


def test_titles_and_possessives_stay_outside(words: dict[str, list[str]]) -> None:
    """Dr Rose's list is a mention of Rose."""
    titled = re.compile(r"(?i)(dr|mrs?|ms|miss|sister|nurse|father|matron|auntie|uncle)\b\.? ")
    assert words["person"]
    for name in words["person"]:
        assert not titled.match(name), name
        assert not re.search(r"['’]s?$", name), name


def test_mentions_of_the_sample_stand_in_its_turns(sample: list[dict[str, str]]) -> None:
    """Word for word at their place, in what somebody says, none over another."""
    read = {path.name: tm.read_transcript(path) for path in sorted(TRANSCRIPTS.iterdir())}
    assert {row["file"] for row in sample} <= set(read)
    last: tuple[str, int] = ("", 0)
    for row in sample:
        transcript, start, end = read[row["file"]], int(row["start"]), int(row["end"])
        assert transcript.text[start:end] == row["text"], row
        assert any(turn.start <= start and end <= turn.end for turn in transcript.turns), row
        assert last <= (row["file"], start), row
        assert row["kind"] in KINDS
        last = (row["file"], end)


def test_a_name_of_the_sample_is_marked_wherever_it_is_said(sample: list[dict[str, str]]) -> None:
    """No mention is left out where the same word is marked elsewhere."""
    marked = Counter(row["text"] for row in sample if len(row["text"]) > 1)
    longest_first = sorted(marked, key=len, reverse=True)
    name = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)")
    said: Counter[str] = Counter()
    for path in TRANSCRIPTS.iterdir():
        transcript = tm.read_transcript(path)
        said.update(hit[0] for turn in transcript.turns for hit in _hits(name, transcript, turn))
    assert said == marked


def _hits(name: re.Pattern[str], transcript: tm.Transcript, turn: tm.Turn) -> list[re.Match[str]]:
    return list(name.finditer(transcript.speech(turn)))


def test_nhs_numbers_are_of_the_test_range_and_hold(words: dict[str, list[str]]) -> None:
    """Ten digits from 999, with a check digit that is right, so that only the range is false."""
    numbers = [re.sub(r"\D", "", number) for number in words["nhs-number"]]
    assert len(set(numbers)) == len(numbers) >= 8
    for number in numbers:
        assert re.fullmatch(r"999\d{7}", number), number
        assert _check_digit_holds(number), number


def test_telephone_numbers_ring_nowhere(words: dict[str, list[str]]) -> None:
    """They lie in the ranges that are kept for drama, spoken or in figures."""
    numbers = [_digits(number) for number in words["phone"]]
    assert len(set(numbers)) == len(numbers) >= 8
    for number in numbers:
        assert FICTION.fullmatch(number), number


def test_addresses_in_the_net_are_examples(words: dict[str, list[str]]) -> None:
    """E-mail at example.org, web addresses and handles with the word in them."""
    for address in words["e-mail"]:
        plain = address.lower().replace(" dot ", ".").replace(" at ", "@")
        assert re.fullmatch(r"[\w.-]+@([\w-]+\.)?example\.org", plain), address
    assert words["web"]
    assert all("example" in address for address in words["web"])


def test_the_counts_that_are_told_are_the_true_ones(
    stretches: list[dict[str, Any]], sample: list[dict[str, str]]
) -> None:
    """By kind and by hard case, as DATA.md has them."""
    told = (FOLDER / "DATA.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z-]+) \| (\d+) \| (\d+) \|$", told, flags=re.MULTILINE)
    mine = Counter(mention["kind"] for s in stretches for mention in s["mentions"])
    theirs = Counter(row["kind"] for row in sample)
    mine["all"], theirs["all"] = mine.total(), theirs.total()
    assert rows == [(kind, str(mine[kind]), str(theirs[kind])) for kind in (*KINDS, "all")]
    told_cases = told.rpartition("stretches/mentions:\n")[2].replace("\n", " ")
    cases: dict[str, list[int]] = {}
    for stretch in stretches:
        case = cases.setdefault(stretch["note"].partition(":")[0], [0, 0])
        case[0] += 1
        case[1] += len(stretch["mentions"])
    true_cases = [f"{name} {n}/{n_mentions}" for name, (n, n_mentions) in cases.items()]
    assert [part.strip() for part in told_cases.split("·")] == true_cases


@pytest.mark.parametrize("name", ["second.txt", "third.txt", "development.txt"])
def test_marks_in_the_other_sets_are_whole_words_of_a_kind_that_is_allowed(name: str) -> None:
    """No brace is left over, and no stretch is there twice."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line.strip() and not line.startswith("#")]
    assert len(set(said)) == len(said) > 150
    mark = re.compile(r"(?<![^\W_])\{([a-z-]+):([^{}]+)\}")
    for line in said:
        assert not set("{}") & set(mark.sub("", line)), line
        for kind, words in mark.findall(line):
            assert kind in KINDS, line
            assert words == words.strip(), line


def test_what_was_judged_holds_no_words() -> None:
    """File, position, verdict: nothing of what was said in the meetings."""
    with (FOLDER / "qmsum-judged.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 200
    assert set(rows[0]) == {"meeting", "start", "verdict"}
    assert all(row["start"].isdigit() for row in rows)
    assert {row["verdict"] for row in rows} == {"right", "wrong"}
