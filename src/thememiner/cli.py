"""The command line: a guest of ``study``.

Exit codes: 0 done, 1 error, 2 usage, 3 done, with something set aside that a person should see.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from getpass import getpass
from pathlib import Path
from typing import Annotated, Any, NoReturn, cast

import typer

from thememiner import __version__
from thememiner.codebooks import BUILT_IN
from thememiner.errors import SettingsError, ThememinerError
from thememiner.privacy import STATES
from thememiner.records import ROLES, ReadProblem, Record, Records
from thememiner.reports import Audience, PublicRules
from thememiner.store import Secret
from thememiner.study import DEFAULT_EXPORTS, Study
from thememiner.study.doctor import look_around, look_at_privacy
from thememiner.study.names_table import read_names, write_names
from thememiner.study.passphrase import NEW_PASSPHRASE, PASSPHRASE
from thememiner.study.sample import sample_folder
from thememiner.study.speaker_table import read_roles, speaker_table
from thememiner.themes import CHANGES

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


class _Voice:
    """Says things to a person, or collects them as JSON."""

    def __init__(self, *, as_json: bool, quiet: bool) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self.facts: dict[str, Any] = {}

    def say(self, text: str = "") -> None:
        if not (self.as_json or self.quiet):
            typer.echo(_visible(text))

    def end(self, code: int) -> NoReturn:
        if self.as_json:
            typer.echo(json.dumps({**self.facts, "exit_code": code}, ensure_ascii=False, indent=2))
        raise typer.Exit(code)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; errors become one line and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(args=list(arguments) if arguments is not None else None)
    except ThememinerError as error:
        typer.echo(_visible(f"Error: {error}"), err=True)
        sys.exit(ERROR)
    except KeyboardInterrupt:
        typer.echo(
            "Stopped. What was done so far is in the study; run the same command again.", err=True
        )
        sys.exit(130)


def _visible(text: str) -> str:
    """Text without the signs by which the name of a file could steer a terminal or turn a line."""
    return "".join(s if _is_shown(s) else "\N{REPLACEMENT CHARACTER}" for s in text)


def _is_shown(sign: str) -> bool:
    return sign.isprintable() or sign in _JOINERS or unicodedata.category(sign) == "Zs"


def _open(
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


def _plain(records: Records[Any]) -> list[dict[str, Any]]:
    return [item.as_row() if isinstance(item, Record) else item for item in records]


@app.callback(invoke_without_command=True)
def _top(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit(DONE)


@app.command()
def mine(  # noqa: PLR0913, PLR0917 - each is an option
    transcripts: Annotated[list[Path], typer.Argument(help="Folders or files of transcripts.")],
    study: StudyOption,
    codebook: CodebookOption = None,
    cases: CasesOption = None,
    themes: Annotated[
        int | None, typer.Option(help="Number of candidate themes; 0 decides.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of every random choice.")] = None,
    invited: Annotated[
        int | None, typer.Option(help="How many were asked, where TRANSCRIPTS is one table.")
    ] = None,
    encoder: Annotated[
        str | None, typer.Option(help="Another encoder: a folder or a sentence-transformers name.")
    ] = None,
    refit: Annotated[
        bool, typer.Option("--refit", help="Look for themes afresh, even beside edited ones.")
    ] = False,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Read transcripts, find candidate themes, match them to codebooks, and write the exports."""
    voice = _Voice(as_json=json_, quiet=quiet)
    one = _open(study, must_exist=False, shows_bars=not (json_ or quiet), names=True)
    if encoder is not None:
        one.configure(encoder=encoder)
    problems = one.add(transcripts, cases=cases, invited=invited)
    _mine(one, voice, problems, codebook=codebook, themes=themes, seed=seed, refit=refit)


