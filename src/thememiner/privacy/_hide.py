"""New transcripts of a study into the same without names, and what the key has to keep of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from thememiner.privacy._book import Hidden, NameBook, NameTools, numbers_in
from thememiner.privacy._entities import Linker, Named, entity_id, mark_of, plain_form
from thememiner.privacy._find import MentionFinder
from thememiner.privacy._known import KnownName
from thememiner.privacy._labels import name_of_label, plain_code
from thememiner.privacy._mentions import BARE_MARK, Mention
from thememiner.privacy._replace import Replacement, pseudonymise, restore, unplaced
from thememiner.privacy._speakers import SpeakerMask, label_forms
from thememiner.privacy._words import Lexicon
from thememiner.records import Transcript

_BRACKET = re.compile(r"\[[^\[\]\n]{0,80}$")
_PERSON = "a person of this study"
_SPEAKER = "a speaker"
_INITIALS = "initials"


def hide_names(
    transcripts: Iterable[Transcript],
    *,
    book: NameBook,
    tools: NameTools,
    held: Iterable[Transcript] = (),
    sites: Iterable[str] = (),
    talk: bool = True,
) -> Hidden:
    """Take the names off transcripts that were read for a study.

    Args:
        transcripts: as they were read, with persons and attributes of the table of cases.
        book: what the study's key knows; its numbers go on.
        tools: find names.
        held: transcripts that the study keeps. One that was read again stays as it is kept, word for
            word; its people and attributes are those of the new reading.
        sites: names of places that the table of cases has.
        talk: False to leave what was said as it is; labels and people lose their names all the same.
    """
    hiding = _Hiding(book, tools, tuple(sites), {one.id: one for one in held})
    return hiding.hide(sorted(transcripts, key=lambda t: t.id), talk=talk)


def look_again(
    transcripts: Iterable[Transcript],
    *,
    book: NameBook,
    tools: NameTools,
    sites: Iterable[str] = (),
    listed_only: bool = False,
) -> Hidden:
    """Look for names in transcripts that a study keeps; what was decided before stays decided.

    Args:
        transcripts: as the study keeps them.
        book: what the study's key knows, with all replacements in these transcripts.
        tools: find names.
        sites: names of places that the table of cases has.
        listed_only: True to look for the names on the researcher's list and for nothing else.
    """
    hiding = _Hiding(book, tools, tuple(sites), {})
    return hiding.again(sorted(transcripts, key=lambda t: t.id), listed_only=listed_only)


def number_person(name: str, book: NameBook) -> tuple[str, dict[str, int]]:
    """The id of somebody who is named: a known one, or the next number.

    Args:
        name: of the person.
        book: what the study's key knows.

    Returns:
        The id, such as ``person-3``, and the highest numbers used by then.
    """
    plain = " ".join(name.casefold().split())
    same = [one for one, held in book.people.items() if " ".join(held.casefold().split()) == plain]
    hiding = _Hiding(book, NameTools(), (), {})
    entity = same[0] if same else hiding.linker.known("person", name)
    return entity or hiding.linker.new_person(name, ""), hiding.linker.numbers


class _Hiding:
    """One batch of transcripts."""

    def __init__(
        self,
        book: NameBook,
        tools: NameTools,
        sites: Sequence[str],
        held: Mapping[str, Transcript],
    ) -> None:
        self._book = book
        self._tools = tools
        self._sites = sites
        self._lexicon = Lexicon(tools.lists)
        self.linker = Linker(self._lexicon, book.numbers)
        self._chosen = {
            one.entity: one.pseudonym
            for one in book.replacements
            if one.entity and one.pseudonym not in {"", mark_of(one.entity)}
        }
        self._speakers = SpeakerMask(
            book, self.linker, self._lexicon, chosen=self._chosen, held=held
        )
        self._remember()

    def _remember(self) -> None:
        for one in self._book.replacements:
            if one.entity and one.state == "replaced":
                self.linker.remember(one.entity, [_named(one)])
        for transcript_id, labels in self._book.labels.items():
            for code, label in labels.items():
                if match := BARE_MARK.fullmatch(code):
                    entity = entity_id("person", int(match["number"]))
                    self.linker.remember(entity, label_forms(transcript_id, label))
        for person, name in self._book.people.items():
            if person.startswith("person-"):
                self.linker.remember(person, [Named("", 0, name, "person")])

    def hide(self, transcripts: Sequence[Transcript], *, talk: bool) -> Hidden:
        """All of it."""
        texts = {transcript.id: transcript.text for transcript in transcripts}
        for kind, number in numbers_in(texts.values()).items():
            self.linker.skip(kind, number)
        masked, again = self._speakers.mask(transcripts)
        replaced: tuple[Replacement, ...] = ()
        if talk:
            masked, replaced = self._replace(masked)
        book = NameBook(
            replacements=replaced,
            labels=self._speakers.labels,
            people=self._speakers.people,
            numbers=self.linker.numbers,
        )
        out = sorted([*masked, *again], key=lambda t: t.id)
        return Hidden(tuple(out), book, frozenset(self._speakers.left_out))

    # --- talk ---------------------------------------------------------------------------------

    def _replace(
        self, transcripts: Sequence[Transcript]
    ) -> tuple[list[Transcript], tuple[Replacement, ...]]:
        found = self._finder().find(transcripts)
        return self._replaced(transcripts, found)

    def again(self, transcripts: Sequence[Transcript], *, listed_only: bool) -> Hidden:
        """Transcripts that the study keeps, with what is found beside what was found before."""
        own = {one.id: _of(self._book, one.id) for one in transcripts}
        plain = [restore(one, own[one.id]) for one in transcripts]
        before = {one.id: unplaced(one, own[one.id]) for one in transcripts}
        finder = self._finder(listed_only=listed_only)
        found = finder.find_known(plain) if listed_only else finder.find(plain)
        free = {
            tid: tuple(m for m in mentions if not _overlaps(m, before[tid]))
            for tid, mentions in found.items()
        }
        masked, replaced = self._replaced(plain, free, before)
        book = NameBook(replacements=replaced, numbers=self.linker.numbers)
        return Hidden(tuple(masked), book)

    def _finder(self, *, listed_only: bool = False) -> MentionFinder:
        known = [one for one in self._known() if one.listed or not listed_only]
        if listed_only:
            return MentionFinder(self._tools.lists, known=known)
        tools = self._tools
        return MentionFinder(tools.lists, tools.recogniser, scorer=tools.scorer, known=known)

    def _replaced(
        self,
        transcripts: Sequence[Transcript],
        found: Mapping[str, Sequence[Mention]],
        before: Mapping[str, Sequence[Replacement]] | None = None,
    ) -> tuple[list[Transcript], tuple[Replacement, ...]]:
        named = {
            (tid, mention.start): _named_mention(tid, mention)
            for tid, mentions in found.items()
            for mention in mentions
        }
        states = self._decided()
        sure = [
            named[tid, one.start]
            for tid, mentions in found.items()
            for one in mentions
            if one.sure and plain_form(one.kind, one.text) not in states
        ]
        entities = self.linker.link(sure)
        self._choose()
        out: list[Transcript] = []
        replaced: list[Replacement] = []
        for transcript in transcripts:
            own = [
                self._replacement(
                    transcript, one, entities.get(named[transcript.id, one.start], "")
                )
                for one in found[transcript.id]
            ]
            text, placed = pseudonymise(transcript, [*(before or {}).get(transcript.id, ()), *own])
            out.append(text)
            replaced += placed
        return out, tuple(replaced)

    def _known(self) -> Iterator[KnownName]:
        """Every name that the study knows before it looks."""
        for own in self._book.own_names:
            yield KnownName(own.name, own.kind, "on the list", listed=True)
        for labels in (*self._book.labels.values(), *self._speakers.labels.values()):
            for label in labels.values():
                yield KnownName(name_of_label(label), "person", _SPEAKER)
        for name in (*self._book.people.values(), *self._speakers.people.values()):
            yield KnownName(name, "person", _PERSON)
        for site in self._sites:
            yield KnownName(site, "place", "a site of the table of cases")
        for one in self._book.replacements:
            if one.state == "replaced" and one.kind in {"person", "place", "organisation"}:
                listed = one.decided_by != "thememiner"
                yield KnownName(one.original, one.kind, "known in this study", listed=listed)

    def _decided(self) -> frozenset[str]:
        """Words that a person said are to stay, wherever they were decided on."""
        decided = [one for one in self._book.replacements if one.decided_by != "thememiner"]
        kept = {plain_form(one.kind, one.original) for one in decided if one.state == "kept"}
        return frozenset(kept) - {
            plain_form(one.kind, one.original) for one in decided if one.state == "replaced"
        }

    def _choose(self) -> None:
        """Names that the researcher chose, for the entities that they stand for."""
        for own in self._book.own_names:
            entity = self.linker.known(own.kind, own.name)
            if entity and own.pseudonym:
                self._chosen[entity] = own.pseudonym

    def _replacement(self, transcript: Transcript, mention: Mention, entity: str) -> Replacement:
        kept = not entity and mention.sure
        before = transcript.text[max(0, mention.start - 90) : mention.start]
        pseudonym = (self._chosen.get(entity) or mark_of(entity)) if entity else ""
        return Replacement(
            id=f"{transcript.id}:{mention.start}-{mention.end}",
            transcript_id=transcript.id,
            start=mention.start,
            end=mention.end,
            original=mention.text,
            pseudonym=plain_code(pseudonym) if entity and _BRACKET.search(before) else pseudonym,
            kind=mention.kind,
            state="replaced" if entity else "kept" if kept else "doubtful",
            entity=entity,
            title=mention.title,
            reason=mention.reason,
            decided_by="as decided before" if kept else "thememiner",
        )


def _of(book: NameBook, transcript_id: str) -> tuple[Replacement, ...]:
    return tuple(one for one in book.replacements if one.transcript_id == transcript_id)


def _overlaps(mention: Mention, replacements: Iterable[Replacement]) -> bool:
    return any(one.start < mention.end and mention.start < one.end for one in replacements)


def _named(one: Replacement) -> Named:
    initials = one.reason.startswith(_INITIALS)
    return Named(one.transcript_id, one.start, one.original, one.kind, one.title, initials)


def _named_mention(transcript_id: str, mention: Mention) -> Named:
    initials = mention.reason.startswith(_INITIALS)
    return Named(transcript_id, mention.start, mention.text, mention.kind, mention.title, initials)
