"""Commands on people and names: withdraw, key."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from thememiner.cli._voice import (
    DONE,
    LOOK,
    JsonOption,
    QuietOption,
    StudyOption,
    Voice,
    app,
    open_study,
)
from thememiner.errors import SettingsError
from thememiner.store import Secret
from thememiner.study import Study
from thememiner.study.passphrase import NEW_PASSPHRASE, PASSPHRASE


@app.command()
def withdraw(
    person: Annotated[str, typer.Argument(help="Id of the person, or a name that the key knows.")],
    study: StudyOption,
    no_refit: Annotated[
        bool, typer.Option("--no-refit", help="Take the units out of the themes that there are.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Take a person's words out of the study, its exports and its key. This cannot be undone."""
    voice = Voice(as_json=json_, quiet=quiet)
    one = open_study(study, must_exist=True, shows_bars=not (json_ or quiet), names=True)
    if sys.stdin.isatty() and not yes:
        typer.confirm("This cannot be undone. Take their words out?", abort=True, err=True)
    done = one.withdraw(person, refit=not no_refit)
    voice.facts["withdrawal"] = done.model_dump(mode="json")
    for line in done.lines():
        voice.say(line)
    voice.end(LOOK if done.needs_a_person else DONE)


@app.command("key")
def key_(
    study: StudyOption,
    lock: Annotated[
        bool, typer.Option("--lock", help="Encrypt the key with a passphrase that is asked for.")
    ] = False,
    unlock: Annotated[
        bool, typer.Option("--unlock", help="Try the passphrase; the file stays encrypted.")
    ] = False,
    change: Annotated[
        bool, typer.Option("--passphrase-change", help="Ask for the passphrase and for another.")
    ] = False,
    to: Annotated[Path | None, typer.Option(help="Move the key there and remember it.")] = None,
    at: Annotated[Path | None, typer.Option(help="Remember that the key is there now.")] = None,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Tell where the key with the names is and whether it is locked; lock it, try it, move it."""
    voice = Voice(as_json=json_, quiet=quiet)
    if sum((lock, unlock, change)) > 1:
        raise typer.BadParameter("choose one of --lock, --unlock and --passphrase-change")
    one = open_study(study, must_exist=True)
    if at is not None:
        one = Study(study, key=at, progress=False)
    if unlock or change:
        one.unlock_key(typed_passphrase(PASSPHRASE).text)
    if lock or change:
        one.lock_key(typed_new_passphrase(PASSPHRASE if lock else NEW_PASSPHRASE).text)
    if to is not None:
        one.move_key(to)
    report = one.key_report()
    voice.facts["key"] = report.model_dump(mode="json")
    voice.say(f"{report.path}: {report.state}")
    if report.counts:
        voice.say(", ".join(f"{n} {name}" for name, n in report.counts.items()))
    if report.advice:
        voice.say(report.advice)
    voice.end(DONE)


def typed_passphrase(variable: str) -> Secret:
    """From the environment, else asked for without showing it.

    Raises:
        SettingsError: there is neither.
    """
    if os.environ.get(variable):
        return Secret.typed(os.environ[variable])
    if not sys.stdin.isatty():
        raise SettingsError(f"There is no terminal to ask for a passphrase in. Set {variable}.")
    return Secret.typed(getpass("Passphrase: "))


def typed_new_passphrase(variable: str) -> Secret:
    said = typed_passphrase(variable)
    if not os.environ.get(variable) and not said.is_same(Secret.typed(getpass("The same again: "))):
        raise SettingsError("The two passphrases differ. Nothing was changed.")
    return said
