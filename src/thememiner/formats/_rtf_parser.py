"""Turns the tokens of a rich text (RTF) document into words, paragraphs and table rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from thememiner.formats._document import Run
from thememiner.formats._limits import check_count
from thememiner.formats._rtf_page import RtfPage
from thememiner.formats._rtf_words import (
    CHARACTERS,
    CHARSETS,
    COUNTED,
    MACHINES,
    MARGINS,
    OPEN,
    SKIPPED,
    SYMBOLS,
)

_MOST_TOKENS = 500_000
_TOKEN = re.compile(
    r"(?P<plain>[^\\{}]+)|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|(?P<brace>[{}])"
    r"|(?P<hex>(?:\\'[0-9a-fA-F]{2})+)|\\(?P<symbol>.)|\\",
    re.DOTALL,
)
_UNITS = re.compile(r"(?:\\u-?\d{1,10}[ ]?(?:\\'[0-9a-fA-F]{2}|\?))+")
_UNIT = re.compile(r"\\u(-?\d+)")
_LINE_ENDS = str.maketrans("", "", "\r\n")
Place = Literal["text", "fonts", "box", "margin", "nowhere"]


@dataclass(slots=True)
class _State:
    """What holds inside one pair of braces."""

    place: Place = "text"
    bold: bool = False
    italic: bool = False
    deleted: bool = False
    skip: int = 1
    font: int | None = None
    starred: bool = False

    def inside(self) -> _State:
        """The state at the start of braces within."""
        return _State(self.place, self.bold, self.italic, self.deleted, self.skip, self.font)


class Parser:
    """Walks through the tokens of a document."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.state = _State()
        self.stack: list[_State] = []
        self.pages = {"text": RtfPage(), "box": RtfPage(), "margin": RtfPage()}
        self.codec = "cp1252"
        self.codecs: dict[int, str] = {}
        self.pending = bytearray()
        self.units: list[str] = []
        self.to_skip = 0
        self.seen: Counter[str] = Counter()

    def parse(self) -> bool:
        """Walk to the end of the outer braces; False where the text ends before them."""
        n_tokens = 0
        while match := _TOKEN.match(self.text, self.position):
            n_tokens += 1
            check_count(n_tokens, most=_MOST_TOKENS, nouns="RTF commands and words between them")
            self.position = match.end()
            self._token(match)
            if match.lastgroup == "brace" and not self.stack:
                break
        self._flush()
        for page in self.pages.values():
            page.close()
        return not self.stack

    def _token(self, match: re.Match[str]) -> None:
        kind = match.lastgroup
        if kind == "plain":
            self._plain(match["plain"])
        elif kind == "number" or (kind == "word" and match["word"] == "u"):
            self._numbered(match)
        elif kind == "word":
            self._word(match["word"], None)
        elif kind == "brace":
            self._brace(match["brace"])
        elif kind == "hex":
            self._bytes(bytes.fromhex(match["hex"].replace("\\'", "")))
        elif kind == "symbol":
            self._symbol(match["symbol"])

    def _brace(self, brace: str) -> None:
        self._flush()
        self.to_skip = 0
        if brace == "{":
            self.stack.append(self.state)
            self.state = self.state.inside()
        elif self.stack:
            left = self.state.place
            self.state = self.stack.pop()
            if left == "box" != self.state.place:
                self.pages["box"].close()

    def _plain(self, text: str) -> None:
        """Words; the line ends between them mean nothing."""
        if self.state.place not in self.pages and not self.to_skip:
            return
        if text := text.translate(_LINE_ENDS):
            self._bytes(text.encode("latin-1"))

    def _numbered(self, match: re.Match[str]) -> None:
        """A command with a number; a run of characters beyond the code page is taken at once."""
        word, digits = match["word"], match["number"]
        plain = word == "u" and self.state.skip == 1 and not self.to_skip
        if plain and (run := _UNITS.match(self.text, match.start())):
            self.position = run.end()
            self._units([int(number) for number in _UNIT.findall(run[0])])
            replaced = run[0].endswith("?") or run[0][-4:-2] == "\\'"
            self.to_skip = 0 if replaced else 1
            return
        self._word(word, digits)

    def _bytes(self, data: bytes) -> None:
        if self.to_skip:
            n = min(self.to_skip, len(data))
            self.to_skip -= n
            data = data[n:]
        if self.units and data:
            self._flush()
        if self.state.place in self.pages and not self.state.deleted:
            self.pending += data

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self.state.starred = True
        elif symbol in "\r\n":
            self._par()
        elif self.to_skip:
            self.to_skip -= 1
        elif symbol in SYMBOLS:
            self._add(SYMBOLS[symbol])

    def _word(self, word: str, digits: str | None) -> None:
        number = None if digits is None else max(min(int(digits), 2**31), -(2**31))
        if word == "bin":
            self.position += max(number or 0, 0)
        elif word == "u":
            self._units([number or 0])
            self.to_skip = self.state.skip
        elif word in CHARACTERS:
            self._add(CHARACTERS[word])
        elif action := ACTIONS.get(word):
            self._flush()
            action(self, number)
        elif word in MACHINES:
            self.codec = MACHINES[word]
        else:
            self._destination(word)

    def _destination(self, word: str) -> None:
        """Where the words of a group go: onto the page, into a box, a margin, or nowhere."""
        place: Place | None = None
        if word in ("shptxt", "dptxbxtext"):
            place = "box" if self.state.place in ("text", "box") else "nowhere"
        elif word in MARGINS:
            place = "margin"
        elif word == "fonttbl":
            place = "fonts"
        elif word in COUNTED:
            self.seen[COUNTED[word]] += 1
            place = "nowhere"
        elif word in SKIPPED or (self.state.starred and word not in OPEN):
            place = "nowhere"
        if place and self.state.place != "nowhere":
            self._flush()
            self.state.place = place
        self.state.starred = False

    def _units(self, numbers: Sequence[int]) -> None:
        """Characters by their UTF-16 numbers, negative above 32,767."""
        if self.pending:
            self._flush()
        if self.state.place in self.pages and not self.state.deleted:
            self.units += [chr(number & 0xFFFF) for number in numbers]

    def _add(self, text: str) -> None:
        self._flush()
        page = self.pages.get(self.state.place)
        if page is not None and not self.state.deleted:
            page.runs.append(Run(text, self.state.bold, self.state.italic))

    def _flush(self) -> None:
        """What was gathered as bytes or UTF-16 units, as words on the page."""
        if not self.pending and not self.units:
            return
        units, data = "".join(self.units), bytes(self.pending)
        self.units, self.pending = [], bytearray()
        codec = self.codecs.get(-1 if self.state.font is None else self.state.font, self.codec)
        text = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self._add(text + data.decode(codec, "replace"))

    def _par(self) -> None:
        self._flush()
        if page := self.pages.get(self.state.place):
            page.end_paragraph()
            if self.state.place == "text":
                boxes = self.pages["box"]
                page.paragraphs.extend(boxes.paragraphs)
                self.seen["box"] += len(boxes.paragraphs)
                boxes.paragraphs = []


