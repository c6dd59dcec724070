"""Files, folders and tables into the transcripts that a study keeps, and what its key keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from thememiner.errors import InputError, SettingsError
from thememiner.read import (
    RowFacts,
    Track,
    give_facts,
    join_cases,
    make_transcript,
    no_track,
    read_cases,
    read_files,
)
from thememiner.records import ReadProblem, Source, Transcript
from thememiner.store import Key
from thememiner.study._naming import Naming
from thememiner.study._people import BY_HAND
from thememiner.units import material_turns

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Added:
    """What adding gave.

    Attributes:
        transcripts: pseudonymous, ready for the database.
        key: the names that belong to them, and what a person should see.
    """

    transcripts: tuple[Transcript, ...]
    key: Key


def read_material(
    paths: str | Path | Iterable[str | Path],
    *,
    cases: str | Path | None,
    known: Sequence[Transcript],
    naming: Naming,
    track: Track = no_track,
) -> Added:
    """Read files and folders, join a table of cases, and take the names off.

    Args:
        paths: one path or several.
        cases: the table of cases, or None.
        known: transcripts of the study; their words and the roles that a person set in them stay.
        naming: what is known of names, and what finds them.
        track: shows progress over the files.

    Raises:
        CasesError: the table of cases cannot be joined at all.
    """
    rows = read_cases(cases) if cases is not None else ()
    files = read_files(paths, track=track)
    pairs = [(file.path, file.transcript) for file in files if file.transcript is not None]
    problems = [problem for file in files for problem in file.problems]
    transcripts = tuple(transcript for _, transcript in pairs)
    if cases is not None and pairs:
        transcripts, unmatched = join_cases(pairs, rows, table=Path(cases).name)
        problems.extend(unmatched)
    names = {transcript.id: path.name for path, transcript in pairs}
    if cases is None:
        return _without_names(transcripts, names, problems, known, naming, as_held=True)
    return _without_names(transcripts, names, problems, known, naming)


def read_frame(frame: pd.DataFrame, *, known: Sequence[Transcript], naming: Naming) -> Added:
    """Turn a table with a ``text`` column into transcripts, and take the names off.

    With a column ``transcript`` (or ``file``), its rows are the turns of those transcripts, in their
    order, said by the column ``speaker``. Without one, the table is one transcript of answers: each
    row a turn of a participant of its own, named by ``person`` or ``speaker`` where there is one. The
    other columns are attributes of who speaks.

    Raises:
        InputError: the table has no column ``text`` or no row with text.
    """
    if "text" not in frame.columns:
        raise InputError(
            f"The table has no column 'text'; its columns are {', '.join(map(str, frame.columns))}. "
            "Rename the column that holds the talk."
        )
    rows = [
        {str(k): str(v) for k, v in row.items()}
        for row in frame.astype(object).where(frame.notna(), "").to_dict("records")
    ]
    rows = [row for row in rows if row["text"].strip()]
    if not rows:
        raise InputError("No row of the table has any text.")
    group = next((name for name in ("transcript", "file") if name in frame.columns), None)
    names: dict[str, str] = {}
    transcripts: list[Transcript] = []
    for name, some in _grouped(rows, group).items():
        transcript = _from_rows(some, answers=group is None, left_out={group or "text", "text"})
        transcripts.append(transcript)
        names[transcript.id] = name or "table"
    return _without_names(transcripts, names, [], known, naming)


def _grouped(
    rows: Sequence[Mapping[str, str]], group: str | None
) -> dict[str, list[Mapping[str, str]]]:
    out: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        out.setdefault(row[group] if group else "", []).append(row)
    return out


def _from_rows(
    rows: Sequence[Mapping[str, str]], *, answers: bool, left_out: set[str]
) -> Transcript:
    labels = [_label(row, number if answers else None) for number, row in enumerate(rows, 1)]
    plain = "\n".join(f"{label}\t{row['text']}" for label, row in zip(labels, rows, strict=True))
    facts = [
        RowFacts(
            label or "",
            {k: v for k, v in row.items() if k not in {"speaker", "person", *left_out}},
            person=row.get("person", ""),
        )
        for label, row in zip(labels, rows, strict=True)
    ]
    transcript = make_transcript(
        [(label, row["text"]) for label, row in zip(labels, rows, strict=True)],
        source=Source(sha256=hashlib.sha256(plain.encode()).hexdigest(), format="frame"),
    )
    return give_facts(transcript, facts, role="participant" if answers else None)


def _label(row: Mapping[str, str], number: int | None) -> str | None:
    label = " ".join((row.get("speaker") or row.get("person") or "").split())
    return label or (f"R{number}" if number is not None else None)


def with_invited(added: Added, invited: int) -> Added:
    """Say how many were invited to a survey, so that later tables know what the replies are out of.

    Args:
        added: one transcript of answers.
        invited: how many were asked.

    Raises:
        SettingsError: the number is not positive, or more than one transcript was read.
    """
    if invited < 1:
        raise SettingsError(f"invited={invited} cannot be. Give the number of people asked.")
    if len(added.transcripts) != 1:
        raise SettingsError(
            f"invited={invited} belongs to one table of answers; {len(added.transcripts)} "
            "transcripts were read. Add that table by itself."
        )
    (one,) = added.transcripts
    with_number = one.model_copy(update={"attributes": {**one.attributes, "invited": str(invited)}})
    n_people = len({s.person for s in one.speakers if s.role != "interviewer"})
    more = ReadProblem(
        path=added.key.file_of(one.id),
        found=f"{n_people} people answer in it, but only {invited} were invited.",
        remedy="Check the number, or whether some answered twice.",
        fatal=False,
    )
    problems = (*added.key.problems, *([more] if n_people > invited else []))
    return Added((with_number,), added.key.model_copy(update={"problems": problems}))


def _without_names(
    transcripts: Iterable[Transcript],
    files: Mapping[str, str],
    problems: Iterable[ReadProblem],
    known: Sequence[Transcript],
    naming: Naming,
    *,
    as_held: bool = False,
) -> Added:
    """Transcripts without names, and the key's part.

    Args:
        transcripts: as they were read.
        files: transcript id to the name of its file.
        problems: what was found wrong so far.
        known: transcripts of the study.
        naming: what is known of names, and what finds them.
        as_held: a transcript that the study holds stays just as it is held.
    """
    before = {transcript.id: transcript for transcript in known}
    read = list({transcript.id: transcript for transcript in transcripts}.values())
    doubts = [doubt for one in read for doubt in _doubts(one, files[one.id])]
    wanted = [one for one in read if not (as_held and one.id in before)]
    hidden = naming.hide(wanted, known)
    new = {one.id: _as_said_before(one, before.get(one.id)) for one in hidden.transcripts}
    book = hidden.book
    key = Key(
        files=dict(files),
        labels={name: dict(codes) for name, codes in book.labels.items()},
        people=dict(book.people),
        replacements=book.replacements,
        numbers=dict(book.numbers),
        problems=(*problems, *doubts, *naming.notices(hidden)),
    )
    return Added(tuple(new.get(one.id) or before[one.id] for one in read), key)


def _as_said_before(transcript: Transcript, before: Transcript | None) -> Transcript:
    """Roles set by hand and the number of people invited outlive a new reading."""
    if before is None:
        return transcript
    kept = {s.label: s.role for s in before.speakers if s.reason == BY_HAND}
    speakers = tuple(
        speaker.model_copy(
            update={"role": kept[speaker.label], "reason": BY_HAND, "doubtful": False}
        )
        if speaker.label in kept
        else speaker
        for speaker in transcript.speakers
    )
    said = {name: before.attributes[name] for name in ("invited",) if name in before.attributes}
    attributes = {**said, **transcript.attributes}
    return transcript.model_copy(update={"speakers": speakers, "attributes": attributes})


def find_other_versions(added: Key, held: Key) -> list[ReadProblem]:
    """Files whose name the study knows already, with another text: perhaps a corrected version."""
    ids = {name: transcript_id for transcript_id, name in held.files.items()}
    return [
        ReadProblem(
            path=name,
            found=f"The study holds another text under this file name ({ids[name]}); both are kept.",
            remedy=(
                "If this file is a corrected version, take the old text out: "
                f"study.remove({ids[name]!r}). If they are two conversations, nothing is to be done."
            ),
            fatal=False,
        )
        for transcript_id, name in sorted(added.files.items(), key=lambda item: item[1])
        if name in ids and transcript_id not in held.files
    ]


def _doubts(transcript: Transcript, file: str) -> list[ReadProblem]:
    """What a person should look at in a transcript that was read."""
    remedy = (
        "Look at the table of speakers (study.speakers(), thememiner speakers) and set the role."
    )
    out = [
        ReadProblem(
            path=file,
            found=f"The label {speaker.label or '(none)'} is in doubt: {speaker.reason}.",
            remedy=remedy,
            fatal=False,
        )
        for speaker in transcript.speakers
        if speaker.doubtful
    ]
    if all(speaker.label is None for speaker in transcript.speakers):
        out.append(
            ReadProblem(
                path=file,
                found="It has no speaker labels, so all of it counts as one speaker's talk.",
                remedy="Put a label and a colon in front of each turn where several people speak.",
                fatal=False,
            )
        )
    elif len(transcript.speakers) > 1 and all(s.role == "unknown" for s in transcript.speakers):
        out.append(
            ReadProblem(
                path=file,
                found="Nobody in it could be told to be the interviewer, so all talk is analysed.",
                remedy=remedy,
                fatal=False,
            )
        )
    elif not material_turns(transcript):
        out.append(
            ReadProblem(
                path=file,
                found="Every speaker is taken for an interviewer, so nothing in it is analysed.",
                remedy=remedy,
                fatal=False,
            )
        )
    return out
