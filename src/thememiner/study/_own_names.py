"""A researcher's list of names, typed or in a table, into records for the key."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from thememiner.errors import InputError, SettingsError
from thememiner.formats._tables import read_table
from thememiner.privacy import KINDS, Kind, OwnName
from thememiner.study._name_decisions import check_said


def read_own_names(
    source: str | Path | Iterable[str], *, kind: Kind, pseudonym: str | None
) -> list[OwnName]:
    """A researcher's list: names, or a table with the columns name, kind and pseudonym.

    Args:
        source: the names, or the path of a .csv or .xlsx file.
        kind: of names without a kind of their own.
        pseudonym: what is to stand for them, where it is one name.

    Raises:
        SettingsError: the table cannot be read, or holds a kind that there is not.
    """
    check_said(None, pseudonym, kind)
    if isinstance(source, str | Path):
        return _table_names(Path(source), kind)
    names = [" ".join(name.split()) for name in source]
    names = [name for name in names if name]
    if not names:
        raise SettingsError("There is no name in the list. Give at least one: ['Tallow House'].")
    if pseudonym is not None and len(names) > 1:
        raise SettingsError(
            "One pseudonym belongs to one name. Give a table with a column pseudonym."
        )
    return [OwnName(name=name, kind=kind, pseudonym=pseudonym or "") for name in names]


def _table_names(path: Path, kind: Kind) -> list[OwnName]:
    try:
        table = read_table(path)
    except InputError as error:
        raise SettingsError(f"The list of names cannot be read. {error}") from error
    header = {column.strip().lower(): column for column in table.header}
    if "name" not in header:
        raise SettingsError(
            f"{path.name} has the columns {', '.join(table.header)}; needed is name, and kind and "
            "pseudonym where you want them."
        )
    out: list[OwnName] = []
    faults: list[str] = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        cells = {name: " ".join(row.get(column, "").split()) for name, column in header.items()}
        said = cells.get("kind", "").lower() or kind
        if said not in KINDS:
            faults.append(f"row {number}: {said!r} is no kind ({', '.join(KINDS)})")
        elif cells["name"]:
            pseudonym = cells.get("pseudonym", "")
            out.append(OwnName(name=cells["name"], kind=said, pseudonym=pseudonym))
    if faults:
        raise SettingsError(f"{path.name}: {'; '.join(faults)}. Nothing was changed.")
    return out