def _mine(
    study: Study,
    voice: _Voice,
    problems: Records[ReadProblem],
    *,
    codebook: Sequence[str] | None,
    themes: int | None = None,
    seed: int | None = None,
    refit: bool = False,
) -> NoReturn:
    for problem in problems:
        voice.say(f"{'Not read' if problem.fatal else 'Look at'}: {problem}")
    if not study.transcripts:
        voice.facts["problems"] = _plain(problems)
        if voice.as_json:
            voice.end(ERROR)
        raise SettingsError(
            "No transcript could be read. " + " ".join(str(problem) for problem in problems)
        )
    run = study.mine(
        codebook=list(codebook) if codebook else None, n_themes=themes, seed=seed, refit=refit
    )
    paths = study.export()
    counts = run.counts
    voice.facts |= {
        "study": str(study.folder),
        "counts": dict(counts),
        "encoded": run.encoded,
        "fitted": run.fitted,
        "problems": _plain(problems),
        "exports": [str(path) for path in paths],
    }
    n_confirmed = sum(theme.state == "confirmed" for theme in study.themes.themes)
    voice.say(
        f"{counts['transcripts']} transcripts, {counts['people']} people, {counts['units']} units "
        f"({counts['set aside']} set aside), {counts['themes'] - n_confirmed} candidate themes, "
        f"{n_confirmed} confirmed, {counts['unassigned']} units in none, "
        f"{counts['suggestions']} suggestions."
    )
    _say_changes(study, voice)
    open_ones = "Suggestions and candidate themes wait to be confirmed or dropped."
    voice.say(f"{open_ones} The files are in:")
    for path in paths:
        voice.say(f"  {path}")
    voice.say("Next:")
    voice.say(
        f"  1. open {_named(paths, 'report.html')} in a browser and read the candidate themes"
    )
    voice.say(f"  2. fill {_named(paths, 'review.xlsx')}: confirm, reject or recode")
    voice.say(
        f"  3. thememiner review --study {study.folder} --from-xlsx FILLED.xlsx --coder INITIALS"
    )
    if problems:
        voice.say(f"{len(problems)} files or labels need a person's eye: see above (exit code 3).")
    voice.end(LOOK if problems else DONE)


def _say_changes(study: Study, voice: _Voice) -> None:
    """What became of the themes, where there were any before."""
    changes = study.theme_changes()
    voice.facts["theme_changes"] = _plain(changes)
    if all(change.change == "new" for change in changes):
        return
    counts = Counter(change.change for change in changes)
    said = ", ".join(f"{counts[kind]} {kind}" for kind in CHANGES if counts[kind])
    voice.say(f"Since themes were last looked for: {said}.")


def _named(paths: Sequence[Path], name: str) -> Path:
    return next(path for path in paths if path.name == name)


