"""Turns rows of a table of cases into attributes of transcripts and speakers."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from thememiner.read._cases import CaseRow
from thememiner.read._files import PathLike
from thememiner.read._lines import key_of
from thememiner.records import ReadProblem, Role, Speaker, Transcript

_ROLES: Mapping[str, Role] = MappingProxyType(
    {
        "participant": "participant",
        "interviewer": "interviewer",
        "facilitator": "interviewer",
        "moderator": "interviewer",
        "observer": "observer",
    }
)


def join_cases(
    transcripts: Iterable[tuple[PathLike, Transcript]],
    rows: Iterable[CaseRow],
    *,
    table: str = "cases",
) -> tuple[tuple[Transcript, ...], tuple[ReadProblem, ...]]:
    """Give transcripts and speakers the attributes of a table of cases.

    Args:
        transcripts: each with the file it came from.
        rows: what `read_cases` gave.
        table: the table's name for the messages.

    Returns:
        The transcripts in the order given, and a problem (never fatal) for each row that matches
        nothing or not one thing, and for each file without a row.
    """
    given = [(Path(path), transcript) for path, transcript in transcripts]
    join = _Join(given, table)
    for row in rows:
        join.add(row)
    return join.result()


def _path_key(name: str) -> tuple[str, ...]:
    """A file's name and folders as they are compared: no suffix, case or kind of slash."""
    plain = unicodedata.normalize("NFC", name.strip()).replace("\\", "/").casefold()
    parts = [part for part in plain.split("/") if part not in ("", ".")]
    return tuple(parts)


def _names_file(row: str, path: Path, transcript: Transcript) -> bool:
    """Whether a cell names a file: with or without suffix and folders, or by transcript id."""
    if row.strip().casefold() == transcript.id:
        return True
    asked, here = _path_key(row), _path_key(path.as_posix())
    bare = (*here[:-1], here[-1].removesuffix(path.suffix.casefold())) if here else ()
    return bool(asked) and asked in (here[-len(asked) :], bare[-len(asked) :])


