"""Turns the bytes of a PDF into lines of words with their places on the page.

pypdfium2 gives each character with its box, thirty times faster than the readers in pure Python.
PDFium keeps state of its own, so one document is read at a time.
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from thememiner.errors import ReadError
from thememiner.formats._limits import MEGABYTE, check_count, check_size
from thememiner.formats._pdf_bombs import refuse_bombs, unreadable

_MOST_BYTES = 100 * MEGABYTE
_MOST_PAGES = 2_000
_MOST_CHARACTERS = 900_000
_MOST_LINES = 20_000
_PASSWORD = 4
_HYPHENS = "\x02\ufffe"
_ENDS_OF_LINES = frozenset(_HYPHENS + "\n\r")
_PIECES = re.compile(rf"[^\s{_HYPHENS}]+|[\n\r{_HYPHENS}]")
_FORCED_BOLD, _ITALIC = 1 << 18, 1 << 6
_BOLD_NAME = re.compile(rb"bold|black|heavy", re.IGNORECASE)
_ITALIC_NAME = re.compile(rb"italic|oblique", re.IGNORECASE)
_LOCK = threading.Lock()


class Word(NamedTuple):
    """A word on a page; lengths in points, from the lower left corner.

    Attributes:
        text: its characters.
        left: where it begins.
        right: where it ends.
        base: height of the line it stands on.
        size: height of its letters with room above and below.
        bold: True in a bold font.
        italic: True in a slanted font.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Line:
    """Words on one line, in the order in which they are written.

    Attributes:
        words: at least one.
        hyphen: True where the last word is cut by a hyphen that is not among its characters.
    """

    words: tuple[Word, ...]
    hyphen: bool = False


@dataclass(frozen=True)
class Page:
    """One page; height in points, lines in the order of the file."""

    height: float
    lines: tuple[Line, ...]


def parse_pdf(data: bytes) -> tuple[Page, ...]:
    """Parse a PDF.

    Args:
        data: the bytes of the whole file.

    Returns:
        Its pages with their lines.

    Raises:
        ReadError: the file is protected by a password, damaged, a bomb, too large, or holds
            pictures of pages only.
    """
    check_size(data, most=_MOST_BYTES, kind="a PDF")
    if b"%PDF" not in data[:2048]:
        raise unreadable("The file ends in .pdf but is no PDF.")
    refuse_bombs(data)
    with _LOCK:
        pages = tuple(_pages(data))
    if not any(page.lines for page in pages):
        raise ReadError(
            f"The PDF holds no text: its {len(pages)} pages are pictures, as from a scanner.",
            expected="a PDF whose words can be selected.",
            remedy="Run text recognition (OCR) on it, or use the document that it was made from.",
        )
    return pages


def _pages(data: bytes) -> Iterator[Page]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise unreadable("The PDF is protected by a password.") from error
        raise unreadable("The PDF is damaged or cut off.") from error
    try:
        if len(document) > _MOST_PAGES:
            raise unreadable(
                f"The PDF has {len(document):,} pages.", expected=f"at most {_MOST_PAGES:,}."
            )
        yield from _each_page(document)
    except pypdfium2.PdfiumError as error:
        raise unreadable("The PDF is damaged: a page of it cannot be opened.") from error
    finally:
        document.close()


def _each_page(document: Any) -> Iterator[Page]:
    from pypdfium2 import raw

    n_seen = n_lines = 0
    for n in range(len(document)):
        page = document[n]
        text = page.get_textpage()
        n_characters = raw.FPDFText_CountChars(text)
        n_seen += n_characters
        check_count(n_seen, most=_MOST_CHARACTERS, nouns="characters")
        lines = tuple(_lines(_Glyphs(raw, text.raw, n_characters)))
        n_lines += len(lines)
        check_count(n_lines, most=_MOST_LINES, nouns="lines")
        yield Page(page.get_height(), lines)
        text.close()
        page.close()


