"""Text into words, with what their letters and their place in the sentence tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*(?:['’](?=\s|$|[^\w]))?")
_TAIL = re.compile(r"(?i)(?:n['’]t|['’](?:s|ll|re|ve|d|m)?)$")
_JOINING = frozenset("on upon le in by under the de la of next super cum al el ul ur".split())
_OPENING = frozenset('.?!…:;\n"“”«»([{<—–*•|/]')
_NO_NAME = re.compile(r"I(?:['’-].*)?$|(?i:(.)\1{2,}|x+)$")
_ABBREVIATIONS = frozenset("mr mrs ms dr drs prof st rev mt hon cllr capt sgt jr fr".split())
_FEW = 20
_DEFINITE = frozenset("the a an".split())

Casing = Literal["mixed", "small", "capital"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text, without ``'s`` and other tails.

    Attributes:
        start: first code point.
        end: one past the last.
        text: as written.
        word: in small letters, with a plain apostrophe.
        opens: it begins a sentence, or may begin one.
        capital: it begins with a capital letter.
        shout: it has capitals only, two or more.
        possessive: ``'s`` follows.
        tail: what was cut off, with a plain apostrophe: ``'s``, ``'m``; empty without one.
        linked: only a blank stands between it and the word before.
    """

    start: int
    end: int
    text: str
    word: str
    opens: bool
    capital: bool
    shout: bool
    possessive: bool
    tail: str
    linked: bool


def find_tokens(text: str) -> list[Token]:
    """The words of a text, in order."""
    tokens: list[Token] = []
    before = 0
    for first, last in _words(text):
        start, end = first, first + _word_end(text[first:last])
        bare = text[start:end]
        gap = text[before:start]
        abbreviated = bool(tokens) and _is_abbreviation(tokens[-1], gap)
        opens = not tokens or (_opens(gap) and not abbreviated)
        tokens.append(
            Token(
                start=start,
                end=end,
                text=bare,
                word=bare.lower().replace("’", "'"),
                opens=opens,
                capital=bare[0].isupper() and not _NO_NAME.match(bare),
                shout=len(bare) > 1 and bare.isupper(),
                possessive=text[end : end + 2].lower() in {"'s", "’s"},
                tail=text[end:last].lower().replace("’", "'"),
                linked=bool(tokens) and (abbreviated or gap in {" ", "  ", "\xa0"}),
            )
        )
        before = last
    return tokens


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Where words stand; ``he-Denise`` is two, since somebody began again."""
    for match in _WORD.finditer(text):
        start, at, small = match.start(), match.start(), False
        for part in match[0].split("-"):
            if small and part[:1].isupper():
                yield start, at - 1
                start = at
            small = part[:1].islower()
            at += len(part) + 1
        yield start, match.end()


def _word_end(text: str) -> int:
    """How long a word is without its tail, and without a small word hung on to a name."""
    end = len(text)
    parts = text.split("-")
    if len(parts) > 1 and parts[0][:1].isupper():
        for n, part in enumerate(parts[1:], 1):
            if part[:1].islower() and part not in _JOINING:
                end = len("-".join(parts[:n]))
                break
    tail = _TAIL.search(text, 0, end)
    return tail.start() if tail and tail.start() > 0 else end


def _is_abbreviation(token: Token, gap: str) -> bool:
    """Whether the full stop in a gap belongs to the word: ``Dr. Patel``, ``J. Patel``."""
    initial = len(token.text) == 1 and token.capital and token.text != "I"
    return gap in {". ", "."} and (initial or token.word in _ABBREVIATIONS)


def _opens(gap: str) -> bool:
    """Whether what stands between two words ends a sentence."""
    return any(sign in gap for sign in _OPENING) or " - " in gap or "--" in gap or ", '" in gap


@dataclass(frozen=True)
class Counts:
    """How words are written in a study.

    Attributes:
        small: how often in small letters.
        inside: how often with a capital inside a sentence.
        articled: words in capitals that stand behind an article somewhere.
    """

    small: Counter[str]
    inside: Counter[str]
    articled: frozenset[str] = frozenset()


def count_words(texts: Iterable[Sequence[Token]]) -> Counts:
    """Count over all texts of a study; texts without capitals, or with nothing else, do not count."""
    small: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    articled: set[str] = set()
    for tokens in texts:
        for before, token in zip(["", *(one.word for one in tokens)], tokens, strict=False):
            if token.shout and before in _DEFINITE and token.linked:
                articled.add(token.word)
            if not token.capital:
                small[token.word] += 1
            elif not token.opens and not token.shout:
                inside[token.word] += 1
    return Counts(small, inside, frozenset(articled))


def find_casing(tokens: Sequence[Token]) -> Casing:
    """Whether a text uses capitals as people write, or has only small letters or only capitals."""
    if len(tokens) < _FEW:
        return "mixed"
    n_capital = sum(token.capital for token in tokens)
    n_shout = sum(token.shout for token in tokens)
    if n_shout > 0.6 * len(tokens):
        return "capital"
    plain_i = sum(token.text == "i" for token in tokens)
    if n_capital < 0.02 * len(tokens) or plain_i > max(2, n_capital / 2):
        return "small"
    return "mixed"
