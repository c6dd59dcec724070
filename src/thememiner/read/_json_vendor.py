"""Turns the speaker of a JSON entry into a label, and says what a recogniser of exports gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from thememiner.formats._json import Json, fields, words
from thememiner.read._utterances import Utterance

_NO_LABELS = frozenset(("", "null", "none", "nan"))


@dataclass(frozen=True)
class Heard:
    """What an export holds.

    Attributes:
        utterances: in the order of the recording, neighbours of one speaker not yet joined.
        notes: plain sentences for the transcript.
        full_text: the whole text where the export gives it a second time; empty without.
        front: what stands above the first utterance and is nobody's talk.
    """

    utterances: tuple[Utterance, ...]
    notes: tuple[str, ...] = ()
    full_text: str = ""
    front: str = ""


@dataclass(frozen=True)
class Vendor:
    """One kind of export: its name, how to know it, and how to read it."""

    name: str
    fits: Callable[[Json], bool]
    hear: Callable[[Json], Heard]


def label_of(value: Json, names: Mapping[str, str] | None = None) -> str | None:
    """The label of a speaker as the service writes it.

    Args:
        value: a name, a number, or an object with name or id.
        names: what the file itself calls its speakers.

    Returns:
        The name if the file knows one, else the label; ``Speaker 0`` for a bare number and
        ``Speaker A`` for a bare letter, which would look like codes of participants.
    """
    if isinstance(value, dict):
        parts = fields(value)
        keys = ("name", "displayName", "label", "id", "@id", "speaker")
        value = next((parts[key] for key in keys if words(parts.get(key)).strip()), None)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    label = words(value).strip()
    if names and (named := names.get(label, "").strip()):
        return named
    return _shown(label)


@lru_cache(4096)
def _shown(label: str) -> str | None:
    if label.casefold() in _NO_LABELS:
        return None
    return f"Speaker {label}" if label.isdigit() or len(label) == 1 else label


def names_in(value: Json, *, key: str = "id", name: str = "name") -> dict[str, str]:
    """The speaker map of an export: an object of id and name, or a list of such pairs."""
    if isinstance(value, list):
        pairs = ((row.get(key), row.get(name)) for row in value if isinstance(row, dict))
    else:
        pairs = ((one, fields(other).get(name, other)) for one, other in fields(value).items())
    found = {words(one): words(other).strip() for one, other in pairs}
    return {one: other for one, other in found.items() if one and other}
