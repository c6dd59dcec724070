"""A codebook that people change into its next version, the changes, and the codings to be looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from thememiner.codebooks import find_changes, load_codebook, next_version
from thememiner.errors import CodebookError
from thememiner.records import (
    Codebook,
    CodebookVersion,
    CodeChange,
    Decision,
    Recheck,
    Suggestion,
)
from thememiner.review import find_book, find_rechecks, find_revisions
from thememiner.store import Database
from thememiner.study._decision_desk import DecisionDesk, check_coder
from thememiner.study._themes_desk import themes_name, units_name

VERSIONS = "codebooks/versions"
UNNAMED = "researcher"


class CodebookMotion:
    """Keeps the versions of a study's codebooks and takes changes of them.

    Args:
        desk: takes decisions.
    """

    def __init__(self, desk: DecisionDesk) -> None:
        self._desk = desk
        self._database = desk.database

    def versions(self, codebook: str | None = None) -> tuple[CodebookVersion, ...]:
        """Every version that the study has had, oldest first.

        Raises:
            ReviewError: no such codebook.
        """
        if codebook is not None:
            find_book(self._desk.books, codebook)
        held = self._database.result(VERSIONS, CodebookVersion)
        return tuple(one for one in held if codebook in (None, one.codebook.id))

    def revise(
        self,
        codebook: Codebook | str | Path,
        *,
        coder: str,
        merged: Mapping[str, str],
        split: Mapping[str, Sequence[str]],
        memo: str,
    ) -> Decision:
        """Put a new version of a codebook in the place of the old one, and log what became of its codes.

        Raises:
            CodebookError: it cannot be read, nothing is changed, or what is said of it does not fit.
            ReviewError: the study has no such codebook.
        """
        coder = check_coder(coder)
        new = load_codebook(codebook)
        old = find_book(self._desk.books, new.id)
        changes = find_changes(old, new, merged=merged, split=split)
        if not changes:
            raise CodebookError(f"No code of {new.id} was changed, so there is nothing to revise.")
        return self._log(old, new, changes, coder=coder, memo=memo.strip())

    def take_up(self, books: Sequence[Codebook], *, memo: str) -> tuple[Codebook, ...]:
        """Codebooks as they are now, each under the version that the study calls it by.

        What became of a code of one that the study has in another version is logged, as ``revise`` does;
        nobody has said of codes that are gone that they were merged or split. A version that somebody
        has put in the place of one that was loaded stays until another is loaded.

        Args:
            books: as they were loaded.
            memo: what is written beside a change.
        """
        return tuple(self._take_up(new, memo) for new in books)

    def _take_up(self, new: Codebook, memo: str) -> Codebook:
        old = self._desk.books.get(new.id)
        if old is None or new == old:
            return new
        had = self.versions(new.id)
        revised = bool(had) and had[-1].codebook == old and had[-1].coder not in ("", UNNAMED)
        if revised and any(one.codebook == new for one in had):
            return old
        if new.version in {one.codebook.version for one in had}:
            new = new.model_copy(update={"version": old.version})
        changes = find_changes(old, new)
        if changes:
            self._log(old, new, changes, coder=UNNAMED, memo=memo)
        return self._desk.books[new.id] if changes else new

    def _log(
        self, old: Codebook, new: Codebook, changes: Sequence[CodeChange], *, coder: str, memo: str
    ) -> Decision:
        if new.version == old.version:
            new = new.model_copy(update={"version": next_version(old.version)})
        decision = self._desk.draft(
            coder=coder,
            verdict="revise-codebook",
            codebook=new.id,
            memo=memo,
            changes=[change.model_copy(update={"before": "", "after": ""}) for change in changes],
        )
        version = CodebookVersion(codebook=new, at=decision.at, coder=coder, memo=memo)
        keep_version(self._database, old, decision.at)
        _put_version(self._database, version)
        self._desk.write(decision)
        self._put(new)
        return decision

    def _put(self, new: Codebook) -> None:
        """The new version in the study, and no suggestion of a code that is gone."""
        database = self._database
        database.put_codebooks([new if b.id == new.id else b for b in database.codebooks()])
        for name in (units_name(new.id), themes_name(new.id)):
            held = database.result(name, Suggestion)
            left = [one for one in held if one.code_id in new]
            if len(left) < len(held):
                database.put_result(name, "", left)

    def diff(
        self, old: Codebook | str | Path, new: Codebook | str | Path | None = None
    ) -> tuple[CodeChange, ...]:
        """What became of each code between two versions, mergers and splits as they were logged.

        Raises:
            CodebookError: no such codebook or version.
        """
        before = self._version(old)
        after = self._version(new) if new is not None else self._desk.books.get(before.id)
        if after is None:
            raise CodebookError(
                f"The study has no codebook {before.id} to compare with. Pass new=."
            )
        merged, split = dict[str, str](), dict[str, tuple[str, ...]]()
        heirs = self._desk.replay.grounds.heirs
        for code in before.codes:
            heir = heirs.get((before.id, code.id))
            if heir is not None and heir in after and code.id not in after:
                merged[code.id] = heir
        for revision in find_revisions(self._desk.replay.ledger):
            for change in revision.changes if revision.codebook == before.id else ():
                known = change.code_id in before and all(one in after for one in change.to)
                fresh = any(one not in before for one in change.to)
                if change.change == "split" and known and fresh:
                    split[change.code_id] = change.to
        return find_changes(before, after, merged=merged, split=split)

    def _version(self, wanted: Codebook | str | Path) -> Codebook:
        if isinstance(wanted, Codebook):
            return wanted
        name, at, version = str(wanted).rpartition("@")
        every = self._database.result(VERSIONS, CodebookVersion)
        if at:
            books = (*(one.codebook for one in every), *self._desk.books.values())
            found = [one for one in books if (one.id, one.version) == (name, version)]
            if found:
                return found[-1]
            known = dict.fromkeys(f"{one.id}@{one.version}" for one in books)
            raise CodebookError(
                f"The study has no {wanted}. Versions are {', '.join(known) or 'none'}."
            )
        return self._desk.books.get(str(wanted)) or load_codebook(wanted)

    def rechecks(self) -> tuple[Recheck, ...]:
        """Codings that a change of their codebook touches and that nobody has confirmed since."""
        return find_rechecks(self._desk.codings(), self._desk.replay.ledger)


def keep_version(database: Database, book: Codebook, at: str) -> None:
    """Keep a codebook as a version that the study had, where it is not kept yet."""
    held = database.result(VERSIONS, CodebookVersion)
    if all(one.codebook != book for one in held):
        _put_version(database, CodebookVersion(codebook=book, at=at))


def _put_version(database: Database, version: CodebookVersion) -> None:
    held = database.result(VERSIONS, CodebookVersion)
    database.put_result(VERSIONS, "", [*held, version])
