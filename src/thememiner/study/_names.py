"""What a researcher decides about replaced names into the texts and the key of a study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thememiner.errors import StudyError
from thememiner.privacy import (
    Kind,
    NameTools,
    OwnName,
    Replacement,
    State,
    change,
    is_consistent,
    look_again,
)
from thememiner.records import ReadProblem, Record, Transcript
from thememiner.review import find_standing
from thememiner.store import Database, Key
from thememiner.study._key_desk import KeyDesk
from thememiner.study._name_decisions import NameDecision, decide
from thememiner.study._naming import IN_TALK, find_sites, name_book, name_tools, talk_notice

_CONTEXT = 50


class ReplacementRow(Record):
    """One replacement with the words around it: for the researcher's eyes.

    Attributes:
        id: of the replacement; it says where the words stood before anything was replaced.
        transcript_id: where.
        file: name of the file.
        original: the words as they were said.
        pseudonym: what stands for them; empty where nobody has decided.
        kind: person, place, organisation …
        state: replaced, doubtful (listed, not replaced) or kept (a person said that it stays).
        reason: why it was taken for a name.
        decided_by: who decided last.
        before: words before it, as the study keeps them.
        after: words after it.
        entity: what is meant, the same over the study.
        start: first code point in the text that the study keeps.
        end: one past the last.
    """

    id: str
    transcript_id: str
    file: str
    original: str
    pseudonym: str
    kind: Kind
    state: State
    reason: str
    decided_by: str
    before: str
    after: str
    entity: str
    start: int
    end: int


def find_rows(transcripts: Iterable[Transcript], key: Key) -> list[ReplacementRow]:
    """Every replacement, those in doubt first, then by kind, pseudonym and place."""
    texts = {transcript.id: transcript.text for transcript in transcripts}
    order = {state: n for n, state in enumerate(("doubtful", "replaced", "kept"))}
    some = [one for one in key.replacements if one.transcript_id in texts]
    some.sort(key=lambda r: (order[r.state], r.kind, _number(r.entity), r.transcript_id, r.start))
    return [_row(one, texts[one.transcript_id], key) for one in some]


def _number(entity: str) -> int:
    number = entity.rpartition("-")[2]
    return int(number) if number.isdigit() else 0


def _row(one: Replacement, text: str, key: Key) -> ReplacementRow:
    fields = one.model_dump(exclude={"title"})
    before = " ".join(text[max(0, one.start - _CONTEXT) : one.start].split())
    after = " ".join(text[one.end : one.end + _CONTEXT].split())
    return ReplacementRow(file=key.file_of(one.transcript_id), before=before, after=after, **fields)


@dataclass(frozen=True)
class NameDesk:
    """Changes replacements in the texts of a study and in its key, both or neither.

    Attributes:
        database: of the study.
        keys: of the study.
        talk: whether the study replaces names in the talk.
    """

    database: Database
    keys: KeyDesk
    talk: bool = True

    def decide(self, decisions: Sequence[NameDecision]) -> int:
        """Set state, pseudonym or kind of replacements: all that was decided, or nothing.

        Returns:
            How many replacements were changed.

        Raises:
            SettingsError: nothing is meant, or a value is not allowed.
            StudyError: the key is locked or away, or somebody has coded these transcripts.
        """
        self.keys.check_writable("Nothing was changed.")
        key = self.keys.read()
        numbers = dict(name_book(key, self.database.transcripts()).numbers)
        new = {one.id: one for one in decide(key.replacements, decisions, numbers)}
        changed = {one.id: new[one.id] for one in key.replacements if new[one.id] != one}
        if changed:
            self._apply(key, changed, numbers)
        return len(changed)

    def add_names(self, names: Sequence[OwnName]) -> list[ReadProblem]:
        """Put names on the researcher's list, and replace them where they stand.

        Raises:
            StudyError: the key is locked or away.
        """
        self.keys.check_writable("Nothing was changed.")
        key = self.keys.read()
        listed = {(one.name.casefold(), one.kind): one for one in (*key.own_names, *names)}
        key = key.model_copy(update={"own_names": tuple(listed.values())})
        self.keys.write(key)
        return self.look_again(listed_only=True)

    def look_again(self, *, listed_only: bool = False) -> list[ReadProblem]:
        """Look for names in all transcripts again; what was decided stays decided.

        Args:
            listed_only: True for the names on the researcher's list alone.

        Returns:
            Transcripts that were left alone, since somebody has coded them.
        """
        self.keys.check_writable("Nothing was changed.")
        key, transcripts = self.keys.read(), self.database.transcripts()
        coded = self._coded()
        open_ones = [one for one in transcripts if one.id not in coded]
        self._check_consistent(key, open_ones)
        hidden = look_again(
            open_ones,
            book=name_book(key, transcripts),
            tools=name_tools() if not listed_only or self.talk else NameTools(),
            sites=find_sites(transcripts),
            listed_only=listed_only,
        )
        ids = {one.id for one in open_ones}
        others = [one for one in key.replacements if one.transcript_id not in ids]
        new = key.model_copy(
            update={
                "replacements": (*others, *hidden.book.replacements),
                "numbers": {**key.numbers, **hidden.book.numbers},
            }
        )
        self._write(new, _different(hidden.transcripts, transcripts), transcripts)
        return [_left_alone(key.file_of(one.id)) for one in transcripts if one.id in coded]

    def _apply(self, key: Key, new: Mapping[str, Replacement], numbers: Mapping[str, int]) -> None:
        transcripts = {one.id: one for one in self.database.transcripts()}
        touched = sorted({one.transcript_id for one in new.values()} & set(transcripts))
        self._check_consistent(key, [transcripts[one] for one in touched])
        changed: list[Transcript] = []
        replaced = [one for one in key.replacements if one.transcript_id not in touched]
        for transcript_id in touched:
            own = [one for one in key.replacements if one.transcript_id == transcript_id]
            text, placed = change(transcripts[transcript_id], own, new.values())
            replaced += placed
            if text != transcripts[transcript_id]:
                changed.append(text)
        self._check_uncoded(key, [one.id for one in changed])
        update = {"replacements": tuple(replaced), "numbers": dict(numbers)}
        self._write(key.model_copy(update=update), changed, list(transcripts.values()))

    def _write(self, key: Key, changed: Sequence[Transcript], before: Iterable[Transcript]) -> None:
        """Texts first; where the key cannot be written they are put back."""
        ids = {one.id for one in changed}
        self.database.put_transcripts(changed)
        try:
            self.keys.write(_with_notice(key))
        except BaseException:
            self.database.put_transcripts(one for one in before if one.id in ids)
            raise
        for one in changed:
            self.database.put_spans(one.id, "", ())

    def _coded(self) -> set[str]:
        standing = find_standing(self.database.decisions())
        return {one.transcript_id for one in standing if one.transcript_id is not None}

    def _check_uncoded(self, key: Key, transcript_ids: Iterable[str]) -> None:
        """The order of work: names are settled before anybody codes.

        Raises:
            StudyError: somebody has decided on words of one of them.
        """
        coded = sorted(key.file_of(one) for one in set(transcript_ids) & self._coded())
        if coded:
            raise StudyError(
                f"Nothing was changed: coders have decided on words of {', '.join(coded)}, and no word may "
                "move under their hands. Settle the names before the first coding; in a report, replace "
                "a name by hand."
            )

    def _check_consistent(self, key: Key, transcripts: Iterable[Transcript]) -> None:
        for one in transcripts:
            own = [r for r in key.replacements if r.transcript_id == one.id]
            if not is_consistent(one, own):
                raise StudyError(
                    f"The key and the text of {key.file_of(one.id)} do not fit together: one of them is an "
                    "older copy. Put the key of this study back; nothing was changed."
                )


def _different(new: Iterable[Transcript], old: Iterable[Transcript]) -> list[Transcript]:
    held = {one.id: one for one in old}
    return [one for one in new if held.get(one.id) != one]


def _with_notice(key: Key) -> Key:
    """The key with what a person is told about words in doubt, as it is now."""
    others = tuple(one for one in key.problems if one.path != IN_TALK)
    return key.model_copy(update={"problems": (*others, *talk_notice(key.replacements))})


def _left_alone(file: str) -> ReadProblem:
    return ReadProblem(
        path=file,
        found="Names in it were left as they are: coders have decided on words of it.",
        remedy="Replace names before the first coding.",
        fatal=False,
    )
