"""What a researcher says of speakers into transcripts and key: role, name, person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from thememiner.errors import SettingsError
from thememiner.privacy import NameBook, is_name, number_person
from thememiner.records import Record, Role, Speaker, Transcript
from thememiner.store import Key
from thememiner.study._speakers import find_speaker_rows, shown_label

BY_HAND = "set by hand"
Place = tuple[Transcript, str | None]


class PersonOf(Record):
    """Who a speaker is, as a researcher said it; it outlives every new reading.

    Attributes:
        transcript_id: where.
        label: the label in the text.
        person: pseudonymous id.
    """

    transcript_id: str
    label: str | None
    person: str


def find_places(
    transcripts: Sequence[Transcript], key: Key, label: str | None, transcript: str | None
) -> list[Place]:
    """Every transcript with this speaker, and the label in its text.

    Args:
        transcripts: of the study.
        key: of the study.
        label: the label as written in the file, or the name it was given.
        transcript: id or file name of one transcript; None for all.

    Raises:
        SettingsError: nobody has this label there.
    """
    places = [
        (one, speaker.label)
        for one in transcripts
        if transcript in {None, one.id, key.file_of(one.id)}
        for speaker in one.speakers
        if label in {shown_label(one.id, speaker, key), _given_name(one.id, speaker, key)}
    ]
    if not places:
        labels = {row.label or "(none)" for row in find_speaker_rows(transcripts, key)}
        raise SettingsError(
            f"Nobody has the label {label!r} there. Labels are {', '.join(sorted(labels))}."
        )
    return places


def _given_name(transcript_id: str, speaker: Speaker, key: Key) -> str | None:
    given = key.names.get(transcript_id, {}).get(speaker.label or "")
    return given or shown_label(transcript_id, speaker, key)


def with_role(places: Iterable[Place], role: Role) -> tuple[Transcript, ...]:
    """The transcripts of these places, each once, with the role of the speakers set by hand."""
    update = {"role": role, "reason": BY_HAND, "doubtful": False}
    changed: dict[str, Transcript] = {}
    for transcript, label in places:
        before = changed.get(transcript.id, transcript)
        changed[transcript.id] = _changed(before, label, update)
    return tuple(changed.values())


def with_people(
    transcripts: Iterable[Transcript], people: Iterable[PersonOf]
) -> tuple[Transcript, ...]:
    """The transcripts with the people that a researcher named."""
    named: dict[str, list[PersonOf]] = {}
    for one in people:
        named.setdefault(one.transcript_id, []).append(one)
    out = []
    for transcript in transcripts:
        changed = transcript
        for one in named.get(transcript.id, ()):
            changed = _changed(changed, one.label, {"person": one.person})
        out.append(changed)
    return tuple(out)


def _changed(transcript: Transcript, label: str | None, update: Mapping[str, object]) -> Transcript:
    speakers = tuple(
        speaker.model_copy(update=update) if speaker.label == label else speaker
        for speaker in transcript.speakers
    )
    return transcript.model_copy(update={"speakers": speakers})


def code_of_person(person: str, book: NameBook) -> tuple[str, Key]:
    """The id that stands for a person, and what the key has to remember for it.

    Args:
        person: an id or a name.
        book: what the study's key knows of names.

    Raises:
        SettingsError: the name is empty.
    """
    person = " ".join(person.split())
    if not person:
        raise SettingsError("The person has no name. Give an id or a name, such as 'AB-W1'.")
    if not is_name(person):
        return person, Key()
    code, numbers = number_person(person, book)
    return code, Key(people={code: person}, numbers=numbers)


def with_names(key: Key, places: Iterable[Place], name: str) -> Key:
    """The key with another name for these speakers.

    Raises:
        SettingsError: the name is empty.
    """
    name = " ".join(name.split())
    if not name:
        raise SettingsError("The new name is empty. Give the name to be shown.")
    names = {transcript_id: dict(some) for transcript_id, some in key.names.items()}
    for transcript, label in places:
        names.setdefault(transcript.id, {})[label or ""] = name
    return key.model_copy(update={"names": names})
