"""Names that are known, found again in talk in whatever letters they are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from thememiner.privacy._evidence import Scales
from thememiner.privacy._mentions import Kind, Mention
from thememiner.privacy._passage import Passage
from thememiner.privacy._surroundings import ARTICLES, OWNERS, SAYING, TOLD
from thememiner.privacy._tokens import Token, find_tokens
from thememiner.privacy._words import Lexicon

_SHORTEST_SPELT = 5
_SHORTEST_PLURAL = 4
_ACRONYM = 4


@dataclass(frozen=True)
class KnownName:
    """A name that the study knows: of a speaker, of the user's list, of a site, or found before.

    Attributes:
        name: as written.
        kind: of what.
        source: where it is known from, for the researcher.
        listed: a person put it on the list, so small letters do not matter.
    """

    name: str
    kind: Kind = "person"
    source: str = "known in this study"
    listed: bool = False


@dataclass(frozen=True)
class _Entry:
    words: tuple[str, ...]
    known: KnownName
    ordinary: bool


class KnownNames:
    """An index of known names.

    Args:
        names: the names; those of people are found by each of their parts too.
        scales: tell names that are ordinary words as well.
    """

    def __init__(self, names: Iterable[KnownName], scales: Scales) -> None:
        self._scales = scales
        self._lexicon = scales.lexicon
        self._entries: dict[str, list[_Entry]] = defaultdict(list)
        seen: set[tuple[str, ...]] = set()
        for known in names:
            for words in _forms(known, self._lexicon):
                if words not in seen:
                    seen.add(words)
                    self._entries[words[0]].append(_Entry(words, known, self._ordinary(words)))
        for entries in self._entries.values():
            entries.sort(key=lambda entry: -len(entry.words))
        self._long = frozenset(
            entry.words[0]
            for entries in self._entries.values()
            for entry in entries
            if len(entry.words) == 1 and entry.known.kind == "person" and not entry.ordinary
        )

    def _ordinary(self, words: tuple[str, ...]) -> bool:
        """Whether small letters would make an ordinary word or phrase of it."""
        lexicon, scales = self._lexicon, self._scales
        if len(words) > 1:
            first = lexicon.is_first(words[0]) and not lexicon.is_function(words[0])
            return all(lexicon.is_word(word) for word in words) and not first
        (word,) = words
        if scales.is_written_small(word):
            return True
        if lexicon.is_first(word):
            return scales.is_wordy(word)
        if lexicon.is_last(word):
            return scales.is_wordy_surname(word)
        return lexicon.is_word(word) or word in lexicon.peoples

    def find(self, passage: Passage, here: Collection[str] = ()) -> Iterator[Mention]:
        """Where known names stand in a passage, longest first, none overlapping.

        Args:
            passage: where to look.
            here: words of the names that were found for sure in the same transcript.
        """
        at = 0
        while at < len(passage.tokens):
            found = self._at(passage, at, here)
            if found is None:
                at += 1
                continue
            mention, n_words = found
            yield mention
            at += n_words

    def _at(self, passage: Passage, at: int, here: Collection[str]) -> tuple[Mention, int] | None:
        token = passage.tokens[at]
        for entry in self._entries.get(token.word, ()):
            n = len(entry.words)
            if _words(passage, at, n) == entry.words:
                sure = self._is_sure(passage, at, entry, here)
                if sure is not None:
                    return _mention(passage, at, n, entry.known, sure=sure), n
        return self._plural(passage, at)

    def _is_sure(
        self, passage: Passage, at: int, entry: _Entry, here: Collection[str]
    ) -> bool | None:
        """True to replace, False to ask, None for an ordinary word."""
        token = passage.tokens[at]
        if entry.known.listed and len(entry.words) > 1:
            return True
        if entry.ordinary and not entry.known.listed and self._is_thing(passage, at, entry):
            return None
        if token.shout and len(token.text) <= _ACRONYM and not entry.known.listed:
            return True if self._lexicon.is_first(token.word) and not entry.ordinary else None
        if passage.casing != "mixed":
            return not entry.ordinary
        if not token.capital:
            owned = passage.before(at) in ARTICLES | OWNERS
            if entry.ordinary and token.word in here and not owned and self._speaks(passage, at):
                return True
            return self._is_sure_small(token, entry, owned=owned)
        if not entry.ordinary or entry.known.listed or len(entry.words) > 1:
            return True
        if token.word in self._lexicon.tables["month_names"] or self._before_word(passage, at):
            return None
        return self._is_sure_opening(passage, at, token.word in here) if token.opens else True

    def _is_thing(self, passage: Passage, at: int, entry: _Entry) -> bool:
        """Whether an ordinary word is meant: ``the Bill``, ``Bill 21``, ``Peoples Day``."""
        if self._scales.around.has_number(passage, at + len(entry.words) - 1):
            return True
        before = passage.before(at)
        if before in ARTICLES | OWNERS:
            return True
        beside = len(entry.words) == 1 and self._scales.around.is_beside_name(passage, at)
        named = self._lexicon.is_title(before) or self._lexicon.is_name(before) or len(before) == 1
        return beside and not named

    def _is_sure_opening(self, passage: Passage, at: int, known_here: bool) -> bool | None:
        """The same at the beginning of a sentence, where ``Grey`` may be a colour."""
        verb = self._scales.around.verb_after(passage, at)
        if verb == "strong" or (known_here and verb):
            return True
        if known_here and (passage.tokens[at].possessive or self._stands_alone(passage, at)):
            return True
        return False if known_here or verb else None

    def _stands_alone(self, passage: Passage, at: int) -> bool:
        """Whether it describes nothing: ``Baker, he says``, ``Baker and I``."""
        if self._lexicon.is_function(passage.word(at)):
            return False
        gap, after = passage.gap_after(at).strip(), passage.after(at)
        return gap in {",", "?", "!"} or after in {"and", "or", "from", "who"}

    def _speaks(self, passage: Passage, at: int) -> bool:
        """Whether a word in small letters says something or is told it."""
        return passage.after(at) in SAYING or passage.before(at) in TOLD

    def _is_sure_small(self, token: Token, entry: _Entry, *, owned: bool) -> bool | None:
        """The same for a name in small letters where others have capitals."""
        if entry.ordinary:
            return False if entry.known.listed else None
        if owned and not entry.known.listed:
            return None
        return entry.known.listed or self._lexicon.is_name(token.word) or len(entry.words) > 1

    def _before_word(self, passage: Passage, at: int) -> bool:
        """Whether an ordinary word with a capital follows: ``Green Prescriptions``."""
        if at + 1 >= len(passage.tokens):
            return False
        following = passage.tokens[at + 1]
        ordinary = self._lexicon.is_word(following.word) and not self._lexicon.is_name(
            following.word
        )
        return following.linked and following.capital and ordinary

    def _plural(self, passage: Passage, at: int) -> tuple[Mention, int] | None:
        """``denises`` where no apostrophe was written."""
        token = passage.tokens[at]
        word = token.word.removesuffix("s")
        if word == token.word or len(word) < _SHORTEST_PLURAL or self._lexicon.is_word(token.word):
            return None
        for entry in self._entries.get(word, ()):
            if entry.words == (word,) and not entry.ordinary and entry.known.kind == "person":
                start, end = token.start, token.end - 1
                text = passage.text[start:end]
                return Mention(
                    start=start, end=end, text=text, kind="person", reason=entry.known.source
                ), 1
        return None

    def misspelt(self, token: Token) -> bool:
        """Whether an unknown word differs from a known long name of a person by one letter."""
        word, lexicon = token.word, self._lexicon
        if len(word) < _SHORTEST_SPELT or word in self._long or "'" in word:
            return False
        if lexicon.is_word(word) or lexicon.is_name(word) or word in lexicon.nobody:
            return False
        return any(len(name) >= _SHORTEST_SPELT and is_near(word, name) for name in self._long)


def _forms(known: KnownName, lexicon: Lexicon) -> Iterator[tuple[str, ...]]:
    """The word sequences under which a name is found: all of it, and the parts of a person's."""
    tokens = find_tokens(known.name)
    words = [token.word for token in tokens]
    while words and known.kind == "person" and (lexicon.is_title(words[0]) or len(words[0]) == 1):
        words = words[1:]
    if words and (len(words) > 1 or len(words[0]) > 1):
        yield tuple(words)
    if known.kind == "person" and len(words) > 1:
        for word in words:
            if (len(word) > 2 and not lexicon.is_function(word)) or lexicon.is_first(word):
                yield (word,)


