"""Talk into the words that can name a theme: what is left without the ways of talking."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from thememiner.units import plain_words

FEWEST_TELLING = 2

_SMALL = re.compile(r"\b[^\W\d_A-Z][^\W\d_]*")
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")
_MARK = re.compile(r"\[[^\]\n]{0,80}\]")

SPOKEN_STOP_WORDS = frozenset(
    """a about actually after again ah all almost already also although always am an and another any
    anybody anyone anything anyway are aren aren't around as ask asked at away back basically be became
    because become been before being between bit both but by came can can't cannot come comes coming
    could couldn couldn't course definitely did didn didn't different do does doesn doesn't doing don
    don't done down each either else em enough er erm especially etc even ever every everybody everyone
    everything exactly far feel feels felt few first for from further gave get gets getting give given
    gives giving go goes going gone gonna good got gotta guess had hadn hadn't happen happened happens
    hard has hasn hasn't have haven haven't having he he'd he'll he's heard her here hers herself hi him
    himself his hm hmm honest honestly how however i i'd i'll i'm i've if in inaudible into is isn isn't
    it it'd it'll it's its itself just keep kept kind kinda knew know knowing known knows last laughs
    laughter least less let let's like literally little ll long look looked looking looks lot lots made
    make makes making man many may maybe me mean means might mine mm mhm moment more most mostly much
    must my myself need needed needs never new next nice no nobody none nor not nothing now obviously of
    off oh ok okay old on once one ones only onto or other others our ours ourselves out over own part
    people perhaps please point possibly pretty probably put quite rather re really right s said same
    saw say saying says see seeing seem seemed seems seen sense several shall she she'd she'll she's
    should shouldn shouldn't since so some somebody someone something sometimes somewhere sort still
    stuff such suppose sure t take taken takes taking talk talked talking tell telling tend than thank
    thanks that that's the their theirs them themselves then there there's these they they'd they'll
    they're they've thing things think thinking this those though thought three through time times to
    today together told too took totally tried try trying two uh uhm um under until up upon us use used
    using usually ve very via wait want wanted wants was wasn wasn't way ways we we'd we'll we're we've
    well went were weren weren't what what's whatever when where whether which while who who's whole
    whom whose why will with within without won won't would wouldn wouldn't wow yeah year years yep yes
    yet you you'd you'll you're you've your yours yourself""".split()
)

TALK_ABOUT_TALK = frozenset(
    """actual add agree agreed answer answered answers ask asking certain comment comments contact disagree
    discuss discussion email example examples focus group hear idea ideas interview interviews listen mention
    mentioned mind minute minutes opinion person point points question questions reason repeat remember
    reply sentence share sound sounds speak speaking story thoughts topic touched understand word words
    wonder wondering""".split()
)


def plain_talk(texts: Sequence[str]) -> list[str]:
    """Texts as the words that can name a theme, lower case.

    Left out are spoken stop words, contractions, words of one letter, numbers, marks in square brackets
    such as ``[PERSON-3]``, and words that are nearly always written with a capital inside a sentence:
    names of people and places.
    """
    names = proper_names(texts)
    return [
        " ".join(
            word
            for word in plain_words(text)
            if "'" not in word
            and len(word) > 1
            and not any(char.isdigit() for char in word)
            and word not in SPOKEN_STOP_WORDS
            and word not in names
        )
        for text in texts
    ]


def telling_words(texts: Sequence[str]) -> list[str]:
    """Plain talk; all words where no text has any that could name a theme."""
    telling = plain_talk(texts)
    return telling if any(telling) else [" ".join(plain_words(text)) for text in texts]


def n_telling(talk: str) -> int:
    """Different words of plain talk that are about something other than the talk itself."""
    return len(set(talk.split()) - TALK_ABOUT_TALK)


def without_marks(text: str) -> str:
    """A text without what stands in square brackets: replaced names and events."""
    return _MARK.sub(" ", text)


def proper_names(texts: Sequence[str]) -> frozenset[str]:
    """Words that are nearly always written with a capital inside a sentence, lower case."""
    inside: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        small.update(word for word in _SMALL.findall(text))
        inside.update(match.lower() for match in _CAPITAL_INSIDE.findall(text))
    return frozenset(word for word, n in inside.items() if n > 4 * small[word])


def stem(word: str) -> str:
    """A word without the endings of plural and inflection: enough to see that two are the same."""
    for ending, rest in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return (word[: -len(ending)] + rest).rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


def distinct_terms(terms: Sequence[str], n: int) -> tuple[str, ...]:
    """The first terms of a list, without those that say again what an earlier one said.

    ``forms`` after ``form`` is left out, and so is ``form`` after ``referral form``.
    """
    kept: list[str] = []
    said: set[frozenset[str]] = set()
    for term in terms:
        words = frozenset(stem(word) for word in term.split())
        if len(words) < len(term.split()) or any(words <= one for one in said):
            continue
        said.add(words)
        kept.append(term)
        if len(kept) == n:
            break
    return tuple(kept)
