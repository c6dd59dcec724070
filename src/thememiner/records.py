"""The nouns: frozen records that every room takes and returns.

All positions are half-open spans of Unicode code points in a transcript's canonical text, so that
``transcript.text[start:end]`` is always the quotation.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, SupportsIndex, TypeVar, get_args, overload

from pydantic import BaseModel, ConfigDict, Field, model_validator

if TYPE_CHECKING:
    import pandas as pd

Role = Literal["participant", "interviewer", "observer", "other", "unknown"]
Valence = Literal["barrier", "enabler", "both"]
Status = Literal["experienced", "anticipated", "wished for"]
Leaning = Literal["barrier", "enabler", "both", "neither"]
ExampleKind = Literal["talk", "title", "item"]
SetAsideReason = Literal["back-channel", "bare-answer", "near-duplicate", "no-words"]
Verdict = Literal[
    "confirm",
    "reject",
    "recode",
    "code",
    "none-fits",
    "edit-span",
    "memo",
    "recheck",
    "settle",
    "chart",
    "judge",
    "revise-codebook",
    "undo",
    "withhold",
    "allow",
    "rename-theme",
    "merge-themes",
    "split-theme",
    "move-unit",
    "free-unit",
    "confirm-theme",
    "drop-theme",
]
ThemeState = Literal["candidate", "confirmed"]
Origin = Literal["human", "suggested and confirmed", "suggested and edited"]

ROLES: tuple[Role, ...] = ("participant", "interviewer", "observer", "other", "unknown")
VALENCES: tuple[Valence, ...] = ("barrier", "enabler", "both")
STATUSES: tuple[Status, ...] = ("experienced", "anticipated", "wished for")
EXAMPLE_KINDS: tuple[ExampleKind, ...] = ("talk", "title", "item")
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
THEME_VERDICTS: tuple[Verdict, ...] = VERDICTS[VERDICTS.index("rename-theme") :]


class Record(BaseModel):
    """A frozen value with a row for tables."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id_column: ClassVar[str] = "id"

    def as_row(self) -> dict[str, Any]:
        """The record as one flat row: field name to plain value, attributes as columns."""
        out: dict[str, Any] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if name != "attributes":
                out[self.id_column if name == "id" else name] = flatten(value)
        for key, value in getattr(self, "attributes", {}).items():
            out[f"case_{key}" if key in out else key] = value
        return out


def flatten(value: Any) -> Any:
    """A field's value as one table cell: sequences of text joined by `` | ``, numbers as they are."""
    if isinstance(value, Record):
        return str(value)
    if isinstance(value, tuple):
        return " | ".join(str(item) for item in value)
    if isinstance(value, Mapping):
        return " | ".join(f"{key}={item}" for key, item in value.items())
    return value


R = TypeVar("R", bound=Record)