def _words(passage: Passage, at: int, n: int) -> tuple[str, ...]:
    some = passage.tokens[at : at + n]
    if len(some) < n or any(t.opens and k for k, t in enumerate(some)):
        return ()
    return tuple(token.word for token in some)


def _mention(passage: Passage, at: int, n: int, known: KnownName, *, sure: bool) -> Mention:
    start, end = passage.tokens[at].start, passage.tokens[at + n - 1].end
    reason = known.source if sure else f"{known.source}, but an ordinary word as well"
    return Mention(
        start=start,
        end=end,
        text=passage.text[start:end],
        kind=known.kind,
        sure=sure,
        reason=reason,
    )


def is_near(one: str, other: str) -> bool:
    """Whether two words differ by one letter put in, left out, changed, or swapped with the next."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        apart = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        swapped = len(apart) == 2 and apart[1] == apart[0] + 1
        return len(apart) == 1 or (
            swapped and one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]
        )
    short, long = sorted((one, other), key=len)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def known_of(mentions: Sequence[Mention], scales: Scales) -> list[KnownName]:
    """The names that were found for sure, to be looked for everywhere else.

    A word that no list of names has, and that the study mostly writes small, is not among them.
    """
    return [
        KnownName(mention.text, mention.kind, "found elsewhere in the study")
        for mention in mentions
        if mention.sure
        and mention.kind in {"person", "place", "organisation"}
        and (
            scales.lexicon.is_name(word := mention.text.lower())
            or not scales.is_written_small(word)
        )
    ]
