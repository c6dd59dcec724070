"""Texts into counts of the cues that tell barriers from enablers, and what happened from what may."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from thememiner.vectors import FloatArray

_TOKEN = re.compile(r"[a-z'][a-z'-]*|[,.;:?!]")
_STOPS = frozenset(",.;:?!")
_NEGATORS = frozenset("no not n't never none nobody nothing neither nor without hardly".split())
_PHRASES = (*("remedies", "complaints", "wishing", "expecting", "experiencing", "towards", "away"),)
_REACH = 4
N_CUES = 23 + len(_PHRASES)


@dataclass(frozen=True)
class _Words:
    """Whole words, and beginnings of words."""

    whole: frozenset[str]
    begin: re.Pattern[str]

    def __contains__(self, word: str) -> bool:
        return word in self.whole or self.begin.match(word) is not None


@dataclass(frozen=True)
class _Tables:
    hindering: _Words
    helping: _Words
    turning: frozenset[str]
    lessening: frozenset[str]
    conditional: frozenset[str]
    contrast: frozenset[str]
    degrees: frozenset[str]
    degrees_down: frozenset[str]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    text = files("thememiner.matches").joinpath("data", "cues.toml").read_text("utf-8")
    plain: dict[str, Any] = tomllib.loads(text)
    sets = {
        name: frozenset(str(plain[name]).split())
        for name in ("turning", "lessening", "conditional", "contrast", "degrees", "degrees_down")
    }
    return _Tables(
        hindering=_lean(plain["hindering"]),
        helping=_lean(plain["helping"]),
        phrases=_phrases(plain),
        **sets,
    )


def _phrases(plain: Mapping[str, Any]) -> dict[str, tuple[tuple[tuple[str, ...], int], ...]]:
    """First token of a phrase to the phrases that begin with it, each with the number of its kind."""
    out: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for kind, name in enumerate(_PHRASES):
        for phrase in plain[name]:
            tokens = tuple(_tokens(phrase))
            out.setdefault(tokens[0], []).append((tokens, kind))
    return {first: tuple(some) for first, some in out.items()}


def _count_phrases(tokens: Sequence[str]) -> list[int]:
    counts = [0] * len(_PHRASES)
    known = _tables().phrases
    for at, token in enumerate(tokens):
        for phrase, kind in known.get(token, ()):
            counts[kind] += tuple(tokens[at : at + len(phrase)]) == phrase
    return counts


def _lean(words: str) -> _Words:
    entries = words.split()
    begin = sorted({re.escape(entry[:-1]) for entry in entries if entry.endswith("*")})
    return _Words(
        whole=frozenset(entry for entry in entries if not entry.endswith("*")),
        begin=re.compile("|".join(begin)),
    )


def count_cues(texts: Sequence[str]) -> FloatArray:
    """Cues of each text, about 0 to 2 each. *Shape:* (n_texts, ``N_CUES``), float32.

    A word that helps is turned round by a negation or a lack shortly before it in the same clause ("not
    enough support"), a word that hinders by one that lessens it ("less travel").
    """
    out = np.zeros((len(texts), N_CUES), dtype=np.float32)
    for i, text in enumerate(texts):
        out[i] = _cues(_tokens(text))
    return out


def _tokens(text: str) -> list[str]:
    low = text.lower().replace("\u2019", "'").replace("can't", "ca n't").replace("won't", "wo n't")
    low = re.sub(r"'(d|ll)\b", r" '\1", re.sub(r"n't\b", " n't", low))
    return _TOKEN.findall(low)


def _cues(tokens: Sequence[str]) -> list[float]:
    tables = _tables()
    n_words = sum(token not in _STOPS for token in tokens) or 1
    leanings, turned, eased = _leanings(tokens)
    phrases = _count_phrases(tokens)
    conditional = sum(token in tables.conditional for token in tokens)
    negators = sum(token in _NEGATORS for token in tokens)
    past = sum(len(token) > 4 and token.endswith("ed") for token in tokens)
    counts = [
        *(turned, eased, negators, conditional),
        *(sum(t in tables.degrees for t in tokens), sum(t in tables.degrees_down for t in tokens)),
        *(past, *phrases),
    ]
    rates = [negators, conditional, past]
    return [
        *_balance(leanings, n_words),
        *_around_contrast(tokens, leanings),
        *(float(np.log1p(count)) for count in counts),
        *(5 * count / n_words for count in rates),
        float(np.log1p(n_words)) / 3,
        float("?" in tokens),
    ]


def _leanings(tokens: Sequence[str]) -> tuple[list[int], int, int]:
    """-1, 0 or 1 for each token, and how many words were turned round for the worse and the better."""
    tables = _tables()
    out: list[int] = []
    turned = eased = 0
    for at, token in enumerate(tokens):
        lean = _lean_of(tokens, at)
        before = _before(tokens, at) if lean else frozenset()
        if lean > 0 and not tables.turning.isdisjoint(before):
            lean, turned = -1, turned + 1
        elif lean < 0 and not tables.lessening.isdisjoint(before):
            lean, eased = 1, eased + 1
        out.append(lean if token not in _STOPS else 0)
    return out, turned, eased


def _lean_of(tokens: Sequence[str], at: int) -> int:
    tables, token = _tables(), tokens[at]
    lean = _lean_alone(token)
    if not lean:
        return 0
    after = tokens[at + 1 : at + 1 + _REACH]
    lessens = token in tables.lessening and token not in _NEGATORS
    return 0 if lessens and any(_lean_alone(word) < 0 for word in after) else lean


@lru_cache(maxsize=20_000)
def _lean_alone(token: str) -> int:
    tables = _tables()
    if token in tables.hindering:
        return -1
    return int(token in tables.helping)


def _before(tokens: Sequence[str], at: int) -> frozenset[str]:
    """The words shortly before a token in its clause."""
    out: set[str] = set()
    for token in reversed(tokens[max(0, at - _REACH) : at]):
        if token in _STOPS:
            break
        out.add(token)
    return frozenset(out)


def _balance(leanings: Sequence[int], n_words: int) -> list[float]:
    helps, hinders = sum(lean > 0 for lean in leanings), sum(lean < 0 for lean in leanings)
    some = [lean for lean in leanings if lean]
    net = helps - hinders
    return [
        *(net / n_words**0.5, float(np.tanh(net)), float(net > 0), float(net < 0)),
        *(float(np.log1p(helps)), float(np.log1p(hinders))),
        *(float(some[0]) if some else 0.0, float(some[-1]) if some else 0.0),
    ]


def _around_contrast(tokens: Sequence[str], leanings: Sequence[int]) -> list[float]:
    """Whether there is a "but", and what is said before and after the last one."""
    at = max((i for i, t in enumerate(tokens) if t in _tables().contrast), default=None)
    if at is None:
        return [0.0, 0.0, 0.0]
    before, after = sum(leanings[:at]), sum(leanings[at:])
    return [1.0, float(np.tanh(before)), float(np.tanh(after))]
