"""Turns the bytes of a CHAT file (.cha, TalkBank and CHILDES) into its lines, as they are written.

Our own small parse: pylangacq reads words for linguistics, cleaned of all marks, and brings a
compiled library with it; here every character of a main line is kept, time bullets apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from thememiner.errors import ReadError
from thememiner.formats._limits import check_size, check_text
from thememiner.formats._text import decode_text

_MOST_BYTES = 6_000_000
_BULLET_MARK = "\x1b"
_BULLET = re.compile(
    rf'{_BULLET_MARK}(?:%[a-z]{{3}}:)?(?:"[^"{_BULLET_MARK}]*"_?|[\w-]+_(?=\d+_))?'
    rf"(?:(\d{{1,9}})_(\d{{1,9}}))?-?{_BULLET_MARK}"
)
_BARE_BULLET = re.compile(r"(?<=\s)(\d{1,9}_\d{1,9})\s*$")
_MAIN = re.compile(r"\*([^\s:]{1,40}):[ \t]*(.*)", re.DOTALL)
_TIER = re.compile(r"[%@]([A-Za-z][\w -]{0,40})(?::[ \t]*(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One main line: who speaks, the words with their CHAT marks, times in seconds."""

    speaker: str
    text: str
    began_s: float | None = None
    ended_s: float | None = None


@dataclass(frozen=True)
class ChatFile:
    """A CHAT file.

    Attributes:
        lines: the main lines in file order.
        roles: speaker code to the role that ``@Participants`` gives it.
        headers: name and content of every header line, in file order.
        n_tiers: name of a dependent tier, with its %, to the number of its lines.
        notes: what was out of order.
    """

    lines: tuple[ChatLine, ...]
    roles: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()
    n_tiers: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def parse_cha(data: bytes) -> ChatFile:
    """Parse a CHAT transcript.

    Args:
        data: the bytes of the whole file.

    Raises:
        ReadError: the bytes are empty, too many, not text, or hold no line of a speaker.
    """
    check_size(data, most=_MOST_BYTES, kind="a CHAT transcript")
    # The marks of times and underlining are control characters, which no other text may hold.
    marked = re.sub(rb"\x02[\x01\x02]", b"", data) if b"\x00" not in data else data
    decoded = decode_text(marked.replace(b"\x15", _BULLET_MARK.encode()))
    check_text(decoded.text)
    lines: list[ChatLine] = []
    headers: list[tuple[str, str]] = []
    tiers: Counter[str] = Counter()
    n_stray = 0
    for text in _logical_lines(decoded.text):
        main, tier = _MAIN.match(text), _TIER.match(text)
        if main:
            lines.append(_chat_line(main[1], main[2]))
        elif tier and text.startswith("@"):
            headers.append((tier[1].strip(), " ".join((tier[2] or "").split())))
        elif tier:
            tiers[f"%{tier[1].strip()}"] += 1
        else:
            n_stray += 1
            lines.append(_chat_line(lines[-1].speaker if lines else "", text))
    if len(lines) == n_stray:
        raise _no_chat(has_begin=any(name == "Begin" for name, _ in headers))
    notes = [*decoded.notes]
    if n_stray:
        stray = "1 line" if n_stray == 1 else f"{n_stray} lines"
        were = "was" if n_stray == 1 else "were"
        notes.append(f"{stray} without a speaker {were} given to the speaker before")
    return ChatFile(tuple(lines), _roles(headers), tuple(headers), dict(tiers), tuple(notes))


def _logical_lines(text: str) -> Iterator[str]:
    """Lines with their continuations, which begin with a tab or a blank."""
    parts: list[str] = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        if line[0] not in "\t " and parts:
            yield " ".join(parts)
            parts = []
        parts.append(line.strip() if parts else line)
    if parts:
        yield " ".join(parts)


def _chat_line(speaker: str, content: str) -> ChatLine:
    """A main line without its time bullets, also where the file has lost the marks round them."""
    content = _BARE_BULLET.sub(rf"{_BULLET_MARK}\1{_BULLET_MARK}", content)
    bullets = [match for match in _BULLET.finditer(content) if match[1]]
    text = " ".join(_BULLET.sub(" ", content).replace(_BULLET_MARK, " ").split())
    if not bullets:
        return ChatLine(speaker, text)
    began, ended = int(bullets[0][1]) / 1000, max(int(match[2]) for match in bullets) / 1000
    return ChatLine(speaker, text, began, ended if ended >= began else None)


def _roles(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Code to role: ``PAR Participant``, or ``MOT Sue Mother`` with a name between."""
    roles: dict[str, str] = {}
    for name, content in headers:
        if name == "Participants":
            parts = [part.split() for part in content.split(",")]
            roles |= {part[0]: part[-1].replace("_", " ") for part in parts if len(part) > 1}
    return roles


def _no_chat(*, has_begin: bool) -> ReadError:
    found = (
        "The CHAT file has headers but no line of a speaker."
        if has_begin
        else "The file ends in .cha but is no CHAT transcript."
    )
    return ReadError(
        found,
        expected="lines such as '*PAR:', a tab and words, between @Begin and @End.",
        remedy="Export the transcript again; if it is a plain transcript, name the file .txt.",
    )
