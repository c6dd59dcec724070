"""Turns what the rows of a table say about people into attributes of speakers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from thememiner.read._role_words import role_of_label
from thememiner.records import Role, Speaker, Transcript

_ABOUT_ROWS = 0.25
_ROW_SAYS = "a row of a table of answers"
_NOTE_SAYS = "a row of a table of notes"
_QUESTION_SAYS = "the questions of the table"


@dataclass(frozen=True)
class RowFacts:
    """What one row says about who speaks in it.

    Attributes:
        label: the speaker's label in the transcript.
        attributes: cells by name, empty ones among them.
        person: an id that stands for the same person everywhere, empty if not given.
        role: what the speaker does, by the table's own word, empty if not given.
    """

    label: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    person: str = ""
    role: str = ""


def find_legend(facts: Sequence[RowFacts]) -> dict[str, str]:
    """Label to the word that the table has for the speaker's role, where it is one word."""
    words: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.role:
            words[fact.label].add(fact.role)
    return {label: some.pop() for label, some in words.items() if len(some) == 1}


def give_facts(
    transcript: Transcript,
    facts: Sequence[RowFacts],
    *,
    role: Role | None = None,
    question: str = "",
) -> Transcript:
    """Give each speaker what all rows of that speaker agree on; a note names the rest.

    What differs from row to row for many speakers is about the rows, not about people, and nobody
    gets it. What is the same in every row of a conversation is about the conversation.

    Args:
        transcript: with one speaker for each label.
        facts: one entry a row, in order.
        role: what everybody with a row is; None where each role is guessed.
        question: the label of the questions, which have no rows.
    """
    rows: dict[str, list[RowFacts]] = defaultdict(list)
    for fact in facts:
        rows[fact.label].append(fact)
    common = _common(facts) if role is None else {}
    about_rows = [name for name in _about_rows(rows) if name not in common]
    differing: dict[str, list[str]] = defaultdict(list)
    speakers = []
    for speaker in transcript.speakers:
        own = rows.get(speaker.label or "", [])
        kept, clashing = _agreed(own, {*about_rows, *common})
        for name in clashing:
            differing[name].append(str(speaker.label))
        asks = speaker.label == question and not own
        speakers.append(_asking(speaker) if asks else _with_facts(speaker, own, kept, role))
    notes = (*transcript.notes, *_notes(common, about_rows, differing, speakers))
    attributes = {**transcript.attributes, **common}
    update = {"speakers": tuple(speakers), "notes": notes, "attributes": attributes}
    return transcript.model_copy(update=update)


def _asking(speaker: Speaker) -> Speaker:
    update = {"role": "interviewer", "reason": _QUESTION_SAYS, "doubtful": False}
    return speaker.model_copy(update=update)


def _common(facts: Sequence[RowFacts]) -> dict[str, str]:
    """What every row of a conversation of several people says."""
    if len({fact.label for fact in facts}) < 2:
        return {}
    first = facts[0].attributes
    return {
        name: value
        for name, value in first.items()
        if value and all(fact.attributes.get(name) == value for fact in facts)
    }


def _about_rows(rows: Mapping[str, Sequence[RowFacts]]) -> list[str]:
    """Names that differ within speakers to whom a quarter of the rows or more belongs.

    A tag of each utterance is such a name; a respondent who was asked twice and had a birthday in
    between makes none of age.
    """
    n_filled: Counter[str] = Counter()
    n_differing: Counter[str] = Counter()
    for some in rows.values():
        own = Counter(name for one in some for name, value in one.attributes.items() if value)
        n_filled.update(own)
        if len(some) > 1:
            differing = (name for name in own if len(_values(some, name)) > 1)
            n_differing.update({name: own[name] for name in differing})
    return [name for name, n in n_filled.items() if n_differing[name] >= _ABOUT_ROWS * n]


def _values(rows: Sequence[RowFacts], name: str) -> list[str]:
    return list(dict.fromkeys(row.attributes[name] for row in rows if row.attributes.get(name)))


def _agreed(
    rows: Sequence[RowFacts], left_out: Collection[str]
) -> tuple[dict[str, str], list[str]]:
    if len(rows) == 1:
        told = rows[0].attributes
        return {name: told[name] for name in told if told[name] and name not in left_out}, []
    names = dict.fromkeys(name for row in rows for name in row.attributes if name not in left_out)
    values = {name: _values(rows, name) for name in names}
    kept = {name: some[0] for name, some in values.items() if len(some) == 1}
    return kept, [name for name, some in values.items() if len(some) > 1]


def _with_facts(
    speaker: Speaker, rows: Sequence[RowFacts], kept: Mapping[str, str], role: Role | None
) -> Speaker:
    update: dict[str, object] = {"attributes": {**speaker.attributes, **kept}}
    people = {row.person for row in rows if row.person}
    if len(people) == 1:
        update["person"] = people.pop()
    if rows and role is not None:
        reason = _NOTE_SAYS if role == "observer" else _ROW_SAYS
        update |= {"role": role, "reason": reason, "doubtful": False}
    told = {row.role for row in rows if row.role}
    if len(told) == 1 and role_of_label(next(iter(told))) == "unknown":
        update["attributes"] = {**speaker.attributes, **kept, "role": told.pop()}
    return speaker.model_copy(update=update)


def _notes(
    common: Mapping[str, str],
    about_rows: Sequence[str],
    differing: Mapping[str, Sequence[str]],
    speakers: Sequence[Speaker],
) -> list[str]:
    notes = []
    if common:
        notes.append(f"kept as attributes of the conversation: {', '.join(common)}")
    names = list(dict.fromkeys(name for one in speakers for name in one.attributes))
    if names:
        notes.append(f"kept as attributes of people: {', '.join(names)}")
    if about_rows:
        notes.append(f"not kept, as they differ from row to row: {', '.join(about_rows)}")
    for name, labels in differing.items():
        shown = ", ".join(labels[:5]) + (" and others" if len(labels) > 5 else "")
        notes.append(f"{name} has several values for {shown} and was not kept for them")
    return notes
