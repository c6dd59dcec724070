"""Turns the columns of a table into who speaks, what is talk, and what is said about people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Literal

from thememiner.errors import ReadError
from thememiner.read._columns import Column, Kind, find_longest, find_talk
from thememiner.read._role_words import role_of_label

Way = Literal["conversation", "captions", "answers", "notes"]

_QUOTATIONS = frozenset(
    "quote quotes quotation quotations segment segments excerpt excerpts highlight coded_text "
    "coded_segment coded_segments content example examples".split()
)
_FIRST_CHOICE = ("participant", "respondent", "person", "interviewee")
_FEW_LABELS = 50
_MOST_LABELS = 2_000
_EXPECTED = (
    "a column with the talk (text, words, answer …) and, where several people speak, one with "
    "the speaker."
)


@dataclass(frozen=True)
class Layout:
    """What the columns of a table are.

    Attributes:
        way: ``conversation`` (rows are turns), ``captions`` (rows have times, nobody a label),
            ``answers`` (rows are people) or ``notes`` (rows are an observer's notes).
        talk: the columns with talk, one in a conversation.
        label: who speaks or answers; None where no column says it.
        person: the column with an id that stands for the same person everywhere.
        role: what a speaker does in the conversation, by the table's own word.
        begin: times, and where they end.
        end: see ``begin``.
        turn: rows with the same value here, one after the other, are one turn.
        conversation: the column that parts several conversations in one table.
        attributes: what is said about who speaks.
        notes: plain sentences on what was taken for what.
    """

    way: Way
    talk: tuple[Column, ...]
    label: Column | None = None
    person: Column | None = None
    role: Column | None = None
    begin: Column | None = None
    end: Column | None = None
    turn: Column | None = None
    conversation: Column | None = None
    attributes: tuple[Column, ...] = ()
    notes: tuple[str, ...] = field(default=())


def find_layout(columns: Sequence[Column], *, headed: bool = True) -> Layout:
    """Say what each column of a table is.

    Args:
        columns: all columns.
        headed: False where the table has no header, so that only the cells can tell.

    Raises:
        ReadError: the table is a codebook, a list of coded quotations or of files, or has no talk.
    """
    _refuse_codes(columns)
    begin, turn = _clock(columns, "begin"), _first(columns, "turn")
    label = _find_label(columns, loose=not headed or begin is not None or turn is not None)
    talk = _find_talk(columns, label, loose=not headed or bool(begin or turn or label))
    way = _find_way(columns, talk, label, begin)
    if way in ("conversation", "captions"):
        talk = (_main(talk),)
    else:
        begin = None  # the time of a note or an answer is a fact about it
    parts = Layout(
        way,
        talk,
        label=None if way == "notes" else label,
        person=_first(columns, "observer") if way == "notes" else _person_id(columns),
        role=_first(columns, "role"),
        begin=begin,
        end=_clock(columns, "end") if begin else None,
        turn=turn,
        conversation=_find_conversations(columns, talk) if way == "conversation" else None,
    )
    return _with_the_rest(parts, columns, headed=headed)


def _first(columns: Iterable[Column], kind: Kind) -> Column | None:
    return next((one for one in columns if one.kind == kind and one.filled), None)


def _clock(columns: Iterable[Column], kind: Kind) -> Column | None:
    return next((one for one in columns if one.kind == kind and one.is_clock), None)


def _titles(columns: Iterable[Column]) -> str:
    return ", ".join(one.title or f"(column {one.at + 1})" for one in columns)


def _refuse_codes(columns: Sequence[Column]) -> None:
    """Tables of codes, of coded quotations and of files are known by their headers."""
    kinds = {one.kind for one in columns}
    names = {one.name for one in columns}
    codes = "code" in kinds or bool({"code_id", "codebook"} & names)
    if codes and kinds & {"document", "conversation"} and names & _QUOTATIONS:
        raise _refusal(
            "coded quotations, not of talk: what was said between them is missing",
            columns,
            "Read the transcripts they were taken from.",
        )
    if "speaker" in kinds or "begin" in kinds:
        return
    if (codes and ("definition" in kinds or names & _QUOTATIONS)) or (
        "definition" in kinds and "name" in names
    ):
        raise _refusal(
            "codes, not of talk",
            columns,
            "Load it with load_codebook, or take it out of the folder.",
        )
    if "document" in kinds and not kinds & {"talk", "person", "observer"}:
        raise _refusal("files, not of talk", columns, "Read those files instead.")


def _refusal(of: str, columns: Iterable[Column], remedy: str) -> ReadError:
    return ReadError(
        f"This is a table of {of} (columns {_titles(columns)}).", expected=_EXPECTED, remedy=remedy
    )


def _find_label(columns: Sequence[Column], *, loose: bool) -> Column | None:
    """The column that says who speaks: by its header, else by roles or labels in its cells."""
    people = [one for one in columns if one.kind == "person" and one.filled and one.n_words <= 4]
    named = [one for one in columns if one.name in ("name", "full_name")]
    choices = (
        [one for one in columns if one.kind == "speaker" and one.filled],
        [one for one in columns if _holds_both_roles(one)],
        [one for one in people if one.name.startswith(_FIRST_CHOICE)],
        [one for one in people if not (loose and _is_count(one))],
        [one for one in named if one.filled],
        [one for one in columns if loose and _recurs(one)],
    )
    return next((some[0] for some in choices if some), None)


def _holds_both_roles(column: Column) -> bool:
    """Whether the cells are labels such as I and P1: somebody asks, somebody answers."""
    if column.kind not in ("role", "other", "person", "code") or column.n_words > 3:
        return False
    if len(column.counts) > max(_FEW_LABELS, len(column.filled) / 2):
        return False
    roles = {cell: role_of_label(cell.rstrip(":")) for cell in column.counts}
    told = sum(n for cell, n in column.counts.items() if roles[cell] != "unknown")
    return {"interviewer", "participant"} <= set(roles.values()) and 2 * told >= len(column.filled)


def _is_count(column: Column) -> bool:
    """Whether the cells are 1, 2, 3 … and so say nothing about anybody."""
    if not all(cell.isdecimal() for cell in column.filled):
        return False
    numbers = [int(cell) for cell in column.filled]
    return numbers[0] in (0, 1) and all(b == a + 1 for a, b in pairwise(numbers))


def _recurs(column: Column) -> bool:
    """Whether short cells come back after others, as labels do."""
    cells = [cell.casefold() for cell in column.filled]
    if column.kind not in ("other", "person") or column.n_words > 4 or len(cells) < 4:
        return False
    if column.kind == "other" and not column.has_letters:
        return False
    n_changes = sum(a != b for a, b in pairwise(cells))
    return 2 <= len(set(cells)) <= len(cells) / 2 and n_changes >= len(set(cells))


def _find_talk(
    columns: Sequence[Column], label: Column | None, *, loose: bool
) -> tuple[Column, ...]:
    rest = [one for one in columns if one is not label]
    found = find_talk(rest)
    if not found and loose and (longest := find_longest(rest)):
        found = (longest,)
    if not found:
        raise _refusal(
            "short entries: no column holds talk",
            columns,
            "Name the column with the talk 'text', or take the table out of the folder.",
        )
    return found


def _main(talk: Sequence[Column]) -> Column:
    """The one column of talk in a conversation: named so, else the longest."""
    named = [one for one in talk if one.kind == "talk"]
    return max(named or talk, key=lambda one: (one.n_words, -one.at))


def _find_way(
    columns: Sequence[Column],
    talk: Sequence[Column],
    label: Column | None,
    begin: Column | None,
) -> Way:
    if label is not None and label.kind != "person":
        return "conversation"
    named = [one.kind for one in talk if one.kind in ("talk", "notes")]
    if set(named) == {"notes"} or (_first(columns, "observer") and "talk" not in named):
        return "notes"
    if label is not None:
        roles = {role_of_label(cell.rstrip(":")) for cell in islice(label.counts, _MOST_LABELS)}
        in_turns = begin or _first(columns, "turn") or (label.distinct <= 0.25 and _recurs(label))
        return "conversation" if "interviewer" in roles or in_turns else "answers"
    return "captions" if begin is not None else "answers"


def _person_id(columns: Sequence[Column]) -> Column | None:
    """The column whose value is one person wherever it occurs, as in a table of cases."""
    names = ("person", "person_id", "participant_id")
    return next((one for one in columns if one.name in names and one.filled), None)


def _find_conversations(columns: Sequence[Column], talk: Sequence[Column]) -> Column | None:
    """The column that parts conversations: filled everywhere, with several values."""
    return next(
        (
            one
            for one in columns
            if one.kind in ("conversation", "document")
            and one not in talk
            and all(one.cells)
            and 1 < len(set(one.cells)) <= len(one.cells) / 2
        ),
        None,
    )


def _with_the_rest(layout: Layout, columns: Sequence[Column], *, headed: bool) -> Layout:
    """The layout with attributes, and notes on what was taken for what."""
    taken = [layout.label, layout.role, layout.begin, layout.end, layout.turn, *layout.talk]
    taken += [layout.conversation, layout.person]
    rest = [one for one in columns if one.filled and one not in taken]
    personal = [one for one in rest if one.kind == "identity"]
    attributes = tuple(
        one
        for one in rest
        if one.title and one.kind not in ("identity", "number") and not _is_count(one)
    )
    notes = [_talk_note(layout.talk, headed=headed), *_label_note(layout)]
    if personal:
        notes.append(f"left out, as it may identify people: {_titles(personal)}")
    return Layout(**{**vars(layout), "attributes": attributes, "notes": tuple(notes)})


def _talk_note(talk: Sequence[Column], *, headed: bool) -> str:
    guessed = [one for one in talk if one.kind not in ("talk", "notes")]
    why = ", the longest text" if guessed and len(talk) == 1 else ""
    nouns = "column" if len(talk) == 1 else "columns"
    header = "" if headed else "; the table has no header"
    return f"talk is in the {nouns} {_titles(talk)}{why}{header}"


def _label_note(layout: Layout) -> list[str]:
    if layout.label is not None:
        return [f"who speaks is in the column {_titles([layout.label])}"]
    if layout.way == "answers":
        return ["no column says who answers: each row is a person"]
    return ["each row is a note by an observer"] if layout.way == "notes" else []
