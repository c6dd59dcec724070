"""Mentions into who and what is meant, the same over the whole study, each with a number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from thememiner.privacy._mentions import BARE_MARK, KINDS, Kind
from thememiner.privacy._person_names import PersonName, parse_person, same_first, same_spelling
from thememiner.privacy._words import Gender, Lexicon

_NUMBERS = frozenset({"phone", "nhs-number"})


class Named(NamedTuple):
    """One mention, as far as it matters for telling who is meant.

    Attributes:
        transcript_id: where.
        start: position, for the order of numbers.
        text: the words.
        kind: of what.
        title: what stands before a name.
        initials: it is initials of somebody.
    """

    transcript_id: str
    start: int
    text: str
    kind: Kind
    title: str = ""
    initials: bool = False


@dataclass
class _Cluster:
    """What was said of one entity so far."""

    kind: Kind
    entity: str = ""
    firsts: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    gender: Gender = ""
    transcripts: set[str] = field(default_factory=set)
    begins: tuple[str, int] = ("~", 0)

    def take(self, name: PersonName, transcript_id: str) -> None:
        """Remember one more way it was named."""
        self.transcripts.add(transcript_id)
        self.firsts |= {name.first} - {""}
        self.lasts |= {name.last} - {""}
        self.forms |= {name.either} - {""}
        self.gender = self.gender or name.gender


def entity_id(kind: Kind, number: int) -> str:
    """How an entity is called in ids: ``person-3``."""
    return f"{kind}-{number}"


def mark_of(entity: str) -> str:
    """What stands for an entity in talk: ``[PERSON-3]``."""
    return f"[{entity.upper()}]"


def entity_of(mark: str) -> str:
    """The entity that a mark stands for, empty for other words: ``[PERSON-3]`` is ``person-3``."""
    found = BARE_MARK.fullmatch(mark.strip().removeprefix("[").removesuffix("]"))
    return found[0].lower() if found else ""


class Linker:
    """Tells who is meant, one batch after the other.

    Args:
        lexicon: tells first names from surnames.
        numbers: the highest number used for each kind.
    """

    def __init__(self, lexicon: Lexicon, numbers: Mapping[str, int]) -> None:
        self._lexicon = lexicon
        self._numbers: dict[str, int] = {kind: numbers.get(kind, 0) for kind in KINDS}
        self._people: list[_Cluster] = []
        self._things: dict[tuple[Kind, str], _Cluster] = {}

    @property
    def numbers(self) -> dict[str, int]:
        """The highest number used for each kind that has one."""
        return {kind: number for kind, number in self._numbers.items() if number}

    def skip(self, kind: str, number: int) -> None:
        """Leave out numbers that stand in a text already."""
        if kind in self._numbers:
            self._numbers[kind] = max(self._numbers[kind], number)

    def remember(self, entity: str, named: Iterable[Named]) -> None:
        """Take in what is known of an entity from before."""
        for one in named:
            if one.kind == "person":
                cluster = next((c for c in self._people if c.entity == entity), None)
                if cluster is None:
                    cluster = _Cluster("person", entity)
                    self._people.append(cluster)
                cluster.take(self._parsed(one), one.transcript_id)
            else:
                cluster = _Cluster(one.kind, entity)
                self._things.setdefault((one.kind, plain_form(one.kind, one.text)), cluster)
            self._count(entity)

    def _count(self, entity: str) -> None:
        kind, _, number = entity.rpartition("-")
        if number.isdigit():
            self.skip(kind, int(number))

    def new_person(self, name: str, transcript_id: str) -> str:
        """A person of their own, whoever else has that name."""
        cluster = _Cluster("person")
        cluster.take(self._parsed(Named(transcript_id, 0, name, "person")), transcript_id)
        self._people.append(cluster)
        self._give_numbers([cluster])
        return cluster.entity

    def known(self, kind: Kind, text: str) -> str:
        """The entity that a name stands for, empty where it stands for none or for several."""
        if kind != "person":
            thing = self._things.get((kind, plain_form(kind, text)))
            return thing.entity if thing else ""
        name = self._parsed(Named("", 0, text, kind))
        match = self._is_full_match if name.is_full else self._is_single_match
        fitting = {cluster.entity for cluster in self._people if match(name, cluster)}
        return fitting.pop() if len(fitting) == 1 else ""

    def link(self, named: Sequence[Named]) -> dict[Named, str]:
        """The entity of each mention; new ones get numbers in the order of transcript and place."""
        people = [one for one in named if one.kind == "person"]
        found = self._link_people(people)
        for one in named:
            if one.kind != "person":
                found[one] = self._thing(one)
        for one, cluster in found.items():
            cluster.begins = min(cluster.begins, (one.transcript_id, one.start))
        new = {id(c): c for c in found.values() if not c.entity}
        self._give_numbers(list(new.values()))
        return {one: cluster.entity for one, cluster in found.items()}

    def _give_numbers(self, clusters: Iterable[_Cluster]) -> None:
        for cluster in sorted(clusters, key=lambda c: c.begins):
            self._numbers[cluster.kind] += 1
            cluster.entity = entity_id(cluster.kind, self._numbers[cluster.kind])

    # --- places, organisations, numbers -------------------------------------------------------

    def _thing(self, one: Named) -> _Cluster:
        form = plain_form(one.kind, one.text)
        cluster = self._things.get((one.kind, form)) or self._longer(one.kind, form)
        if cluster is None:
            cluster = _Cluster(one.kind)
        self._things[one.kind, form] = cluster
        return cluster

    def _longer(self, kind: Kind, form: str) -> _Cluster | None:
        """The organisation of which this is the beginning, or that begins this, if there is one."""
        if kind != "organisation":
            return None
        fitting = {
            id(c): c
            for (other_kind, other), c in self._things.items()
            if other_kind == kind and _begins(form, other)
        }
        return next(iter(fitting.values())) if len(fitting) == 1 else None

    # --- people -------------------------------------------------------------------------------

    def _parsed(self, one: Named) -> PersonName:
        return parse_person(one.text, one.title, self._lexicon, initials=one.initials)

    def _link_people(self, named: Sequence[Named]) -> dict[Named, _Cluster]:
        """Full names first, then single ones to them, then single ones to each other."""
        uses: dict[tuple[PersonName, str], list[Named]] = defaultdict(list)
        for one in named:
            uses[self._parsed(one), one.transcript_id].append(one)
        found: dict[Named, _Cluster] = {}
        order = sorted(uses, key=lambda use: (not use[0].is_full, bool(use[0].initials), use))
        for use in order:
            name, there = use
            cluster = self._full(name) if name.is_full else self._single(name, there)
            cluster.take(name, there)
            found.update(dict.fromkeys(uses[use], cluster))
        return found

    def _full(self, name: PersonName) -> _Cluster:
        fitting = [c for c in self._people if self._is_full_match(name, c)]
        if len(name.first) == 1 and len(fitting) > 1:
            fitting = []
        if fitting:
            return fitting[0]
        return self._new(name)

    def _new(self, name: PersonName) -> _Cluster:
        cluster = _Cluster("person")
        cluster.take(name, "")
        cluster.transcripts.clear()
        self._people.append(cluster)
        return cluster

    def _is_full_match(self, name: PersonName, cluster: _Cluster) -> bool:
        if not (cluster.firsts and cluster.lasts) or _apart(name.gender, self._gender(cluster)):
            return False
        same = any(same_spelling(name.last, last, self._lexicon) for last in cluster.lasts)
        return same and all(
            same_first(name.first, first) or same_spelling(name.first, first, self._lexicon)
            for first in cluster.firsts
        )

    def _single(self, name: PersonName, transcript_id: str) -> _Cluster:
        """Who is meant by one name alone: first in the same transcript, then in the study."""
        fitting = [c for c in self._people if self._is_single_match(name, c)]
        full = [c for c in fitting if c.firsts and c.lasts]
        here = [c for c in full if transcript_id in c.transcripts]
        if len(here) == 1:
            return here[0]
        if name.initials:
            return full[0] if len(full) == 1 else self._new(name)
        if len(full) == 1 and not here:
            return full[0]
        return self._alone(name, transcript_id, [c for c in fitting if c not in full])

    def _alone(self, name: PersonName, transcript_id: str, fitting: Sequence[_Cluster]) -> _Cluster:
        """Somebody of whom only one name is known; short forms are linked within a transcript."""
        exact = [c for c in fitting if self._is_exact(name, c)]
        if exact:
            return exact[0]
        here = [c for c in fitting if transcript_id in c.transcripts]
        return here[0] if len(here) == 1 else self._new(name)

    @staticmethod
    def _is_exact(name: PersonName, cluster: _Cluster) -> bool:
        words = cluster.firsts | cluster.lasts | cluster.forms
        return (name.first or name.last or name.either) in words

    def _is_single_match(self, name: PersonName, cluster: _Cluster) -> bool:
        if _apart(name.gender, self._gender(cluster)):
            return False
        if name.initials:
            return any(
                name.initials == first[0] + last[0]
                for first in cluster.firsts
                for last in cluster.lasts
            )
        if name.first:
            firsts = cluster.firsts | cluster.forms
            return any(self._is_same_first(name.first, first) for first in firsts)
        lasts = cluster.lasts | cluster.forms
        if name.last:
            return any(same_spelling(name.last, last, self._lexicon) for last in lasts)
        return any(
            same_spelling(name.either, word, self._lexicon) for word in lasts | cluster.firsts
        )

    def _is_same_first(self, one: str, other: str) -> bool:
        return same_first(one, other) or same_spelling(one, other, self._lexicon)

    def _gender(self, cluster: _Cluster) -> Gender:
        if cluster.gender:
            return cluster.gender
        told = {self._lexicon.gender(first) for first in cluster.firsts}
        return told.pop() if len(told) == 1 else ""


def plain_form(kind: Kind, text: str) -> str:
    """What makes two mentions of one kind the same: no case, no blanks, for numbers the digits."""
    if kind in _NUMBERS and any(sign.isdigit() for sign in text):
        return re.sub(r"\D", "", text)
    return " ".join(text.casefold().replace("’", "'").split()).removeprefix("the ")


def _begins(one: str, other: str) -> bool:
    """Whether the shorter, of two words or more, is the beginning of the longer."""
    short, long = sorted((one, other), key=len)
    return " " in short and long.startswith(f"{short} ")


def _apart(one: Gender, other: Gender) -> bool:
    return bool(one and other and one != other)
