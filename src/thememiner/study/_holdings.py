"""What a study holds, one record a file, into a table for a data protection impact assessment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from thememiner.errors import SettingsError
from thememiner.formats._csv import make_csv
from thememiner.records import Record
from thememiner.store import write_whole

Encrypted = Literal["yes", "no", "does not apply"]

_COLUMNS = (
    "path", "what", "personal_data", "encrypted", "permissions", "n_bytes", "changed_at", "warnings",
)  # fmt: skip


class Holding(Record):
    """One file of a study, or one thing that it does, and what personal data it can hold.

    Attributes:
        path: the file, or ``(network)`` and the like.
        what: what it is.
        personal_data: what personal data it can hold.
        encrypted: whether it is encrypted by thememiner; a disk that is encrypted as a whole is not seen.
        permissions: who may use it, and the mode in octal; on Windows, what is known of it.
        n_bytes: its size.
        changed_at: when it was last changed, ISO 8601.
        warnings: what a person should do something about.
    """

    path: str
    what: str
    personal_data: str
    encrypted: Encrypted = "does not apply"
    permissions: str = ""
    n_bytes: int | None = None
    changed_at: str = ""
    warnings: tuple[str, ...] = ()


def write_inventory(path: Path, holdings: Sequence[Holding]) -> Path:
    """Write the list as CSV or as a table in Markdown.

    Raises:
        SettingsError: the name ends neither in .csv nor in .md.
        DiskError: it cannot be written.
    """
    if path.suffix.lower() == ".csv":
        return write_whole(path, make_csv(_COLUMNS, [one.as_row() for one in holdings]))
    if path.suffix.lower() in {".md", ".markdown"}:
        return write_whole(path, _markdown(holdings).encode("utf-8", "replace"))
    raise SettingsError(f"{path.name} ends neither in .csv nor in .md. Choose one of these.")


def _markdown(holdings: Sequence[Holding]) -> str:
    head = [f"| {' | '.join(_COLUMNS)} |", f"|{'---|' * len(_COLUMNS)}"]
    rows = [f"| {' | '.join(_cell(one.as_row()[name]) for name in _COLUMNS)} |" for one in holdings]
    return "\n".join(["# What this study holds", "", *head, *rows, ""])


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    for sign in ("\\", "|", "<", ">", "`", "*", "_", "[", "]"):
        text = text.replace(sign, f"\\{sign}")
    return text
