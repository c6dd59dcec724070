"""Transcripts into the cases that can be charted and judged, and a name into the case that is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from thememiner.errors import ReviewError
from thememiner.records import Case, Role, Transcript
from thememiner.review._said_checks import some_of

_ASIDE: tuple[Role, ...] = ("interviewer", "observer")
_Found = dict[str, tuple[str, dict[str, None], dict[str, None]]]


def find_cases(
    transcripts: Iterable[Transcript], *, is_left_out: Callable[[str], bool] = lambda _: False
) -> tuple[Case, ...]:
    """The people who take part, then everybody who shares a value of an attribute: a site, a practice.

    Args:
        transcripts: of the study.
        is_left_out: whether an attribute makes no case, such as consent.
    """
    people: _Found = {}
    groups: _Found = {}
    attributes: dict[str, dict[str, str]] = {}
    for transcript in transcripts:
        for speaker in transcript.speakers:
            if speaker.role in _ASIDE or not speaker.person:
                continue
            own = {**transcript.attributes, **speaker.attributes}
            attributes.setdefault(speaker.person, {}).update(own)
            _note(people, speaker.person, "", speaker.person, transcript.id)
            for name, value in own.items():
                if value.strip() and not is_left_out(name):
                    _note(groups, f"{name}={value}", name, speaker.person, transcript.id)
    return (
        *(_case(key, found, attributes.get(key, {})) for key, found in sorted(people.items())),
        *(_case(key, found, {}) for key, found in sorted(groups.items())),
    )


def _note(found: _Found, key: str, attribute: str, person: str, transcript_id: str) -> None:
    _, people, transcripts = found.setdefault(key, (attribute, {}, {}))
    people[person] = None
    transcripts[transcript_id] = None


def _case(
    key: str, found: tuple[str, dict[str, None], dict[str, None]], attributes: dict[str, str]
) -> Case:
    attribute, people, transcripts = found
    return Case(
        id=key,
        attribute=attribute,
        people=tuple(people),
        transcript_ids=tuple(transcripts),
        attributes=attributes,
    )


def find_case(cases: Sequence[Case], said: str) -> Case:
    """The case that is meant: by its id, or by a value that only one attribute has.

    Args:
        cases: of the study.
        said: a person's id, ``attribute=value`` or a value; letter case does not matter.

    Raises:
        ReviewError: none or several are meant; the message lists the cases.
    """
    wanted = _plain(said)
    for meant in (
        [case for case in cases if case.id == said],
        [case for case in cases if _plain(case.id) == wanted],
        [case for case in cases if case.attribute and _plain(_value(case)) == wanted],
    ):
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise ReviewError(
                f"{said!r} can mean {some_of(case.id for case in meant)}. Say which one."
            )
    raise ReviewError(
        f"There is no case {said!r} in this study. A case is a person or everybody with the same value of "
        f"an attribute: {some_of(case.id for case in cases)}."
    )


def _value(case: Case) -> str:
    return case.id[len(case.attribute) + 1 :]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
