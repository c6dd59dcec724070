"""What the commands share: options, exit codes, and what is said to a person or to a script."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Sequence
from getpass import getpass
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from thememiner.codebooks import BUILT_IN
from thememiner.errors import SettingsError
from thememiner.records import Record, Records
from thememiner.store import Secret
from thememiner.study import Study

DONE, ERROR, LOOK = 0, 1, 3


_JOINERS = "\n\t\u200c\u200d"  # the last two are parts of words and of emoji


app = typer.Typer(
    name="thememiner",
    help="From a folder of interview transcripts to a codebook that human coders have confirmed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


StudyOption = Annotated[Path, typer.Option("--study", help="The study folder; made where needed.")]


JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


QuietOption = Annotated[bool, typer.Option("--quiet", help="Print errors only.")]


CodebookOption = Annotated[
    list[str] | None,
    typer.Option(
        "--codebook",
        help=f"{', '.join(BUILT_IN)} or a file; may be given several times.",
    ),
]


CasesOption = Annotated[
    Path | None, typer.Option("--cases", help="Table with attributes of files and speakers.")
]


class Voice:
    """Says things to a person, or collects them as JSON."""

    def __init__(self, *, as_json: bool, quiet: bool) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self.facts: dict[str, Any] = {}

    def say(self, text: str = "") -> None:
        if not (self.as_json or self.quiet):
            typer.echo(visible(text))

    def end(self, code: int) -> NoReturn:
        if self.as_json:
            typer.echo(json.dumps({**self.facts, "exit_code": code}, ensure_ascii=False, indent=2))
        raise typer.Exit(code)


def visible(text: str) -> str:
    """Text without the signs by which the name of a file could steer a terminal or turn a line."""
    return "".join(s if _is_shown(s) else "\N{REPLACEMENT CHARACTER}" for s in text)


def _is_shown(sign: str) -> bool:
    return sign.isprintable() or sign in _JOINERS or unicodedata.category(sign) == "Zs"


def open_study(
    folder: Path, *, must_exist: bool, shows_bars: bool = False, names: bool = False
) -> Study:
    if must_exist and not (folder / "study.sqlite").is_file():
        raise SettingsError(
            f"There is no study in {folder}. Name its folder with --study, or make one with: "
            "thememiner mine TRANSCRIPTS --study DIR"
        )
    one = Study(folder, progress=shows_bars)
    if names and sys.stdin.isatty() and one.key_report().state == "locked":
        said = Secret.typed(getpass(f"Passphrase of {one.key_report().path} (none: no names): "))
        if said.text:
            one.unlock_key(said.text)
    return one


def plain(records: Records[Any]) -> list[dict[str, Any]]:
    return [item.as_row() if isinstance(item, Record) else item for item in records]


def named(paths: Sequence[Path], name: str) -> Path:
    return next(path for path in paths if path.name == name)
