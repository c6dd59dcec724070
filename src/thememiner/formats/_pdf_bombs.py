"""Turns the bytes of a PDF into a refusal where its parts unpack to more than any transcript."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from thememiner.errors import ReadError
from thememiner.formats._limits import MEGABYTE, check_count

_MOST_UNPACKED = 200 * MEGABYTE
_MOST_WRITTEN = 25 * MEGABYTE
_MOST_IN_ONE = 3 * MEGABYTE
_MOST_PARTS = 100_000
_MOST_BRACKETS = 2_000_000
_CHUNK = 1_000_000
_STREAM = re.compile(rb"stream\r?\n")
_TWICE = re.compile(rb"/Filter\s*\[[^\]]{0,200}(?:/Fl|/LZW)[^\]]{0,200}(?:/Fl|/LZW)")
_UNUSUAL = re.compile(rb"/(?:LZW|RunLength)Decode|/Filter[^>]{0,80}#")
_PLAIN = bytes([9, 10, 13, *range(32, 127)])


def refuse_bombs(data: bytes) -> None:
    """Refuse a file whose parts unpack to more than any transcript would.

    Raises:
        ReadError: there are too many parts, too many bytes in them, or parts packed twice.
    """
    if _TWICE.search(data) or _UNUSUAL.search(data):
        raise unreadable("The PDF has parts that are packed twice or unusually, as in a bomb.")
    check_count(data.count(b"stream"), most=2 * _MOST_PARTS, nouns="packed parts")
    check_count(data.count(b" obj"), most=_MOST_PARTS, nouns="parts")
    check_count(data.count(b"["), most=_MOST_BRACKETS, nouns="lists")
    n_unpacked = 0
    n_written = sum(_n_written(data[n : n + _CHUNK]) for n in range(0, len(data), _CHUNK))
    view = memoryview(data)
    for match in _STREAM.finditer(data):
        n_here = 0
        for chunk in _unpacked(view[match.end() :]):
            n_unpacked += len(chunk)
            n_here += _n_written(chunk)
            _check_unpacked(n_unpacked, n_written + n_here, n_here)
        n_written += n_here
    _check_unpacked(n_unpacked, n_written, 0)


def _check_unpacked(n_bytes: int, n_written: int, n_in_one: int) -> None:
    """Refuse more than the pages of an honest document unpack to."""
    if n_bytes > _MOST_UNPACKED or n_written > _MOST_WRITTEN or n_in_one > _MOST_IN_ONE:
        raise unreadable(
            f"The PDF would unpack to more than {_MOST_UNPACKED // MEGABYTE} MB of pictures, "
            f"{_MOST_WRITTEN // MEGABYTE} MB of writing or {_MOST_IN_ONE // MEGABYTE} MB on one "
            "page, as a bomb does."
        )


def _n_written(chunk: bytes) -> int:
    """Bytes of a piece that reads like instructions to write and draw, not like a picture."""
    n_plain = len(chunk) - len(chunk.translate(None, _PLAIN))
    return len(chunk) if 2 * n_plain > len(chunk) else 0


def _unpacked(packed: memoryview) -> Iterator[bytes]:
    """The pieces that a packed part unpacks to; nothing for what is packed in another way."""
    if bytes(packed[:1]) != b"\x78":
        return
    engine = zlib.decompressobj()
    fed, rest = packed[:65536], packed[65536:]
    try:
        while fed and not engine.eof:
            yield engine.decompress(fed, _CHUNK)
            fed = memoryview(engine.unconsumed_tail)
            if not fed:
                fed, rest = rest[:65536], rest[65536:]
    except zlib.error:
        return


def unreadable(found: str, *, expected: str = "a whole PDF without a password.") -> ReadError:
    """An error that says what is wrong with a PDF and what to do."""
    return ReadError(
        found,
        expected=expected,
        remedy="Open it in its own program and save it again, or save the text as .docx or .txt.",
    )
