"""Codes, codebooks, their versions and what changed between two."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

from thememiner.records._base import ExampleKind, Record, Records, Status, Valence

if TYPE_CHECKING:
    import pandas as pd


class Example(Record):
    """A statement that belongs to a code.

    Attributes:
        text: the statement.
        valence: what it says about the code, where the codebook has valences.
        status: experienced, anticipated or wished for.
        invented: True for a statement nobody made, written to show what belongs.
        kind: talk; or a title that a finding could have; or an item that a questionnaire could have.
    """

    text: str
    valence: Valence | None = None
    status: Status | None = None
    invented: bool = False
    kind: ExampleKind = "talk"

    def __str__(self) -> str:
        return self.text


class Boundary(Record):
    """How to decide between a code and a neighbour that coders mix up with it."""

    neighbour: str
    rule: str

    def __str__(self) -> str:
        return f"{self.neighbour}: {self.rule}"


class NearMiss(Record):
    """Talk that could be taken for a code and belongs elsewhere.

    Attributes:
        text: the statement.
        belongs_to: id of the code it belongs to; None where no code fits.
        invented: True for a statement nobody made.
    """

    text: str
    belongs_to: str | None = None
    invented: bool = False

    def __str__(self) -> str:
        return self.text


class Code(Record):
    """One code of a codebook.

    Attributes:
        id: stable for ever.
        name: what people call it.
        definition: what it means.
        include: what to code here.
        exclude: what not to code here, and where it goes.
        examples: statements that belong.
        parent: id of the code above, or None.
        boundaries: rules towards its neighbours.
        near_misses: statements that could be taken for this code and belong elsewhere.
        source: where the idea comes from.
    """

    id_column: ClassVar[str] = "code_id"

    id: str
    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[Example, ...] = ()
    parent: str | None = None
    boundaries: tuple[Boundary, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    source: str = ""


class Codebook(Record):
    """A set of codes and the axes a coding may carry.

    Attributes:
        id: short name of the codebook.
        name: its full name.
        version: raised with every change of meaning.
        codes: in the codebook's own order.
        valences: allowed valences; empty where codes carry none.
        statuses: allowed statuses; empty where codes carry none.
        rule: what has to hold before anything is coded.
        sources: literature.
        language: language of definitions and examples.
    """

    id: str
    name: str
    version: str = "1"
    codes: tuple[Code, ...]
    valences: tuple[Valence, ...] = ()
    statuses: tuple[Status, ...] = ()
    rule: str = ""
    sources: tuple[str, ...] = ()
    language: str = "en"

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, code_id: str) -> Code:
        """The code with this id.

        Raises:
            KeyError: no such code.
        """
        for code in self.codes:
            if code.id == code_id:
                return code
        raise KeyError(code_id)

    def __contains__(self, code_id: object) -> bool:
        return any(code.id == code_id for code in self.codes)

    def children(self, code_id: str | None) -> tuple[Code, ...]:
        """The codes right below one code, or the top codes for None."""
        return tuple(code for code in self.codes if code.parent == code_id)

    @property
    def leaves(self) -> tuple[Code, ...]:
        """The codes without codes below them, in order."""
        parents = {code.parent for code in self.codes}
        return tuple(code for code in self.codes if code.id not in parents)

    def to_frame(self) -> pd.DataFrame:
        """One row per code."""
        return Records(self.codes, Code).to_frame()

    def _repr_html_(self) -> str:
        items = "".join(
            f"<li><b>{html.escape(code.name)}</b> {html.escape(code.definition)}</li>"
            for code in self.codes
        )
        return (
            f"<p>{html.escape(self.name)}, version {html.escape(self.version)}</p><ul>{items}</ul>"
        )


CodeFate = Literal["added", "removed", "renamed", "redefined", "moved", "merged", "split"]
MemoKind = Literal["study", "case", "code", "transcript", "unit", "coding"]
CODE_FATES: tuple[CodeFate, ...] = get_args(CodeFate)


class CodeChange(Record):
    """What became of one code between two versions of a codebook.

    Attributes:
        code_id: the code.
        change: added, removed, renamed, redefined, moved (to another parent), merged or split.
        to: ids of the codes that take its place, or, for one that was added, of those it is near to.
        what: which of its parts changed.
        before: as it was, in words.
        after: as it is.
    """

    id_column: ClassVar[str] = "code_change_id"

    code_id: str
    change: CodeFate
    to: tuple[str, ...] = ()
    what: tuple[str, ...] = ()
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        to = f" ({', '.join(self.to)})" if self.to else ""
        return f"{self.code_id}: {self.change}{to}"


class CodebookVersion(Record):
    """A codebook as it was from some time on.

    Attributes:
        codebook: the codebook.
        at: from when on, ISO 8601 with zone.
        coder: who changed it to this; empty for the one that the study began with.
        memo: why.
    """

    id_column: ClassVar[str] = "version_id"

    codebook: Codebook
    at: str
    coder: str = ""
    memo: str = ""

    def as_row(self) -> dict[str, Any]:
        """One flat row: which codebook, which version, who, when, why."""
        book = self.codebook
        return {
            "codebook": book.id,
            "version": book.version,
            "n_codes": len(book.codes),
            "at": self.at,
            "coder": self.coder,
            "memo": self.memo,
        }
