"""Turns the bytes of a rich text (RTF) document into its paragraphs.

Our own small parse: striprtf loses bold words, text boxes and where a table's cells end, and a few
thousand unfinished links keep it busy for minutes.
"""

from __future__ import annotations

import re

from thememiner.errors import ReadError
from thememiner.formats._document import Document, counted, take_paragraphs
from thememiner.formats._limits import check_count, check_size
from thememiner.formats._rtf_parser import ACTIONS, Parser
from thememiner.formats._rtf_words import CHARACTERS, COUNTED, MACHINES, MARGINS, SKIPPED

_MOST_COMMANDS = 1_500_000
_MOST_BYTES = 25_000_000
_MEANT = sorted(
    {"bin", "u", "shptxt", "dptxbxtext", "fonttbl", *CHARACTERS, *ACTIONS, *MACHINES}
    | {*MARGINS, *COUNTED, *SKIPPED}
)
_WITHOUT_MEANING = re.compile(
    rf"\\(?<!\\\*\\)(?!(?:{'|'.join(_MEANT)})(?![a-zA-Z]))[a-zA-Z]{{1,32}}(?:-?\d{{1,10}})?[ ]?"
)


def _with_meaning(text: str) -> str:
    """The document without the many commands that say nothing of its words.

    It stays as it is where it holds raw bytes, whose number is counted.
    """
    check_count(text.count("\\"), most=_MOST_COMMANDS, nouns="RTF commands")
    if "\\bin" in text:
        return text
    return _WITHOUT_MEANING.sub("", text.replace("\\\\", "\\'5c"))


def parse_rtf(data: bytes) -> Document:
    """Parse a rich text document.

    Args:
        data: the bytes of the whole file.

    Returns:
        Its paragraphs, table rows and text boxes among them in their place.

    Raises:
        ReadError: the file is no rich text, is cut off, too large, or has no words.
    """
    check_size(data, most=_MOST_BYTES, kind="a rich text document")
    text = data.decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip()
    if not text.startswith("{\\rtf"):
        raise _unreadable("The file ends in .rtf but is no rich text document.")
    parser = Parser(_with_meaning(text))
    if not parser.parse():
        raise _unreadable("The rich text document is damaged or cut off: it ends in the middle.")
    page = parser.pages["text"]
    page.paragraphs.extend(parser.pages["box"].paragraphs)
    parser.seen["box"] += len(parser.pages["box"].paragraphs)
    document = Document(take_paragraphs(page.paragraphs), _notes(parser))
    if not document.has_words:
        raise ReadError(
            "The rich text document has no words in its pages.",
            expected="a transcript as paragraphs or table rows.",
            remedy="Check that the talk is not in a picture.",
        )
    return document


def _unreadable(found: str) -> ReadError:
    return ReadError(
        found,
        expected="a whole rich text document (.rtf).",
        remedy="Open it in its own program and save it again as .docx or .rtf.",
    )


def _notes(parser: Parser) -> tuple[str, ...]:
    seen = parser.seen
    notes = []
    if seen["deleted"]:
        notes.append("the document has tracked changes: they were read as if accepted")
    if seen["box"]:
        notes.append(f"{counted(seen['box'], 'paragraph')} of text boxes read after their anchor")
    if seen["footnote"]:
        notes.append(f"{counted(seen['footnote'], 'footnote')} left out")
    if n := seen["comment in the margin"]:
        notes.append(f"{counted(n, 'comment')} in the margin left out")
    words = [" ".join(paragraph.text.split()) for paragraph in parser.pages["margin"].paragraphs]
    if shown := "; ".join(word[:60] for word in dict.fromkeys(words) if word):
        notes.append(f"page headers and footers left out: {shown}")
    return tuple(notes)
