"""A study's key and settings into what takes names off transcripts, and what a person is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from thememiner.privacy import (
    Hidden,
    NameBook,
    NameTools,
    Replacement,
    hide_names,
    is_site,
    numbers_in,
)
from thememiner.records import ReadProblem, Transcript
from thememiner.store import Key

IN_TALK = "talk"
_SITES = frozenset(
    """site practice place location town city village organisation organization hospital ward school
    service surgery centre center trust clinic region""".split()
)
_LOOK = (
    "Look at study.replacements(), or write the table with thememiner names --study DIR --to-csv "
    "NAMES.csv, and say replaced or kept for each."
)


@lru_cache(maxsize=1)
def name_tools() -> NameTools:
    """The lists and the recogniser, loaded at the first use."""
    from thememiner.adapters.name_lists import read_name_lists
    from thememiner.adapters.name_scorer import read_name_scorer
    from thememiner.adapters.spacy_names import SpacyNames

    return NameTools(lists=read_name_lists(), recogniser=SpacyNames(), scorer=read_name_scorer())


@dataclass(frozen=True)
class Naming:
    """Takes the names off what is added to a study.

    Attributes:
        key: of the study.
        talk: whether names in the talk are replaced; those in front of the turns always are.
    """

    key: Key
    talk: bool = True

    def hide(self, transcripts: Sequence[Transcript], known: Sequence[Transcript]) -> Hidden:
        """Transcripts without names, and what the key has to remember.

        Args:
            transcripts: as they were read.
            known: those that the study keeps.
        """
        book = name_book(self.key, known)
        new = any(one.id not in {held.id for held in known} for one in transcripts)
        tools = name_tools() if self.talk and new else NameTools()
        return hide_names(
            transcripts,
            book=book,
            tools=tools,
            held=known,
            sites=sorted(find_sites([*transcripts, *known])),
            talk=self.talk,
        )

    def notices(self, hidden: Hidden) -> Iterator[ReadProblem]:
        """What a person should see: how many words are in doubt, and columns that were left out."""
        yield from talk_notice((*self.key.replacements, *hidden.book.replacements))
        if hidden.left_out:
            columns = ", ".join(sorted(hidden.left_out))
            yield ReadProblem(
                path="table of cases",
                found=f"Left out, since it says who somebody is: {columns}.",
                remedy="Keep such columns in a table of your own; the study does not need them.",
                fatal=False,
            )


def talk_notice(replacements: Iterable[Replacement]) -> list[ReadProblem]:
    """One line about all words of a study that are in doubt; none where there are none."""
    n = sum(one.state == "doubtful" for one in replacements)
    if not n:
        return []
    found = f"{n} words may be names" if n > 1 else "1 word may be a name"
    return [
        ReadProblem(
            path=IN_TALK, found=f"{found}; they were left as said.", remedy=_LOOK, fatal=False
        )
    ]


def name_book(key: Key, known: Iterable[Transcript]) -> NameBook:
    """What the key knows of names; numbers go on behind what the study's texts show."""
    numbers = dict(key.numbers)
    for kind, number in numbers_in(_texts(known)).items():
        numbers[kind] = max(numbers.get(kind, 0), number)
    return NameBook(
        replacements=key.replacements,
        own_names=key.own_names,
        labels=key.labels,
        people=key.people,
        numbers=numbers,
    )


def _texts(transcripts: Iterable[Transcript]) -> Iterator[str]:
    """Where a mark may stand: text, labels, people."""
    for transcript in transcripts:
        yield transcript.text
        for speaker in transcript.speakers:
            yield f"{speaker.label or ''} {(speaker.person or '').upper()}"


def find_sites(transcripts: Sequence[Transcript]) -> set[str]:
    """Names of places in the attributes: what the columns ``site``, ``practice`` … say."""
    told = [one.attributes for one in transcripts]
    told += [speaker.attributes for one in transcripts for speaker in one.speakers]
    return {
        value.strip()
        for attributes in told
        for column, value in attributes.items()
        if _SITES & set(column.lower().replace("-", "_").split("_")) and is_site(value)
    }
