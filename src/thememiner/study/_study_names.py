"""Names in the talk into marks; people who withdraw out of the study; another copy into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from thememiner.privacy import Kind, State
from thememiner.records import (
    Codebook,
    ReadProblem,
    Records,
    Run,
)
from thememiner.study._export_desk import (
    make_again,
)
from thememiner.study._merging import Merged, merge_study, open_other
from thememiner.study._mining import Mining
from thememiner.study._name_decisions import NameDecision
from thememiner.study._names import NameDesk, ReplacementRow, find_rows
from thememiner.study._own_names import read_own_names
from thememiner.study._study_exports import StudyExports
from thememiner.study._study_folder import StudyFolder
from thememiner.study._withdrawal import Office, withdraw_person
from thememiner.study._withdrawn_report import Withdrawal


class StudyNames(StudyExports):
    """The part of a study that replaces names, withdraws people and takes in another copy."""

    def replacements(self) -> Records[ReplacementRow]:
        """Every name that was replaced or may be one, with the words around it, those in doubt first.

        Names in front of turns are not among them: ``speakers`` shows those. None where the key is
        locked or not there.
        """
        return Records(find_rows(self._database.transcripts(), self.key), ReplacementRow)

    def set_replacement(
        self,
        which: str | Collection[str],
        *,
        state: State | None = None,
        pseudonym: str | None = None,
        kind: Kind | None = None,
    ) -> int:
        """Accept, change or undo replacements; run ``mine`` again afterwards.

        Args:
            which: the id of one, several ids, the words as they were said, or what stands for them.
            state: ``replaced``, ``kept`` (the words are put back and stay) or ``doubtful`` (the words
                are put back and listed).
            pseudonym: what is to stand for it instead of ``[PERSON-3]``, for everything that is said
                of the same person or place; with an id, for this mention alone.
            kind: what it is a name of.

        Returns:
            How many were changed.

        Raises:
            SettingsError: nothing is meant, or a value is not allowed.
            StudyError: the key is locked or away, or somebody has coded these transcripts already.
        """
        said = NameDecision(which=which, state=state, pseudonym=pseudonym, kind=kind)
        return self.decide_names([said])

    def decide_names(self, decisions: Sequence[NameDecision]) -> int:
        """Several decisions of ``set_replacement`` at once: all of them, or none.

        Raises:
            SettingsError: nothing is meant, or a value is not allowed.
            StudyError: the key is locked or away, or somebody has coded these transcripts already.
        """
        return self._names.decide(decisions)

    def add_names(
        self,
        names: str | Path | Iterable[str],
        kind: Kind = "person",
        *,
        pseudonym: str | None = None,
    ) -> Records[ReadProblem]:
        """Put names on the study's own list: they are replaced in what is there and in what is added.

        Args:
            names: the names, or a table with the columns name, kind and pseudonym.
            kind: of names without a kind in a table.
            pseudonym: what is to stand for one name instead of the next number.

        Returns:
            Transcripts that were left alone, since somebody has coded them.

        Raises:
            SettingsError: the list or the table cannot be used.
            StudyError: the key is locked or away.
        """
        listed = read_own_names(names, kind=kind, pseudonym=pseudonym)
        return Records(self._names.add_names(listed), ReadProblem)

    def find_names(self) -> Records[ReadProblem]:
        """Look for names in all transcripts again: in a study of before, or with another list.

        What a person decided stays decided.

        Returns:
            Transcripts that were left alone, since somebody has coded them.

        Raises:
            StudyError: the key is locked or away.
        """
        return Records(self._names.look_again(), ReadProblem)

    @property
    def _names(self) -> NameDesk:
        return NameDesk(self._database, self._keys, talk=self.settings.pseudonyms)

    def withdraw(self, person: str, *, refit: bool = True) -> Withdrawal:
        """Take a person's words out of the study: somebody has taken back their consent.

        Text, units, vectors, quotations, suggestions, and the words and notes of decisions on them go from
        the database; exports that the study knows of are made again, filled sheets lose these rows; the
        key loses their names. Adding the same file again leaves them out again. This cannot be undone.

        Args:
            person: their id, or their name while the key is open.
            refit: True to look for themes again; False to take the units out of those that there are.

        Returns:
            What was removed where, in counts, and what is left for a person to do.

        Raises:
            SettingsError: nobody, or more than one, is meant.
            DiskError: the disk is full or cannot be written; run it again.
        """
        return withdraw_person(person, self._office(), refit=refit)

    def _office(self) -> Office:
        return Office(
            database=self._database,
            keys=self._keys,
            exports=self._exports,
            tools=self._toolbox,
            mine=self._mine_again,
            make=lambda kind, options: make_again(kind, options, self._material),
            codebook_files={b: b for b in self.settings.codebooks if Path(b).is_file()},
        )

    def _mine_again(self, codebooks: Sequence[Codebook]) -> Run:
        mining = Mining(self._database, self.settings, self._toolbox(), track=self._bars)
        return mining.run(codebooks)

    def merge(self, other: str | Path | StudyFolder) -> Merged:
        """Take the decisions of another copy of this study into its log; nothing is lost.

        In any order, twice as well as once, it comes to the same. Who withdrew from the other copy is
        withdrawn here too. The other copy is only read.

        Args:
            other: the folder of the other copy, or the copy opened.

        Raises:
            SettingsError: there is no study.
            ReviewError: the same decision says different things in the two logs.
        """
        database = other._database if isinstance(other, StudyFolder) else open_other(other)
        try:
            return merge_study(
                self._database,
                database,
                withdraw=lambda person: withdraw_person(person, self._office(), refit=False),
            )
        finally:
            if not isinstance(other, StudyFolder):
                database.close()
