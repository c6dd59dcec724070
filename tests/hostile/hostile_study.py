"""The hostile texts into a study: each is talk, a label, an attribute, a code, a theme, a memo, a name."""

from __future__ import annotations

import re
from functools import cache

from hostile_corpus import SHORT_TEXTS, TEXTS

from thememiner.records import (
    Code,
    Codebook,
    Coding,
    Decision,
    Evidence,
    Example,
    Quote,
    ReadProblem,
    Run,
    SetAside,
    Source,
    Speaker,
    Suggestion,
    Theme,
    ThemeSet,
    Transcript,
    Turn,
    Unassigned,
    Unit,
)
from thememiner.reports import REPORTS, Audience, Material, PublicRules, make_reports

AT = "2025-06-30T10:00:00+00:00"
_SURROGATE = re.compile("[\ud800-\udfff]")


def held(text: str) -> str:
    """The text as a record can hold it: half a character is none, and talk is never blank."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text).strip() or "x"


WORDS = tuple(dict.fromkeys(held(text) for text in TEXTS))
NAMES = tuple(dict.fromkeys(held(text) for text in SHORT_TEXTS))


def hostile_material(people: int = 2) -> Material:
    """A small study in which everything a person can write is hostile.

    Every word is said by so many people, who agreed to be quoted: by six, it is in public files too.
    """
    transcripts = tuple(_transcript(number) for number in range(people))
    units = tuple(unit for one in transcripts for unit in _units(one))
    book = hostile_codebook()
    return Material(
        study="</title><script>document.title='owned'</script> =1+1 {{ 7*7 }}",
        run=_run(),
        transcripts=transcripts,
        units=units,
        theme_set=_themes(units),
        codebooks=(book,),
        suggestions=tuple(_suggestions(units, book)),
        codings=tuple(_codings(units, book)),
        decisions=tuple(_decisions(units)),
        problems=tuple(
            ReadProblem(path=name, found=f"{name} is no transcript", remedy=name) for name in NAMES
        ),
        coder="=cmd|' /C calc'!A0",
    )


@cache
def hostile_files(audience: Audience) -> dict[str, bytes]:
    """The files of every format that this study makes, for the team or for the public."""
    rules = PublicRules(seed=1)
    material = hostile_material(people=6 if audience == "public" else 2)
    return make_reports(material, list(REPORTS), audience=audience, rules=rules)


def hostile_codebook() -> Codebook:
    """A code for each hostile name, with hostile texts all around it."""
    codes = tuple(
        Code(
            id=name[:200],
            name=name,
            definition=name,
            include=name,
            exclude=name,
            examples=(Example(text=name, invented=True),),
            source=name,
        )
        for name in NAMES
    )
    return Codebook(
        id="=1+1;<b>{{ 7*7 }}'\"../%s",
        name="<script>document.title='owned'</script>",
        version="=1+1",
        codes=codes,
        valences=("barrier", "enabler", "both"),
        rule="<img src=x onerror=\"document.title='owned'\">",
        sources=NAMES[:5],
    )


def _transcript(number: int) -> Transcript:
    label = NAMES[number]
    text, turns = "", []
    for words in WORDS:
        text += "R: "
        turns.append(Turn(speaker=label, start=len(text), end=len(text) + len(words)))
        text += f"{words}\n"
    speaker = Speaker(label=label, role="participant", person=f"=P{number}", reason=label)
    return Transcript(
        id=f"t{number:010x}",
        text=text,
        turns=tuple(turns),
        speakers=(speaker,),
        source=Source(sha256="a" * 64, format="txt"),
        notes=(NAMES[-1 - number],),
    )


def _units(transcript: Transcript) -> list[Unit]:
    number = int(transcript.id[1:], 16)
    attributes = {name: NAMES[-1 - n] for n, name in enumerate(NAMES) if n % 8 == number % 2}
    attributes |= {
        "site": NAMES[number % 2],
        "quote_ok": "yes",
        " verdict": "x",
    }
    return [
        Unit(
            id=f"{transcript.id}:{turn.start}-{turn.end}",
            transcript_id=transcript.id,
            start=turn.start,
            end=turn.end,
            text=transcript.speech(turn),
            speaker=turn.speaker,
            person=transcript.speakers[0].person,
            role="participant",
            question=transcript.speech(turn),
            attributes=attributes,
        )
        for turn in transcript.turns
    ]


def _themes(units: tuple[Unit, ...]) -> ThemeSet:
    own = [[u for u in units if u.text == words] for words in WORDS]
    themes = tuple(
        Theme(
            id=f"th{n}",
            label=words[:300],
            terms=(words[:300], NAMES[n % len(NAMES)]),
            unit_ids=tuple(u.id for u in same),
            quotes=tuple(_quote(u) for u in same[:3]),
            counter_quotes=(_quote(same[-1]),),
            stability=0.5,
            n_people=len(same),
            n_transcripts=len(same),
            spread={NAMES[n % len(NAMES)]: {NAMES[n % len(NAMES)]: 4}},
            flags=(NAMES[n % len(NAMES)],),
        )
        for n, (words, same) in enumerate(zip(WORDS, own, strict=True))
    )[:30]
    placed = {unit_id: theme.id for theme in themes for unit_id in theme.unit_ids}
    rest = [unit for unit in units if unit.id not in placed]
    return ThemeSet(
        themes=themes,
        unit_ids=tuple(unit.id for unit in units),
        labels=tuple(placed.get(unit.id) for unit in units),
        unassigned=tuple(
            Unassigned(unit_id=u.id, text=u.text, nearest_theme="th1", distance=0.2)
            for u in rest[:-40]
        ),
        set_aside=tuple(
            SetAside(unit_id=u.id, text=u.text, reason="no-words", person=u.person)
            for u in rest[-40:]
        ),
        notes=NAMES[:9],
    )


def _quote(unit: Unit) -> Quote:
    return Quote(
        unit_id=unit.id,
        text=unit.text,
        person=unit.person,
        transcript_id=unit.transcript_id,
        attributes=unit.attributes,
    )


def _suggestions(units: tuple[Unit, ...], book: Codebook) -> list[Suggestion]:
    return [
        Suggestion(
            unit_id=unit.id,
            transcript_id=unit.transcript_id,
            codebook=book.id,
            code_id=book.codes[n % len(book)].id,
            probability=0.9,
            valence="barrier",
            evidence=Evidence(definition=unit.text, example=unit.text, words=(unit.text,)),
            model="<b>m</b>",
        )
        for n, unit in enumerate(units)
    ]


def _codings(units: tuple[Unit, ...], book: Codebook) -> list[Coding]:
    return [
        Coding(
            id=f"c{n}",
            transcript_id=unit.transcript_id,
            start=unit.start,
            end=unit.end,
            text=unit.text,
            codebook=book.id,
            code_id=book.codes[n % len(book)].id,
            valence="enabler",
            coder=NAMES[n % len(NAMES)],
            origin="human",
            unit_id=unit.id,
            person=unit.person,
            memo=NAMES[n % len(NAMES)],
            attributes=unit.attributes,
        )
        for n, unit in enumerate(units)
    ]


def _decisions(units: tuple[Unit, ...]) -> list[Decision]:
    return [
        Decision(
            id=f"d{n}",
            coder=name,
            at=AT,
            verdict="memo",
            unit_id=units[n].id,
            quote=name,
            memo=name,
            label=name,
        )
        for n, name in enumerate(NAMES)
    ]


def _run() -> Run:
    facts = {name[:500]: name for name in NAMES}
    return Run(id="r1", at=AT, settings=facts, versions=facts, models=facts, inputs=facts)
