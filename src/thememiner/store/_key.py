"""``key.json``: what ties pseudonymous ids to names of files and people, apart from the database."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field, ValidationError

from thememiner.errors import StudyError
from thememiner.privacy import OwnName, Replacement
from thememiner.records import ReadProblem, Record
from thememiner.store._files import write_whole
from thememiner.store._secret import Secret


class Key(Record):
    """Names that appear nowhere else in the study; what it shows of itself is counts.

    Attributes:
        files: transcript id to the name of its file.
        labels: transcript id to (code in the text to the label it stands for).
        names: transcript id to (label in the text to the name that a researcher gave it).
        people: person id to the name given in the cases table or by a researcher.
        replacements: what was said in the place of each mark, and what may be a name.
        own_names: the researcher's list of names to look for.
        numbers: kind of name to the highest number that a mark of it has had.
        problems: what a person should see, with the names of the files.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    files: dict[str, str] = Field(default_factory=dict)
    labels: dict[str, dict[str, str]] = Field(default_factory=dict)
    names: dict[str, dict[str, str]] = Field(default_factory=dict)
    people: dict[str, str] = Field(default_factory=dict)
    replacements: tuple[Replacement, ...] = ()
    own_names: tuple[OwnName, ...] = ()
    numbers: dict[str, int] = Field(default_factory=dict)
    problems: tuple[ReadProblem, ...] = ()

    def file_of(self, transcript_id: str) -> str:
        """The file's name, or the id where the key does not know it."""
        return self.files.get(transcript_id, transcript_id)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """How many entries each part has, and none of them: this goes into logs and tracebacks."""
        for name in type(self).model_fields:
            yield name, len(getattr(self, name))

    def __str__(self) -> str:
        return repr(self)


def parse_key(plain: Secret, *, name: str) -> Key:
    """A key from its JSON.

    Args:
        plain: the JSON as bytes.
        name: of the file, for messages.

    Raises:
        StudyError: it is no key; the message holds nothing of it.
    """
    try:
        return Key.model_validate_json(plain.reveal().removeprefix(codecs.BOM_UTF8))
    except ValidationError:
        raise StudyError(
            f"{name} is not a readable key. Put the right file there, or move it away: the study "
            "works without it, but file names and names of people are then unknown."
        ) from None


def make_key_text(key: Key) -> Secret:
    """The key as JSON that a person can read."""
    return Secret(_indented(key).encode())


def _indented(key: Key) -> str:
    names = key.model_dump(mode="json")
    return json.dumps(names, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_key(path: Path) -> Key:
    """A key that lies in the open; an empty one where the file is absent.

    Raises:
        StudyError: the file is there but is not a key.
    """
    if not path.is_file():
        return Key()
    return parse_key(Secret(path.read_bytes()), name=path.name)


def write_key(path: Path, key: Key) -> None:
    """Write the key in the open, readable by its owner only."""
    write_whole(path, make_key_text(key))
