"""``key.json``: what ties pseudonymous ids to names of files and people, apart from the database."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import Field, ValidationError

from thememiner.errors import StudyError
from thememiner.records import ReadProblem, Record
from thememiner.store._files import write_whole


class Key(Record):
    """Names that appear nowhere else in the study.

    Attributes:
        files: transcript id to the name of its file.
        labels: transcript id to (code in the text to the label it stands for).
        names: transcript id to (label in the text to the name that a researcher gave it).
        people: person id to the name given in the cases table or by a researcher.
        problems: what a person should see, with the names of the files.
    """

    files: dict[str, str] = Field(default_factory=dict)
    labels: dict[str, dict[str, str]] = Field(default_factory=dict)
    names: dict[str, dict[str, str]] = Field(default_factory=dict)
    people: dict[str, str] = Field(default_factory=dict)
    problems: tuple[ReadProblem, ...] = ()

    def file_of(self, transcript_id: str) -> str:
        """The file's name, or the id where the key does not know it."""
        return self.files.get(transcript_id, transcript_id)


def read_key(path: Path) -> Key:
    """The key of a study; an empty one where the file is absent, since a study works without it.

    Raises:
        StudyError: the file is there but is not a key.
    """
    if not path.is_file():
        return Key()
    try:
        return Key.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, ValidationError) as error:
        raise StudyError(
            f"{path.name} is not a readable key. Put the right file there, or move it away: the study "
            "works without it, but file names and names of people are then unknown."
        ) from error


def write_key(path: Path, key: Key) -> None:
    """Write the key, readable by its owner only."""
    text = json.dumps(key.model_dump(mode="json"), ensure_ascii=False, indent=2, sort_keys=True)
    write_whole(path, (text + "\n").encode(), private=True)
