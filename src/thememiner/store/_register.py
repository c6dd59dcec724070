"""Rows of the database into what a study remembers of its exports and of those who withdrew."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeVar

from pydantic import Field, ValidationError

from thememiner.errors import StudyError
from thememiner.records import Record

T = TypeVar("T", bound=Record)


class Export(Record):
    """A file that the study wrote, or that was taken back into it.

    Attributes:
        path: relative to the study's folder where it lies inside, else absolute.
        sha256: of its bytes as they were written.
        made_at: when, ISO 8601 with zone.
        kind: ``team`` or ``public`` for reports and tables, ``review``, or ``speakers`` and the like.
        options: what it was made with, so that it can be made again.
    """

    path: str
    sha256: str
    made_at: str
    kind: str
    options: Mapping[str, str | int | bool | None] = Field(default_factory=dict)

    @classmethod
    def from_row(cls, row: Sequence[object]) -> Export:
        """The record of a row.

        Raises:
            StudyError: the row holds something else.
        """
        path, sha256, made_at, kind, options = row
        return _made(
            cls,
            {
                "path": path,
                "sha256": sha256,
                "made_at": made_at,
                "kind": kind,
                "options": _json(options),
            },
        )


class Tombstone(Record):
    """That somebody withdrew, and where they had spoken; nothing of what was said.

    Attributes:
        transcript_id: the transcript.
        person: pseudonymous id of who withdrew.
        sha256: of the file that it was read from.
        at: when, ISO 8601 with zone.
        whole: True where the whole transcript went.
        label: the pseudonymous label that stood in front of their turns.
        place: the how-manieth speaker of the file they were, from 0.
        spans: where their turns stood, as half-open spans.
    """

    transcript_id: str
    person: str
    sha256: str
    at: str
    whole: bool
    label: str = ""
    place: int = 0
    spans: tuple[tuple[int, int], ...] = ()

    @classmethod
    def from_row(cls, row: Sequence[object]) -> Tombstone:
        """The record of a row.

        Raises:
            StudyError: the row holds something else.
        """
        names = ("transcript_id", "person", "sha256", "at", "whole", "label", "place", "spans")
        fields = dict(zip(names, row, strict=True))
        return _made(cls, {**fields, "whole": fields["whole"] == 1, "spans": _json(row[7])})

    def as_values(self) -> tuple[object, ...]:
        """The values of its row in the database, in the order of the columns."""
        return (
            self.transcript_id,
            self.person,
            self.sha256,
            self.at,
            int(self.whole),
            self.label,
            self.place,
            json.dumps([list(span) for span in self.spans]),
        )


def _json(value: object) -> object:
    try:
        return json.loads(str(value))
    except (ValueError, RecursionError):
        return None


def _made(kind: type[T], fields: Mapping[str, object]) -> T:
    try:
        return kind.model_validate(fields)
    except ValidationError:
        raise StudyError(
            f"study.sqlite holds a row that is no {kind.__name__.lower()}. Restore it from a copy."
        ) from None
