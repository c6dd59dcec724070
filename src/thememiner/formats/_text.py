"""Turns the bytes of a text file into text, and says which encoding it was."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import islice

from thememiner.errors import ReadError
from thememiner.formats._limits import MOST_TEXT, check_size

_EXPECTED = "a text file in UTF-8 (UTF-16 and Windows-1252 are read too)."
_REMEDY = "Open it in the program it belongs to and save it as .txt (UTF-8) or .docx."

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "a rich text (RTF) document"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"\x1f\x8b", "a compressed file"),
)
_OTHER_ENCODINGS = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "mac_roman"),
    *("shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
]
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SYMBOLS = re.compile(r"[¹³¿¥¼¾ªº£¢¡¨¯¸]")
_HIGH = bytes(range(0x80, 0x100))
_LETTERS = bytes(n for n in range(256) if bytes([n]).decode("cp1252", "ignore").isalpha())
_SAMPLE = 200_000


@dataclass(frozen=True)
class Decoded:
    """Text with LF line ends and no byte-order mark, and what a person should know of it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode_text(data: bytes, *, most: int = MOST_TEXT) -> Decoded:
    """Decode a text file of unknown encoding.

    Args:
        data: the bytes of the whole file.
        most: the largest size that is read, bytes.

    Returns:
        The text with every line end as LF; a note names an encoding other than UTF-8.

    Raises:
        ReadError: the file is empty, too large, or is not text.
    """
    check_size(data, most=most, kind="a text file")
    if not data.strip():
        raise empty_file()
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise _not_text(f"The file is {kind}, not text.")
    text, encoding = _decode(data)
    text = text.removeprefix("\ufeff")
    if _is_binary(text):
        raise _not_text("The file holds binary data, not text.")
    notes = [] if encoding == "utf-8" else [_encoding_note(encoding)]
    if _n_line_ends(text) > 1:
        notes.append("mixed line ends were made one kind")
    text = to_line_feeds(text)
    if not text.strip():
        raise empty_file()
    return Decoded(text, encoding, tuple(notes))


def to_line_feeds(text: str) -> str:
    """The text with CRLF and CR as LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def empty_file() -> ReadError:
    """The error for a file with nothing in it."""
    return ReadError(
        "The file is empty.",
        expected="a transcript with some words in it.",
        remedy="Export or save the transcript again, or take the file out of the folder.",
    )


def _not_text(found: str) -> ReadError:
    return ReadError(found, expected=_EXPECTED, remedy=_REMEDY)


def _encoding_note(encoding: str) -> str:
    name = {"cp1252": "Windows-1252"}.get(encoding, encoding.upper().replace("_", "-"))
    return f"the file is not UTF-8; it was read as {name}: check accents and quotation marks"


def _n_line_ends(text: str) -> int:
    pairs = text.count("\r\n")
    return sum((pairs > 0, text.count("\n") > pairs, text.count("\r") > pairs))


def _is_binary(text: str) -> bool:
    few = max(2, len(text) // 200)
    n_controls = sum(1 for _ in islice(_CONTROLS.finditer(text), few + 1))
    return "\x00" in text or n_controls > few


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding), encoding
    encoding = _unmarked_utf16(data)
    if encoding:
        return _strictly(data, encoding), encoding
    if b"\x00" in data:
        raise _not_text("The file holds binary data, not text.")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_legacy(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text(f"The file says it is {encoding.upper()} but is damaged.") from error


def _unmarked_utf16(data: bytes) -> str:
    """The UTF-16 byte order of text without a mark, from where its zero bytes lie; else empty."""
    sample = data[:4000]
    if len(data) % 2 or len(sample) < 4:
        return ""
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _decode_legacy(data: bytes) -> tuple[str, str]:
    """Decode text that is not Unicode: Windows-1252 where it looks like it, else by statistics."""
    western = _western(data)
    if western is not None:
        return western, "cp1252"
    from charset_normalizer import from_bytes

    for match in from_bytes(_telling(data), cp_isolation=_OTHER_ENCODINGS):
        try:
            return data.decode(match.encoding), match.encoding
        except UnicodeDecodeError:
            continue
    raise _not_text("The file is in no text encoding that could be recognised.")


def _telling(data: bytes) -> bytes:
    """Enough of the lines with a byte beyond ASCII to know the encoding by, cut after a word."""
    lines: list[bytes] = []
    size = 0
    for line in data.split(b"\n"):
        if not line.isascii():
            lines.append(line)
            size += len(line)
        if size > _SAMPLE:
            break
    told = b"\n".join(lines)
    if len(told) <= _SAMPLE:
        return told
    cut = max(told.rfind(sign, 0, _SAMPLE) for sign in (b" ", b"\n"))
    return told[: cut if cut > 0 else _SAMPLE]


def _western(data: bytes) -> str | None:
    """The text as Windows-1252 if it is mostly plain letters with some accents, else None."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    n_high, n_letters = (len(data) - len(data.translate(None, some)) for some in (_HIGH, _LETTERS))
    if n_high > 0.15 * max(n_letters, 7) or _has_symbol_in_word(text):
        return None
    return text


def _has_symbol_in_word(text: str) -> bool:
    """Whether a sign such as ``¿`` or ``£`` stands between two letters, as in misread text."""
    return any(
        text[match.start() - 1 : match.start()].isalpha()
        and text[match.end() : match.end() + 1].isalpha()
        for match in _SYMBOLS.finditer(text)
    )
