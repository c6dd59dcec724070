"""Transcripts into the mentions in them that may say who or where somebody is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from thememiner.privacy._clues import ClueFinder
from thememiner.privacy._evidence import Scales
from thememiner.privacy._initials import BY_USE
from thememiner.privacy._known import KnownName, KnownNames, known_of
from thememiner.privacy._mentions import BARE_MARK, Mention, NameLists, NameRecogniser
from thememiner.privacy._pages import Page, page_of
from thememiner.privacy._passage import Passage
from thememiner.privacy._patterns import find_patterned
from thememiner.privacy._runs import RunFinder
from thememiner.privacy._scorer import NameScorer
from thememiner.privacy._seen import Sight
from thememiner.privacy._settle import BY_SCORE, Candidate, Settler, candidates
from thememiner.privacy._together import join_lists, merge_known, without_overlaps
from thememiner.privacy._tokens import Token, count_words, find_tokens
from thememiner.privacy._word_clues import WordKinds
from thememiner.privacy._words import Lexicon
from thememiner.records import Transcript

_LONG = 6
_LEADERS = frozenset("to from off about at and if when that because so but then without".split())
_NEARLY = "spelt nearly like a name of this study"
_NAMED_IN_FULL = "initials of somebody named in full"


class MentionFinder:
    """Finds mentions in the transcripts of a study.

    Args:
        lists: names that people have, and ordinary words.
        recogniser: guesses names from the words around them; None to go by lists and forms alone.
        scorer: settles what the rules leave in doubt; None to go by the rules alone.
        known: names that are known beforehand.
    """

    def __init__(
        self,
        lists: NameLists,
        recogniser: NameRecogniser | None = None,
        *,
        scorer: NameScorer | None = None,
        known: Sequence[KnownName] = (),
    ) -> None:
        self._lexicon = Lexicon(lists)
        self._recogniser = recogniser
        self._scorer = scorer
        self._known = tuple(known)

    def find(self, transcripts: Iterable[Transcript]) -> dict[str, tuple[Mention, ...]]:
        """The mentions of each transcript, by its id, in the order of the text.

        What is found for sure in one transcript is looked for in all others as well, so all
        transcripts of a study that are there should come at once. Their order does not matter.
        """
        pages = _pages(transcripts)
        scales = self._scales(pages)
        kinds = WordKinds(self._lexicon) if self._scorer is not None else None
        sight = Sight(pages, scales, self._recogniser, kinds=kinds)
        finder, settler = RunFinder(scales), None
        if self._scorer is not None and kinds is not None:
            settler = Settler(self._scorer, ClueFinder(scales, kinds))
        first = [self._first_pass(page, finder, sight, settler) for page in pages]
        ruled = [m for page in first for some in page for m in some if m.reason != BY_SCORE]
        sure = known_of(ruled, scales)
        towns = [
            KnownName(name, "place", "a town", listed=True)
            for name in self._lexicon.tables["city_phrases"]
        ]
        index = KnownNames([*self._known, *towns, *sure], scales)
        return {
            page.id: tuple(self._second_pass(page, found, index, finder))
            for page, found in zip(pages, first, strict=True)
        }

    def candidates(self, transcripts: Iterable[Transcript]) -> dict[str, tuple[Candidate, ...]]:
        """What a scorer looks at in each transcript, by its id: what it is trained on."""
        pages, kinds = _pages(transcripts), WordKinds(self._lexicon)
        scales = self._scales(pages)
        sight = Sight(pages, scales, self._recogniser, kinds=kinds)
        finder, clues = RunFinder(scales), ClueFinder(scales, kinds)
        out: dict[str, tuple[Candidate, ...]] = {}
        for page in pages:
            some: list[Candidate] = []
            for stretch, passage in zip(page.stretches, sight.passages(page), strict=True):
                names, taken = list(finder.find(passage)), _taken(passage, finder)
                found = candidates(passage, names, clues, taken)
                by = stretch.start
                some += [one._replace(start=one.start + by, end=one.end + by) for one in found]
            out[page.id] = tuple(some)
        return out

    def find_known(self, transcripts: Iterable[Transcript]) -> dict[str, tuple[Mention, ...]]:
        """Where the names stand that were known beforehand; nothing else is looked for."""
        pages = _pages(transcripts)
        counts = count_words(tokens for page in pages for tokens in page.tokens)
        index = KnownNames(self._known, Scales(self._lexicon, counts))
        return {page.id: tuple(_known_in(page, index)) for page in pages}

    def _scales(self, pages: Sequence[Page]) -> Scales:
        """Scales that know how the study writes its words; talk without capitals does not tell."""
        counted = [page for page in pages if page.casing == "mixed"]
        return Scales(
            self._lexicon, count_words(words for page in counted for words in page.tokens)
        )

    @staticmethod
    def _first_pass(
        page: Page, finder: RunFinder, sight: Sight, settler: Settler | None
    ) -> list[list[Mention]]:
        out = []
        for passage in sight.passages(page):
            names = list(finder.find(passage))
            if settler is not None:
                names = settler.settle(passage, names, _taken(passage, finder))
            found = join_lists([name.mention(passage) for name in names], passage.text)
            marks = [match.span() for match in BARE_MARK.finditer(passage.text)]
            out.append(without_overlaps([*find_patterned(passage.text), *found], marks))
        return out

    # --- second pass: what is known by now ----------------------------------------------------

    def _second_pass(
        self,
        page: Page,
        found: Sequence[Sequence[Mention]],
        index: KnownNames,
        finder: RunFinder,
    ) -> Iterator[Mention]:
        initials = self._initials(found)
        here = {
            token.word
            for some in found
            for mention in some
            if mention.sure and mention.kind == "person" and mention.reason != BY_SCORE
            for token in find_tokens(mention.text)
        }
        for stretch, tokens, mentions in zip(page.stretches, page.tokens, found, strict=True):
            passage = Passage(stretch.text, tokens, [None] * len(tokens), page.casing_of(tokens))
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


def _pages(transcripts: Iterable[Transcript]) -> list[Page]:
    return [page_of(transcript) for transcript in sorted(transcripts, key=lambda t: t.id)]


def _taken(passage: Passage, finder: RunFinder) -> list[tuple[int, int]]:
    """What is no name of its own: marks, numbers and addresses, bodies that everybody shares."""
    marks = [match.span() for match in BARE_MARK.finditer(passage.text)]
    patterned = [(one.start, one.end) for one in find_patterned(passage.text)]
    return [*marks, *patterned, *finder.shared(passage)]


def _known_in(page: Page, index: KnownNames) -> Iterator[Mention]:
    for stretch, tokens in zip(page.stretches, page.tokens, strict=True):
        passage = Passage(stretch.text, tokens, [None] * len(tokens), page.casing_of(tokens))
        for mention in index.find(passage):
            yield _moved(mention, stretch.start)


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
