"""Turns the bytes of a PDF into lines of words with their places on the page.

pypdfium2 gives each character with its box, thirty times faster than the readers in pure Python.
PDFium keeps state of its own, so one document is read at a time.
"""

from __future__ import annotations

import ctypes
import re
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from thememiner.errors import ReadError
from thememiner.formats._limits import check_size

_MOST_BYTES = 200_000_000
_MOST_UNPACKED = 200_000_000
_MOST_PAGES = 2_000
_MOST_CHARACTERS = 500_000
_CHUNK = 1_000_000
_PASSWORD = 4
_LINE_END_HYPHENS = frozenset((0x02, 0xFFFE))
_BREAKS = frozenset((0x0A, 0x0D))
_FORCED_BOLD, _ITALIC = 1 << 18, 1 << 6
_BOLD_NAME = re.compile(rb"bold|black|heavy", re.IGNORECASE)
_ITALIC_NAME = re.compile(rb"italic|oblique", re.IGNORECASE)
_STREAM = re.compile(rb"stream\r?\n")
_TWICE = re.compile(rb"/Filter\s*\[[^\]]{0,200}(?:/Fl|/LZW)[^\]]{0,200}(?:/Fl|/LZW)")
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Word:
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
        raise _unreadable("The file ends in .pdf but is no PDF.")
    _refuse_bombs(data)
    with _LOCK:
        pages = tuple(_pages(data))
    if not any(page.lines for page in pages):
        raise ReadError(
            f"The PDF holds no text: its {len(pages)} pages are pictures, as from a scanner.",
            expected="a PDF whose words can be selected.",
            remedy="Run text recognition (OCR) on it, or use the document that it was made from.",
        )
    return pages


def _unreadable(found: str, *, expected: str = "a whole PDF without a password.") -> ReadError:
    return ReadError(
        found,
        expected=expected,
        remedy="Open it in its own program and save it again, or save the text as .docx or .txt.",
    )


def _refuse_bombs(data: bytes) -> None:
    """Refuse a file whose parts unpack to more than any transcript would."""
    if _TWICE.search(data):
        raise _unreadable("The PDF has parts that are packed twice, as in a bomb.")
    left = _MOST_UNPACKED
    view = memoryview(data)
    for match in _STREAM.finditer(data):
        if data[match.end() : match.end() + 1] == b"\x78":
            left -= _unpacked(view[match.end() :], most=left)
        if left <= 0:
            raise _unreadable(
                "The PDF would unpack to more than "
                f"{_MOST_UNPACKED // 1_000_000} MB, as large pictures or a bomb do."
            )


def _unpacked(packed: memoryview, *, most: int) -> int:
    """How many bytes a packed part unpacks to, counted up to ``most``."""
    engine, size = zlib.decompressobj(), 0
    fed = packed[:65536]
    rest = packed[65536:]
    try:
        while fed and size < most and not engine.eof:
            size += len(engine.decompress(fed, _CHUNK))
            fed = memoryview(engine.unconsumed_tail)
            if not fed:
                fed, rest = rest[:65536], rest[65536:]
    except zlib.error:
        return size
    return size


def _pages(data: bytes) -> Iterator[Page]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD:
            raise _unreadable("The PDF is protected by a password.") from error
        raise _unreadable("The PDF is damaged or cut off.") from error
    try:
        if len(document) > _MOST_PAGES:
            raise _unreadable(
                f"The PDF has {len(document):,} pages.", expected=f"at most {_MOST_PAGES:,}."
            )
        yield from _each_page(document)
    except pypdfium2.PdfiumError as error:
        raise _unreadable("The PDF is damaged: a page of it cannot be opened.") from error
    finally:
        document.close()


def _each_page(document: Any) -> Iterator[Page]:
    from pypdfium2 import raw

    n_left = _MOST_CHARACTERS
    for n in range(len(document)):
        page = document[n]
        text = page.get_textpage()
        n_characters = raw.FPDFText_CountChars(text)
        n_left -= n_characters
        if n_left < 0:
            raise _unreadable(
                f"The PDF has more than {_MOST_CHARACTERS:,} characters.",
                expected="one conversation in a file.",
            )
        yield Page(page.get_height(), tuple(_lines(_Glyphs(raw, text, n_characters))))
        text.close()
        page.close()


class _Glyphs:
    """The characters of one page; PDFium writes what it is asked into the same few cells."""

    def __init__(self, raw: Any, page: Any, n_characters: int) -> None:
        self._raw, self._page = raw, page
        self.codes = [raw.FPDFText_GetUnicode(page, n) for n in range(n_characters)]
        self._box = [ctypes.c_double() for _ in range(4)]
        self._origin = [ctypes.c_double() for _ in range(2)]
        self._room = raw.FS_RECTF()
        self._name, self._flags = ctypes.create_string_buffer(128), ctypes.c_int()

    def word(self, start: int, end: int) -> Word:
        """The word from one character to another."""
        raw, page = self._raw, self._page
        raw.FPDFText_GetCharBox(page, end - 1, *self._box)
        right = self._box[1].value
        raw.FPDFText_GetCharBox(page, start, *self._box)
        raw.FPDFText_GetCharOrigin(page, start, *self._origin)
        raw.FPDFText_GetLooseCharBox(page, start, self._room)
        raw.FPDFText_GetFontInfo(page, start, self._name, 128, self._flags)
        name, flags = self._name.value, self._flags.value
        return Word(
            _characters(self.codes[start:end]),
            self._box[0].value,
            max(right, self._box[1].value),
            self._origin[1].value,
            abs(self._room.top - self._room.bottom),
            bold=bool(flags & _FORCED_BOLD or _BOLD_NAME.search(name)),
            italic=bool(flags & _ITALIC or _ITALIC_NAME.search(name)),
        )


def _lines(glyphs: _Glyphs) -> Iterator[Line]:
    """Words gathered into lines; a new line begins at a break, a hyphen or another height."""
    words: list[Word] = []
    start = 0
    for n, code in enumerate([*glyphs.codes, 0x0A]):
        ends_line = code in _BREAKS or code in _LINE_END_HYPHENS
        if not ends_line and not chr(code).isspace():
            continue
        if start < n:
            word = glyphs.word(start, n)
            if words and abs(word.base - words[-1].base) > 0.6 * max(word.size, 1):
                yield Line(tuple(words))
                words = []
            words.append(word)
        start = n + 1
        if ends_line and words:
            yield Line(tuple(words), hyphen=code in _LINE_END_HYPHENS)
            words = []


def _characters(codes: list[int]) -> str:
    """Characters from PDFium's code points, UTF-16 halves put together."""
    text = "".join(map(chr, codes)).replace("\x00", "").replace("\xad", "")
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
