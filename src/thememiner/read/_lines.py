"""Turns the lines of a text into the ones that may begin a turn: the conventions, one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from thememiner.read._clock import CLOCK, WITH_COLON, seconds_of
from thememiner.read._role_words import role_of_label

Convention = Literal[
    "colon", "stamped", "two-line", "bracket", "tab", "bold", "loose", "mark", "alone"
]

_DATE = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?[ \t]+)?"
_TIME = rf"[\[(<]?(?P<time>{WITH_COLON})[\])>]?"
_UNTIL = rf"(?:[ \t]*(?:-->|[-–—])[ \t]*{CLOCK})?"
BEFORE = (
    rf"(?:[\[(*{{<]?{_DATE}(?P<before>{CLOCK}|\d{{1,2}}\.\d{{2}}\.\d{{2}}){_UNTIL}[\])}}>]?"
    r"[ \t]*[=–—-]?[ \t]*)?"
)
_STAR = r"(?:\*(?P<star>\d{1,2}[.:]\d{1,2}(?:[.:]\d{1,2})?)[ \t]*=[ \t]*)?"
_MARKS = r"(?:\*\*|__|\*|_)?"
_NAME = r"(?P<label>[^\s:：*_\[\]][^:：*\[\]\t\n]{0,40}?)"
BULLET = r"[ \t]*(?:(?:[-–—•]|>{1,2}|\d{1,4}[.)]|#{1,6})[ \t]+)?"

_COLON = re.compile(
    rf"{BULLET}{_STAR}{BEFORE}(?P<bold>{_MARKS})@?{_NAME}{_MARKS}"
    rf"(?:[ \t]*[\[(](?P<inside>{CLOCK})[\])]|[ \t]+(?P<beside>{WITH_COLON}))?{_MARKS}"
    rf"[ \t]?[:：]{{1,2}}{_MARKS}(?=\s|$|[^\W\d_]|[\"“'‘\[(…])[ \t]*(?:[\[(](?P<after>{CLOCK})[\])])?[ \t]*"
)
_WRAPPED = re.compile(
    rf"{BULLET}{BEFORE}[\[(<#](?P<label>[^\[\]()<>#:\n]{{1,40}})[\])>#][ \t]?[:：][ \t]*"
)
_CHAT = re.compile(
    rf"{BEFORE}From[ \t]+(?P<label>[^:\n]{{1,40}}?)(?:[ \t]+to[ \t]+[^:\n]{{1,60}}?)?[ \t]*:[ \t]*"
)
_STAMP_ABOVE = re.compile(
    rf"{BULLET}{_TIME}{_UNTIL}(?:[\])]|(?<=[\])]))?(?:[ \t]*[-–—|][ \t]*|[ \t]+|(?<=[\])]))"
    rf"(?P<bold>\*\*|__)?{_NAME}(?:\*\*|__)?:?[ \t]*$"
)
_STAMPED_LINE = re.compile(
    rf"{BULLET}(?P<bold>\*\*|__|\*)?{_NAME}(?:\*\*|__|\*)?"
    rf"(?P<gap>[ \t]+[-–—|]?[ \t]*){_TIME}{_UNTIL}[\])]?[ \t]*$"
)
_STAMPED_TEXT = re.compile(rf"{BULLET}(?P<bold>\*\*|__){_NAME}(?:\*\*|__)[ \t]+{_TIME}[ \t]+(?=\S)")
_BOLD = re.compile(rf"{BULLET}(?:[-+*][ \t]+)?(?P<bold>\*\*|__){_NAME}(?P=bold)[ \t]+(?=\S)")
_BRACKET = re.compile(r"[ \t]*\[(?P<label>[^\[\]:\n]{1,40})\][ \t]*(?=\S)")
_TAB = re.compile(
    rf"(?:{_TIME}[ \t]*\t)?[ ]*(?P<label>[^\s:\t\[\]][^:\t\n\[\]]{{0,40}}?)[ ]*:?[ ]*\t[ \t]*(?=\S)"
)
_LOOSE = re.compile(
    r"[ \t]*(?P<label>[^\W_]{2,3}\d{0,2}|[^\W\dIA_]\d{0,2}|[IA]\d{1,2})(?:[;.])[ \t]+(?=\S)"
    r"|[ \t]*(?P<semicolon>[^\s;:]{1,20});[ \t]+(?=\S)"
)
TIME_ALONE = re.compile(rf"[ \t]*{_TIME}{_UNTIL}[\])]?[ \t]*$")
TIME_FIRST = re.compile(rf"[ \t]*{_TIME}{_UNTIL}[\])]?[ \t]+(?=\S)")

PARTICLES = frozenset("van von der den de del di da la le bin ibn al el y and of the & st".split())
FUNCTION_WORDS = frozenset(
    "the a an so and but or nor if then well yes yeah yep no nope ok okay because this that these "
    "those it its there here what when where why how who which as at by for from in into of on "
    "onto to with without i i'm im you he she we they my your his her our their like just also "
    "not now oh um uh erm hmm mm maybe perhaps actually anyway sorry please thanks thank right "
    "is are was were be been do does did have has had can could would should shall might let "
    "lets another one two three ie eg e.g i.e http https www mailto ftp file after before since "
    "while whereas although though however first second third finally next".split()
)
_CONTRACTION = re.compile(
    r"(?i)^(?:i|it|that|there|here|what|let|he|she|we|you|they|who|how|where|don|can|won|isn|"
    r"doesn|didn|wasn|haven|couldn|wouldn|shouldn)['’](?:m|s|re|ve|ll|d|t)$"
)
_FORBIDDEN = re.compile(r"[?!…\"“”<>{}=|\\@;~^]")
_CODE = re.compile(r"[^\W\d_]?|[A-Z]{2,4}|[^\W\d_]{0,4}[-_ ]?\d{1,4}[a-z]?")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_CODE_AND_FACTS = re.compile(r"[^\W\d_]{1,4}[-_ ]?\d{1,3},")
_HEAD = 160
_LONGEST_LABEL_LINE = 80
_REMEMBERED = 4096
_SENTENCE = re.compile(r"[^\W\d_]{5,}\.|\.\s+[a-zà-ÿ]")
NOISE = frozenset(
    "laughs laughter laughing laugh inaudible unclear crosstalk pause silence music applause "
    "sighs sigh cough coughs overlapping overlap redacted name place anonymised anonymized sic "
    "noise unintelligible background interruption".split()
)


class Candidate(NamedTuple):
    """A line that may begin a turn.

    Attributes:
        convention: how the line names its speaker.
        start: first code point of the line.
        label: the label as written, blanks squeezed.
        speech: first code point after label and time.
        began_s: the time beside the label, seconds.
        marked: the label is in bold or has a time beside it.
    """

    convention: Convention
    start: int
    label: str
    speech: int
    began_s: float | None = None
    marked: bool = False


@lru_cache(_REMEMBERED)
def key_of(label: str) -> str:
    """What makes two labels the same: letter case and blanks do not count."""
    return " ".join(label.split()).casefold()


@lru_cache(_REMEMBERED)
def is_plausible(label: str, *, comma: bool = False) -> bool:
    """Whether a label could name a speaker at all: short, no sentence, no function word."""
    words = label.split()
    if not 1 <= len(words) <= 5 or len(label) > 40 or not any(c.isalnum() for c in label):
        return False
    if (
        _FORBIDDEN.search(label)
        or _SENTENCE.search(label)
        or (not comma and "," in _IN_BRACKETS.sub("", label) and not _CODE_AND_FACTS.match(label))
    ):
        return False
    first = words[0].casefold().strip(".,'’()")
    if len(label) > 1 and (first in FUNCTION_WORDS or _CONTRACTION.match(words[0])):
        return False
    return key_of(label) not in NOISE


@lru_cache(_REMEMBERED)
def is_strong(label: str) -> bool:
    """Whether a label speaks for itself: a role word, a code such as P7 or a number."""
    return role_of_label(label) != "unknown" or is_code(label)


def is_code(label: str) -> bool:
    """Whether a label is a code (``P1``, ``INT``, ``id3``, ``17``, ``F``), not a name or a word."""
    return bool(_CODE.fullmatch(label))


@lru_cache(_REMEMBERED)
def is_name_like(label: str) -> bool:
    """Whether every word begins with a capital or a digit, small particles apart."""
    plain = _IN_BRACKETS.sub(" ", label) if "(" in label else label
    words = [word.strip("'’\"-") for word in plain.split()]
    bare = [word for word in words if word and word.casefold() not in PARTICLES]
    return bool(bare) and all(not word[0].islower() for word in bare)


def find_candidates(text: str, *, leads: Mapping[int, str] | None = None) -> tuple[Candidate, ...]:
    """All lines that may begin a turn, in every convention.

    Args:
        text: text with LF line ends.
        leads: for text from a Word document, line start to the bold words it begins with.
    """
    lines = text.split("\n")
    found: list[Candidate] = []
    start = 0
    for n, line in enumerate(lines):
        if line and not line.isspace():
            head = line[:_HEAD]
            found.extend(_in_line(start, head))
            if len(line) <= _LONGEST_LABEL_LINE:
                found.extend(_before_line(start, head, lines, n))
            lead = leads.get(start) if leads else None
            if lead and line.startswith(lead):
                label = _squeezed(lead.rstrip(":"))
                found.append(Candidate("bold", start, label, start + len(lead)))
        start += len(line) + 1
    return tuple(found)


def _in_line(start: int, head: str) -> Iterator[Candidate]:
    """Conventions with label and speech on one line (or a label with a colon alone)."""
    colon = ":" in head
    if colon and (match := _WRAPPED.match(head) or _CHAT.match(head)):
        yield _candidate("colon", start, match, match["before"], marked=bool(match["before"]))
    elif (colon or "：" in head) and (match := _COLON.match(head)):
        stamp = (
            match["star"] or match["before"] or match["inside"] or match["beside"] or match["after"]
        )
        yield _candidate("colon", start, match, stamp, marked=bool(match["bold"] or stamp))
    if "**" in head or "__" in head:
        if colon and (match := _STAMPED_TEXT.match(head)):
            yield _candidate("stamped", start, match, match["time"], marked=True)
        elif match := _BOLD.match(head):
            yield _candidate("bold", start, match, None)
    if "[" in head and (match := _BRACKET.match(head)):
        yield _candidate("bracket", start, match, None)
    if "\t" in head and (match := _TAB.match(head)):
        yield _candidate("tab", start, match, match["time"])
    if match := _LOOSE.match(head):
        label = match["label"] or match["semicolon"]
        yield Candidate("loose", start, label, start + match.end())


def _before_line(start: int, head: str, lines: Sequence[str], n: int) -> Iterator[Candidate]:
    """Conventions with the label on a line of its own and speech below it."""
    below, gap = lines[n + 1] if n + 1 < len(lines) else "", 1
    if not below.strip():
        below, gap = lines[n + 2] if n + 2 < len(lines) else "", len(below) + 2
    if not below.strip():
        return
    if ":" in head and (match := _STAMPED_LINE.match(head)):
        clear = bool(match["bold"]) or len(match["gap"]) > 1 or head.rstrip()[-1] in "])"
        yield _candidate("stamped", start, match, match["time"], marked=clear)
    elif ":" in head and (match := _STAMP_ABOVE.match(head)) and not TIME_FIRST.match(below):
        yield _candidate("stamped", start, match, match["time"], marked=True)
    elif ":" in below and (match := TIME_ALONE.match(below)) and len(head.strip()) <= 40:
        end = start + len(lines[n]) + gap + len(below)
        label = _squeezed(head.strip().strip("*_"))
        yield Candidate("two-line", start, label, end, seconds_of(match["time"]), marked=True)


def _candidate(
    convention: Convention,
    start: int,
    match: re.Match[str],
    stamp: str | None,
    *,
    marked: bool = False,
) -> Candidate:
    label, speech = _squeezed(match["label"].strip("*_ \t")), start + match.end()
    return Candidate(convention, start, label, speech, seconds_of(stamp), marked)


def _squeezed(label: str) -> str:
    return " ".join(label.split())
