"""What the key knows of names, and what hiding names gives: the records that go between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import Field

from thememiner.privacy._mentions import BARE_MARK, Kind, NameLists, NameRecogniser
from thememiner.privacy._replace import Replacement
from thememiner.privacy._scorer import NameScorer
from thememiner.records import Record, Transcript


class OwnName(Record):
    """A name on the list that the researcher keeps.

    Attributes:
        name: as it is said.
        kind: what it names.
        pseudonym: what is to stand for it; empty for the next number.
    """

    name: str = Field(min_length=1)
    kind: Kind = "person"
    pseudonym: str = ""


class NameBook(Record):
    """What the key knows of names.

    Attributes:
        replacements: of all transcripts.
        own_names: the researcher's list.
        labels: transcript id to (code in the text to the label it stands for).
        people: person id to name.
        numbers: the highest number used for each kind.
    """

    replacements: tuple[Replacement, ...] = ()
    own_names: tuple[OwnName, ...] = ()
    labels: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    people: Mapping[str, str] = Field(default_factory=dict)
    numbers: Mapping[str, int] = Field(default_factory=dict)


@dataclass(frozen=True)
class Hidden:
    """Transcripts without names, and what belongs to them in the key.

    Attributes:
        transcripts: in the order of their ids.
        book: replacements, labels and people of these transcripts alone, and the numbers used so far.
        left_out: columns of the table of cases that said who somebody is.
    """

    transcripts: tuple[Transcript, ...]
    book: NameBook
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class NameTools:
    """What helps to find names.

    Attributes:
        lists: names that people have, and ordinary words.
        recogniser: guesses names from the words around them; None to do without.
        scorer: settles what the rules leave in doubt; None to do without.
    """

    lists: NameLists = field(default_factory=NameLists)
    recogniser: NameRecogniser | None = None
    scorer: NameScorer | None = None


def numbers_in(texts: Iterable[str]) -> dict[str, int]:
    """The highest number of each kind of mark in texts: ``[PERSON-3]`` or ``PERSON-3:``."""
    numbers: dict[str, int] = {}
    for text in texts:
        for match in BARE_MARK.finditer(text):
            kind, number = match["kind"].lower(), int(match["number"])
            numbers[kind] = max(numbers.get(kind, 0), number)
    return numbers
