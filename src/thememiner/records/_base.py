"""Names of values, and what every record can do: be a row, be a table."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, SupportsIndex, TypeVar, get_args, overload

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    import pandas as pd


Role = Literal["participant", "interviewer", "observer", "other", "unknown"]
Valence = Literal["barrier", "enabler", "both"]
Status = Literal["experienced", "anticipated", "wished for"]
Leaning = Literal["barrier", "enabler", "both", "neither"]
ExampleKind = Literal["talk", "title", "item"]
SetAsideReason = Literal["back-channel", "bare-answer", "near-duplicate", "no-words"]
Verdict = Literal[
    "confirm",
    "reject",
    "recode",
    "code",
    "none-fits",
    "edit-span",
    "memo",
    "recheck",
    "settle",
    "chart",
    "judge",
    "revise-codebook",
    "undo",
    "withhold",
    "allow",
    "rename-theme",
    "merge-themes",
    "split-theme",
    "move-unit",
    "free-unit",
    "confirm-theme",
    "drop-theme",
]
ThemeState = Literal["candidate", "confirmed"]
Origin = Literal["human", "suggested and confirmed", "suggested and edited"]

ROLES: tuple[Role, ...] = ("participant", "interviewer", "observer", "other", "unknown")
VALENCES: tuple[Valence, ...] = ("barrier", "enabler", "both")
STATUSES: tuple[Status, ...] = ("experienced", "anticipated", "wished for")
EXAMPLE_KINDS: tuple[ExampleKind, ...] = ("talk", "title", "item")
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
THEME_VERDICTS: tuple[Verdict, ...] = VERDICTS[VERDICTS.index("rename-theme") :]


class Record(BaseModel):
    """A frozen value with a row for tables."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id_column: ClassVar[str] = "id"

    def as_row(self) -> dict[str, Any]:
        """The record as one flat row: field name to plain value, attributes as columns."""
        out: dict[str, Any] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if name != "attributes":
                out[self.id_column if name == "id" else name] = flatten(value)
        for key, value in getattr(self, "attributes", {}).items():
            out[f"case_{key}" if key in out else key] = value
        return out


def flatten(value: Any) -> Any:
    """A field's value as one table cell: sequences of text joined by `` | ``, numbers as they are."""
    if isinstance(value, Record):
        return str(value)
    if isinstance(value, tuple):
        return " | ".join(str(item) for item in value)
    if isinstance(value, Mapping):
        return " | ".join(f"{key}={item}" for key, item in value.items())
    return value


R = TypeVar("R", bound=Record)


class Records(Sequence[R]):
    """An immutable sequence of records that can show itself as a table.

    Args:
        items: the records, kept in the order given.
        kind: the record class; it names the columns of an empty table.
    """

    __slots__ = ("_items", "_kind")

    def __init__(self, items: Iterable[R], kind: type[R]) -> None:
        self._items = tuple(items)
        self._kind = kind

    @overload
    def __getitem__(self, index: SupportsIndex) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> Records[R]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> R | Records[R]:
        if isinstance(index, slice):
            return Records(self._items[index], self._kind)
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[R]:
        return iter(self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Records) and self._items == other._items

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        return f"<{len(self)} {self._kind.__name__} records>"

    def to_frame(self) -> pd.DataFrame:
        """A pandas table, one row per record, columns named after the fields."""
        import pandas as pd

        if not self._items:
            names = [name for name in self._kind.model_fields if name != "attributes"]
            columns = [self._kind.id_column if name == "id" else name for name in names]
            return pd.DataFrame(columns=columns)
        return pd.DataFrame([item.as_row() for item in self._items])

    def _repr_html_(self) -> str:
        shown = self._items[:50]
        if not shown:
            return f"<p>No {html.escape(self._kind.__name__)} records.</p>"
        rows = [item.as_row() for item in shown]
        columns = list(dict.fromkeys(name for row in rows for name in row))
        head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in columns)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{html.escape(cell_text(row.get(c)))}</td>" for c in columns)
            + "</tr>"
            for row in rows
        )
        more = f"<p>{len(self) - len(shown)} more rows.</p>" if len(self) > len(shown) else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def cell_text(value: Any) -> str:
    """A value as people read it in a table: nothing for None, three decimals for a fraction."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return str(value)