class _Glyphs:
    """The characters of one page; PDFium writes what it is asked into the same few cells."""

    def __init__(self, raw: Any, page: Any, n_characters: int) -> None:
        self._raw, self._page = raw, page
        self.text = self._read_text(n_characters)
        self._origin = [ctypes.c_double() for _ in range(2)]
        self._room = raw.FS_RECTF()
        self._room_there = ctypes.byref(self._room)
        self._name, self._flags = ctypes.create_string_buffer(128), ctypes.c_int()

    def _read_text(self, n_characters: int) -> str:
        """One character for each of PDFium's, halves of UTF-16 pairs among them."""
        units = (ctypes.c_ushort * (n_characters + 1))()
        n_written = self._raw.FPDFText_GetText(self._page, 0, n_characters, units)
        if n_written == n_characters + 1:
            return "".join(map(chr, units[:n_characters]))
        get = self._raw.FPDFText_GetUnicode
        return "".join(chr(get(self._page, n)) for n in range(n_characters))

    def frame(self, start: int, end: int) -> tuple[float, float, float, float]:
        """Where a word begins and ends, and the foot and top of its first letter's room."""
        get, page, room = self._raw.FPDFText_GetLooseCharBox, self._page, self._room
        right = 0.0
        if end - 1 > start:
            get(page, end - 1, self._room_there)
            right = room.right
        get(page, start, self._room_there)
        left, own, foot, top = room.left, room.right, room.bottom, room.top
        return left, own if own > right else right, foot, top

    def base(self, n: int) -> float:
        """The height of the line on which a character stands."""
        self._raw.FPDFText_GetCharOrigin(self._page, n, *self._origin)
        return float(self._origin[1].value)

    def look(self, n: int) -> tuple[bool, bool]:
        """Whether a character is bold and whether it is slanted, by its font."""
        self._raw.FPDFText_GetFontInfo(self._page, n, self._name, 128, self._flags)
        return _look_of(self._name.value, self._flags.value)


@lru_cache(256)
def _look_of(name: bytes, flags: int) -> tuple[bool, bool]:
    bold = bool(flags & _FORCED_BOLD or _BOLD_NAME.search(name))
    return bold, bool(flags & _ITALIC or _ITALIC_NAME.search(name))


class _Gathered:
    """The words of the line at hand."""

    def __init__(self, glyphs: _Glyphs) -> None:
        self._glyphs = glyphs
        self.words: list[Word] = []
        self._starts: list[int] = []
        self._look = (False, False)
        self._base = self._foot = 0.0

    def takes(self, match: re.Match[str]) -> bool:
        """Take a word if it stands on this line; one whose room has the same foot does."""
        start = match.start()
        left, right, foot, top = self._glyphs.frame(start, match.end())
        size = abs(top - foot)
        if not self.words or abs(foot - self._foot) > 0.05 * size:
            base = self._glyphs.base(start)
            if self.words and abs(base - self._base) > 0.6 * max(size, 1.0):
                return False
            self._base, self._foot = base, foot
        if not self.words:
            self._look = self._glyphs.look(start)
        self.words.append(Word(_characters(match[0]), left, right, self._base, size, *self._look))
        self._starts.append(start)
        return True

    def line(self, *, hyphen: bool = False) -> Line:
        """The line; words between two of one look are taken to have it too."""
        words, starts = self.words, self._starts
        self.words, self._starts = [], []
        if len(words) > 1 and self._glyphs.look(starts[-1]) != self._look:
            looks = [self._glyphs.look(start) for start in starts]
            pairs = zip(words, looks, strict=True)
            words = [word._replace(bold=look[0], italic=look[1]) for word, look in pairs]
        return Line(tuple(words), hyphen)


def _lines(glyphs: _Glyphs) -> Iterator[Line]:
    """Words gathered into lines; a new line begins at a break, a hyphen or another height."""
    gathered = _Gathered(glyphs)
    for match in _PIECES.finditer(glyphs.text):
        if match[0] in _ENDS_OF_LINES:
            if gathered.words:
                yield gathered.line(hyphen=match[0] in _HYPHENS)
        elif not gathered.takes(match):
            yield gathered.line()
            gathered.takes(match)
    if gathered.words:
        yield gathered.line()


def _characters(text: str) -> str:
    """Characters without those that are not seen, halves of UTF-16 pairs put together."""
    if text.isascii() and "\x00" not in text:
        return text
    text = text.replace("\x00", "").replace("\xad", "")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
