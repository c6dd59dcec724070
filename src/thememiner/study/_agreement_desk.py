"""The log of a study into the agreement of its coders, for those who may ask for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from thememiner.agreement import (
    CONDITIONS,
    Agreement,
    AgreementRow,
    Condition,
    Finished,
    Missed,
    find_agreement,
    find_coders,
    find_missed,
)
from thememiner.agreement import Material as Decided
from thememiner.errors import SettingsError, StudyError
from thememiner.records import Decision, Suggestion
from thememiner.review import find_standing
from thememiner.store import Database, Settings
from thememiner.study._mining import units_of

_CONDITIONS: Mapping[bool | None, tuple[Condition, ...]] = {
    None: CONDITIONS,
    True: ("blind",),
    False: ("suggestion in view",),
}
_ANYWAY = "agreement in a reflexive study, asked for anyway"


@dataclass(frozen=True)
class Only:
    """One round of the log.

    Attributes:
        unit_ids: handed out in it.
        since: when it was handed out, ISO 8601 with zone.
        before: when units of it were handed out again; empty where they were not.
    """

    unit_ids: frozenset[str]
    since: str
    before: str = ""

    def counts(self, decision: Decision) -> bool:
        """Whether a decision was made in this round; what takes others back always counts."""
        at = _moment(decision.at)
        in_time = at >= _moment(self.since) and (not self.before or at < _moment(self.before))
        return in_time or decision.verdict == "undo"


@dataclass(frozen=True, kw_only=True)
class AgreementDesk:
    """Works out agreement from the log of a study.

    Attributes:
        database: of the study.
        settings: of the study.
        suggestions: for units and themes.
        threshold: a first suggestion below this probability is none.
        finished: shares that coders have read to the end.
    """

    database: Database
    settings: Settings
    suggestions: Sequence[Suggestion]
    threshold: float
    finished: Sequence[Finished] = ()

    def agreement(
        self,
        coders: Sequence[str],
        codebook: str | Sequence[str] | None,
        *,
        blind: bool | None,
        only: Only | None = None,
        anyway: str = "",
    ) -> Agreement:
        """Agreement of these coders; of all who decided where none are named.

        Args:
            coders: who.
            codebook: id of a codebook, or several; None for all.
            blind: True or False for one condition, None for all.
            only: what of the log counts.
            anyway: why it is asked for in a reflexive study.

        Raises:
            StudyError: the study is reflexive and nothing says why anyway, or nobody decided yet.
            SettingsError: no such coder or codebook.
        """
        self._may_ask(anyway)
        decided = self._decided(only)
        found = find_agreement(
            decided,
            self._coders(coders, decided),
            self._codebooks(codebook),
            conditions=_CONDITIONS[blind],
        )
        if self.settings.approach != "reflexive":
            return found
        self.database.put_note(_ANYWAY, anyway.strip())
        note = f"The study is reflexive; agreement was asked for anyway: {anyway.strip()}"
        return found.model_copy(
            update={"anyway": anyway.strip(), "notes": (note, *found.notes)}
        )  # fmt: skip

    def missed(self, audited: Mapping[str, Collection[str]]) -> tuple[Missed, ...]:
        """How often each coder coded a unit on which nothing likely was suggested.

        Args:
            audited: coder to ids of the units of their audits.
        """
        decided, books = self._decided(None), self._codebooks(None)
        return tuple(find_missed(decided, one, books, ids) for one, ids in sorted(audited.items()))

    def rows(self) -> tuple[AgreementRow, ...]:
        """All rows for the tables of the team: where two coders decided, in no reflexive study."""
        coders = find_coders(self.database.decisions())
        if self.settings.approach == "reflexive" or len(coders) < 2:
            return ()
        return self.agreement((), None, blind=None).rows

    def _may_ask(self, anyway: str) -> None:
        if self.settings.approach == "reflexive" and not anyway.strip():
            raise StudyError(
                "The approach in study.toml is reflexive. In reflexive thematic analysis themes are "
                "made in reading and writing, and a second reader is there to see more, not to see the "
                "same: coefficients of agreement do not belong to it. Look at where you differ with "
                "study.decisions. If a journal asks for a figure all the same, say so: "
                "study.agreement(anyway='asked for by the journal'); the reason is kept and shown."
            )

    def _decided(self, only: Only | None) -> Decided:
        material = units_of(self.database)
        decisions = self.database.decisions()
        return Decided(
            decisions=[d for d in decisions if only is None or only.counts(d)],
            suggestions=[one for one in self.suggestions if one.unit_id is not None],
            units=[u for u in material.units if only is None or u.id in only.unit_ids],
            transcripts=material.transcripts,
            threshold=self.threshold,
            finished=self.finished,
            settled=_settled(decisions),
        )

    def _coders(self, wanted: Sequence[str], decided: Decided) -> tuple[str, ...]:
        known = set(find_coders(decided.decisions)) | {one.coder for one in self.finished}
        if not known:
            raise StudyError(
                "Nobody has decided on a code yet. Hand out review sheets: "
                "study.export_review('AB.xlsx', coder='AB', blind=True)."
            )
        unknown = [one for one in wanted if one not in known]
        if unknown:
            raise SettingsError(
                f"No decision is by {', '.join(unknown)}. Coders of this study: "
                f"{', '.join(sorted(known))}."
            )
        if len(set(wanted)) < len(wanted):
            raise SettingsError("A coder is named twice. Name each once.")
        return tuple(wanted) or tuple(sorted(known))

    def _codebooks(self, wanted: str | Sequence[str] | None) -> tuple[str, ...]:
        held = [book.id for book in self.database.codebooks()]
        some = [wanted] if isinstance(wanted, str) else list(wanted or held)
        unknown = [one for one in some if one not in held]
        if unknown:
            raise SettingsError(
                f"The study has no codebook {', '.join(unknown)}. It has: {', '.join(held)}."
            )
        return tuple(some)


def _settled(decisions: Sequence[Decision]) -> dict[tuple[str, str], str]:
    """Unit and codebook to when a disagreement there was first settled."""
    found: dict[tuple[str, str], str] = {}
    for one in find_standing(decisions):
        if one.verdict == "settle" and one.unit_id and one.codebook:
            found.setdefault((one.unit_id, one.codebook), one.at)
    return found


def _moment(at: str) -> float:
    moment = dt.datetime.fromisoformat(at)
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