def _set_look(name: str) -> Callable[[Parser, int | None], None]:
    def action(parser: Parser, number: int | None) -> None:
        setattr(parser.state, name, number != 0)
        parser.seen[name] += number != 0

    return action


def _plain(parser: Parser, _: int | None) -> None:
    parser.state.bold = parser.state.italic = parser.state.deleted = False


def _font(parser: Parser, number: int | None) -> None:
    parser.state.font = number


def _charset(parser: Parser, number: int | None) -> None:
    if parser.state.place == "fonts" and parser.state.font is not None and number in CHARSETS:
        parser.codecs[parser.state.font] = CHARSETS[number or 0]


def _codepage(parser: Parser, number: int | None) -> None:
    name = {65001: "utf-8", 10000: "mac_roman"}.get(number or 0, f"cp{number}")
    try:
        b"".decode(name)
    except LookupError:
        return
    parser.codec = name


def _skip(parser: Parser, number: int | None) -> None:
    parser.state.skip = max(min(number or 0, 100), 0)


def _par(parser: Parser, _: int | None) -> None:
    parser._par()


def _new_look(parser: Parser, _: int | None) -> None:
    if page := parser.pages.get(parser.state.place):
        page.in_table = False


def _in_table(parser: Parser, number: int | None) -> None:
    if page := parser.pages.get(parser.state.place):
        page.in_table = number != 0


def _cell(parser: Parser, _: int | None) -> None:
    if page := parser.pages.get(parser.state.place):
        page.end_cell()


def _row(parser: Parser, _: int | None) -> None:
    if page := parser.pages.get(parser.state.place):
        page.end_row()


ACTIONS: Mapping[str, Callable[[Parser, int | None], None]] = {
    "b": _set_look("bold"),
    "i": _set_look("italic"),
    "deleted": _set_look("deleted"),
    **{name: _par for name in ("par", "sect", "page", "column")},
    "plain": _plain,
    "f": _font,
    "fcharset": _charset,
    "ansicpg": _codepage,
    "uc": _skip,
    "pard": _new_look,
    "intbl": _in_table,
    "cell": _cell,
    "row": _row,
}
