"""Units, transcripts and suggestions into what decisions are looked up in: where, who, what was proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from thememiner.records import Decision, Role, Suggestion, Transcript, Unit
from thememiner.review._spans import find_spans

_ASIDE: tuple[Role, ...] = ("interviewer", "observer")
Stretch = tuple[Transcript, int, int]


@dataclass(frozen=True)
class Grounds:
    """What the decisions of a study are about, by id.

    Attributes:
        units: all units.
        by_transcript: units of each transcript.
        transcripts: all transcripts, in the study's order.
        suggestions: suggestions for units, by unit, codebook and code.
        best: the code suggested first, by unit and codebook.
        heirs: codebook and code that was merged away, to the code that stands for it now.
    """

    units: Mapping[str, Unit]
    by_transcript: Mapping[str, tuple[Unit, ...]]
    transcripts: Mapping[str, Transcript]
    suggestions: Mapping[tuple[str, str, str], Suggestion]
    best: Mapping[tuple[str, str], str]
    heirs: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def code(self, decision: Decision) -> str | None:
        """The code that a decision is about; for a verdict without one, the best suggestion."""
        code = decision.code_id
        if code is None and decision.verdict in ("confirm", "recode", "reject"):
            code = self.best.get((decision.unit_id or "", decision.codebook or ""))
        return self.now(decision.codebook, code)

    def outcome(self, decision: Decision) -> str | None:
        """The code that a decision leads to."""
        if decision.verdict == "recode":
            return self.now(decision.codebook, decision.to)
        return self.code(decision)

    def now(self, codebook: str | None, code: str | None) -> str | None:
        """The code that stands for a code now: another one where it was merged away."""
        return self.heirs.get((codebook or "", code or ""), code)

    def stretch(self, decision: Decision) -> Stretch | None:
        """Where the words of a decision stand now; None where they are not, or not clearly, there."""
        unit = self.units.get(decision.unit_id or "")
        where = decision.transcript_id or (unit.transcript_id if unit else "")
        transcript = self.transcripts.get(where)
        start = decision.start if decision.start is not None else unit.start if unit else None
        end = decision.end if decision.end is not None else unit.end if unit else None
        if transcript is None or start is None or end is None:
            return None
        if 0 <= start < end <= len(transcript.text) and (
            not decision.quote or transcript.text[start:end] == decision.quote
        ):
            return transcript, start, end
        spans = find_spans(transcript.text, decision.quote)
        return (transcript, *spans[0]) if len(spans) == 1 else None

    def who(
        self, stretch: Stretch, unit: Unit | None = None
    ) -> tuple[str | None, Mapping[str, str]]:
        """The person who says most of a stretch, and the attributes of the case.

        Interviewers and observers count only where nobody else speaks.
        """
        if unit is not None:
            return unit.person, unit.attributes
        transcript, start, end = stretch
        said: dict[str | None, int] = {}
        for turn in transcript.turns:
            if turn.start < end and start < turn.end:
                share = min(end, turn.end) - max(start, turn.start)
                said[turn.speaker] = said.get(turn.speaker, 0) + share
        known = {s.label: s for s in transcript.speakers if s.label in said}
        if known:
            most = max(known.values(), key=lambda s: (s.role not in _ASIDE, said[s.label]))
            return most.person, {**transcript.attributes, **most.attributes}
        near = self.by_transcript.get(transcript.id, ())
        first = next((u for u in near if u.start < end and start < u.end), None)
        return (first.person, first.attributes) if first else (None, transcript.attributes)


def make_grounds(
    suggestions: Iterable[Suggestion], units: Sequence[Unit], transcripts: Sequence[Transcript]
) -> Grounds:
    """The records of a study by id.

    Args:
        suggestions: what was proposed; those for themes play no part.
        units: all units.
        transcripts: all transcripts, in the study's order.
    """
    by_transcript: dict[str, list[Unit]] = {}
    for unit in units:
        by_transcript.setdefault(unit.transcript_id, []).append(unit)
    known = [item for item in suggestions if item.unit_id is not None]
    return Grounds(
        units={unit.id: unit for unit in units},
        by_transcript={key: tuple(items) for key, items in by_transcript.items()},
        transcripts={transcript.id: transcript for transcript in transcripts},
        suggestions={(str(s.unit_id), s.codebook, s.code_id): s for s in known},
        best={(str(s.unit_id), s.codebook): s.code_id for s in known if s.rank == 1},
    )
