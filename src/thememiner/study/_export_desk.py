"""Files that a study writes: made, remembered, and made again in place."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from thememiner.errors import SettingsError, StudyError
from thememiner.reports import Audience, Material, PublicRules, make_reports
from thememiner.store import Database, Export, write_whole

Options = Mapping[str, str | int | bool | None]
TEAM, PUBLIC, REVIEW = "team", "public", "review"
COPY, FILLED, SPEAKERS, NAMES = "copy", "filled review", "speakers", "names"
CODEBOOK = "codebook"
MADE_AGAIN = (TEAM, PUBLIC, REVIEW)
KEPT_IN_MIND = (COPY, FILLED, SPEAKERS, NAMES)


class GetMaterial(Protocol):
    """What gives the records of a study for its reports."""

    def __call__(
        self,
        *,
        coder: str = "",
        blind: bool = False,
        number: int | None = None,
        order: str = "transcript",
    ) -> Material:
        """The records, for a coder and a round where a review sheet is made."""


class ExportDesk:
    """Writes the exports of one study and knows them again.

    Args:
        folder: of the study.
        database: of the study.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self._database = database

    def write(
        self, target: Path, made: Mapping[str, bytes], kind: str, options: Options | None = None
    ) -> tuple[Path, ...]:
        """Write files and remember them.

        Args:
            target: the folder.
            made: file name to bytes.
            kind: what they are.
            options: what they were made with.

        Returns:
            Where they are.

        Raises:
            DiskError: the disk is full or cannot be written.
        """
        known: list[Export] = []
        try:
            for name, data in made.items():
                path = write_whole(target / name, data)
                known.append(self._export(path, data, kind, options))
        finally:
            self._database.put_exports(known)
        return tuple(target / name for name in made)

    def remember(self, path: Path, kind: str, options: Options | None = None) -> None:
        """Remember a file with names or talk that was written or read in another way.

        Raises:
            SettingsError: there is no such file, or no such kind.
        """
        if kind not in KEPT_IN_MIND:
            raise SettingsError(
                f"There is no kind {kind!r} of file. Choose from: {', '.join(KEPT_IN_MIND)}."
            )
        if not path.is_file():
            raise SettingsError(f"There is no file {path}.")
        self._database.put_exports([self._export(path, path.read_bytes(), kind, options)])

    def forget(self, path: Path) -> None:
        """Forget a file that is gone for good.

        Raises:
            SettingsError: it is still there, or was never known.
        """
        if path.exists():
            raise SettingsError(f"{path} is still there. Delete it first, or leave it in the list.")
        said = self._said(path)
        if said not in {export.path for export in self._database.exports()}:
            raise SettingsError(f"The study does not know of {path}. Its files: study.inventory().")
        self._database.forget_exports([said])

    def refresh(self, export: Export, path: Path) -> None:
        """Remember that a file is now another, by our own hand."""
        now = self._export(path, path.read_bytes(), export.kind, export.options)
        self._database.put_exports([now.model_copy(update={"path": export.path})])

    def place(self, export: Export) -> Path:
        """Where an export lies, or lay."""
        return self.folder / export.path

    def _export(self, path: Path, data: bytes, kind: str, options: Options | None) -> Export:
        return Export(
            path=self._said(path),
            sha256=hashlib.sha256(data).hexdigest(),
            made_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            kind=kind,
            options=dict(options or {}),
        )

    def _said(self, path: Path) -> str:
        """Relative where it lies in the study's folder, so that a moved study knows it."""
        full, home = os.path.abspath(path), os.path.abspath(self.folder)
        inside = Path(full).is_relative_to(home)
        return Path(os.path.relpath(full, home)).as_posix() if inside else full


def report_options(
    formats: str | Iterable[str], audience: Audience, rules: PublicRules | None
) -> Options:
    """What reports were made with, as it is kept beside them; the seed of public ids is not."""
    wanted = [formats] if isinstance(formats, str) else list(formats)
    said: dict[str, str | int | bool | None] = {"formats": " ".join(wanted), "audience": audience}
    if audience == "public" and rules is not None:
        said |= {"least": rules.least, "by": rules.by}
    return said


def review_options(
    *, coder: str, blind: bool, number: int | None = None, order: str = "transcript"
) -> Options:
    """What a review sheet was made with."""
    return {"coder": coder, "blind": blind, "round": number, "order": order}


def make_again(kind: str, options: Options, material: GetMaterial) -> dict[str, bytes]:
    """File names to bytes of an export, from the records as they are now.

    Raises:
        ThememinerError: there is nothing to make it from any more, or nothing may be published.
    """
    coder, blind = str(options.get("coder") or ""), options.get("blind") is True
    number, order = options.get("round"), str(options.get("order") or "transcript")
    number = number if isinstance(number, int) else None
    some = material(coder=coder, blind=blind, number=number, order=order)
    if not some.units:
        raise StudyError(
            "There is nothing to report: no transcript with talk is left in the study."
        )
    if kind == REVIEW:
        return make_reports(some, ["review"])
    formats = str(options.get("formats") or "").split()
    if kind != PUBLIC:
        return make_reports(some, formats)
    return make_reports(some, formats, audience="public", rules=_rules(options))


def _rules(options: Options) -> PublicRules | None:
    least, by = options.get("least"), options.get("by")
    if not isinstance(least, int):
        return None
    return PublicRules(least=least, by=by if isinstance(by, str) else None)


Make = Callable[[str, Options], Mapping[str, bytes]]
