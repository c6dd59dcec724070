"""Answers in the attributes and the log into who may be quoted, and which passage."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from thememiner.records import Coding, Decision, Transcript, Unit
from thememiner.reports._legal_basis import is_legal_basis, plain_name, plain_words
from thememiner.reports._material import Material, person_key
from thememiner.review import find_standing

Answer = Literal["yes", "no", "doubt", "none"]
Refusal = Literal[
    "not in the analysis",
    "no consent to quotation",
    "withheld by the team",
    "may not be quoted",
    "no answer to quote_ok",
    "answer to quote_ok not understood",
    "not one person's words",
]

_QUOTE = frozenset(
    "quote_ok quotes_ok quotation_ok quotations_ok ok_to_quote quotable may_quote can_quote "
    "quote_consent quotation_consent consent_quote consent_quotes consent_to_quote "
    "consent_to_quotation consent_to_quotations".split()
)
_CONSENT = frozenset("consent consented consent_given informed_consent".split())
_ANALYSIS = frozenset("analysis_ok analysis_consent consent_analysis consent_to_analysis".split())
_YES = frozenset(
    "yes y true t 1 ok okay agree agreed agrees allow allowed accept accepted given grant granted "
    "permitted consented full written verbal oral signed "
    "ja j oui o si s sim tak da igen kylla evet ✓ ✔ ☑ ✅".split()
)
_NO = frozenset(
    "no n false f 0 none never not refuse refused refuses decline declined declines deny denied "
    "disagree disagreed withheld disallowed "
    "nein non nej nie nei nem ei hayir hayır nao ✗ ✘ ☒ ❌ ✕ ×".split()
)
_FIRST = re.compile(r"[\s,.;:!/(–-]")
_WITHDRAWN = re.compile(r"\bwithdr[ae]wn?\b|\bwithdrew\b")
_NO_ANALYSIS = re.compile(
    r"\banaly(?:sis|tics|se)\W*(?:no|not|none|refused|declined|n|false|0)\b|"
    r"\b(?:no|not|without|refused|declined)\W+(?:\w+\W+){0,2}?analy(?:sis|se)"
)


@dataclass(frozen=True)
class Permissions:
    """Who of a study may be quoted.

    Attributes:
        asked: True where any speaker or transcript has an answer to ``quote_ok``.
        out: people who are not to be analysed; they are in no count.
        silent: people whose words are quoted nowhere.
        unclear: people with an answer that was not understood; it counts as a no.
        speakers: transcript id and label to the answer to ``quote_ok``.
        withheld: spans that the team withholds.
        allowed: spans that were agreed to one by one.
        turns: transcript id to label and span of each turn.
    """

    asked: bool
    out: frozenset[str]
    silent: frozenset[str]
    unclear: frozenset[str]
    speakers: Mapping[tuple[str, str | None], Answer]
    withheld: tuple[Decision, ...]
    allowed: tuple[Decision, ...]
    turns: Mapping[str, Sequence[tuple[str | None, int, int]]]

    def refusal(self, item: Unit | Coding) -> Refusal | None:
        """Why a passage may not be quoted; None where it may."""
        person = person_key(item)
        if person in self.out:
            return "not in the analysis"
        if person in self.silent:
            return "no consent to quotation"
        if any(_touches(decision, item) for decision in self.withheld):
            return "withheld by the team"
        turn = self._turn(item)
        if turn is None:
            return "not one person's words"
        if any(_covers(decision, item) for decision in self.allowed):
            return None
        return _REFUSALS.get(self._answer(item, turn[0]))

    def _turn(self, item: Unit | Coding) -> tuple[str | None, int, int] | None:
        """The one turn that holds all of a passage; a unit of an unknown transcript is its own."""
        turns = self.turns.get(item.transcript_id)
        if turns is None:
            return (item.speaker, item.start, item.end) if isinstance(item, Unit) else None
        at = bisect_right(turns, item.start, key=lambda turn: turn[1]) - 1
        return turns[at] if at >= 0 and item.end <= turns[at][2] else None

    def _answer(self, item: Unit | Coding, label: str | None) -> Answer:
        held = self.speakers.get((item.transcript_id, label), "none")
        return _joined((held, read_answer(_values(item.attributes, _QUOTE))))


_REFUSALS: Mapping[Answer, Refusal] = {
    "no": "may not be quoted",
    "none": "no answer to quote_ok",
    "doubt": "answer to quote_ok not understood",
}


def read_answer(values: Iterable[str]) -> Answer:
    """Answers of a consent form in many spellings and languages into one: any no is a no.

    A condition, such as ``yes, but ask me first``, is a doubt.
    """
    return _joined([_one_answer(value) for value in values])


def find_permissions(material: Material) -> Permissions:
    """Who may be quoted, from attributes of transcripts, speakers and units, and from the log."""
    speakers: dict[tuple[str, str | None], Answer] = {}
    asked = False
    for transcript in material.transcripts:
        for label, attributes in _labels(transcript):
            values = [
                v for one in (transcript.attributes, attributes) for v in _values(one, _QUOTE)
            ]
            asked = asked or bool(values)
            speakers[transcript.id, label] = read_answer(values)
    asked = asked or any(_values(unit.attributes, _QUOTE) for unit in material.units)
    consents = _consents(material)
    withheld, allowed = _rulings(material.decisions)
    return Permissions(
        asked=asked,
        out=frozenset(person for person, found in consents.items() if "out" in found),
        silent=frozenset(person for person, found in consents.items() if found & {"no", "doubt"}),
        unclear=frozenset(person for person, found in consents.items() if "doubt" in found),
        speakers=speakers,
        withheld=withheld,
        allowed=allowed,
        turns={t.id: [(u.speaker, u.start, u.end) for u in t.turns] for t in material.transcripts},
    )


def _labels(transcript: Transcript) -> list[tuple[str | None, Mapping[str, str]]]:
    known = {speaker.label: speaker.attributes for speaker in transcript.speakers}
    return [*known.items(), *([] if None in known else [(None, {})])]


def _consents(material: Material) -> dict[str, set[str]]:
    """What each person says of the whole of their words: yes, no, doubt, out (of the analysis)."""
    found: dict[str, set[str]] = {}
    for transcript in material.transcripts:
        for speaker in transcript.speakers:
            person = speaker.person or f"{transcript.id}/{speaker.label or ''}"
            attributes = (transcript.attributes, speaker.attributes)
            found.setdefault(person, set()).update(*(_consent(one) for one in attributes))
    for unit in material.units:
        found.setdefault(person_key(unit), set()).update(_consent(unit.attributes))
    return found


def _consent(attributes: Mapping[str, str]) -> set[str]:
    found = {"out" for value in _values(attributes, _ANALYSIS) if _one_answer(value) == "no"}
    for value in _values(attributes, _CONSENT):
        plain = plain_words(value)
        if _WITHDRAWN.search(plain) or _NO_ANALYSIS.search(plain):
            found.add("out")
        else:
            found.add(_one_answer(value))
    return found - {"none"}


def _rulings(log: Iterable[Decision]) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    """The spans withheld and allowed: of two rulings on one span the later one counts."""
    last: dict[tuple[object, ...], Decision] = {}
    for decision in find_standing(log):
        if decision.verdict in ("withhold", "allow"):
            last[decision.transcript_id, decision.start, decision.end, decision.quote] = decision
    found = tuple(last.values())
    withheld = tuple(decision for decision in found if decision.verdict == "withhold")
    return withheld, tuple(decision for decision in found if decision.verdict == "allow")


def _touches(decision: Decision, item: Unit | Coding) -> bool:
    """Whether a passage shares words with a span, or holds the same words anywhere."""
    if (
        decision.transcript_id == item.transcript_id
        and decision.start is not None
        and decision.end is not None
        and decision.start < item.end
        and item.start < decision.end
    ):
        return True
    quote, text = " ".join(decision.quote.split()), " ".join(item.text.split())
    return bool(quote) and (quote in text or text in quote)


def _covers(decision: Decision, item: Unit | Coding) -> bool:
    """Whether all of a passage lies in a span that still has the words it had."""
    quote, text = " ".join(decision.quote.split()), " ".join(item.text.split())
    return decision.transcript_id == item.transcript_id and bool(text) and text in quote


def _values(attributes: Mapping[str, str], names: frozenset[str]) -> list[str]:
    return [value for name, value in attributes.items() if plain_name(name) in names]


def _joined(answers: Sequence[Answer]) -> Answer:
    order: tuple[Answer, ...] = ("no", "doubt", "yes")
    return next((answer for answer in order if answer in answers), "none")


def _one_answer(value: str) -> Answer:
    plain = plain_words(value)
    if not plain:
        return "none"
    if plain in _YES:
        return "yes"
    if plain in _NO or _FIRST.split(plain, maxsplit=1)[0] in _NO:
        return "no"
    return "doubt"


__all__ = [
    "Answer",
    "Permissions",
    "Refusal",
    "find_permissions",
    "is_legal_basis",
    "read_answer",
]