class _Join:
    """Collects what the rows say about each transcript and speaker."""

    def __init__(self, given: list[tuple[Path, Transcript]], table: str) -> None:
        self._given = given
        self._table = table
        self._of_file: dict[int, dict[str, str]] = defaultdict(dict)
        self._of_speaker: dict[tuple[int, str | None], dict[str, str]] = defaultdict(dict)
        self._seen: set[int] = set()
        self._problems: list[ReadProblem] = []

    def add(self, row: CaseRow) -> None:
        """Take in one row."""
        places = self._files_of(row)
        self._seen.update(places)
        if not places:
            return
        if row.speaker:
            self._add_speaker(row, places)
        else:
            self._add_file(row, places[0])

    def result(self) -> tuple[tuple[Transcript, ...], tuple[ReadProblem, ...]]:
        """The transcripts with their attributes, and all problems."""
        for n, (path, _) in enumerate(self._given):
            if n not in self._seen:
                self._report(
                    f"{path.name} has no row in the table.",
                    expected="a row for every transcript.",
                    remedy="Add one, if its site or people matter for the comparison.",
                    path=str(path),
                )
        joined = tuple(self._joined(n, transcript) for n, (_, transcript) in enumerate(self._given))
        return joined, tuple(self._problems)

    def _files_of(self, row: CaseRow) -> list[int]:
        """The transcripts a row is about; every one with the label if it names no file."""
        if row.file:
            found = [n for n, one in enumerate(self._given) if _names_file(row.file, *one)]
            if len(found) > 1:
                names = ", ".join(str(self._given[n][0]) for n in found)
                self._report(
                    f"Row {row.number}: {row.file!r} may be any of {names}.",
                    expected="one file for each row.",
                    remedy="Write the folder too.",
                )
                return []
            where = f"the file {row.file!r} is not among the transcripts"
        else:
            found = [n for n, one in enumerate(self._given) if _labels(one[1], row.speaker)]
            where = (
                f"no transcript has the speaker {row.speaker!r}"
                if row.speaker
                else ("it names neither a file nor a speaker")
            )
        if not found:
            self._report(
                f"Row {row.number} was not used: {where}.",
                expected="the name of a file that was read, or a label in it.",
                remedy="Check the spelling, or whether that file could be read.",
            )
        return found

    def _add_speaker(self, row: CaseRow, places: list[int]) -> None:
        for n in places:
            path, transcript = self._given[n]
            labels = _labels(transcript, row.speaker)
            if labels:
                self._set(self._of_speaker[n, labels[0]], _about_speaker(row), row)
                continue
            there = ", ".join(str(speaker.label) for speaker in transcript.speakers)
            self._report(
                f"Row {row.number} was not used: {path.name} has no speaker {row.speaker!r}.",
                expected=f"one of the labels in that file: {there}.",
                remedy="Write the label as it stands in the transcript.",
            )

    def _add_file(self, row: CaseRow, n: int) -> None:
        attributes = dict(row.attributes)
        path, transcript = self._given[n]
        only = _only_participant(transcript)
        about: dict[str, str] = {"person": row.person} if row.person else {}
        if only is not None and attributes.get("role", "").casefold() in _ROLES:
            about["role"] = attributes.pop("role")
        if about and only is not None:
            self._set(self._of_speaker[n, only.label], about, row)
        elif about:
            self._report(
                f"Row {row.number}: {path.name} has several speakers or none who could be "
                f"{row.person!r}.",
                expected="a speaker for each person where a file has several.",
                remedy="Add a column speaker with the label, one row for each person.",
            )
        self._set(self._of_file[n], attributes, row)

    def _set(self, target: dict[str, str], values: Mapping[str, str], row: CaseRow) -> None:
        """Add values; where an earlier row said otherwise, that one stays."""
        for name, value in values.items():
            if target.setdefault(name, value) != value:
                self._report(
                    f"Row {row.number}: {name} is {value!r} here and {target[name]!r} in a row "
                    "above; the first was kept.",
                    expected="one value for each file or speaker.",
                    remedy="Correct one of the rows.",
                )

    def _report(self, found: str, *, expected: str, remedy: str, path: str = "") -> None:
        self._problems.append(
            ReadProblem(
                path=path or self._table,
                found=found,
                expected=expected,
                remedy=remedy,
                fatal=False,
            )
        )

    def _joined(self, n: int, transcript: Transcript) -> Transcript:
        speakers = tuple(
            _with_case(speaker, self._of_speaker.get((n, speaker.label), {}))
            for speaker in transcript.speakers
        )
        attributes = {**transcript.attributes, **self._of_file.get(n, {})}
        return transcript.model_copy(update={"speakers": speakers, "attributes": attributes})


def _labels(transcript: Transcript, label: str) -> list[str]:
    """The labels of a transcript that match a cell, case and blanks aside."""
    asked = key_of(label).removesuffix(":")
    return [
        speaker.label
        for speaker in transcript.speakers
        if speaker.label is not None and asked and key_of(speaker.label) == asked
    ]


def _about_speaker(row: CaseRow) -> dict[str, str]:
    return {**row.attributes, **({"person": row.person} if row.person else {})}


def _only_participant(transcript: Transcript) -> Speaker | None:
    """The one participant of a transcript, or the one speaker who could be it."""
    participants = [one for one in transcript.speakers if one.role == "participant"]
    others = [one for one in transcript.speakers if one.role in ("unknown", "other")]
    for group in (participants, others):
        if group:
            return group[0] if len(group) == 1 else None
    return None


def _with_case(speaker: Speaker, values: Mapping[str, str]) -> Speaker:
    if not values:
        return speaker
    update: dict[str, object] = {}
    attributes = {**speaker.attributes}
    for name, value in values.items():
        if name == "person":
            update["person"] = value
        elif name == "role" and value.casefold() in _ROLES:
            update |= {"role": _ROLES[value.casefold()], "reason": "cases table", "doubtful": False}
        else:
            attributes[name] = value
    return speaker.model_copy(update={**update, "attributes": attributes})
