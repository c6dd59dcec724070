"""What may be published of a study, as plain values: the one thing that public files are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from thememiner.records import Record

NOT_SHOWN = "not shown"
Basis = Literal["themes", "suggested", "coded"]


class HeldBack(Record):
    """Something that a public export does not show, with exact numbers: for the team, not the public.

    Attributes:
        what: what is held back.
        why: the rule or the wish it follows.
        n: how many of them.
        n_people: how many people they belong to; None where it is not about people.
    """

    what: str
    why: str
    n: int
    n_people: int | None = None


@dataclass(frozen=True)
class PublicQuote:
    """A passage that may be quoted.

    Attributes:
        id: number of the quotation, in an order of chance.
        who: number of the person, in an order of chance, with the person's group where it is safe.
        text: the words.
        tags: valence, where it is safe.
    """

    id: str
    who: str
    text: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublicRow:
    """One theme or code.

    Attributes:
        name: as it may be published.
        depth: 0 for a theme or a top code.
        people: how many people, as it may be shown.
        barrier: people for whom it is a barrier; empty where the codebook has no valences.
        enabler: people for whom it is an enabler.
        groups: people of each group, in the order of the table; empty without a breakdown.
        passages: about how many passages; empty where that would tell of people.
        about: terms of a theme, definition of a code.
        quotes: what may be quoted.
    """

    name: str
    depth: int
    people: str
    barrier: str = ""
    enabler: str = ""
    groups: tuple[str, ...] = ()
    passages: str = ""
    about: str = ""
    quotes: tuple[PublicQuote, ...] = ()


@dataclass(frozen=True)
class PublicTable:
    """The themes, or the codes of one codebook.

    Attributes:
        basis: themes, what a machine suggests, or what people coded.
        title: heading.
        codebook: id of the codebook; empty for themes.
        rows: in the order in which they are shown.
        valences: True where the codebook has valences.
    """

    basis: Basis
    title: str
    codebook: str
    rows: tuple[PublicRow, ...]
    valences: bool = False

    @property
    def has_groups(self) -> bool:
        """Whether any number by group is shown."""
        return any(set(row.groups) - {NOT_SHOWN} for row in self.rows)

    @property
    def n_quotes(self) -> int:
        """Number of quotations in it."""
        return sum(len(row.quotes) for row in self.rows)


@dataclass(frozen=True)
class PublicRecord:
    """Everything that may be published.

    Attributes:
        least: the fewest people that a count may tell of.
        n_people: people in the analysis.
        n_transcripts: transcripts in the analysis.
        passages: about how many passages.
        attributes: attribute to group to number of people.
        by: the attribute of the breakdown; None without one.
        groups: group to number of people, for the breakdown.
        tables: themes first, then each codebook.
        facts: how it was made, a sentence each.
        left_out: what a reader should know is not here, a sentence each.
        held: the same for the team, with exact numbers; in no public file.
    """

    least: int
    n_people: int
    n_transcripts: int
    passages: str
    attributes: Mapping[str, Mapping[str, int]]
    by: str | None
    groups: Mapping[str, int]
    tables: tuple[PublicTable, ...]
    facts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    held: tuple[HeldBack, ...] = ()

    @property
    def has_groups(self) -> bool:
        """Whether any number by group is shown in any table."""
        return any(table.has_groups for table in self.tables)

    @property
    def n_quotes(self) -> int:
        """Number of quotations in all tables."""
        return sum(table.n_quotes for table in self.tables)
