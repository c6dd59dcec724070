"""Studies built by hand, for the tests of public exports."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from thememiner.records import (
    Code,
    Codebook,
    Coding,
    Evidence,
    Example,
    NearMiss,
    Quote,
    Run,
    Source,
    Speaker,
    Suggestion,
    Theme,
    ThemeSet,
    Transcript,
    Turn,
    Unit,
)
from thememiner.reports import (
    Material,
    PublicRules,
    make_public,
    make_reports,
)
from thememiner.reports._public_record import PublicRecord
from thememiner.review import make_decision

AT = "2025-06-30T10:00:00+00:00"
BOOK = Codebook(
    id="be",
    name="Barriers and enablers",
    codes=(
        Code(id="res", name="Resources", definition="What there is to work with."),
        Code(
            id="time",
            name="Time",
            parent="res",
            examples=(Example(text="zqexample said it"),),
            near_misses=(NearMiss(text="zqexample nearly said it", belongs_to="space"),),
        ),
        Code(id="space", name="Space", parent="res"),
        Code(id="trust", name="Trust"),
    ),
    valences=("barrier", "enabler", "both"),
)
RULES = PublicRules(seed=1)


class Person:
    """Somebody with one transcript: what they say, under which theme and code, and their attributes."""

    def __init__(
        self,
        name: str,
        said: Sequence[tuple[str, str, str]],
        *,
        valence: str | None = None,
        talk: Mapping[str, str] | None = None,
        **attributes: str,
    ) -> None:
        self.name = name
        self.said = said
        self.valence = valence
        self.talk = dict(talk or {})
        self.attributes = attributes


def a_transcript(person: Person) -> Transcript:
    text, turns = "", []
    for words, _, _ in person.said:
        text += f"{person.name}: "
        turns.append(Turn(speaker=person.name, start=len(text), end=len(text) + len(words)))
        text += f"{words}\n"
    return Transcript(
        id=f"t-{person.name}",
        text=text,
        turns=tuple(turns),
        speakers=(
            Speaker(
                label=person.name,
                role="participant",
                person=person.name,
                attributes=person.attributes,
            ),
        ),
        attributes=person.talk,
        source=Source(sha256="a" * 64, format="txt"),
    )


def a_study(people: Sequence[Person], **changes: Any) -> Material:
    """The material of these people: every passage in a theme and with a suggestion."""
    transcripts = tuple(a_transcript(person) for person in people)
    units: list[Unit] = []
    suggestions: list[Suggestion] = []
    labels: list[str | None] = []
    for person, transcript in zip(people, transcripts, strict=True):
        for turn, (words, theme, code) in zip(transcript.turns, person.said, strict=True):
            unit_id = f"{transcript.id}:{turn.start}-{turn.end}"
            unit = Unit(
                id=unit_id,
                transcript_id=transcript.id,
                start=turn.start,
                end=turn.end,
                text=words,
                speaker=person.name,
                person=person.name,
                role="participant",
                question="zqquestion of the interviewer",
                attributes={**person.talk, **person.attributes},
            )
            units.append(unit)
            labels.append(theme or None)
            if code:
                suggestions.append(
                    Suggestion(
                        unit_id=unit_id,
                        codebook="be",
                        code_id=code,
                        probability=0.9,
                        valence=person.valence,  # type: ignore[arg-type]
                        evidence=Evidence(example="zqevidence"),
                    )
                )
    names = sorted({label for label in labels if label})
    themes = ThemeSet(
        themes=tuple(a_theme(name, units, labels) for name in names),
        unit_ids=tuple(unit.id for unit in units),
        labels=tuple(labels),
        notes=("zqnote",),
    )
    made = Material(
        study="Pilot",
        run=Run(id="r1", at=AT, settings={"codebooks": "/home/zqhome/book.yaml"}),
        transcripts=transcripts,
        units=tuple(units),
        theme_set=themes,
        codebooks=(BOOK,),
        suggestions=tuple(suggestions),
    )
    return replace(made, **changes)


def a_theme(name: str, units: Sequence[Unit], labels: Sequence[str | None]) -> Theme:
    own = [unit for unit, label in zip(units, labels, strict=True) if label == name]
    return Theme(
        id=name,
        label={"th1": "the rota", "th2": "the room"}.get(name, name),
        terms=("rota", "zqonly"),
        unit_ids=tuple(unit.id for unit in own),
        quotes=tuple(
            Quote(unit_id=unit.id, text=unit.text, person=unit.person) for unit in own[:2]
        ),
        n_people=len({unit.person for unit in own}),
        flags=("zqflag: most of it is one person",),
    )


def team_of(n: int, *, said: str = "no time on the rota", **attributes: str) -> list[Person]:
    """People who each say one thing, all in one theme and under one code."""
    return [
        Person(f"P{number}", [(f"{said}, person {number}", "th1", "time")], **attributes)
        for number in range(n)
    ]


def published_record(material: Material, **rules: Any) -> PublicRecord:
    public = make_public(material, PublicRules(**{"seed": 1, **rules})).public
    assert public is not None
    return public


def published(material: Material, **rules: Any) -> dict[str, str]:
    """Every public file as text, workbooks unpacked."""
    made = make_reports(material, audience="public", rules=PublicRules(**{"seed": 1, **rules}))
    return {name: text_of(data) for name, data in made.items()}


def text_of(data: bytes) -> str:
    if data.startswith(b"\x89PNG"):  # the picture itself is drawn from the same values as the SVG
        return data[: data.index(b"IDAT")].decode(errors="replace")
    if not data.startswith(b"PK"):
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def quotes_of(material: Material, **rules: Any) -> list[str]:
    public = published_record(material, **rules)
    return [q.text for table in public.tables for row in table.rows for q in row.quotes]


def rows_of(material: Material, basis: str = "suggested", **rules: Any) -> dict[str, Any]:
    public = published_record(material, **rules)
    return {row.name: row for t in public.tables if t.basis == basis for row in t.rows}


def ruling(verdict: Any, unit: Unit, *, minute: int = 0) -> Any:
    return make_decision(
        coder="AB",
        verdict=verdict,
        at=f"2025-06-30T10:0{minute}:00+00:00",
        unit_id=unit.id,
        transcript_id=unit.transcript_id,
        start=unit.start,
        end=unit.end,
        quote=unit.text,
    )


def a_coding(unit: Unit, code: str, *, end: int | None = None, coder: str = "zqcoder") -> Coding:
    end = unit.end if end is None else end
    return Coding(
        id=f"c-{unit.id}-{code}",
        transcript_id=unit.transcript_id,
        start=unit.start,
        end=end,
        text=unit.text[: end - unit.start],
        codebook="be",
        code_id=code,
        coder=coder,
        origin="human",
        person=unit.person,
        memo="zqmemo",
        attributes=unit.attributes,
    )
