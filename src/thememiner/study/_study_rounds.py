"""Coders into rounds of review, their agreement, and what suggestions miss."""

from __future__ import annotations

from collections.abc import Sequence

from thememiner.agreement import Agreement, Missed, RubberStamping, find_rubber_stamping
from thememiner.records import (
    Records,
)
from thememiner.review import (
    AUDIT_SEED,
    Assignment,
    Audit,
    ErrorRate,
    Plan,
    check_order,
)
from thememiner.study._agreement_desk import AgreementDesk
from thememiner.study._floor import find_floor
from thememiner.study._mining import units_of
from thememiner.study._review_aids import ReviewAids
from thememiner.study._study_results import StudyResults


class StudyRounds(StudyResults):
    """The part of a study that plans rounds and holds coders against each other."""

    def agreement(
        self,
        *coders: str,
        codebook: str | Sequence[str] | None = None,
        blind: bool | None = None,
        round: int | None = None,
        anyway: str = "",
    ) -> Agreement:
        """How far coders agree, in pairs and as a group, and each with the first suggestion.

        Args:
            coders: who is compared; all who decided where none are named.
            codebook: id of a codebook, or several; None for all.
            blind: True for decisions made blind, False for those with the suggestion in view, None for
                both, apart, and for all decisions as they stand.
            round: a round of ``assign``: what was decided in it on its units; None for everything.
            anyway: in a reflexive study, why agreement is asked for all the same; it is kept.

        Raises:
            StudyError: the study is reflexive, or nobody has decided yet.
            SettingsError: no such coder, codebook or round.
        """
        only = self._rounds.only(round)
        desk = self._agreement_desk()
        return desk.agreement(coders, codebook, blind=blind, only=only, anyway=anyway)

    def rubber_stamping(self, coder: str) -> RubberStamping:
        """How often a coder confirmed a suggestion that was put there to be wrong.

        Args:
            coder: who.
        """
        return find_rubber_stamping(self._database.decisions(), coder)

    def missed(self) -> Records[Missed]:
        """How often each coder put a code on a unit of their audit, where nothing likely was suggested."""
        return Records(self._agreement_desk().missed(self._rounds.audited()), Missed)

    def _agreement_desk(self) -> AgreementDesk:
        return AgreementDesk(
            database=self._database,
            settings=self.settings,
            suggestions=self.suggestions,
            threshold=find_floor(self._database.codebooks()),
            finished=self._rounds.finished(),
        )

    def assign(
        self,
        coders: Sequence[str],
        overlap: float = 0.2,
        seed: int = 0,
        *,
        shares: bool = True,
        audit: int = 0,
        decoys: float = 0.0,
        blind: bool = True,
        again: bool = False,
    ) -> Records[Assignment]:
        """Plan the next round: who reads which transcripts, and which of them everybody reads.

        Coders read whole transcripts. What was handed out in an earlier round is not handed out again.

        Args:
            coders: who reads.
            overlap: share of all units that everybody reads, 0 to 1.
            seed: of what is drawn.
            shares: True to deal out the other transcripts among the coders.
            audit: how many units without a likely suggestion each coder reads besides.
            decoys: share of the units that a coder alone reads which show a wrong suggestion; with
                ``blind=False``. No coding comes of one that is confirmed.
            blind: True to hide the suggestions.
            again: True to hand out once more what was handed out before.

        Returns:
            The round, unit by unit and coder by coder.

        Raises:
            SettingsError: the plan cannot be carried out.
            StudyError: everything was handed out before.
        """
        plan = Plan(
            coders=tuple(coders),
            overlap=overlap,
            shares=shares,
            audit=audit,
            decoys=decoys,
            blind=blind,
            seed=seed,
            again=again,
        )
        threshold = find_floor(self._database.codebooks())
        return self._rounds.assign(plan, self.suggestions, threshold=threshold)

    @property
    def assignments(self) -> Records[Assignment]:
        """Everything that was handed out, round by round."""
        return self._rounds.assignments()

    def finish_round(self, coder: str, round: int | None = None) -> int:
        """Say that a coder has read all of a share: units without a decision then carry no code of theirs.

        Args:
            coder: who.
            round: which round; None for the last one that they have a share in.

        Returns:
            The round.

        Raises:
            SettingsError: nothing was handed out to them in it.
        """
        return self._rounds.finish(coder, round)

    def review_order(
        self, order: str = "uncertain", *, coder: str = "", codebook: str | None = None
    ) -> tuple[str, ...]:
        """Ids of all units in the order in which a coder is to look at them.

        Args:
            order: ``transcript``; ``uncertain`` for what the suggestions are least sure of first, one
                unlike the other; ``surest`` or ``doubtful`` by the probability of the best suggestion. In
                the last three, what the coder decided on comes last.
            coder: who looks; what anybody decided on comes last where nobody is named.
            codebook: id of the codebook whose suggestions and decisions count; None for all.

        Raises:
            SettingsError: no such order.
        """
        aids = self._review_aids()
        return aids.order(order, coder=coder, embed=self._embed, codebook=codebook)

    def audit(self, *, seed: int = AUDIT_SEED, least: float | None = None) -> Records[Audit]:
        """In how many units the suggestions miss something, as a blind random sample tells.

        Args:
            seed: with which the sample was drawn.
            least: a first suggestion below this probability counts as none; None for what the report takes.

        Returns:
            For each codebook an estimate with its 95 % interval, its width, and how many further units would
            halve it; ``.text`` says it in words. It tells nobody whether to read on.
        """
        floor = find_floor(self._database.codebooks()) if least is None else least
        return Records(self._review_aids().audits(seed=seed, least=floor), Audit)

    def fairness(self, by: str) -> Records[ErrorRate]:
        """How often first suggestions were wrong in what different people said.

        Args:
            by: an attribute of the cases, such as ``site``.

        Returns:
            For each codebook a row for everybody and one for each value: people, decisions, and the share
            of wrong suggestions with its 95 % interval, which minds that one person's words hang together.
            Fewer than three people get no numbers. Nothing is tested.

        Raises:
            SettingsError: nobody has such an attribute.
        """
        return Records(self._review_aids().error_rates(by), ErrorRate)

    def _review_aids(self) -> ReviewAids:
        return ReviewAids(
            material=units_of(self._database),
            suggestions=self.suggestions,
            codebooks=self._database.codebooks(),
            decisions=self._database.decisions(),
            codings=self.codings(),
            finished=frozenset(
                unit_id
                for share in self._rounds.finished()
                if share.blind
                for unit_id in share.unit_ids
            ),
        )

    def _order(
        self, order: str, *, coder: str, blind: bool, codebook: str | None = None
    ) -> tuple[str, ...]:
        if check_order(order, blind=blind) == "transcript":
            return ()
        return self.review_order(order, coder=coder, codebook=codebook)
