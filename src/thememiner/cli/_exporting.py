"""Commands that write and look: export, seed, verify, doctor."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated, NoReturn, cast

import typer

from thememiner.cli._voice import (
    DONE,
    ERROR,
    LOOK,
    JsonOption,
    QuietOption,
    StudyOption,
    Voice,
    app,
    open_study,
    plain,
)
from thememiner.reports import Audience, PublicRules
from thememiner.study import DEFAULT_EXPORTS
from thememiner.study.doctor import look_around, look_at_privacy


@app.command()
def export(
    study: StudyOption,
    format_: Annotated[
        list[str] | None, typer.Option("--format", help="html, review, csv, xlsx, qdc, png or svg.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Folder; the study's exports by default.")] = None,
    audience: Annotated[str, typer.Option(help="team or public.")] = "team",
    least: Annotated[int, typer.Option(help="Public: fewest people a count may tell of.")] = 3,
    by: Annotated[
        str | None, typer.Option(help="Public: attribute of the breakdown; empty for none.")
    ] = None,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write the report, the tables, the review sheet or the codebook, for the team or the public."""
    voice = Voice(as_json=json_, quiet=quiet)
    one = open_study(study, must_exist=True)
    rules = PublicRules(least=least, by=by, seed=secrets.randbits(64))  # kept nowhere
    formats = format_ or list(DEFAULT_EXPORTS)
    paths = one.export(to, formats=formats, audience=cast("Audience", audience), rules=rules)
    voice.facts["exports"] = [str(path) for path in paths]
    for path in paths:
        voice.say(str(path))
    if audience == "public":
        held = one.held_back(rules)
        voice.facts["held_back"] = plain(held)
        voice.say("Held back, in numbers for the team alone:")
        for item in held:
            who = "" if item.n_people is None else f" of {item.n_people} people"
            voice.say(f"  {item.n} {item.what}{who}: {item.why}")
    voice.end(DONE)


@app.command()
def seed(
    study: StudyOption,
    to: Annotated[Path, typer.Option("--to", help="A .yaml, .csv, .xlsx, .qdc or .docx file.")],
    all_: Annotated[
        bool, typer.Option("--all", help="Take candidate themes too, not confirmed ones alone.")
    ] = False,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a draft of a codebook from confirmed themes, made of extracts of what people said."""
    voice = Voice(as_json=json_, quiet=quiet)
    one = open_study(study, must_exist=True)
    draft = one.seed_codebook(confirmed_only=not all_)
    path = one.export_codebook(draft, to)
    voice.facts |= {"codebook": draft.id, "codes": len(draft), "file": str(path)}
    voice.say(
        f"{len(draft)} codes are in {path}. It is a draft: reword it before you code with it,"
    )
    voice.say(f"then use it: thememiner mine TRANSCRIPTS --study {study} --codebook {path}")
    voice.end(DONE)


@app.command()
def verify(study: StudyOption, json_: JsonOption = False, quiet: QuietOption = False) -> None:
    """Derive ids, spans, counts and codings again; hold them against what is kept."""
    voice = Voice(as_json=json_, quiet=quiet)
    found = open_study(study, must_exist=True).verify()
    voice.facts |= {"in_order": bool(found), "faults": list(found.faults)}
    for check in found.checks:
        voice.say(str(check))
    if not found and quiet:
        typer.echo("\n".join(found.faults), err=True)
    voice.end(DONE if found else ERROR)


@app.command()
def doctor(
    study: Annotated[Path | None, typer.Option("--study", help="Look at this study too.")] = None,
    privacy: Annotated[
        bool, typer.Option("--privacy", help="List what the study holds where, and for whose eyes.")
    ] = False,
    to: Annotated[Path | None, typer.Option(help="Write that list, as .csv or .md.")] = None,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Check that the models are there and unchanged; list what a study holds for an impact assessment."""
    voice = Voice(as_json=json_, quiet=quiet)
    if privacy:
        _list_privacy(voice, study, to)
    findings = look_around(study)
    voice.facts["findings"] = [finding.as_row() for finding in findings]
    for finding in findings:
        voice.say(f"{'ok  ' if finding.fine else 'LOOK'}  {finding.what}: {finding.found}")
    voice.end(DONE if all(finding.fine for finding in findings) else ERROR)


def _list_privacy(voice: Voice, study: Path | None, to: Path | None) -> NoReturn:
    if study is None:
        raise typer.BadParameter("--privacy needs --study DIR")
    holdings = look_at_privacy(study, to)
    voice.facts["holdings"] = plain(holdings)
    for one in holdings:
        voice.say(f"{'LOOK' if one.warnings else 'ok  '}  {one.path}: {one.what}")
        encrypted = "" if one.encrypted == "does not apply" else f"; encrypted: {one.encrypted}"
        voice.say(
            f"      for: {one.permissions or 'no file'}; holds: {one.personal_data}{encrypted}"
        )
        for warning in one.warnings:
            voice.say(f"      {warning}")
    if to is not None:
        voice.say(f"The list is in {to}.")
    voice.end(LOOK if any(one.warnings for one in holdings) else DONE)
