"""The installation, and a study, into a list of what is fine and what is not."""

from __future__ import annotations

from pathlib import Path

from thememiner.adapters.registry import locate, module_folder, read_registry
from thememiner.errors import StudyError, ThememinerError
from thememiner.records import Record, Records
from thememiner.study._holdings import Holding
from thememiner.study._study import Study
from thememiner.study._toolbox import versions


class Finding(Record):
    """One thing that was looked at.

    Attributes:
        what: the thing.
        found: what was found.
        fine: False where a person has to do something.
    """

    what: str
    found: str
    fine: bool = True


def look_around(study: Path | None = None) -> list[Finding]:
    """Look at packages, models and, where one is named, a study. Nothing is loaded or written."""
    packages = [
        Finding(what=name, found=version, fine=version != "not installed")
        for name, version in versions().items()
    ]
    models = [_model(name) for name in sorted(read_registry())]
    return [*packages, *models, *([_study(study)] if study is not None else [])]


def look_at_privacy(study: Path, to: Path | None = None) -> Records[Holding]:
    """What a study holds where, and what a person should do something about.

    Args:
        study: its folder.
        to: a ``.csv`` or ``.md`` file to write the list into as well.

    Raises:
        StudyError: there is no study in the folder.
        SettingsError: ``to`` ends otherwise.
    """
    if not (study / "study.sqlite").is_file():
        raise StudyError(f"There is no study in {study}. Name its folder with --study.")
    with Study(study, progress=False) as one:
        return one.inventory(to)


def _model(name: str) -> Finding:
    model = read_registry()[name]
    if model.prefers and module_folder(model.prefers):
        return Finding(what=name, found=f"the installed {model.prefers} is used")
    try:
        locate(name)
    except ThememinerError as error:
        return Finding(what=name, found=str(error), fine=False)
    return Finding(what=name, found=f"{model.package} {model.version}, weights as registered")


def _study(folder: Path) -> Finding:
    if not (folder / "study.sqlite").is_file():
        return Finding(what=str(folder), found="there is no study in this folder", fine=False)
    try:
        one = Study(folder, progress=False)
        counts = one.runs[-1].counts if one.runs else {}
        one.close()
    except ThememinerError as error:
        return Finding(what=str(folder), found=str(error), fine=False)
    found = ", ".join(f"{n} {name}" for name, n in counts.items()) or "not mined yet"
    return Finding(what=str(folder), found=found)