@app.command()
def speakers(
    study: StudyOption,
    to_csv: Annotated[Path | None, typer.Option(help="Write the table, to be edited.")] = None,
    from_csv: Annotated[Path | None, typer.Option(help="Read the edited table back.")] = None,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show who speaks, with guessed roles; write a table of names, roles, people; read it back."""
    voice = _Voice(as_json=json_, quiet=quiet)
    one = _open(study, must_exist=True, names=True)
    if from_csv is not None:
        changed = read_roles(one, from_csv)
        voice.facts["changed"] = changed
        voice.say(f"{changed} entries were changed. Run thememiner mine again to use them.")
    rows = one.speakers()
    if to_csv is not None:
        speaker_table(rows, to_csv, key=one.key)
        one.remember_file(to_csv, "speakers")
        voice.say(f"In {to_csv}, edit role ({', '.join(ROLES)}), name, or person (the same for")
        voice.say("all labels of one person), then read it back with")
        voice.say(f"  thememiner speakers --study {study} --from-csv {to_csv}")
    voice.facts["speakers"] = _plain(rows)
    for row in rows:
        mark = "  LOOK" if row.doubtful else ""
        voice.say(
            f"{row.file}  {row.label or '(no label)'}  {row.role}  {row.n_turns} turns  "
            f"{row.n_words} words  ({row.reason}){mark}"
        )
    voice.end(LOOK if any(row.doubtful for row in rows) else DONE)


@app.command()
def names(
    study: StudyOption,
    to: Annotated[
        Path | None,
        typer.Option("--to-csv", "--to-xlsx", help="Write the table, to be edited."),
    ] = None,
    filled: Annotated[
        Path | None,
        typer.Option("--from-csv", "--from-xlsx", help="Read the edited table back."),
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="A row for every mention.")] = False,
    add: Annotated[Path | None, typer.Option(help="Table of names to replace as well.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Look for names again.")] = False,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show what stands for names in the talk; write the table, read it back, add names of your own."""
    voice = _Voice(as_json=json_, quiet=quiet)
    one = _open(study, must_exist=True, names=True)
    problems = list(one.add_names(add) if add is not None else [])
    problems += one.find_names() if again else []
    for problem in problems:
        voice.say(f"Look at: {problem}")
    if filled is not None:
        changed = read_names(one, filled)
        voice.facts["changed"] = changed
        voice.say(f"{changed} mentions were changed. Run thememiner mine again to use them.")
    rows = one.replacements()
    if to is not None:
        write_names(rows, to, each=each)
        one.remember_file(to, "names")
        voice.say(f"In {to}, edit state ({', '.join(STATES)}) or pseudonym, then read it back with")
        option = "--from-xlsx" if to.suffix.lower() == ".xlsx" else "--from-csv"
        voice.say(f"  thememiner names --study {study} {option} {to}")
    counts = {state: sum(row.state == state for row in rows) for state in STATES}
    voice.facts |= {"counts": counts, "problems": _plain(Records(problems, ReadProblem))}
    for row in rows:
        if row.state == "doubtful":
            voice.say(f"{row.file}  … {row.before} [{row.original}] {row.after} …  ({row.reason})")
    voice.say(
        f"{counts['replaced']} mentions are replaced, {counts['doubtful']} may be names, "
        f"{counts['kept']} stay as they were said."
    )
    voice.end(LOOK if counts["doubtful"] or problems else DONE)


@app.command()
def review(  # noqa: PLR0913, PLR0917 - each is an option
    study: StudyOption,
    to_xlsx: Annotated[Path | None, typer.Option(help="Write a review sheet.")] = None,
    from_xlsx: Annotated[Path | None, typer.Option(help="Take a filled sheet back.")] = None,
    coder: Annotated[str, typer.Option(help="Initials or name of the coder.")] = "",
    blind: Annotated[bool, typer.Option("--blind", help="Leave the suggestions out.")] = False,
    round_: Annotated[
        int | None, typer.Option("--round", help="Only what assign handed out in this round.")
    ] = None,
    finished: Annotated[
        bool, typer.Option("--finished", help="The coder has read all of that round.")
    ] = False,
    order: Annotated[
        str, typer.Option(help="transcript, or uncertain: what is least sure first.")
    ] = "transcript",
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a review sheet for a coder, or take a filled one back."""
    voice = _Voice(as_json=json_, quiet=quiet)
    one = _open(study, must_exist=True)
    if (to_xlsx is None) == (from_xlsx is None):
        raise typer.BadParameter("give one of --to-xlsx FILE and --from-xlsx FILE")
    if to_xlsx is not None:
        path = one.export_review(to_xlsx, coder=coder, blind=blind, round=round_, order=order)
        voice.facts["sheet"] = str(path)
        voice.say(f"The review sheet is {path}. Its first sheet says how to fill it.")
        voice.end(DONE)
    if finished and not coder:
        raise typer.BadParameter("--finished needs --coder")
    reports = one.import_review(from_xlsx or Path(), coder=coder or None)
    if finished:
        voice.facts["finished"] = one.finish_round(coder, round_)
    outcomes = {name: sum(r.outcome == name for r in reports) for name in ("applied", "problem")}
    voice.facts |= {"outcomes": outcomes, "codings": len(one.codings())}
    voice.facts["problems"] = _plain(
        Records([r for r in reports if r.outcome == "problem"], Record)
    )
    for report in reports:
        if report.outcome == "problem":
            voice.say(f"{report.sheet}, row {report.row}: {report.message}")
    voice.say(
        f"{outcomes['applied']} rows applied, {outcomes['problem']} need a person's eye; "
        f"the study now has {len(one.codings())} codings."
    )
    voice.end(LOOK if outcomes["problem"] else DONE)


@app.command()
def assign(  # noqa: PLR0913, PLR0917 - each is an option
    study: StudyOption,
    coder: Annotated[list[str], typer.Option(help="A coder; give it once for each.")],
    overlap: Annotated[float, typer.Option(help="Share of the units that everybody reads.")] = 0.2,
    seed: Annotated[int, typer.Option(help="Seed of what is drawn.")] = 0,
    no_shares: Annotated[
        bool, typer.Option("--no-shares", help="Hand out nothing but the overlap.")
    ] = False,
    audit: Annotated[
        int, typer.Option(help="Units without a likely suggestion that each coder reads besides.")
    ] = 0,
    decoys: Annotated[
        float, typer.Option(help="With --in-view: share of units with a wrong suggestion.")
    ] = 0.0,
    in_view: Annotated[
        bool, typer.Option("--in-view", help="Show the suggestions; hidden by default.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Hand out once more what was handed out before.")
    ] = False,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Plan the next round of review: who reads which transcripts, and which everybody reads."""
    voice = _Voice(as_json=json_, quiet=quiet)
    made = _open(study, must_exist=True).assign(
        coder,
        overlap,
        seed,
        shares=not no_shares,
        audit=audit,
        decoys=decoys,
        blind=not in_view,
        again=again,
    )
    number = made[0].round
    voice.facts |= {"round": number, "assignments": _plain(made)}
    for name in sorted({one.coder for one in made}):
        own = [one for one in made if one.coder == name]
        texts = {one.unit_id.partition(":")[0] for one in own}
        voice.say(f"Round {number}, {name}: {len(own)} units in {len(texts)} transcripts. Next:")
        sheet = f"round{number}-{name}.xlsx"
        voice.say(
            f"  thememiner review --study {study} --to-xlsx {sheet} --coder {name} --round {number}"
        )
    n_shared = len({one.unit_id for one in made if one.part == "overlap"})
    voice.say(f"{n_shared} units are read by everybody; the coders need not know which.")
    voice.end(DONE)


@app.command()
def agree(
    study: StudyOption,
    coder: Annotated[
        list[str] | None, typer.Option(help="A coder; all who decided if none is named.")
    ] = None,
    codebook: Annotated[
        list[str] | None, typer.Option(help="Id of a codebook of the study; all by default.")
    ] = None,
    round_: Annotated[
        int | None, typer.Option("--round", help="Only what was decided in this round.")
    ] = None,
    anyway: Annotated[
        str, typer.Option(help="In a reflexive study: why a figure is asked for all the same.")
    ] = "",
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show how far coders agree, with each other and with the machine, blind and otherwise."""
    voice = _Voice(as_json=json_, quiet=quiet)
    found = _open(study, must_exist=True).agreement(
        *(coder or ()), codebook=codebook or None, round=round_, anyway=anyway
    )
    voice.facts |= {
        "coders": list(found.coders),
        "headline": _plain(found.headline),
        "rows": [row.as_row() for row in found.rows],
        "differences": [one.as_row() for one in found.differences],
        "notes": list(found.notes),
    }
    voice.say("Decided blind, before anything was settled:")
    for row in found.headline or ("no figure: nobody has decided blind on the same units.",):
        voice.say(f"  {row}")
    voice.say("All comparisons but those code by code:")
    for row in found.rows:
        if row.code_id is None:
            voice.say(f"  {row}")
    if found.mixed_up:
        voice.say("Where they differed most, blind:")
    for one in found.mixed_up[:5]:
        voice.say(f"  {one}")
    for note in found.notes:
        voice.say(note)
    voice.end(DONE)


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
    voice = _Voice(as_json=json_, quiet=quiet)
    one = _open(study, must_exist=True)
    rules = PublicRules(least=least, by=by, seed=secrets.randbits(64))  # kept nowhere
    formats = format_ or list(DEFAULT_EXPORTS)
    paths = one.export(to, formats=formats, audience=cast("Audience", audience), rules=rules)
    voice.facts["exports"] = [str(path) for path in paths]
    for path in paths:
        voice.say(str(path))
    if audience == "public":
        held = one.held_back(rules)
        voice.facts["held_back"] = _plain(held)
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
    voice = _Voice(as_json=json_, quiet=quiet)
    one = _open(study, must_exist=True)
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
    voice = _Voice(as_json=json_, quiet=quiet)
    found = _open(study, must_exist=True).verify()
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
    voice = _Voice(as_json=json_, quiet=quiet)
    if privacy:
        _list_privacy(voice, study, to)
    findings = look_around(study)
    voice.facts["findings"] = [finding.as_row() for finding in findings]
    for finding in findings:
        voice.say(f"{'ok  ' if finding.fine else 'LOOK'}  {finding.what}: {finding.found}")
    voice.end(DONE if all(finding.fine for finding in findings) else ERROR)


def _list_privacy(voice: _Voice, study: Path | None, to: Path | None) -> NoReturn:
    if study is None:
        raise typer.BadParameter("--privacy needs --study DIR")
    holdings = look_at_privacy(study, to)
    voice.facts["holdings"] = _plain(holdings)
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
    voice = _Voice(as_json=json_, quiet=quiet)
    one = _open(study, must_exist=True, shows_bars=not (json_ or quiet), names=True)
    if sys.stdin.isatty() and not yes:
        typer.confirm("This cannot be undone. Take their words out?", abort=True, err=True)
    done = one.withdraw(person, refit=not no_refit)
    voice.facts["withdrawal"] = done.model_dump(mode="json")
    for line in done.lines():
        voice.say(line)
    voice.end(LOOK if done.needs_a_person else DONE)


@app.command()
def merge(
    other: Annotated[Path, typer.Argument(help="Study folder of the other copy; it is only read.")],
    study: StudyOption,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Take the decisions of another copy of the study into its log; nothing is lost."""
    voice = _Voice(as_json=json_, quiet=quiet)
    done = _open(study, must_exist=True).merge(other)
    voice.facts["merged"] = done.model_dump(mode="json")
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
    voice = _Voice(as_json=json_, quiet=quiet)
    if sum((lock, unlock, change)) > 1:
        raise typer.BadParameter("choose one of --lock, --unlock and --passphrase-change")
    one = _open(study, must_exist=True)
    if at is not None:
        one = Study(study, key=at, progress=False)
    if unlock or change:
        one.unlock_key(_passphrase(PASSPHRASE).text)
    if lock or change:
        one.lock_key(_new_passphrase(PASSPHRASE if lock else NEW_PASSPHRASE).text)
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


def _passphrase(variable: str) -> Secret:
    """From the environment, else asked for without showing it.

    Raises:
        SettingsError: there is neither.
    """
    if os.environ.get(variable):
        return Secret.typed(os.environ[variable])
    if not sys.stdin.isatty():
        raise SettingsError(f"There is no terminal to ask for a passphrase in. Set {variable}.")
    return Secret.typed(getpass("Passphrase: "))


def _new_passphrase(variable: str) -> Secret:
    said = _passphrase(variable)
    if not os.environ.get(variable) and not said.is_same(Secret.typed(getpass("The same again: "))):
        raise SettingsError("The two passphrases differ. Nothing was changed.")
    return said


@app.command()
def demo(
    study: Annotated[Path, typer.Option("--study", help="Where to make it.")] = Path("demo-study"),
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Run the whole way on the invented sample study that comes with thememiner."""
    voice = _Voice(as_json=json_, quiet=quiet)
    sample = sample_folder("chw-pilot")
    if shutil.disk_usage(study.resolve().anchor or ".").free < 50_000_000:
        raise SettingsError("Less than 50 MB are free on this disk; the demo needs that much.")
    one = _open(study, must_exist=False, shows_bars=not (json_ or quiet))
    voice.say("An invented pilot of community health workers: 12 interviews and 2 focus groups.")
    problems = one.add([sample / "transcripts"], cases=sample / "cases.csv")
    _mine(one, voice, problems, codebook=["barriers-enablers", "npt"])
