"""Stretches of talk into the sentences that a recogniser looks at, and what it sees back into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from thememiner.privacy._evidence import Scales
from thememiner.privacy._mentions import Found, Guess, NameRecogniser, Tag
from thememiner.privacy._pages import Page
from thememiner.privacy._passage import Passage
from thememiner.privacy._tokens import Token
from thememiner.privacy._word_clues import WordKinds

_NO_NEED = -2.0
_SHORT_SHOUT = 4
_ENDS = frozenset(".?!…\n")


class Sight:
    """What a recogniser sees in the pages of a study.

    Args:
        pages: all of them, so that it looks at each sentence once.
        scales: tell words that may be names.
        recogniser: guesses names; None to see nothing.
        kinds: tells names that are words as well; None to leave out parts of speech.
    """

    def __init__(
        self,
        pages: Sequence[Page],
        scales: Scales,
        recogniser: NameRecogniser | None,
        *,
        kinds: WordKinds | None = None,
    ) -> None:
        self._scales, self._kinds = scales, kinds
        self._guesses: Mapping[str, Sequence[Found]] = {}
        self._tags: Mapping[str, Sequence[Tag]] = {}
        if recogniser is not None:
            named = sorted({text for page in pages for text in self._named(page)})
            self._guesses = dict(zip(named, recogniser.find(named), strict=True))
        if recogniser is not None and kinds is not None:
            asked = sorted({text for page in pages for text in _doubtful(page, kinds)})
            self._tags = dict(zip(asked, recogniser.tag(asked), strict=True))

    def passages(self, page: Page) -> Iterator[Passage]:
        """The stretches of a page with what is seen in them, in order."""
        for stretch, tokens in zip(page.stretches, page.tokens, strict=True):
            casing = page.casing_of(tokens)
            tags: Sequence[Tag | None] = ()
            if self._tags and self._kinds is not None:
                small = casing == "small"
                asked = doubtful_sentences(stretch.text, tokens, self._kinds, small=small)
                tags = tags_in(tokens, list(asked), self._tags)
            seen = guesses_in(stretch.text, tokens, self._scales, self._guesses)
            yield Passage(stretch.text, tokens, seen, casing, tags)

    def _named(self, page: Page) -> Iterator[str]:
        if page.casing != "mixed":
            return
        for stretch, tokens in zip(page.stretches, page.tokens, strict=True):
            for _, text in named_sentences(stretch.text, tokens, self._scales):
                yield text


def _doubtful(page: Page, kinds: WordKinds) -> Iterator[str]:
    for stretch, tokens in zip(page.stretches, page.tokens, strict=True):
        small = page.casing_of(tokens) == "small"
        for _, text in doubtful_sentences(stretch.text, tokens, kinds, small=small):
            yield text


def named_sentences(
    text: str, tokens: Sequence[Token], scales: Scales
) -> Iterator[tuple[int, str]]:
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
    if not token.capital or (token.shout and len(token.text) <= _SHORT_SHOUT):
        return False
    if not token.opens:
        return True
    return scales.word_score(token.word) > _NO_NEED or scales.lexicon.is_name(token.word)


def guesses_in(
    text: str, tokens: Sequence[Token], scales: Scales, guesses: Mapping[str, Sequence[Found]]
) -> list[Guess | None]:
    """What the recogniser takes each word for; None where it sees no name."""
    out: list[Guess | None] = [None] * len(tokens)
    if not guesses:
        return out
    for base, sentence in named_sentences(text, tokens, scales):
        for found in guesses.get(sentence, ()):
            for n, token in enumerate(tokens):
                if token.start < base + found.end and base + found.start < token.end:
                    out[n] = found.guess
    return out


def doubtful_sentences(
    text: str, tokens: Sequence[Token], kinds: WordKinds, *, small: bool
) -> Iterator[tuple[int, str]]:
    """The sentences with a word that the scorer looks at.

    Args:
        text: a stretch of talk.
        tokens: its words.
        kinds: tells words that may be names.
        small: the talk has no capitals, so that names that are words count in small letters too.
    """
    first = 0
    for at in range(1, len(tokens) + 1):
        if at < len(tokens) and not (
            tokens[at].opens and _ENDS & set(text[tokens[at - 1].end : tokens[at].start])
        ):
            continue
        if any(kinds.may_be_name(token, small=small) for token in tokens[first:at]):
            end = tokens[at].start if at < len(tokens) else len(text)
            yield tokens[first].start, text[tokens[first].start : end].rstrip()
        first = at


def tags_in(
    tokens: Sequence[Token], sentences: Sequence[tuple[int, str]], tags: Mapping[str, Sequence[Tag]]
) -> list[Tag | None]:
    """What the tagger sees in each word; None where it was not asked."""
    starts = {
        base + tag.start: tag for base, sentence in sentences for tag in tags.get(sentence, ())
    }
    return [starts.get(token.start) for token in tokens]