class Records(Sequence[R]):
    """An immutable sequence of records that can show itself as a table.

    Args:
        items: the records, kept in the order given.
        kind: the record class; it names the columns of an empty table.
    """

    __slots__ = ("_items", "_kind")

    def __init__(self, items: Iterable[R], kind: type[R]) -> None:
        self._items = tuple(items)
        self._kind = kind

    @overload
    def __getitem__(self, index: SupportsIndex) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> Records[R]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> R | Records[R]:
        if isinstance(index, slice):
            return Records(self._items[index], self._kind)
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[R]:
        return iter(self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Records) and self._items == other._items

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        return f"<{len(self)} {self._kind.__name__} records>"

    def to_frame(self) -> pd.DataFrame:
        """A pandas table, one row per record, columns named after the fields."""
        import pandas as pd

        if not self._items:
            names = [name for name in self._kind.model_fields if name != "attributes"]
            columns = [self._kind.id_column if name == "id" else name for name in names]
            return pd.DataFrame(columns=columns)
        return pd.DataFrame([item.as_row() for item in self._items])

    def _repr_html_(self) -> str:
        shown = self._items[:50]
        if not shown:
            return f"<p>No {html.escape(self._kind.__name__)} records.</p>"
        rows = [item.as_row() for item in shown]
        columns = list(dict.fromkeys(name for row in rows for name in row))
        head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in columns)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{html.escape(cell_text(row.get(c)))}</td>" for c in columns)
            + "</tr>"
            for row in rows
        )
        more = f"<p>{len(self) - len(shown)} more rows.</p>" if len(self) > len(shown) else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def cell_text(value: Any) -> str:
    """A value as people read it in a table: nothing for None, three decimals for a fraction."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return str(value)


# --- transcripts -----------------------------------------------------------------------------


class Source(Record):
    """Where a transcript came from, without its name: names live in the key.

    Attributes:
        sha256: hash of the file's bytes, 64 hexadecimal digits.
        format: the file's format, such as ``txt``, ``vtt``, ``docx``, ``frame``.
    """

    sha256: str
    format: str


class Speaker(Record):
    """Somebody who speaks in one transcript.

    Attributes:
        label: the label in front of the turns; None for talk without a label.
        role: what the speaker does in the conversation.
        reason: why that role was guessed, or who set it.
        doubtful: True where a person should look at the label or the role.
        person: pseudonymous id of the person; None until a study gives one.
        attributes: case attributes of this person (site, job …).
    """

    label: str | None
    role: Role = "unknown"
    reason: str = ""
    doubtful: bool = False
    person: str | None = None
    attributes: Mapping[str, str] = Field(default_factory=dict)


class Turn(Record):
    """One stretch of talk by one speaker.

    Attributes:
        speaker: the speaker's label, None without one.
        start: first code point of the speech (the label is not part of it).
        end: one past the last code point.
        began_s: start in the recording, seconds, None where unknown.
        ended_s: end in the recording, seconds.
    """

    speaker: str | None
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    began_s: float | None = None
    ended_s: float | None = None

    @model_validator(mode="after")
    def _span_runs_forward(self) -> Turn:
        if self.end < self.start:
            raise ValueError(f"a turn ends before it starts: {self.start}-{self.end}")
        return self


class Transcript(Record):
    """One conversation as canonical text with its turns.

    Attributes:
        id: from the content: ``t`` and ten hexadecimal digits of the text's SHA-256.
        text: UTF-8, LF, no byte-order mark; labels included.
        turns: in the order of the text, never overlapping.
        speakers: one entry for each label that occurs, in the order of first appearance.
        attributes: attributes of the whole transcript (site, time, source type …).
        source: hash and format of the file.
        notes: what the reader wants a person to know.
    """

    id_column: ClassVar[str] = "transcript_id"

    id: str
    text: str
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...] = ()
    attributes: Mapping[str, str] = Field(default_factory=dict)
    source: Source
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _turns_lie_in_the_text(self) -> Transcript:
        last = 0
        for turn in self.turns:
            if turn.start < last or turn.end > len(self.text):
                raise ValueError(
                    f"turn {turn.start}-{turn.end} overlaps another or leaves the text"
                )
            last = turn.end
        return self

    def speech(self, turn: Turn) -> str:
        """What was said in a turn: ``text[turn.start:turn.end]``."""
        return self.text[turn.start : turn.end]

    def speaker(self, label: str | None) -> Speaker:
        """The speaker with this label.

        Raises:
            KeyError: no such label in this transcript.
        """
        for speaker in self.speakers:
            if speaker.label == label:
                return speaker
        raise KeyError(label)

    def to_frame(self) -> pd.DataFrame:
        """One row per turn: ``transcript_id``, ``speaker``, ``start``, ``end``, ``text`` and times."""
        import pandas as pd

        return pd.DataFrame(
            [
                {"transcript_id": self.id, **turn.as_row(), "text": self.speech(turn)}
                for turn in self.turns
            ],
            columns=["transcript_id", *Turn.model_fields, "text"],
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{html.escape(turn.speaker or "")}</th>'
            f"<td>{html.escape(self.speech(turn))}</td></tr>"
            for turn in self.turns[:20]
        )
        return (
            f"<p>Transcript {self.id}: {len(self.turns)} turns, {len(self.speakers)} speakers</p>"
            f"<table><tbody>{rows}</tbody></table>"
        )


class ReadProblem(Record):
    """A file that could not be read, or was read with something a person should see.

    Attributes:
        path: the file as the user named it.
        found: what was found.
        expected: what would have been readable.
        remedy: what to do.
        fatal: True where the file gave no transcript; False for a doubt about one that was read.
    """

    path: str
    found: str
    expected: str = ""
    remedy: str = ""
    fatal: bool = True

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.path}: {self.found}", self.remedy) if part)


# --- units -----------------------------------------------------------------------------------


class Unit(Record):
    """A meaning unit: what the machine looks at.

    Attributes:
        id: ``TRANSCRIPT:start-end``.
        transcript_id: id of the transcript.
        start: first code point in the transcript's text.
        end: one past the last.
        text: the quotation itself.
        speaker: the label in the transcript, None without one.
        person: pseudonymous id of who said it.
        role: the speaker's role.
        question: what the interviewer said just before, if anything.
        attributes: case attributes of the person and of the transcript.
    """

    id_column: ClassVar[str] = "unit_id"

    id: str
    transcript_id: str
    start: int
    end: int
    text: str
    speaker: str | None = None
    person: str | None = None
    role: Role = "unknown"
    question: str | None = None
    attributes: Mapping[str, str] = Field(default_factory=dict)

    @property
    def n_words(self) -> int:
        """Number of words, cut at white space."""
        return len(self.text.split())


class SetAside(Record):
    """A unit left out of clustering, and why; it stays in every count of people.

    Attributes:
        unit_id: the unit.
        text: its words.
        reason: ``back-channel`` (mm, right), ``bare-answer`` (a yes or no alone),
            ``near-duplicate`` (the same speaker said it before) or ``no-words``.
        twin: for a near-duplicate, the unit it repeats.
        person: who said it.
        transcript_id: where.
    """

    unit_id: str
    text: str
    reason: SetAsideReason
    twin: str | None = None
    person: str | None = None
    transcript_id: str | None = None


# --- themes ----------------------------------------------------------------------------------


class Quote(Record):
    """A unit shown as evidence, with who said it and where."""

    unit_id: str
    text: str
    person: str | None = None
    transcript_id: str | None = None
    attributes: Mapping[str, str] = Field(default_factory=dict)

    def __str__(self) -> str:
        return self.text


class Theme(Record):
    """A candidate theme: a cluster of units that a person has yet to read, confirm, rename or drop.

    Attributes:
        id: from the wording of its most central unit.
        label: two to six words that people used.
        terms: words and phrases that set it apart, best first (class-based TF-IDF).
        unit_ids: its units, most central first.
        quotes: central quotations, from different people where there are any.
        counter_quotes: quotations at its edge, nearest to another theme.
        stability: share of resampled fits in which its units stay together, 0 to 1; None if not measured.
        n_people: people who say something in it.
        n_transcripts: transcripts it occurs in.
        largest_share: the largest share of its units that comes from one person, 0 to 1.
        spread: for each case attribute, its values with the people in the theme who have them.
        neighbours: ids of the themes nearest to it, nearest first.
        parent: for a sub-theme, id of the theme it is part of.
        state: a candidate until a person confirms it.
        flags: doubts a reader should know, in plain words.
    """

    id_column: ClassVar[str] = "theme_id"

    id: str
    label: str
    terms: tuple[str, ...] = ()
    unit_ids: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()
    counter_quotes: tuple[Quote, ...] = ()
    stability: float | None = None
    n_people: int = 0
    n_transcripts: int = 0
    largest_share: float = 0.0
    spread: Mapping[str, Mapping[str, int]] = Field(default_factory=dict)
    neighbours: tuple[str, ...] = ()
    parent: str | None = None
    state: ThemeState = "candidate"
    flags: tuple[str, ...] = ()

    @property
    def n_units(self) -> int:
        """Number of units in the theme."""
        return len(self.unit_ids)

    def as_row(self) -> dict[str, Any]:
        """One flat row, ids before words, people before quotations."""
        return {
            "theme_id": self.id,
            "label": self.label,
            "state": self.state,
            "parent": self.parent,
            "n_people": self.n_people,
            "n_transcripts": self.n_transcripts,
            "n_units": self.n_units,
            "stability": self.stability,
            "largest_share": self.largest_share,
            "spread": " | ".join(
                f"{name}={value} {n}"
                for name, values in self.spread.items()
                for value, n in values.items()
            ),
            "neighbours": flatten(self.neighbours),
            "terms": flatten(self.terms),
            "flags": flatten(self.flags),
            "quotes": flatten(self.quotes),
            "counter_quotes": flatten(self.counter_quotes),
            "unit_ids": flatten(self.unit_ids),
        }

    def _repr_html_(self) -> str:
        return _theme_card(self)


class Unassigned(Record):
    """A unit in no theme: a work queue, with the nearest theme and how far.

    Attributes:
        unit_id: the unit.
        text: its words.
        nearest_theme: id of the nearest theme.
        distance: cosine distance to the centre of that theme, 0 to 2.
        person: who said it.
        transcript_id: where.
    """

    unit_id: str
    text: str
    nearest_theme: str | None = None
    distance: float | None = None
    person: str | None = None
    transcript_id: str | None = None


class ThemeSet(Record):
    """Every unit once: in one theme or in none.

    Attributes:
        themes: candidate themes, largest in people first.
        unit_ids: all units, in the order given.
        labels: for each of them the theme id, or None; a near-duplicate has its twin's theme.
        unassigned: the units that were looked at and placed nowhere.
        set_aside: units that were not looked at, with the reason.
        sub_themes: parts of the themes, each with its ``parent``; their units are units of the parent.
        resample_ari: how far the grouping of random parts of the material agrees with this one, as
            adjusted Rand index (Hubert and Arabie 1985), at most 1; None if not measured.
        resample_ami: the same as adjusted mutual information (Vinh et al. 2010).
        notes: what a reader should know about the whole set.
    """

    themes: tuple[Theme, ...] = ()
    unit_ids: tuple[str, ...] = ()
    labels: tuple[str | None, ...] = ()
    unassigned: tuple[Unassigned, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    sub_themes: tuple[Theme, ...] = ()
    resample_ari: float | None = None
    resample_ami: float | None = None
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _every_unit_once(self) -> ThemeSet:
        if len(self.unit_ids) != len(self.labels):
            raise ValueError(f"{len(self.unit_ids)} units but {len(self.labels)} labels")
        known = {theme.id for theme in self.themes}
        strange = {label for label in self.labels if label is not None} - known
        if strange:
            raise ValueError(f"labels name themes that are not in the set: {sorted(strange)}")
        orphans = sorted(sub.id for sub in self.sub_themes if sub.parent not in known)
        if orphans:
            raise ValueError(f"sub-themes of themes that are not in the set: {orphans}")
        return self

    def parts(self, theme_id: str) -> tuple[Theme, ...]:
        """The sub-themes of a theme."""
        return tuple(sub for sub in self.sub_themes if sub.parent == theme_id)

    def __len__(self) -> int:
        return len(self.themes)

    def __getitem__(self, key: int | str) -> Theme:
        """A theme by position, or a theme or sub-theme by id."""
        if isinstance(key, int):
            return self.themes[key]
        for theme in (*self.themes, *self.sub_themes):
            if theme.id == key:
                return theme
        raise KeyError(key)

    @property
    def unassigned_share(self) -> float:
        """Share of the units looked at that are in no theme, 0 to 1."""
        looked_at = sum(theme.n_units for theme in self.themes) + len(self.unassigned)
        return len(self.unassigned) / looked_at if looked_at else 0.0

    def to_frame(self) -> pd.DataFrame:
        """One row per theme."""
        return Records(self.themes, Theme).to_frame()

    def __repr__(self) -> str:
        return f"<ThemeSet of {len(self.themes)} themes, {len(self.unassigned)} units in none>"

    def _repr_html_(self) -> str:
        names = {theme.id: f"{n} · {theme.label}" for n, theme in enumerate(self.themes, start=1)}
        cards = "".join(
            _theme_card(theme, number=n, names=names, parts=self.parts(theme.id))
            for n, theme in enumerate(self.themes, start=1)
        )
        confirmed = sum(theme.state == "confirmed" for theme in self.themes)
        state = f"{confirmed} of them confirmed by a person" if confirmed else ""
        n = len(self.themes)
        what = f"{n} themes, {state}" if state else f"{n} candidate themes"
        todo = "" if state else " A person has yet to read and name them."
        return (
            f"<p>{what}; {len(self.unassigned)} units in no theme, {len(self.set_aside)} set aside.{todo}"
            " Counts are of people first; whether a theme means something is for you to judge.</p>"
            f"{_list(self.notes)}{cards}{_queue(self.unassigned, names)}{_aside(self.set_aside)}"
        )


LOW_STABILITY = 0.4
_FRAME = "border:1px solid rgba(127,127,127,.45);border-radius:8px;margin:.8em 0;padding:.6em 1em"
_DOUBT = "border-left:4px solid #b14e00;margin:.4em 0;padding:.1em .8em;list-style:none"
_QUOTE = "border-left:3px solid rgba(127,127,127,.45);margin:.4em 0;padding:0 .8em;text-align:left"


def say_stability(value: float | None) -> str:
    """How firmly a theme holds together, in words and with the number; empty if not measured."""
    if value is None:
        return ""
    steps = ((0.75, "firm"), (0.55, "fairly firm"), (LOW_STABILITY, "loose"), (0.0, "unstable"))
    word = next(name for least, name in steps if value >= least or not least)
    return (
        f"{word}, {value:.2f}: when the search was repeated on parts of the material, its units "
        f"stayed together {100 * value:.0f} % of the time"
    )


def _theme_card(
    theme: Theme,
    *,
    number: int | None = None,
    names: Mapping[str, str] | None = None,
    parts: Sequence[Theme] = (),
) -> str:
    """A theme as a notebook shows it: people first, doubts in plain sight, the rest folded."""
    confirmed = theme.state == "confirmed"
    kind = "Theme" if confirmed else "Candidate theme"
    kicker = f"{kind}{'' if number is None else f' {number}'}{' ✓ confirmed' if confirmed else ''}"
    near = [names[one] for one in theme.neighbours if one in names] if names else []
    below = [f"{part.label} ({_sizes(part)}; {', '.join(part.terms[:6])})" for part in parts]
    more = (
        _folded("More quotations", _quotes(theme.quotes[3:]))
        + _folded("At its edge: do these still belong?", _quotes(theme.counter_quotes))
        + _folded("Sub-themes", _list(below))
    )
    return (
        f'<section style="{_FRAME}"><small>{kicker}</small>'
        f'<h4 style="margin:.1em 0">{html.escape(theme.label)}</h4><b>{_sizes(theme)}</b>'
        f"{_list([f'⚑ {flag}' for flag in theme.flags], style=_DOUBT)}"
        f"{_line('Stability', say_stability(theme.stability))}"
        f"{''.join(_line(name, _people(values)) for name, values in theme.spread.items())}"
        f"{_line('Terms', ' · '.join(theme.terms))}{_line('Near to', ', '.join(near))}"
        f"{_quotes(theme.quotes[:3])}{more}</section>"
    )


def _sizes(theme: Theme) -> str:
    counts = (
        (theme.n_people, "person", "people"),
        (theme.n_transcripts, "transcript", "transcripts"),
        (theme.n_units, "unit", "units"),
    )
    return ", ".join(f"{n:,} {one if n == 1 else many}" for n, one, many in counts)


def _people(values: Mapping[str, int]) -> str:
    return " · ".join(f"{value or 'not given'} {n:,}" for value, n in values.items())


def _line(name: str, text: str) -> str:
    return f"<div><small>{html.escape(name)}:</small> {html.escape(text)}</div>" if text else ""


def _list(items: Iterable[str], *, style: str = "margin:.3em 0") -> str:
    lines = "".join(f"<li>{html.escape(item)}</li>" for item in items)
    return f'<ul style="{style}">{lines}</ul>' if lines else ""


def _folded(title: str, inside: str) -> str:
    return f"<details><summary>{title}</summary>{inside}</details>" if inside else ""


def _quotes(quotes: Iterable[Quote]) -> str:
    return "".join(
        f'<blockquote dir="auto" style="{_QUOTE}">{html.escape(quote.text)}<br>'
        f"<small>{html.escape(' · '.join(filter(None, _source(quote))))}</small></blockquote>"
        for quote in quotes
    )


def _source(quote: Quote) -> tuple[str, ...]:
    some = tuple(f"{name}: {value}" for name, value in quote.attributes.items() if value)[:3]
    return (quote.person or "person not known", *some, quote.transcript_id or "")


def _queue(unassigned: Sequence[Unassigned], names: Mapping[str, str]) -> str:
    """The ten units in no theme that lie nearest to one."""
    rows = sorted(unassigned, key=lambda one: (one.distance is None, one.distance or 0.0))[:10]
    lines = []
    for one in rows:
        near = names.get(one.nearest_theme or "")
        far = "" if one.distance is None else f", distance {one.distance:.2f}"
        lines.append(f"{one.text} (nearest: {near}{far})" if near else one.text)
    n = len(unassigned)
    return _folded(f"In no theme: {n:,} {'unit' if n == 1 else 'units'}, the nearest", _list(lines))


def _aside(items: Sequence[SetAside]) -> str:
    counts: dict[str, int] = {}
    for item in items:
        counts[item.reason] = counts.get(item.reason, 0) + 1
    return _folded("Set aside, and why", _list(f"{reason}: {n:,}" for reason, n in counts.items()))


# --- codebooks -------------------------------------------------------------------------------


class Example(Record):
    """A statement that belongs to a code.

    Attributes:
        text: the statement.
        valence: what it says about the code, where the codebook has valences.
        status: experienced, anticipated or wished for.
        invented: True for a statement nobody made, written to show what belongs.
        kind: talk; or a title that a finding could have; or an item that a questionnaire could have.
    """

    text: str
    valence: Valence | None = None
    status: Status | None = None
    invented: bool = False
    kind: ExampleKind = "talk"

    def __str__(self) -> str:
        return self.text


class Boundary(Record):
    """How to decide between a code and a neighbour that coders mix up with it."""

    neighbour: str
    rule: str

    def __str__(self) -> str:
        return f"{self.neighbour}: {self.rule}"


class NearMiss(Record):
    """Talk that could be taken for a code and belongs elsewhere.

    Attributes:
        text: the statement.
        belongs_to: id of the code it belongs to; None where no code fits.
        invented: True for a statement nobody made.
    """

    text: str
    belongs_to: str | None = None
    invented: bool = False

    def __str__(self) -> str:
        return self.text


class Code(Record):
    """One code of a codebook.

    Attributes:
        id: stable for ever.
        name: what people call it.
        definition: what it means.
        include: what to code here.
        exclude: what not to code here, and where it goes.
        examples: statements that belong.
        parent: id of the code above, or None.
        boundaries: rules towards its neighbours.
        near_misses: statements that could be taken for this code and belong elsewhere.
        source: where the idea comes from.
    """

    id_column: ClassVar[str] = "code_id"

    id: str
    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[Example, ...] = ()
    parent: str | None = None
    boundaries: tuple[Boundary, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    source: str = ""


class Codebook(Record):
    """A set of codes and the axes a coding may carry.

    Attributes:
        id: short name of the codebook.
        name: its full name.
        version: raised with every change of meaning.
        codes: in the codebook's own order.
        valences: allowed valences; empty where codes carry none.
        statuses: allowed statuses; empty where codes carry none.
        rule: what has to hold before anything is coded.
        sources: literature.
        language: language of definitions and examples.
    """

    id: str
    name: str
    version: str = "1"
    codes: tuple[Code, ...]
    valences: tuple[Valence, ...] = ()
    statuses: tuple[Status, ...] = ()
    rule: str = ""
    sources: tuple[str, ...] = ()
    language: str = "en"

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, code_id: str) -> Code:
        """The code with this id.

        Raises:
            KeyError: no such code.
        """
        for code in self.codes:
            if code.id == code_id:
                return code
        raise KeyError(code_id)

    def __contains__(self, code_id: object) -> bool:
        return any(code.id == code_id for code in self.codes)

    def children(self, code_id: str | None) -> tuple[Code, ...]:
        """The codes right below one code, or the top codes for None."""
        return tuple(code for code in self.codes if code.parent == code_id)

    @property
    def leaves(self) -> tuple[Code, ...]:
        """The codes without codes below them, in order."""
        parents = {code.parent for code in self.codes}
        return tuple(code for code in self.codes if code.id not in parents)

    def to_frame(self) -> pd.DataFrame:
        """One row per code."""
        return Records(self.codes, Code).to_frame()

    def _repr_html_(self) -> str:
        items = "".join(
            f"<li><b>{html.escape(code.name)}</b> {html.escape(code.definition)}</li>"
            for code in self.codes
        )
        return (
            f"<p>{html.escape(self.name)}, version {html.escape(self.version)}</p><ul>{items}</ul>"
        )


CodeFate = Literal["added", "removed", "renamed", "redefined", "moved", "merged", "split"]
MemoKind = Literal["study", "case", "code", "transcript", "unit", "coding"]
CODE_FATES: tuple[CodeFate, ...] = get_args(CodeFate)


class CodeChange(Record):
    """What became of one code between two versions of a codebook.

    Attributes:
        code_id: the code.
        change: added, removed, renamed, redefined, moved (to another parent), merged or split.
        to: ids of the codes that take its place, or, for one that was added, of those it is near to.
        what: which of its parts changed.
        before: as it was, in words.
        after: as it is.
    """

    id_column: ClassVar[str] = "code_change_id"

    code_id: str
    change: CodeFate
    to: tuple[str, ...] = ()
    what: tuple[str, ...] = ()
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        to = f" ({', '.join(self.to)})" if self.to else ""
        return f"{self.code_id}: {self.change}{to}"


class CodebookVersion(Record):
    """A codebook as it was from some time on.

    Attributes:
        codebook: the codebook.
        at: from when on, ISO 8601 with zone.
        coder: who changed it to this; empty for the one that the study began with.
        memo: why.
    """

    id_column: ClassVar[str] = "version_id"

    codebook: Codebook
    at: str
    coder: str = ""
    memo: str = ""

    def as_row(self) -> dict[str, Any]:
        """One flat row: which codebook, which version, who, when, why."""
        book = self.codebook
        return {
            "codebook": book.id,
            "version": book.version,
            "n_codes": len(book.codes),
            "at": self.at,
            "coder": self.coder,
            "memo": self.memo,
        }


# --- suggestions and decisions ---------------------------------------------------------------


class Evidence(Record):
    """Why a code is suggested, in extracts only.

    Attributes:
        definition: the sentence of the code's definition nearest to the text.
        example: the example of the code nearest to the text.
        similarity: cosine between the text and that example, -1 to 1.
        words: words of the text that added to the score, most first.
        quotations: confirmed quotations of the code nearest to the text, nearest first.
    """

    definition: str = ""
    example: str = ""
    similarity: float = 0.0
    words: tuple[str, ...] = ()
    quotations: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.example or self.definition


class Suggestion(Record):
    """A code proposed for a unit or a theme; never a fact.

    Attributes:
        unit_id: the unit, None for a theme or a free text.
        theme_id: the theme, None for a unit.
        transcript_id: where the unit stands.
        start: first code point of the unit.
        end: one past the last.
        codebook: id of the codebook.
        code_id: the code.
        rank: 1 for the best suggestion of this text; 0 for one put in front of it to be wrong.
        probability: 0 to 1; read with ``calibrated``.
        calibrated: False where nothing has yet shown that the probability means what it says.
        valence: barrier, enabler or both, None where the codebook has no valences or none is likely enough.
        valence_probability: of that valence, 0 to 1; uncalibrated.
        status: experienced, anticipated or wished for, None where the codebook has no statuses.
        status_probability: of that status, 0 to 1; uncalibrated.
        evidence: extracts that speak for the code.
        model: what made the suggestion.
    """

    unit_id: str | None = None
    theme_id: str | None = None
    transcript_id: str | None = None
    start: int | None = None
    end: int | None = None
    codebook: str
    code_id: str
    rank: int = 1
    probability: float = Field(ge=0, le=1)
    calibrated: bool = False
    valence: Valence | None = None
    valence_probability: float | None = None
    status: Status | None = None
    status_probability: float | None = None
    evidence: Evidence = Evidence()
    model: str = ""


class Marked(Record):
    """A code as it is to stand at a place, with its valence and status where the codebook has them."""

    code_id: str
    valence: Valence | None = None
    status: Status | None = None

    def __str__(self) -> str:
        axes = ", ".join(axis for axis in (self.valence, self.status) if axis)
        return f"{self.code_id} ({axes})" if axes else self.code_id


class ValenceReading(Record):
    """What a text leans towards; a suggestion, uncalibrated.

    Attributes:
        label: the likeliest of barrier, enabler, both and neither.
        barrier: probability that the text tells of a barrier, alone or beside an enabler.
        enabler: probability that it tells of an enabler, alone or beside a barrier.
        status: experienced, anticipated or wished for, None where it is not known.
        status_probability: of that status, 0 to 1.
        calibrated: False where nothing has yet shown that the probabilities mean what they say.
    """

    label: Leaning
    barrier: float = Field(ge=0, le=1)
    enabler: float = Field(ge=0, le=1)
    status: Status | None = None
    status_probability: float | None = None
    calibrated: bool = False


class Decision(Record):
    """What a person decided, about what, with what in view; append-only.

    Attributes:
        id: unique, from who, when and what.
        coder: who.
        at: when, ISO 8601 with zone.
        verdict: confirm or reject a suggestion, recode it, code a span freely, none fits, edit the span
            of a coding, memo, recheck a coding after a change of the codebook, settle a disagreement,
            chart, judge, revise a codebook, undo; withhold a passage from quotation or allow it; or
            what was done with a theme.
        codebook: id of the codebook.
        unit_id: the unit decided on, None for a free span.
        transcript_id: where.
        start: first code point of the span decided on.
        end: one past the last.
        quote: the words of the span, to find it again if the text is corrected.
        code_id: the code decided on.
        to: for a recoding, the code that takes its place.
        valence: as the coder says.
        status: as the coder says.
        memo: the coder's note.
        theme_id: the theme decided on; for moving a unit, the theme it goes to.
        theme_ids: for a merger, all themes that become one, the one that stays first.
        unit_ids: for a split, the units of the new theme; for moving or freeing, those units.
        label: for renaming, merging and splitting, the new label.
        undoes: for an undo, id of the decision taken back.
        place: for what is decided later about a free coding, ``TRANSCRIPT:start-end`` where it was first
            coded; None for a unit and for a first coding.
        whose: for a recheck of, or a memo on, somebody else's coding, that coder.
        marked: for settling, the codes that stand; none where nothing is to be coded.
        settles: for settling, ids of the decisions behind what was in view and is settled by it.
        case: for a chart, a judgement or a memo, the case: a person, or ``attribute=value``.
        rating: for a judgement, the rating.
        quotations: for a chart, the units and codings that it rests on.
        changes: for a revision of a codebook, what became of its codes.
        shown_code: the best suggestion in view, None when the coder was blind.
        shown_probability: its probability.
        model: what had made it.
        blind: True where suggestions were hidden.
        decoy: True where the best suggestion in view was one put there to be wrong.
        via: sheet, script or widget.
    """

    id_column: ClassVar[str] = "decision_id"

    id: str
    coder: str = Field(min_length=1)
    at: str
    verdict: Verdict
    codebook: str | None = None
    unit_id: str | None = None
    transcript_id: str | None = None
    start: int | None = None
    end: int | None = None
    quote: str = ""
    code_id: str | None = None
    to: str | None = None
    valence: Valence | None = None
    status: Status | None = None
    memo: str = ""
    theme_id: str | None = None
    theme_ids: tuple[str, ...] = ()
    unit_ids: tuple[str, ...] = ()
    label: str = ""
    undoes: str | None = None
    place: str | None = None
    whose: str | None = None
    marked: tuple[Marked, ...] = ()
    settles: tuple[str, ...] = ()
    case: str | None = None
    rating: str | None = None
    quotations: tuple[str, ...] = ()
    changes: tuple[CodeChange, ...] = ()
    shown_code: str | None = None
    shown_probability: float | None = None
    model: str = ""
    blind: bool = False
    decoy: bool = False
    via: str = "script"

    @property
    def confirms_decoy(self) -> bool:
        """Whether it confirms a suggestion that was put there to be wrong; no coding comes of that."""
        return self.decoy and self.verdict == "confirm" and self.code_id == self.shown_code


class Coding(Record):
    """A free span with a code: by a person, or confirmed by one.

    Attributes:
        id: from span, code and coder.
        transcript_id: where.
        start: first code point.
        end: one past the last.
        text: the quotation.
        codebook: id of the codebook.
        code_id: the code.
        valence: barrier, enabler, both or None.
        status: experienced, anticipated, wished for or None.
        coder: who stands for it.
        origin: human, suggested and confirmed, or suggested and edited.
        unit_id: the unit it began from, None for a free coding.
        person: who said it.
        decision_ids: the decisions that led here, oldest first.
        memo: notes on it.
        at: when the last decision that shaped it was made, ISO 8601 with zone.
        model: what made the suggestion that it began from; empty for a person's own.
        settled: True where it is what a disagreement was settled to.
        place: where it was first coded, a unit's id or ``TRANSCRIPT:start-end``; it stays when the span
            is edited.
        attributes: case attributes.
    """

    id_column: ClassVar[str] = "coding_id"

    id: str
    transcript_id: str
    start: int
    end: int
    text: str
    codebook: str
    code_id: str
    valence: Valence | None = None
    status: Status | None = None
    coder: str
    origin: Origin
    unit_id: str | None = None
    person: str | None = None
    decision_ids: tuple[str, ...] = ()
    memo: str = ""
    at: str = ""
    model: str = ""
    settled: bool = False
    place: str = ""
    attributes: Mapping[str, str] = Field(default_factory=dict)


class Disagreement(Record):
    """A place where coders differ, with what each of them says.

    Attributes:
        id: of the place: a unit's id or ``TRANSCRIPT:start-end``, with the codebook; for a judgement the
            case with the construct.
        codebook: id of the codebook.
        unit_id: the unit, None for a stretch outside units and for a judgement.
        transcript_id: where.
        start: first code point.
        end: one past the last.
        text: the words in question.
        before: the words just before.
        after: the words just after.
        coders: who differ, in alphabetical order.
        says: coder to what they say, in words.
        codings: the codings in question, by coder.
        case: for a judgement, the case.
        construct_id: for a judgement, what was rated.
        judgements: the judgements in question, by coder.
        settled_by: who settled it; None while it is open.
        settled_to: what it was settled to, in words.
    """

    id_column: ClassVar[str] = "disagreement_id"

    id: str
    codebook: str | None = None
    unit_id: str | None = None
    transcript_id: str | None = None
    start: int | None = None
    end: int | None = None
    text: str = ""
    before: str = ""
    after: str = ""
    coders: tuple[str, ...] = ()
    says: Mapping[str, str] = Field(default_factory=dict)
    codings: tuple[Coding, ...] = ()
    case: str | None = None
    construct_id: str | None = None
    judgements: tuple[Judgement, ...] = ()
    settled_by: str | None = None
    settled_to: str = ""

    def as_row(self) -> dict[str, Any]:
        """One flat row: the codings and judgements by their ids."""
        row = super().as_row()
        row["codings"] = " | ".join(coding.id for coding in self.codings)
        row["judgements"] = " | ".join(judgement.id for judgement in self.judgements)
        return row


class Recheck(Record):
    """A coding that a change of the codebook touches, until somebody confirms it again.

    Attributes:
        coding_id: the coding as it stands now.
        transcript_id: where.
        start: first code point.
        end: one past the last.
        text: the quotation.
        codebook: id of the codebook.
        code_id: the code it has now.
        coder: who stands for it.
        change: renamed, redefined, merged, split, removed or added: what happened to the code, or near it.
        about: what it is about, in words.
        revised_by: who changed the codebook.
        at: when.
        unit_id: the unit it began from, None for a free coding.
    """

    id_column: ClassVar[str] = "recheck_id"

    coding_id: str
    transcript_id: str
    start: int
    end: int
    text: str
    codebook: str
    code_id: str
    coder: str
    change: CodeFate
    about: str
    revised_by: str
    at: str
    unit_id: str | None = None


# --- judgements on cases ---------------------------------------------------------------------


class Case(Record):
    """What can be charted and judged: a person, or everybody who shares an attribute (a site, a practice).

    Attributes:
        id: the person's pseudonymous id, or ``attribute=value``.
        attribute: name of the attribute; empty for a person.
        people: ids of the people in it.
        transcript_ids: where they speak.
        attributes: of a person.
    """

    id_column: ClassVar[str] = "case"

    id: str
    attribute: str = ""
    people: tuple[str, ...] = ()
    transcript_ids: tuple[str, ...] = ()
    attributes: Mapping[str, str] = Field(default_factory=dict)


class Chart(Record):
    """A person's written summary of a case under a code: a cell of the framework method.

    Attributes:
        id: from case, code and coder.
        case: the case.
        codebook: id of the codebook.
        code_id: the code.
        text: the summary.
        coder: who wrote it.
        at: when, ISO 8601 with zone.
        quotations: ids of the units and codings that it rests on.
        decision_ids: the decisions that led here, oldest first.
    """

    id_column: ClassVar[str] = "chart_id"

    id: str
    case: str
    codebook: str
    code_id: str
    text: str
    coder: str
    at: str = ""
    quotations: tuple[str, ...] = ()
    decision_ids: tuple[str, ...] = ()


class Judgement(Record):
    """A person's rating of a case on a construct, with the reason.

    Attributes:
        id: from case, construct and coder.
        case: the case.
        construct_id: what is rated: a code of a codebook, or what the team calls it.
        codebook: id of the codebook, None for a construct that is in none.
        rating: as the person gave it.
        reason: why.
        coder: who rated.
        at: when, ISO 8601 with zone.
        settled: True where it is what a disagreement was settled to.
        decision_ids: the decisions that led here, oldest first.
    """

    id_column: ClassVar[str] = "judgement_id"

    id: str
    case: str
    construct_id: str
    codebook: str | None = None
    rating: str
    reason: str = ""
    coder: str
    at: str = ""
    settled: bool = False
    decision_ids: tuple[str, ...] = ()


class Memo(Record):
    """A person's note on the study, a case, a code, a transcript, a unit or a coding.

    Attributes:
        id: of the decision that holds it.
        kind: what it is on.
        on: the id of that; empty for the study.
        text: the note.
        coder: who wrote it.
        at: when, ISO 8601 with zone.
        codebook: for a code, its codebook.
    """

    id_column: ClassVar[str] = "memo_id"

    id: str
    kind: MemoKind
    on: str = ""
    text: str
    coder: str
    at: str = ""
    codebook: str | None = None


class RowReport(Record):
    """What became of one row of a review sheet.

    Attributes:
        sheet: name of the sheet.
        row: row number as the spreadsheet shows it.
        outcome: applied, unchanged, empty or problem.
        message: what was done, or what stands in the way and what to do.
    """

    sheet: str
    row: int
    outcome: Literal["applied", "unchanged", "empty", "problem"]
    message: str = ""


class Run(Record):
    """What a methods section must report about one run.

    Attributes:
        id: from everything below but the time.
        at: when it ended, ISO 8601 with zone.
        settings: name to value, as text.
        versions: package to version.
        models: model to SHA-256 or revision.
        seed: the seed of every random choice.
        inputs: transcript id to SHA-256 of its source.
        counts: what was found: transcripts, people, units, themes, suggestions …
        encoded: units that had to be encoded in this run; 0 when nothing changed.
        fitted: True where themes were fitted in this run.
    """

    id_column: ClassVar[str] = "run_id"

    id: str
    at: str
    settings: Mapping[str, str] = Field(default_factory=dict)
    versions: Mapping[str, str] = Field(default_factory=dict)
    models: Mapping[str, str] = Field(default_factory=dict)
    seed: int = 0
    inputs: Mapping[str, str] = Field(default_factory=dict)
    counts: Mapping[str, int] = Field(default_factory=dict)
    encoded: int = 0
    fitted: bool = False
