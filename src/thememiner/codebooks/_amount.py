"""The amount of a codebook into a refusal where nobody could work with so much, or means harm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from thememiner.errors import CodebookError
from thememiner.records import Code

MOST_BYTES = 10_000_000
MOST_CODES = 5_000
MOST_LEVELS = 40
LONGEST_NAME = 1_000
LONGEST_TEXT = 50_000
MOST_ITEMS = 2_000
_MOST_FAULTS = 20


def check_bytes(n_bytes: int, *, name: str) -> None:
    """Let files of a sensible size pass.

    Raises:
        CodebookError: the file is larger.
    """
    if n_bytes > MOST_BYTES:
        raise CodebookError(
            f"The codebook {name} has {n_bytes:,} bytes; at most {MOST_BYTES:,} are read. Check that "
            "it is the right file, and take out what is no code."
        )


def check_number(n_codes: int, *, name: str) -> None:
    """Let codebooks pass that people can code with.

    Raises:
        CodebookError: there are more codes.
    """
    if n_codes > MOST_CODES:
        raise CodebookError(
            f"The codebook {name} has {n_codes:,} codes; at most {MOST_CODES:,} are read, and no team "
            "can tell even so many apart. Check that it is the right file, or split it."
        )


def find_long_texts(row: Mapping[str, Any], where: str) -> list[str]:
    """Faults of one code: names, texts and lists that are longer than any that people write."""
    faults = []
    for key, value in row.items():
        longest = LONGEST_NAME if key in ("id", "name", "parent") else LONGEST_TEXT
        items: Sequence[Any] = value if isinstance(value, list | tuple) else (value,)
        if len(items) > MOST_ITEMS:
            faults.append(f"{key} of {where} has {len(items):,} entries, at most {MOST_ITEMS:,}")
        elif any(_length(item) > longest for item in items):
            faults.append(f"{key} of {where} is longer than {longest:,} characters")
    return faults


def find_deep_codes(codes: Sequence[Code]) -> list[str]:
    """A fault where codes stand below each other in more levels than can be drawn."""
    above = {code.id: code.parent for code in codes}
    for code in codes:
        levels, at = 0, code.parent
        while at is not None and levels <= MOST_LEVELS:
            levels, at = levels + 1, above.get(at)
        if levels > MOST_LEVELS:
            return [f"{code.id[:80]} stands below more than {MOST_LEVELS} others"]
    return []


def say_faults(faults: Sequence[str]) -> str:
    """The first faults, and how many more there are."""
    shown = [
        fault if len(fault) <= 300 else f"{fault[:300]} […]" for fault in faults[:_MOST_FAULTS]
    ]
    more = len(faults) - len(shown)
    return "; ".join(shown) + (f"; and {more:,} more" if more else "")


def _length(item: object) -> int:
    if isinstance(item, str):
        return len(item)
    if isinstance(item, Mapping):
        return max((_length(value) for value in item.values()), default=0)
    return 0
