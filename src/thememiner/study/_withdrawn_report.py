"""What a withdrawal tells: counts and places, and nothing of what was said."""

from __future__ import annotations

from typing import Literal

from thememiner.records import Record

Themes = Literal["re-fitted", "shrunk", "none"]


class Withdrawal(Record):
    """What withdrawing took out, in counts; nothing of what was said.

    Attributes:
        person: pseudonymous id.
        at: when.
        n_transcripts: transcripts that went as a whole.
        n_shortened: transcripts that stay without the person's turns.
        n_turns: turns of theirs.
        n_units: units.
        n_vectors: vectors, those of phrases and of unused texts among them.
        n_suggestions: suggestions for these units.
        n_decisions: decisions on their words, which keep their place in the log without words or note.
        n_notes: further decisions, in whose words or notes theirs were cut out.
        n_codebooks: codebooks that had words of theirs as examples.
        themes: whether themes were looked for again, or only lost these units; none where there were none.
        key: what became of the names in the key.
        made_again: exports that were made again in place.
        blanked: files that somebody had filled or changed, where rows and words were taken out.
        deleted: exports of which nothing was left to show.
        not_found: exports that are no longer where they were written: delete the copies.
        by_hand: files that somebody has changed and that may hold their words: look at them.
        notes: what else a person should know.
    """

    person: str
    at: str
    n_transcripts: int = 0
    n_shortened: int = 0
    n_turns: int = 0
    n_units: int = 0
    n_vectors: int = 0
    n_suggestions: int = 0
    n_decisions: int = 0
    n_notes: int = 0
    n_codebooks: int = 0
    themes: Themes = "none"
    key: str = ""
    made_again: tuple[str, ...] = ()
    blanked: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """What was done and what is left to do, for reading."""
        said = [
            f"{self.person} is out of the study: {self.n_transcripts} whole transcripts, turns in "
            f"{self.n_shortened} others, {self.n_units} units, {self.n_vectors} vectors, "
            f"{self.n_suggestions} suggestions, words of {self.n_decisions} decisions and of "
            f"{self.n_notes} more. Themes: {self.themes}. Key: {self.key}.",
            f"{len(self.made_again)} exports were made again.",
        ]
        for what, paths in (
            ("Rows were taken out of", self.blanked),
            ("Nothing was left to show of, so deleted", self.deleted),
            ("No longer there, so find and delete the copies of", self.not_found),
            ("Changed by somebody, may hold their words, so look at", self.by_hand),
        ):
            said += [f"{what}: {path}" for path in paths]
        return [*said, *self.notes]

    @property
    def needs_a_person(self) -> bool:
        """Whether something is left that only a person can do."""
        return bool(self.not_found or self.by_hand or self.blanked or self.notes)
