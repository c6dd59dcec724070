"""Transcripts into the mentions in them that may say who or where somebody is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from thememiner.privacy._evidence import Scales
from thememiner.privacy._initials import BY_USE
from thememiner.privacy._known import KnownName, KnownNames, known_of
from thememiner.privacy._mentions import BARE_MARK, Found, Guess, Mention, NameLists, NameRecogniser
from thememiner.privacy._passage import Passage
from thememiner.privacy._patterns import find_patterned
from thememiner.privacy._runs import RunFinder
from thememiner.privacy._together import join_lists, merge_known, without_overlaps
from thememiner.privacy._tokens import Casing, Token, count_words, find_casing, find_tokens
from thememiner.privacy._words import Lexicon
from thememiner.records import Transcript

_NO_NEED = -2.0
_SEVERAL = 4
_LONG = 6
_LEADERS = frozenset("to from off about at and if when that because so but then without".split())
_NEARLY = "spelt nearly like a name of this study"
_NAMED_IN_FULL = "initials of somebody named in full"


@dataclass(frozen=True)
class Stretch:
    """A piece of a transcript that is looked at by itself: a turn, or what stands between turns.

    Attributes:
        start: first code point in the transcript's text.
        text: its words.
    """

    start: int
    text: str


@dataclass(frozen=True)
class _Page:
    """A transcript with its stretches and their words."""

    id: str
    stretches: tuple[Stretch, ...]
    tokens: tuple[list[Token], ...]
    casing: Casing


class MentionFinder:
    """Finds mentions in the transcripts of a study.

    Args:
        lists: names that people have, and ordinary words.
        recogniser: guesses names from the words around them; None to go by lists and forms alone.
        known: names that are known beforehand.
    """

    def __init__(
        self,
        lists: NameLists,
        recogniser: NameRecogniser | None = None,
        *,
        known: Sequence[KnownName] = (),
    ) -> None:
        self._lexicon = Lexicon(lists)
        self._recogniser = recogniser
        self._known = tuple(known)

    def find(self, transcripts: Iterable[Transcript]) -> dict[str, tuple[Mention, ...]]:
        """The mentions of each transcript, by its id, in the order of the text.

        What is found for sure in one transcript is looked for in all others as well, so all
        transcripts of a study that are there should come at once. Their order does not matter.
        """
        pages = [self._page(transcript) for transcript in sorted(transcripts, key=lambda t: t.id)]
        counted = [page for page in pages if page.casing == "mixed"]
        counts = count_words(tokens for page in counted for tokens in page.tokens)
        scales = Scales(self._lexicon, counts)
        guesses = self._guesses(pages, scales)
        finder = RunFinder(scales)
        first = [self._first_pass(page, finder, scales, guesses) for page in pages]
        sure = known_of([one for page in first for some in page for one in some], scales)
        towns = [
            KnownName(name, "place", "a town", listed=True)
            for name in self._lexicon.tables["city_phrases"]
        ]
        index = KnownNames([*self._known, *towns, *sure], scales)
        return {
            page.id: tuple(self._second_pass(page, found, index, finder))
            for page, found in zip(pages, first, strict=True)
        }

    def find_known(self, transcripts: Iterable[Transcript]) -> dict[str, tuple[Mention, ...]]:
        """Where the names stand that were known beforehand; nothing else is looked for."""
        pages = [self._page(transcript) for transcript in sorted(transcripts, key=lambda t: t.id)]
        counts = count_words(tokens for page in pages for tokens in page.tokens)
        index = KnownNames(self._known, Scales(self._lexicon, counts))
        return {page.id: tuple(_known_in(page, index)) for page in pages}

    def _page(self, transcript: Transcript) -> _Page:
        stretches = tuple(find_stretches(transcript))
        tokens = tuple(find_tokens(stretch.text) for stretch in stretches)
        return _Page(
            transcript.id, stretches, tokens, find_casing([one for some in tokens for one in some])
        )

    # --- first pass: each stretch by itself ---------------------------------------------------

    def _guesses(self, pages: Sequence[_Page], scales: Scales) -> Mapping[str, Sequence[Found]]:
        """What the recogniser sees in each sentence that may hold a name."""
        if self._recogniser is None:
            return {}
        sentences = sorted(
            {
                text
                for page in pages
                if page.casing == "mixed"
                for stretch, tokens in zip(page.stretches, page.tokens, strict=True)
                for _, text in _sentences(stretch.text, tokens, scales)
            }
        )
        return dict(zip(sentences, self._recogniser.find(sentences), strict=True))

    def _first_pass(
        self,
        page: _Page,
        finder: RunFinder,
        scales: Scales,
        guesses: Mapping[str, Sequence[Found]],
    ) -> list[list[Mention]]:
        out = []
        for stretch, tokens in zip(page.stretches, page.tokens, strict=True):
            marks = [match.span() for match in BARE_MARK.finditer(stretch.text)]
            patterned = find_patterned(stretch.text)
            seen = _token_guesses(stretch.text, tokens, scales, guesses)
            passage = Passage(stretch.text, tokens, seen, _casing(page, tokens))
            names = join_lists(
                [name.mention(passage) for name in finder.find(passage)], stretch.text
            )
            out.append(without_overlaps([*patterned, *names], marks))
        return out

    # --- second pass: what is known by now ----------------------------------------------------

    def _second_pass(
        self,
        page: _Page,
        found: Sequence[Sequence[Mention]],
        index: KnownNames,
        finder: RunFinder,
    ) -> Iterator[Mention]:
        initials = self._initials(found)
        here = {
            token.word
            for some in found
            for mention in some
            if mention.sure and mention.kind == "person"
            for token in find_tokens(mention.text)
        }
        for stretch, tokens, mentions in zip(page.stretches, page.tokens, found, strict=True):
            passage = Passage(stretch.text, tokens, [None] * len(tokens), _casing(page, tokens))
            shared = finder.shared(passage)
            known = without_overlaps(index.find(passage, here), shared)
            merged = merge_known([_surer(one, initials) for one in mentions], known)
            marks = [match.span() for match in BARE_MARK.finditer(stretch.text)]
            taken = [*marks, *shared, *((m.start, m.end) for m in merged)]
            free = [t for t in tokens if not any(a < t.end and t.start < b for a, b in taken)]
            more = [
                *self._by_initials(free, initials),
                *(
                    _of_token(token, sure=len(token.word) >= _LONG, reason=_NEARLY)
                    for token in free
                    if index.misspelt(token)
                ),
            ]
            for mention in without_overlaps([*merged, *more], marks):
                yield _moved(mention, stretch.start)

    def _initials(self, found: Sequence[Sequence[Mention]]) -> frozenset[str]:
        """The initials of people who are named in full in a transcript."""
        people = [m for some in found for m in some if m.kind == "person" and m.sure]
        names = [m.text for m in people]
        by_use = frozenset(m.text for m in people if m.reason == BY_USE and m.text != "A")
        names += [one.name for one in self._known if one.kind == "person"]
        words = [[token.word for token in find_tokens(name)] for name in names]
        return by_use | frozenset(
            "".join(word[0] for word in some).upper() for some in words if 2 <= len(some) <= 3
        ) - frozenset(word.upper() for word in self._lexicon.tables["not_initials"])

    def _by_initials(self, tokens: Iterable[Token], initials: frozenset[str]) -> Iterator[Mention]:
        before = ""
        for token in tokens:
            lone = len(token.text) == 1 and (
                token.opens or before in self._lexicon.tables["person_before"] | _LEADERS
            )
            before = token.word
            if (token.shout or lone) and token.text in initials:
                yield _of_token(token, sure=True, reason=_NAMED_IN_FULL)


def _casing(page: _Page, tokens: Sequence[Token]) -> Casing:
    """How a stretch uses capitals: as its transcript does, or not at all."""
    plain = len(tokens) >= _SEVERAL and not any(token.text[0].isupper() for token in tokens)
    return "small" if plain else page.casing


def _known_in(page: _Page, index: KnownNames) -> Iterator[Mention]:
    for stretch, tokens in zip(page.stretches, page.tokens, strict=True):
        passage = Passage(stretch.text, tokens, [None] * len(tokens), _casing(page, tokens))
        for mention in index.find(passage):
            yield _moved(mention, stretch.start)


def find_stretches(transcript: Transcript) -> Iterator[Stretch]:
    """The turns of a transcript, and what stands between them if that is more than a label."""
    at = 0
    for turn in transcript.turns:
        yield from _gap(transcript.text, at, turn.start, turn.speaker)
        yield Stretch(turn.start, transcript.text[turn.start : turn.end])
        at = turn.end
    yield from _gap(transcript.text, at, len(transcript.text), None)


def _gap(text: str, start: int, end: int, label: str | None) -> Iterator[Stretch]:
    gap = text[start:end]
    if gap.strip().rstrip(":").strip() not in {"", label}:
        yield Stretch(start, gap)


def _sentences(text: str, tokens: Sequence[Token], scales: Scales) -> Iterator[tuple[int, str]]:
    """The sentences in which a word may be a name: position in the text, and words."""
    first = 0
    for at in range(1, len(tokens) + 1):
        if at == len(tokens) or tokens[at].opens:
            if any(_may_be_name(token, scales) for token in tokens[first:at]):
                end = tokens[at].start if at < len(tokens) else len(text)
                start = tokens[first].start
                yield start, text[start:end].rstrip()
            first = at


def _may_be_name(token: Token, scales: Scales) -> bool:
    if not token.capital or (token.shout and len(token.text) <= 4):
        return False
    if not token.opens:
        return True
    return scales.word_score(token.word) > _NO_NEED or scales.lexicon.is_name(token.word)


def _token_guesses(
    text: str, tokens: Sequence[Token], scales: Scales, guesses: Mapping[str, Sequence[Found]]
) -> list[Guess | None]:
    out: list[Guess | None] = [None] * len(tokens)
    if not guesses:
        return out
    for base, sentence in _sentences(text, tokens, scales):
        for found in guesses.get(sentence, ()):
            for n, token in enumerate(tokens):
                if token.start < base + found.end and base + found.start < token.end:
                    out[n] = found.guess
    return out


def _surer(mention: Mention, initials: Collection[str]) -> Mention:
    """Initials are sure where somebody with them is named in full."""
    if mention.sure or mention.text not in initials:
        return mention
    return mention.model_copy(update={"sure": True, "reason": _NAMED_IN_FULL})


def _of_token(token: Token, *, sure: bool, reason: str) -> Mention:
    return Mention(
        start=token.start, end=token.end, text=token.text, kind="person", sure=sure, reason=reason
    )


def _moved(mention: Mention, by: int) -> Mention:
    return mention.model_copy(update={"start": mention.start + by, "end": mention.end + by})
