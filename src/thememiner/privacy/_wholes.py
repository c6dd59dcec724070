"""Several capitals in a row into one name: ``Anita Patel``, ``Kingston upon Hull``."""

from __future__ import annotations

from thememiner.privacy._evidence import DOUBTFUL, Scales
from thememiner.privacy._mentions import Kind
from thememiner.privacy._name import PARTICLES, Name
from thememiner.privacy._passage import Passage

_MOST_NAMES = 4


class WholeFinder:
    """Weighs names of several words.

    Args:
        scales: weigh single words.
    """

    def __init__(self, scales: Scales) -> None:
        self._scales = scales
        self._lexicon = scales.lexicon

    def find(self, passage: Passage, first: int, end: int) -> Name | None:
        """The name that the words from ``first`` up to ``end`` are; None where they are none."""
        first, end = self._without_chaff(passage, first, end)
        if not 2 <= end - first <= _MOST_NAMES or self._scales.is_numbered(passage, first):
            return None
        score = self._score(passage, first, end)
        if score < DOUBTFUL:
            return None
        kind = self._whole_kind(passage, first, end)
        reason = "a first name and a surname" if kind == "person" else "the words around it"
        return Name(first, end - 1, kind, score, reason)

    def _without_chaff(self, passage: Passage, first: int, end: int) -> tuple[int, int]:
        """Without ordinary words at both ends."""
        while end - first > 1 and self._is_chaff(passage.tokens[end - 1].word):
            if passage.tokens[end - 2].word in PARTICLES:
                break
            end -= 1
        while end - first > 1 and self._is_chaff(passage.tokens[first].word):
            first += 1
        return first, end

    def _score(self, passage: Passage, first: int, end: int) -> float:
        tokens = passage.tokens[first:end]
        parts = [self._part_score(token.word, n) for n, token in enumerate(tokens)]
        if len(tokens[0].text) == 1 and "." in passage.gap_after(first):
            parts = [max(part, 1.0) for part in parts]
        guesses = set(passage.guesses[first:end])
        score = 2.0 + sum(parts) + 1.5 * bool(guesses & {"person", "place"})
        score += min(0.0, *(self._scales.spelling_score(token) for token in tokens))
        return score - 0.5 * bool(guesses & {"other", "organisation"})

    def _is_chaff(self, word: str) -> bool:
        ordinary = self._scales.word_score(word) <= -1.5 and not self._lexicon.is_name(word)
        return ordinary and len(word) > 1 and word not in PARTICLES

    def _part_score(self, word: str, position: int) -> float:
        """What one word adds to a name of several."""
        lexicon, scales = self._lexicon, self._scales
        if len(word) == 1:
            return 1.0
        if word in PARTICLES:
            return 2.0 if position == 0 else 0.5
        if word in lexicon.nobody or (lexicon.is_function(word) and not lexicon.is_name(word)):
            return -4.0
        if word in lexicon.tables["offices"] and not lexicon.is_first(word):
            return -4.0
        if lexicon.is_first(word) and position == 0:
            return 1.0 if scales.is_wordy(word) else 2.0
        if lexicon.is_name(word):
            return 0.7 if scales.is_wordy_surname(word) else 1.2
        if lexicon.is_city(word):
            return 0.7
        if scales.is_written_small(word):
            return -2.0
        return -2.0 if lexicon.is_word(word) else 0.5

    def _whole_kind(self, passage: Passage, first: int, end: int) -> Kind:
        votes = range(first, end)
        person = sum(self._scales.person_votes(passage, at) for at in votes)
        place = sum(self._scales.place_votes(passage, at) for at in votes)
        if self._lexicon.is_first(passage.tokens[first].word):
            person += 1.0
        if person < 1.0 and place < 1.0 and "organisation" in passage.guesses[first:end]:
            return "organisation"
        return "place" if place > person else "person"
