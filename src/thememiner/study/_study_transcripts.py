"""Files into transcripts, speakers, people and the topic guide of a study."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from thememiner.errors import SettingsError, StudyError
from thememiner.guides import GuideCoverage, find_coverage
from thememiner.read import GuideQuestion, read_guide
from thememiner.records import (
    ROLES,
    ReadProblem,
    Records,
    Role,
)
from thememiner.review import (
    find_standing,
)
from thememiner.study._adding import (
    Added,
    find_other_versions,
    read_frame,
    read_material,
    with_invited,
)
from thememiner.study._key_parts import (
    merged_key,
    without_spoken,
    without_transcript,
)
from thememiner.study._mining import units_of
from thememiner.study._naming import Naming, name_book
from thememiner.study._people import (
    PersonOf,
    code_of_person,
    find_places,
    with_names,
    with_people,
    with_role,
)
from thememiner.study._speakers import SpeakerRow, find_speaker_rows
from thememiner.study._study_folder import StudyFolder
from thememiner.study._withdrawn_again import obey

if TYPE_CHECKING:
    import pandas as pd


_PEOPLE = "people set by hand"
_GUIDE = "guide"


class StudyTranscripts(StudyFolder):
    """The part of a study that reads transcripts and knows who speaks in them."""

    def add(
        self,
        source: str | Path | Iterable[str | Path] | pd.DataFrame,
        cases: str | Path | None = None,
        *,
        invited: int | None = None,
    ) -> Records[ReadProblem]:
        """Read transcripts into the study; what was in it stays.

        The same content is kept once, however often it is added; adding it again with another table of
        cases gives it the new attributes.

        Args:
            source: a folder, a file, several of them, or a table with a ``text`` column.
            cases: a table that gives files and speakers their attributes.
            invited: how many people were asked, where the source is one table of answers; kept as
                its attribute ``invited``.

        Returns:
            What could not be read, and what a person should look at.

        Raises:
            CasesError: the table of cases cannot be joined.
            SettingsError: ``invited`` is given for anything but one table.
        """
        self._keys.check_writable("Nothing was added.")
        known = self._database.transcripts()
        naming = Naming(self.key, talk=self.settings.pseudonyms)
        if isinstance(source, str | Path) or not hasattr(source, "columns"):
            added = read_material(source, cases=cases, known=known, naming=naming, track=self._bars)
        else:
            added = read_frame(cast("pd.DataFrame", source), known=known, naming=naming)
        if invited is not None:
            added = with_invited(added, invited)
        stones = self._database.tombstones()
        obeyed = obey(added.transcripts, stones, known=known, key=added.key)
        self._database.put_tombstones(obeyed.stones)
        kept = Added(obeyed.transcripts, without_spoken(added.key, obeyed.stones))
        return Records((*self._keep(kept), *obeyed.problems), ReadProblem)

    def _keep(self, added: Added) -> tuple[ReadProblem, ...]:
        key = self.key
        lost = self._keys.begins_anew(len(self.transcripts))
        problems = (*added.key.problems, *find_other_versions(added.key, key))
        self._keys.write(merged_key(key, added.key, problems))
        people = self._database.result(_PEOPLE, PersonOf)
        self._database.put_transcripts(with_people(added.transcripts, people))
        return problems if lost is None else (lost, *problems)

    def remove(self, transcript: str) -> None:
        """Take a transcript out of the study, with its units; run ``mine`` again afterwards.

        Args:
            transcript: its id, or the name of its file where no other has that name.

        Raises:
            SettingsError: no such transcript, or several under that name.
            StudyError: somebody has decided on words of it, the log is never changed; or the key is
                locked.
        """
        key = self.key
        ids = [one.id for one in self.transcripts if transcript in {one.id, key.file_of(one.id)}]
        if len(ids) != 1:
            raise SettingsError(
                f"{len(ids)} transcripts are called {transcript!r}. "
                f"Ids are {', '.join(one.id for one in self.transcripts)}."
            )
        if any(d.transcript_id == ids[0] for d in find_standing(self._database.decisions())):
            raise StudyError(
                f"{transcript} stays: coders have decided on words of it, and no decision may lose its "
                "words. Start another study without it if it has to go."
            )
        self._keys.check_writable("The transcript stays.")
        self._database.remove_transcript(ids[0])
        self._keys.write(without_transcript(key, ids[0]))

    def speakers(self) -> Records[SpeakerRow]:
        """Who speaks where: label, guessed role and why, turns, words."""
        return Records(find_speaker_rows(self._database.transcripts(), self.key), SpeakerRow)

    def set_role(self, label: str | None, role: Role, *, transcript: str | None = None) -> int:
        """Say what a speaker does in the conversation; the guess is forgotten.

        Args:
            label: the label in the transcripts.
            role: participant, interviewer, observer, other or unknown.
            transcript: id or file name of one transcript; None for all in which the label occurs.

        Returns:
            In how many transcripts it was set.

        Raises:
            SettingsError: no such role, or nobody has this label.
        """
        if role not in ROLES:
            raise SettingsError(f"There is no role {role!r}. Allowed are {', '.join(ROLES)}.")
        places = find_places(self._database.transcripts(), self.key, label, transcript)
        changed = with_role(places, role)
        self._database.put_transcripts(changed)
        self._keys.forget_doubts({one.id for one in changed}, label)
        return len(changed)

    def rename_speaker(self, old: str, new: str, *, transcript: str | None = None) -> int:
        """Give a speaker another name in the table of speakers; it stays in the key alone.

        Args:
            old: the label in the transcripts, or the name it was given before.
            new: the name to be shown.
            transcript: id or file name of one transcript; None for all in which the label occurs.

        Returns:
            In how many transcripts it was renamed.

        Raises:
            SettingsError: nobody has this label, or the new name is empty.
        """
        places = find_places(self._database.transcripts(), self.key, old, transcript)
        key = with_names(self.key, places, new)
        del old, new  # no traceback shows a name
        self._keys.write(key)
        return len({one.id for one, _ in places})

    def set_person(self, label: str | None, person: str, *, transcript: str | None = None) -> int:
        """Say who a speaker is; labels with the same person count as one in all tables.

        A new reading or another table of cases does not change it.

        Args:
            label: the label in the transcripts.
            person: an id; a name is replaced by a code and stays in the key alone.
            transcript: id or file name of one transcript; None for all in which the label occurs.

        Returns:
            In how many transcripts it was set.

        Raises:
            SettingsError: nobody has this label, or the person has no name.
        """
        transcripts = self._database.transcripts()
        places = find_places(transcripts, self.key, label, transcript)
        code, named = code_of_person(person, name_book(self.key, transcripts))
        del person  # no traceback shows a name
        if named.people:
            self._keys.check_writable("Nothing was changed.")
        said = [PersonOf(transcript_id=t.id, label=own, person=code) for t, own in places]
        new = {(one.transcript_id, one.label) for one in said}
        held = self._database.result(_PEOPLE, PersonOf)
        kept = [one for one in held if (one.transcript_id, one.label) not in new]
        self._database.put_result(_PEOPLE, "", [*kept, *said])
        self._database.put_transcripts(with_people([one for one, _ in places], said))
        if named.people:
            self._keys.write(merged_key(self.key, named, ()))
        return len({one.id for one, _ in places})

    def guide(self, source: str | Path | Iterable[str] | None = None) -> Records[GuideQuestion]:
        """Keep a topic guide, or show the one that is kept.

        Args:
            source: a file (.docx, .odt, .rtf, .txt, .md, .csv, .xlsx) or the questions; None shows
                what is kept.

        Returns:
            The questions with their probes.

        Raises:
            ReadError: the file cannot be read, or there is no question in it.
        """
        if source is not None:
            self._database.put_result(_GUIDE, "", read_guide(source))
        return Records(self._database.result(_GUIDE, GuideQuestion), GuideQuestion)

    def guide_coverage(self) -> Records[GuideCoverage]:
        """What became of each question of the guide with each person.

        Questions are matched to the interviewer's words by the encoder: read ``asked_as`` and ``said``
        before you rely on a row.

        Returns:
            For each person and question: asked, probed, raised unasked, or not asked.

        Raises:
            StudyError: there is no guide yet, or the study was not mined yet.
        """
        questions = self.guide()
        if not questions:
            raise StudyError("The study has no guide yet. Give one: study.guide('guide.docx').")
        if not self.runs:
            raise StudyError("This study was not mined yet. Run study.mine(codebook='npt').")
        material, tools = units_of(self._database), self._toolbox()
        found = find_coverage(
            material.transcripts,
            material.units,
            questions,
            embed=tools.embed,
            splitter=tools.splitter,
        )
        return Records(found, GuideCoverage)
