"""Lists of texts into themes or suggestions, without a study."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from thememiner.codebooks import load_codebook
from thememiner.errors import SettingsError
from thememiner.matches import Matcher
from thememiner.records import Codebook, Suggestion, ThemeSet, Unit
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
    encoder: str = "all-MiniLM-L6-v2",
) -> list[tuple[Suggestion, ...]]:
    """Codes for any texts, from the codebook alone.

    Args:
        texts: one unit each.
        codebook: a ``Codebook``, the name of a built-in one, or a path.
        top: suggestions for each text at most.
        encoder: name or folder of the encoder.

    Returns:
        For each text, in the order given, its suggestions, best first; none where no code fits.

    Raises:
        CodebookError: no such codebook, or one with faults.
    """
    if isinstance(texts, str):
        raise SettingsError("texts is one string. Give a list of strings: [text].")
    return _matcher(load_codebook(codebook).model_dump_json(), encoder).suggest(texts, top=top)


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
