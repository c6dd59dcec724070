"""The command line: a guest of ``study``.

Exit codes: 0 done, 1 error, 2 usage, 3 done, with something set aside that a person should see.
"""

# ruff: noqa: I001 - the commands stand in the order of their help

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from thememiner import __version__
from thememiner.cli import _mining, _reviewing, _exporting, _keeping  # noqa: F401 - in the order of the help
from thememiner.cli._voice import DONE, ERROR, app, visible
from thememiner.errors import ThememinerError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; errors become one line and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(args=list(arguments) if arguments is not None else None)
    except ThememinerError as error:
        typer.echo(visible(f"Error: {error}"), err=True)
        sys.exit(ERROR)
    except KeyboardInterrupt:
        typer.echo(
            "Stopped. What was done so far is in the study; run the same command again.", err=True
        )
        sys.exit(130)


@app.callback(invoke_without_command=True)
def _top(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit(DONE)


__all__ = ["app", "main"]
