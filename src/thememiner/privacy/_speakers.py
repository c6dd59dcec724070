"""The speakers of transcripts into people without names, and codes in front of their turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from thememiner.privacy._book import NameBook
from thememiner.privacy._entities import Linker, Named, mark_of
from thememiner.privacy._labels import is_identifying, is_name, name_of_label, plain_code
from thememiner.privacy._replace import with_labels
from thememiner.privacy._words import Lexicon
from thememiner.records import Speaker, Transcript


class SpeakerMask:
    """Takes names off the speakers of one batch of transcripts.

    Args:
        book: what the study's key knows.
        linker: tells who is who.
        lexicon: knows first names.
        chosen: entity to the name that the researcher chose for it.
        held: transcripts that the study keeps, by id.

    Attributes:
        labels: transcript id to (code in the text to the label it stands for).
        people: person id to name.
        left_out: columns of the table of cases that said who somebody is.
    """

    def __init__(
        self,
        book: NameBook,
        linker: Linker,
        lexicon: Lexicon,
        *,
        chosen: Mapping[str, str],
        held: Mapping[str, Transcript],
    ) -> None:
        self._book = book
        self._linker = linker
        self._lexicon = lexicon
        self._chosen = chosen
        self._held = held
        self.labels: dict[str, dict[str, str]] = {}
        self.people: dict[str, str] = {}
        self.left_out: set[str] = set()

    def mask(self, transcripts: Sequence[Transcript]) -> tuple[list[Transcript], list[Transcript]]:
        """Those that are new to the study, and those that it keeps, with people of a new reading."""
        entities = self._link_speakers(transcripts)
        again = [self._again(one, entities) for one in transcripts if one.id in self._held]
        new = [one for one in transcripts if one.id not in self._held]
        return [self._mask_speakers(one, entities) for one in new], again

    def _link_speakers(self, transcripts: Sequence[Transcript]) -> dict[Named, str]:
        return self._linker.link(
            [
                named
                for transcript in transcripts
                for speaker in transcript.speakers
                if (named := self._speaker_named(transcript, speaker)) is not None
            ]
        )

    def _speaker_named(self, transcript: Transcript, speaker: Speaker) -> Named | None:
        """What a speaker is called: in the table of cases, else in front of the turns."""
        name = ""
        if speaker.person is not None and self._is_name(speaker.person):
            name = speaker.person
        elif speaker.label is not None and self._is_name(speaker.label):
            name = name_of_label(speaker.label)
        if not name:
            return None
        starts = (turn.start for turn in transcript.turns if turn.speaker == speaker.label)
        return Named(transcript.id, next(starts, 0), name, "person")

    def _is_name(self, label: str) -> bool:
        return is_name(label, self._lexicon.first)

    def _mask_speakers(self, transcript: Transcript, entities: Mapping[Named, str]) -> Transcript:
        codes: dict[str, str] = {}
        people: dict[str | None, str] = {}
        for speaker in transcript.speakers:
            named = self._speaker_named(transcript, speaker)
            entity = entities.get(named, "") if named is not None else ""
            if entity and speaker.person is not None and self._is_name(speaker.person):
                self.people[entity] = speaker.person
                people[speaker.label] = entity
            if speaker.label is not None and self._is_name(speaker.label):
                codes[speaker.label] = self._code(transcript, speaker.label, entity, codes.values())
        masked = with_labels(transcript, codes)
        if codes:
            self.labels[transcript.id] = {code: label for label, code in codes.items()}
        speakers = tuple(
            new.model_copy(
                update={
                    "person": self._person(transcript.id, old, new, people),
                    "attributes": self._attributes(old.attributes),
                }
            )
            for old, new in zip(transcript.speakers, masked.speakers, strict=True)
        )
        attributes = self._attributes(masked.attributes)
        return masked.model_copy(update={"speakers": speakers, "attributes": attributes})

    def _code(self, transcript: Transcript, label: str, entity: str, taken: Iterable[str]) -> str:
        """What stands in front of the turns: a code that the text does not have yet."""
        wanted = plain_code(self._chosen.get(entity) or mark_of(entity)) if entity else ""
        used = {code.casefold() for code in taken}
        used |= {s.label.casefold() for s in transcript.speakers if s.label is not None}
        free = wanted and wanted.casefold() not in used
        if not free or wanted.casefold() in transcript.text.casefold():
            entity = self._linker.new_person(name_of_label(label), transcript.id)
            wanted = plain_code(mark_of(entity))
        self._linker.remember(entity, label_forms(transcript.id, label))
        return wanted

    def _person(
        self, transcript_id: str, old: Speaker, new: Speaker, people: Mapping[str | None, str]
    ) -> str:
        """Every speaker is a person: the one of the cases table, else one of this transcript alone."""
        if old.person is None:
            return f"{transcript_id}/{new.label or 'speaker'}"
        return people.get(old.label, old.person)

    def _attributes(self, attributes: Mapping[str, str]) -> dict[str, str]:
        """Attributes without those that say who somebody is, and without names of people."""
        out: dict[str, str] = {}
        for column, value in attributes.items():
            if is_identifying(column):
                self.left_out.add(column)
                continue
            entity = self._linker.known("person", value) if " " in value.strip() else ""
            out[column] = plain_code(mark_of(entity)) if entity else value
        return out

    def _again(self, read: Transcript, entities: Mapping[Named, str]) -> Transcript:
        """A transcript that the study keeps, with the people and attributes of a new reading."""
        held = self._held[read.id]
        speakers = {self._kept_label(read, held, one.label): one for one in read.speakers}
        changed = tuple(
            self._with_facts(kept, read, speakers[kept.label], entities)
            if kept.label in speakers
            else kept
            for kept in held.speakers
        )
        attributes = self._attributes(read.attributes)
        return held.model_copy(update={"speakers": changed, "attributes": attributes})

    def _kept_label(self, read: Transcript, held: Transcript, label: str | None) -> str | None:
        """What the study has in front of the turns where a file has this label."""
        codes = {name: code for code, name in self._book.labels.get(read.id, {}).items()}
        if label is None or label in codes or not self._is_name(label):
            return codes.get(label or "", label)
        if len(read.turns) == len(held.turns):
            pairs = zip(read.turns, held.turns, strict=True)
            return next((b.speaker for a, b in pairs if a.speaker == label), label)
        return label

    def _with_facts(
        self, kept: Speaker, read: Transcript, new: Speaker, entities: Mapping[Named, str]
    ) -> Speaker:
        person = new.person or f"{read.id}/{kept.label or 'speaker'}"
        if new.person is not None and self._is_name(new.person):
            named = self._speaker_named(read, new)
            person = entities[named] if named is not None else kept.person or person
            self.people[person] = new.person
        update = {
            "person": person,
            "role": new.role,
            "doubtful": new.doubtful,
            "attributes": self._attributes(new.attributes),
        }
        return kept.model_copy(update=update)


def label_forms(transcript_id: str, label: str) -> list[Named]:
    """A label as a mention of the person behind it."""
    return [Named(transcript_id, 0, name_of_label(label), "person")]
