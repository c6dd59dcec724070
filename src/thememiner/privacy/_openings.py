"""First names that are words or months, weighed at the beginning of a sentence and elsewhere."""

from __future__ import annotations

import re

from thememiner.privacy._passage import Passage
from thememiner.privacy._surroundings import Surroundings
from thememiner.privacy._words import Lexicon


def month_score(
    passage: Passage, at: int, around: Surroundings, month_before: frozenset[str]
) -> float:
    """April, May, June, August: a person only where the words around say so."""
    token, before = passage.tokens[at], passage.before(at)
    digits = re.match(r"\W*\d", passage.text[token.end : token.end + 3])
    dated = re.search(r"\d(?:st|nd|rd|th)?(?:\s+of)?\s*$", passage.text[: token.start])
    if digits or dated or before in month_before - {"for", "to", "of", "on"}:
        return 0.0
    person, verb = around.person(passage, at), around.verb_after(passage, at)
    score = 0.0 if token.opens else 1.0
    score += 2.0 * (person >= 0.7) + 1.0 * (verb == "strong") + 0.5 * (person >= 2.0)
    score += 1.5 * (passage.guesses[at] == "person") + 0.5 * token.possessive
    score += 1.0 * around.does_things(passage, at)
    ranged = not passage.gap_after(at).strip() and passage.after(at) in {"and", "or", "to"}
    return score - 1.0 * ranged


def wordy_opening(passage: Passage, at: int, lexicon: Lexicon, around: Surroundings) -> float:
    """A first name that is a word too, at the beginning of a sentence: ``Grace said``, ``Hope is all``."""
    token, verb = passage.tokens[at], around.verb_after(passage, at)
    if around.is_object_next(passage, at):
        return -1.5
    abstract = token.word in lexicon.tables["abstract_names"]
    if verb:
        return _acting(passage, at, lexicon, around, likely=verb == "strong" or not abstract)
    if token.possessive and lexicon.is_thing(passage.after(at)):
        return 1.0 if abstract and not around.is_owner(passage, at) else 1.7
    if around.is_introduced(passage, at):
        return 1.7
    if _is_before_thing(passage, at, lexicon):
        return -1.0
    return -2.0 if lexicon.is_function(token.word) else 0.0


def _acting(
    passage: Passage, at: int, lexicon: Lexicon, around: Surroundings, *, likely: bool
) -> float:
    if likely or around.is_taken_up(passage, at):
        return 1.0
    if around.is_introduced(passage, at):
        return 1.7
    return -2.0 if lexicon.is_function(passage.word(at)) else 0.0


def _is_before_thing(passage: Passage, at: int, lexicon: Lexicon) -> bool:
    """Whether a thing follows that the word may describe: ``Frank discussions``."""
    after = passage.after(at)
    described = lexicon.is_thing(after) and not lexicon.is_function(after)
    return described and not (passage.tokens[at].possessive or passage.gap_after(at).strip())
