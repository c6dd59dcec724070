"""The records of one study, gathered for its reports, and what every report counts from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from thememiner.agreement import AgreementRow
from thememiner.records import (
    ROLES,
    Case,
    Chart,
    Codebook,
    Coding,
    Decision,
    Disagreement,
    Judgement,
    Memo,
    ReadProblem,
    Role,
    Run,
    SetAside,
    Suggestion,
    Theme,
    ThemeSet,
    Transcript,
    Unit,
)
from thememiner.reports._legal_basis import is_for_coders, is_legal_basis
from thememiner.reports._public_record import PublicRecord
from thememiner.review import CodeNames, ReviewRow, make_review_rows

Approach = Literal["codebook", "framework", "reflexive"]
PREFERRED_ATTRIBUTES = ("site", "practice", "organisation", "organization", "group", "setting")
MOST_VALUES = 12
_ROLE_LABEL = re.compile(
    r"(?i)(int|interviewer|interviewee|participant|speaker|observer|facilitator|moderator|"
    r"respondent|patient|nurse|doctor|gp|[a-z]{1,2}[ _-]?\d*|\d+)"
)


@dataclass(frozen=True, kw_only=True)
class Material:
    """Everything a report may show.

    Attributes:
        study: name of the study.
        approach: codebook, framework or reflexive; the words of a report follow it.
        run: the run that made the results.
        transcripts: in the study's order.
        units: all units, the set-aside ones among them.
        theme_set: the candidate themes.
        codebooks: in the study's order.
        suggestions: for units (with ``unit_id``) and for themes (with ``theme_id``).
        codings: what people coded or confirmed.
        decisions: the log.
        charts: people's summaries of cases under codes.
        judgements: people's ratings of cases.
        memos: notes that stand by themselves.
        cases: what can be charted and judged.
        disagreements: where coders differ and nothing is settled yet.
        problems: files that need a person's eye; their names are never shown.
        threshold: top suggestions below this probability are not counted, 0 to 1.
        by: the attribute of the cross-tables; None to choose one.
        coder: who will fill the review sheet; empty if not known.
        blind: True to leave suggestions out of the review sheet.
        order: ids of units in the order of the review sheet; empty for that of the transcripts.
        positions: unit id to its place on the map of units; empty without a map.
        public: what may be published; None in the material of the team.
        agree: works out how far the coders agree, for the tables of the team alone.
    """

    study: str
    run: Run
    transcripts: tuple[Transcript, ...] = ()
    units: tuple[Unit, ...] = ()
    theme_set: ThemeSet = field(default_factory=ThemeSet)
    codebooks: tuple[Codebook, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    codings: tuple[Coding, ...] = ()
    decisions: tuple[Decision, ...] = ()
    charts: tuple[Chart, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    memos: tuple[Memo, ...] = ()
    cases: tuple[Case, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    problems: tuple[ReadProblem, ...] = ()
    approach: Approach = "codebook"
    threshold: float = 0.5
    by: str | None = None
    coder: str = ""
    blind: bool = False
    order: tuple[str, ...] = ()
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    public: PublicRecord | None = None
    agree: Callable[[], tuple[AgreementRow, ...]] | None = None

    @cached_property
    def agreement(self) -> tuple[AgreementRow, ...]:
        """How far the coders agree; nothing in the material for the public."""
        return self.agree() if self.agree is not None and self.public is None else ()

    @cached_property
    def unit(self) -> Mapping[str, Unit]:
        """Units by id."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def theme_of(self) -> Mapping[str, Theme]:
        """The theme of each unit that has one, by unit id."""
        themes = {theme.id: theme for theme in self.theme_set.themes}
        pairs = zip(self.theme_set.unit_ids, self.theme_set.labels, strict=True)
        return {unit_id: themes[label] for unit_id, label in pairs if label is not None}

    @cached_property
    def set_aside(self) -> Mapping[str, SetAside]:
        """What was set aside, by unit id."""
        return {item.unit_id: item for item in self.theme_set.set_aside}

    @cached_property
    def names(self) -> Mapping[str, CodeNames]:
        """Names of the codes of each codebook, by codebook id."""
        return {book.id: CodeNames(book) for book in self.codebooks}

    @cached_property
    def review_rows(self) -> tuple[ReviewRow, ...]:
        """The rows of the review sheet, in the order of the units."""
        return make_review_rows(self.units, self.names, self.suggestions, blind=self.blind)

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """Names of the attributes of units in order of first appearance; no legal basis among them."""
        names = dict.fromkeys(name for unit in self.units for name in unit.attributes)
        return tuple(name for name in names if is_for_coders(name))

    @cached_property
    def n_people(self) -> int:
        """People whose words became units."""
        return count_people(self.units)

    @cached_property
    def speakers(self) -> Mapping[Role, int]:
        """How many people speak in each role, people in several transcripts once."""
        found: dict[Role, set[str]] = {}
        for transcript in self.transcripts:
            for speaker in transcript.speakers:
                key = speaker.person or f"{transcript.id}/{speaker.label}"
                found.setdefault(speaker.role, set()).add(key)
        return {role: len(found[role]) for role in ROLES if role in found}

    @cached_property
    def by_attribute(self) -> str | None:
        """The attribute of the cross-tables: the one asked for, else one with 2 to 12 values."""
        if self.by:
            return self.by
        fitting = [name for name, found in self.values.items() if 2 <= len(found) <= MOST_VALUES]
        preferred = [name for name in PREFERRED_ATTRIBUTES if name in fitting]
        return next(iter([*preferred, *fitting]), None)

    @cached_property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """The values of each attribute of units, sorted; who may be quoted is not among them."""
        names = (name for name in self.attributes if not is_legal_basis(name))
        found: dict[str, set[str]] = {name: set() for name in names}
        for unit in self.units:
            for name, value in unit.attributes.items():
                if value and name in found:
                    found[name].add(value)
        return {name: tuple(sorted(items)) for name, items in found.items()}

    def people_by(self, name: str) -> dict[str, int]:
        """People with each value of an attribute, those without one under the empty text."""
        found: dict[str, set[str]] = {value: set() for value in self.values.get(name, ())}
        for unit in self.units:
            found.setdefault(unit.attributes.get(name, ""), set()).add(person_key(unit))
        return {value: len(people) for value, people in found.items()}

    @cached_property
    def messages(self) -> tuple[tuple[str, ReadProblem], ...]:
        """Problems as ``file 3`` and the problem without the name of its file or of a speaker."""
        numbers: dict[str, int] = {}
        for problem in self.problems:
            numbers.setdefault(problem.path, len(numbers) + 1)
        return tuple(
            (f"file {numbers[problem.path]}", self._nameless(problem, numbers))
            for problem in self.problems
        )

    def hide_labels(self, text: str) -> str:
        """The text with speakers' labels that may be names replaced by ``[label]``."""
        return self._labels.sub("[label]", text) if self._labels else text

    @cached_property
    def _labels(self) -> re.Pattern[str] | None:
        labels = {s.label for transcript in self.transcripts for s in transcript.speakers}
        names = [label for label in labels if label and not _ROLE_LABEL.fullmatch(label)]
        if not names:
            return None
        either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)")

    def _nameless(self, problem: ReadProblem, numbers: Mapping[str, int]) -> ReadProblem:
        hidden = {"path": f"file {numbers[problem.path]}"}
        for part in ("found", "expected", "remedy"):
            text = getattr(problem, part)
            for path, number in sorted(numbers.items(), key=lambda item: -len(item[0])):
                for name in dict.fromkeys((path, *re.split(r"[/\\]", path)[-1:])):
                    if name:
                        text = text.replace(name, f"file {number}")
            hidden[part] = self.hide_labels(text)
        return problem.model_copy(update=hidden)


def person_key(unit: Unit | Coding) -> str:
    """Who said it: the person, or the speaker within a transcript where no person is known."""
    speaker = unit.speaker if isinstance(unit, Unit) else None
    return unit.person or f"{unit.transcript_id}/{speaker or ''}"


def count_people(items: Iterable[Unit | Coding]) -> int:
    """Number of different people."""
    return len({person_key(item) for item in items})


def say_probability(value: float, *, calibrated: bool) -> str:
    """A probability as people read it, and whether it has been shown to mean what it says."""
    return f"{value:.2f} ({'calibrated' if calibrated else 'uncalibrated'})"
