"""Turns an ELAN file into a ``Transcript``: tiers are speakers, annotations in time order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from thememiner.errors import ReadError
from thememiner.formats._eaf import Tier, parse_eaf
from thememiner.read._make import make_transcript, source_of
from thememiner.read._utterances import Utterance, join_utterances, labels_note
from thememiner.records import Transcript


def read_eaf(data: bytes, *, format: str = "eaf") -> Transcript:
    """Read the bytes of an ELAN file.

    Independent tiers are speech, each under its participant or its own name. A tier that hangs on
    another (translation, gloss, part of speech) and a tier with values from a fixed list (gestures,
    codes) are not, and a note names them.

    Raises:
        ReadError: the bytes are no ELAN file, or no tier has any words.
    """
    tiers = parse_eaf(data)
    chosen, notes = _spoken_tiers(tiers)
    spoken = tuple(_in_time(chosen))
    if not spoken:
        raise ReadError(
            f"The ELAN file has {len(tiers)} tiers, but none with words.",
            expected="at least one annotation with words.",
            remedy="Check that the file was saved after transcription.",
        )
    return make_transcript(
        join_utterances(spoken),
        source=source_of(data, format=format),
        notes=(*notes, *_broken(spoken), *labels_note(spoken)),
    )


def _spoken_tiers(tiers: Sequence[Tier]) -> tuple[tuple[Tier, ...], tuple[str, ...]]:
    """The tiers that hold talk, and notes on the others."""
    notes = []
    roots = [tier for tier in tiers if tier.parent is None]
    chosen = [tier for tier in roots if not tier.closed and tier.n_with_words]
    for root in roots:
        if not root.n_with_words and (below := _first_below(root, tiers)):
            chosen.append(below)
            notes.append(
                f"the tier {root.name} is empty; {below.name}, which hangs on it, was read"
            )
    if not chosen:
        chosen = [tier for tier in tiers if tier.n_with_words]
        if chosen:
            notes.append("all tiers were read: none is independent with words of its own")
    left = [tier for tier in tiers if tier not in chosen and tier.n_with_words]
    if left:
        named = "; ".join(f"{tier.name} ({_reason(tier)}, {tier.n_with_words})" for tier in left)
        notes.append(f"tiers left out, with their number of annotations: {named}")
    return tuple(chosen), tuple(notes)


def _reason(tier: Tier) -> str:
    return f"hangs on {tier.parent}" if tier.parent else "values of a fixed list"


def _first_below(root: Tier, tiers: Iterable[Tier]) -> Tier | None:
    """The first tier with words that hangs on this one."""
    return next(
        (tier for tier in tiers if tier.parent == root.name and tier.n_with_words > 0), None
    )


def _in_time(tiers: Iterable[Tier]) -> Iterator[Utterance]:
    """All annotations with words by their begin; one without a time follows the one before."""
    placed = []
    for tier in tiers:
        last = 0.0
        for one in tier.annotations:
            last = last if one.began_s is None else one.began_s
            if one.text:
                label = tier.participant or tier.name
                placed.append((last, Utterance(label, one.text, one.began_s, one.ended_s)))
    yield from (utterance for _, utterance in sorted(placed, key=lambda one: one[0]))


def _broken(spoken: Iterable[Utterance]) -> tuple[str, ...]:
    n_broken = sum(1 for one in spoken if one.began_s is None or one.ended_s is None)
    if not n_broken:
        return ()
    have = "1 annotation has" if n_broken == 1 else f"{n_broken} annotations have"
    return (f"{have} broken times; the words were kept without them",)
