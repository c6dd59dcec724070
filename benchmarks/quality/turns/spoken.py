"""What a file says, taken out of it in the plainest way, to hold a reader's transcript against.

Nothing of thememiner is used here: captions lose their times and tags, documents give all their text,
exports of transcription services the one field that holds the words.
"""

from __future__ import annotations

import csv
import html
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

_WORD = re.compile(r"[^\W_]+")
_CHAT_CODES = re.compile(r"\d+_\d+|\[[^\]]*\]|&[=~+-]\S+|\+\S+|@\w+|\b[xy]{2,3}\b")
_TALK_COLUMNS = frozenset(("words", "freetext", "Sentence"))


def words_in(text: str) -> Counter[str]:
    """Letters and digits as words, small, with how often each occurs."""
    return Counter(_WORD.findall(text.casefold()))


def share_kept(spoken: str, text: str) -> tuple[int, int]:
    """Characters of spoken words that are in a text, and all of them; each word counts as often."""
    said, there = words_in(spoken), words_in(text)
    kept = sum(len(word) * min(n, there[word]) for word, n in said.items())
    return kept, sum(len(word) * n for word, n in said.items())


def spoken_in(path: Path) -> str | None:
    """The spoken text of a file; None for a format that this script does not know."""
    make = _MAKERS.get(path.suffix.lower())
    return make(path) if make else None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig", errors="replace")


def _captions(path: Path) -> str:
    kept = []
    for block in re.split(r"\n\s*\n", _text(path).replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip().split("\n")
        if lines[0].startswith(("WEBVTT", "NOTE", "STYLE", "REGION")):
            continue
        at = next((n for n, line in enumerate(lines) if _is_time(line)), None)
        kept.extend(lines[at + 1 :] if at is not None else lines)
    return html.unescape(re.sub(r"<[^<>]*>", " ", "\n".join(kept)))


def _is_time(line: str) -> bool:
    return "-->" in line or bool(re.match(r"\d+:\d\d:\d\d\.\d{3},\d", line))


def _json(path: Path) -> str:
    data = json.loads(_text(path))
    for find in _JSON_WAYS:
        try:
            found = " ".join(find(data))
        except (KeyError, TypeError, IndexError, AttributeError):
            continue
        if found.strip():
            return found
    return ""


_JSON_WAYS: tuple[Callable[[Any], Iterable[str]], ...] = (
    lambda d: (one["Content"] for one in d["Transcript"]),
    lambda d: (one["transcript"] for one in d["results"]["transcripts"]),
    lambda d: (one["alternatives"][0]["transcript"] for one in d["results"]["channels"]),
    lambda d: (one["alternatives"][0]["transcript"] for one in d["results"][0]["results"]),
    lambda d: (one["alternatives"][0].get("transcript", "") for one in d["results"]),
    lambda d: [d["retval"]["punct"]],
    lambda d: (one["name"] for one in d["words"]),
    lambda d: [d["text"]],
    lambda d: (one["text"] for one in d["segments"]),
    lambda d: d["paragraphs"],
)


def _packed(path: Path, part: str) -> str:
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read(part))
    return "\n".join(_paragraphs(root))


def _paragraphs(root: ElementTree.Element) -> Iterable[str]:
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name in ("p", "h"):
            yield "".join(_inner(element))


def _inner(element: ElementTree.Element) -> Iterable[str]:
    """The words of a paragraph; breaks and tabs part them."""
    name = element.tag.rpartition("}")[2]
    if name in ("instrText", "delText", "annotation", "note-citation"):
        return
    if name in ("br", "tab", "s", "line-break", "cr"):
        yield " "
    yield _unless_layout(element.text)
    for child in element:
        yield from _inner(child)
        yield _unless_layout(child.tail)


def _unless_layout(text: str | None) -> str:
    """Blanks with a line break in them are how the XML was laid out, not what was said."""
    return "" if not text or (not text.strip() and "\n" in text) else text


def _rtf(path: Path) -> str:
    """Enough for a plain document: groups of settings and control words go."""
    text = path.read_text(encoding="latin-1")
    text = re.sub(
        r"\{\\(?:fonttbl|colortbl|stylesheet|info|\*)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", "", text
    )
    text = re.sub(
        r"\\'([0-9a-f]{2})", lambda m: bytes.fromhex(m[1]).decode("cp1252", "replace"), text
    )
    text = re.sub(r"\\u(-?\d+) ?\??", lambda m: chr(int(m[1]) % 65536), text)
    return re.sub(r"\\[a-zA-Z]+-?\d* ?|[{}\\]", " ", text)


def _chat(path: Path) -> str:
    """Main lines without what CHAT adds in brackets, and without times."""
    lines = re.sub(r"\n\t", " ", _text(path)).split("\n")
    said = [line.split(":", 1)[1] for line in lines if line.startswith("*")]
    bare = [_CHAT_CODES.sub(" ", one) for one in said]
    return " ".join(re.sub(r"[()<>‹›⌈⌉⌊⌋:↗↘→∆∇°]", "", one) for one in bare)


def _elan(path: Path) -> str:
    """The tiers that stand on the time line and are no lists of fixed values."""
    root = ElementTree.parse(path).getroot()
    free = {
        one.get("LINGUISTIC_TYPE_ID")
        for one in root.iter("LINGUISTIC_TYPE")
        if not one.get("CONSTRAINTS") and not one.get("CONTROLLED_VOCABULARY_REF")
    }
    tiers = [one for one in root.iter("TIER") if one.get("LINGUISTIC_TYPE_REF") in free]
    return " ".join(v.text or "" for tier in tiers for v in tier.iter("ANNOTATION_VALUE"))


def _csv(path: Path) -> str:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return html.unescape(" ".join(row[c] or "" for row in rows for c in row if c in _TALK_COLUMNS))


def _xlsx(path: Path) -> str:
    import openpyxl

    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    columns = [n for n, name in enumerate(rows[0]) if name in _TALK_COLUMNS]
    return " ".join(str(row[n]) for row in rows[1:] for n in columns if row[n] is not None)


_MAKERS: Mapping[str, Callable[[Path], str]] = {
    ".txt": _text,
    ".md": _text,
    ".vtt": _captions,
    ".srt": _captions,
    ".sbv": _captions,
    ".json": _json,
    ".docx": lambda path: _packed(path, "word/document.xml"),
    ".odt": lambda path: _packed(path, "content.xml"),
    ".rtf": _rtf,
    ".cha": _chat,
    ".eaf": _elan,
    ".csv": _csv,
    ".xlsx": _xlsx,
}
