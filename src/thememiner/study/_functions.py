"""Lists of texts into themes or suggestions, without a study."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

from thememiner.codebooks import load_codebook
from thememiner.errors import ModelError, SettingsError
from thememiner.matches import Matcher, Suggested, make_decided
from thememiner.records import Codebook, ThemeSet, Unit, ValenceReading
from thememiner.study._toolbox import MemoryCache, Toolbox
from thememiner.themes import TARGET_UNASSIGNED, NThemes, find_theme_set
from thememiner.units import find_set_aside


def find_themes(
    texts: Sequence[str],
    groups: Sequence[str] | None = None,
    seed: int = 0,
    n_themes: NThemes = None,
    *,
    target_unassigned: float = TARGET_UNASSIGNED,
    encoder: str = "all-MiniLM-L6-v2",
) -> ThemeSet:
    """Candidate themes of any texts.

    Args:
        texts: one unit each; blank ones and back-channels are set aside with the reason.
        groups: who said each text, so that quotes come from different people and a saying repeated by
            one of them counts once; None takes every text for another person's.
        seed: of every random choice.
        n_themes: number of themes, or fewest and most; None lets the texts decide (8 to 20 from 400 texts
            on, fewer below).
        target_unassigned: largest share of the texts looked at that may be in no theme, 0 to 1.
        encoder: name or folder of the encoder.

    Returns:
        A ``ThemeSet`` whose ``labels`` hold the theme id, or None, for each text in the order given.

    Raises:
        TooFewUnitsError: too few texts to look for themes in.
        SettingsError: ``groups`` is not as long as ``texts``, or a number is not possible.
    """
    if groups is not None and len(groups) != len(texts):
        raise SettingsError(
            f"There are {len(texts)} texts but {len(groups)} groups. Give one each."
        )
    units = _units(texts, groups)
    tools = _toolbox(encoder)
    set_aside = find_set_aside(units)
    return find_theme_set(
        units,
        tools.embed([unit.text for unit in units]),
        set_aside=set_aside,
        tools=tools.theme_tools,
        n_themes=n_themes,
        seed=seed,
        target_unassigned=target_unassigned,
    )


def suggest(
    texts: Sequence[str],
    codebook: str | Path | Codebook,
    top: int = 3,
    *,
    questions: Sequence[str | None] | None = None,
    encoder: str = "all-MiniLM-L6-v2",
) -> list[Suggested]:
    """Codes for any texts, from the codebook alone.

    Args:
        texts: one unit each.
        codebook: a ``Codebook``, the name of a built-in one, or a path.
        top: suggestions for each text at most.
        questions: what each text answers, or None; heard beside the text, which keeps its own words.
        encoder: name or folder of the encoder.

    Returns:
        For each text, in the order given, its suggestions, best first; none where no code fits. Each has
        the probability of that as ``no_code``.

    Raises:
        CodebookError: no such codebook, or one with faults.
    """
    matcher = _matcher(load_codebook(codebook).model_dump_json(), encoder)
    return matcher.suggest(_list(texts), top=top, questions=questions)


def valence(
    texts: Sequence[str], *, encoder: str = "all-MiniLM-L6-v2"
) -> tuple[ValenceReading, ...]:
    """What any texts lean towards: barrier, enabler, both or neither, and whether it happened.

    Args:
        texts: one unit each.
        encoder: name or folder of the encoder.
    """
    tools = _toolbox(encoder)
    reader = tools.valence_reader()
    if reader is None:
        raise ModelError("The statements that teach valence are missing. Install thememiner again.")
    return tuple(reader.read(_list(texts), tools.embed(_list(texts))))


def learn(
    codebook: str | Path | Codebook,
    texts: Sequence[str],
    codes: Sequence[Collection[str]],
    *,
    groups: Sequence[str] | None = None,
    encoder: str = "all-MiniLM-L6-v2",
) -> Matcher:
    """A matcher taught by a codebook and by texts that people coded with it.

    Args:
        codebook: a ``Codebook``, the name of a built-in one, or a path.
        texts: what was coded.
        codes: for each text the ids of its codes; an empty collection where none fits.
        groups: who said each text, or where it comes from. Probabilities are calibrated on groups left
            out; None takes each text for a group of its own.
        encoder: name or folder of the encoder.

    Returns:
        A matcher whose ``suggest(texts, top=3)`` is that of ``suggest``.

    Raises:
        CodebookError: no such codebook, or one with faults.
        SettingsError: there is not one collection of codes for each text, or a code is unknown.
    """
    tools, known = _toolbox(encoder), _list(texts)
    if any(isinstance(some, str) for some in codes):
        raise SettingsError(
            "codes has a string where a list of code ids is needed. Give one list for each text: "
            "[['code-a'], []]."
        )
    base = _matcher(load_codebook(codebook).model_dump_json(), encoder)
    decided = make_decided(
        known, tools.embed(known), [frozenset(some) for some in codes], groups=groups
    )
    return tools.learn(base, decided)


def _list(texts: Sequence[str]) -> list[str]:
    if isinstance(texts, str):
        raise SettingsError("texts is one string. Give a list of strings: [text].")
    return list(texts)


@lru_cache(maxsize=2)
def _toolbox(encoder: str) -> Toolbox:
    return Toolbox(encoder, cache=MemoryCache())


@lru_cache(maxsize=8)
def _matcher(codebook: str, encoder: str) -> Matcher:
    return _toolbox(encoder).matcher(Codebook.model_validate_json(codebook))


def _units(texts: Sequence[str], groups: Sequence[str] | None) -> list[Unit]:
    """One unit for each text; equal texts of one group get numbered ids, whatever their order."""
    if isinstance(texts, str):
        raise SettingsError("texts is one string. Give a list of strings: [text].")
    seen: dict[tuple[str, str | None], int] = {}
    units: list[Unit] = []
    for i, text in enumerate(texts):
        group = str(groups[i]) if groups is not None else None
        n = seen[text, group] = seen.get((text, group), 0) + 1
        name = hashlib.sha256(f"{group or ''}\n{text}".encode("utf-8", "replace")).hexdigest()[:10]
        source = f"t{name}" if n == 1 else f"t{name}.{n}"
        units.append(
            Unit(
                id=f"{source}:0-{len(text)}",
                transcript_id=source,
                start=0,
                end=len(text),
                text=text,
                person=group if group is not None else source,
            )
        )
    return units
