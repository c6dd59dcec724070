"""Turns sizes and counts of a file into a refusal where no conversation is that large.

Below these limits a file is read within about two seconds and 500 MB. Each limit lies well above the
longest material: a focus group of four hours has 40,000 words in 4,000 turns, 300 pages of a PDF have
800,000 characters in 14,000 lines, 300,000 words are 1.8 million characters, and 20,000 people who answer two
questions make 80,000 turns, the questions among them.
"""

from __future__ import annotations

import math

from thememiner.errors import ReadError

MEGABYTE = 1_000_000
MOST_FILE = 200 * MEGABYTE
MOST_TEXT = 20 * MEGABYTE
MOST_CHARACTERS = 10_000_000
MOST_LINES = 60_000
MOST_ROWS = 50_000
MOST_CELLS = 1_000_000
MOST_COLUMNS = 2_000
MOST_TALK = 40_000
MOST_PARAGRAPHS = 40_000
MOST_TURNS = 100_000

_REMEDY = "Check that it is the right file; save each conversation as a file of its own."


def check_size(data: bytes | int, *, most: int, kind: str) -> None:
    """Let files of a sensible size pass.

    Args:
        data: the bytes of the whole file, or how many there are.
        most: the largest size that is read, bytes.
        kind: what the file should be, with its article, for the message.

    Raises:
        ReadError: the file is larger.
    """
    n_bytes = data if isinstance(data, int) else len(data)
    if n_bytes > most:
        raise ReadError(
            f"The file has {_megabytes(n_bytes)} MB, too much for {kind}.",
            expected=f"at most {_megabytes(most)} MB; a day of talk is far smaller.",
            remedy=_REMEDY,
        )


def check_count(n: int, *, most: int, nouns: str) -> None:
    """Let files pass that have no more of something than a conversation has.

    Args:
        n: how many there are.
        most: how many are read.
        nouns: what was counted, for the message: ``lines``.

    Raises:
        ReadError: there are more.
    """
    if n > most:
        raise ReadError(
            f"The file has more than {most:,} {nouns}.",
            expected=f"one conversation in a file; a day of talk has far fewer {nouns}.",
            remedy=_REMEDY,
        )


def check_text(text: str) -> None:
    """Let texts pass that are no longer than a conversation, in characters and in lines.

    Raises:
        ReadError: the text is longer.
    """
    check_count(len(text), most=MOST_CHARACTERS, nouns="characters")
    check_count(text.count("\n"), most=MOST_LINES, nouns="lines")


def _megabytes(n_bytes: int) -> str:
    """Megabytes with one decimal, rounded up."""
    return f"{math.ceil(n_bytes * 10 / MEGABYTE) / 10:,.1f}".removesuffix(".0")
