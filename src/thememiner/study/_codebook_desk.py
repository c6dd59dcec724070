"""Themes of a study into a draft of a codebook, and a codebook into the bytes of a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from thememiner.codebooks import choose_themes, load_codebook, make_id, seed_codebook
from thememiner.errors import CodebookError, SettingsError
from thememiner.records import Codebook, Run, Unit
from thememiner.reports import Material, find_permissions, make_codebook
from thememiner.study._themes_desk import ThemesDesk
from thememiner.themes import find_second_homes
from thememiner.units import Splitter


def seed_from(
    material: Material,
    desk: ThemesDesk,
    wanted: Sequence[str] | None,
    *,
    confirmed_only: bool,
    splitter: Splitter,
) -> Codebook:
    """A draft from the themes of a study; nobody is quoted who does not agree to it.

    Raises:
        SettingsError: no such theme, or none that is confirmed.
    """
    chosen = choose_themes(material.theme_set, wanted, confirmed_only=confirmed_only)
    permissions = find_permissions(material)

    def may_quote(unit: Unit) -> bool:
        refusal = permissions.refusal(unit)
        return refusal is None or (not permissions.asked and refusal == "no answer to quote_ok")

    edge = [quote.unit_id for theme in chosen for quote in theme.counter_quotes]
    return seed_codebook(
        material.theme_set,
        chosen,
        units=[unit for unit in material.units if may_quote(unit)],
        codebook_id=f"{make_id(material.study)}-themes",
        name=f"Themes of {material.study}, a draft",
        run=_say_run(material.run),
        second_homes=find_second_homes(
            material.theme_set, edge, units=desk.material.units, vectors=desk.vectors
        ),
        split=lambda texts: [
            [text[one.start : one.end] for one in found]
            for text, found in zip(texts, splitter.split(texts), strict=True)
        ],
    )


def _say_run(run: Run) -> str:
    version = run.versions.get("thememiner", "")
    return f"thememiner {version}, {run.id} of {run.at[:10]}."


def find_codebook(wanted: Codebook | str | Path, held: Sequence[Codebook]) -> Codebook:
    """The codebook itself, one of the study by its id, or any that ``load_codebook`` knows.

    Raises:
        CodebookError: there is no such codebook.
    """
    if isinstance(wanted, Codebook):
        return wanted
    own = next((book for book in held if book.id == str(wanted)), None)
    if own is not None:
        return own
    try:
        return load_codebook(wanted)
    except CodebookError as error:
        ids = ", ".join(book.id for book in held)
        raise CodebookError(f"{error} Codebooks of this study: {ids or 'none yet'}.") from error


def codebook_file(codebook: Codebook, path: str | Path) -> tuple[Path, dict[str, bytes]]:
    """The folder and the file of a codebook, in the format that the path's ending names.

    Raises:
        SettingsError: the ending names no format that a codebook is written in.
    """
    target = Path(path)
    if not target.name or target.is_dir():
        raise SettingsError(f"{path} is a folder. Name a file, such as codebook.yaml.")
    return target.parent, {target.name: make_codebook(codebook, target.suffix)}
