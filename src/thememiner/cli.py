"""The command line: a guest of ``study``.

Exit codes: 0 done, 1 error, 2 usage, 3 done, with something set aside that a person should see.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from thememiner import __version__
from thememiner.errors import SettingsError, ThememinerError
from thememiner.records import ROLES, ReadProblem, Record, Records
from thememiner.study import DEFAULT_EXPORTS, Study
from thememiner.study.doctor import look_around
from thememiner.study.sample import sample_folder
from thememiner.study.speaker_table import read_roles, speaker_table

DONE, ERROR, LOOK = 0, 1, 3

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
        "--codebook", help="npt, barriers-enablers or a file; may be given several times."
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
            typer.echo(text)

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
        typer.echo(f"Error: {error}", err=True)
        sys.exit(ERROR)
    except KeyboardInterrupt:
        typer.echo(
            "Stopped. What was done so far is in the study; run the same command again.", err=True
        )
        sys.exit(130)


def _open(folder: Path, *, must_exist: bool, shows_bars: bool = False) -> Study:
    if must_exist and not (folder / "study.sqlite").is_file():
        raise SettingsError(
            f"There is no study in {folder}. Name its folder with --study, or make one with: "
            "thememiner mine TRANSCRIPTS --study DIR"
        )
    return Study(folder, progress=shows_bars)


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
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Read transcripts, find candidate themes, match them to codebooks, and write the exports."""
    voice = _Voice(as_json=json_, quiet=quiet)
    one = _open(study, must_exist=False, shows_bars=not (json_ or quiet))
    if encoder is not None:
        one.configure(encoder=encoder)
    problems = one.add(transcripts, cases=cases, invited=invited)
    _mine(one, voice, problems, codebook=codebook, themes=themes, seed=seed)


def _mine(
    study: Study,
    voice: _Voice,
    problems: Records[ReadProblem],
    *,
    codebook: Sequence[str] | None,
    themes: int | None = None,
    seed: int | None = None,
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
    run = study.mine(codebook=list(codebook) if codebook else None, n_themes=themes, seed=seed)
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
    voice.say(
        f"{counts['transcripts']} transcripts, {counts['people']} people, {counts['units']} units "
        f"({counts['set aside']} set aside), {counts['themes']} candidate themes, "
        f"{counts['unassigned']} units in none, {counts['suggestions']} suggestions."
    )
    voice.say("Nothing of this is confirmed yet. The files are in:")
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
    one = _open(study, must_exist=True)
    if from_csv is not None:
        changed = read_roles(one, from_csv)
        voice.facts["changed"] = changed
        voice.say(f"{changed} entries were changed. Run thememiner mine again to use them.")
    rows = one.speakers()
    if to_csv is not None:
        speaker_table(rows, to_csv, key=one.key)
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
def review(
    study: StudyOption,
    to_xlsx: Annotated[Path | None, typer.Option(help="Write a review sheet.")] = None,
    from_xlsx: Annotated[Path | None, typer.Option(help="Take a filled sheet back.")] = None,
    coder: Annotated[str, typer.Option(help="Initials or name of the coder.")] = "",
    blind: Annotated[bool, typer.Option("--blind", help="Leave the suggestions out.")] = False,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a review sheet for a coder, or take a filled one back."""
    voice = _Voice(as_json=json_, quiet=quiet)
    one = _open(study, must_exist=True)
    if (to_xlsx is None) == (from_xlsx is None):
        raise typer.BadParameter("give one of --to-xlsx FILE and --from-xlsx FILE")
    if to_xlsx is not None:
        path = one.export_review(to_xlsx, coder=coder, blind=blind)
        voice.facts["sheet"] = str(path)
        voice.say(f"The review sheet is {path}. Its first sheet says how to fill it.")
        voice.end(DONE)
    reports = one.import_review(from_xlsx or Path(), coder=coder or None)
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
def export(
    study: StudyOption,
    format_: Annotated[
        list[str] | None, typer.Option("--format", help="html, review, csv, xlsx or qdc.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Folder; the study's exports by default.")] = None,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write the report, the tables, the review sheet or the codebook."""
    voice = _Voice(as_json=json_, quiet=quiet)
    one = _open(study, must_exist=True)
    paths = one.export(to, formats=format_ or list(DEFAULT_EXPORTS))
    voice.facts["exports"] = [str(path) for path in paths]
    for path in paths:
        voice.say(str(path))
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
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Check that the models are there and unchanged, and say what is installed."""
    voice = _Voice(as_json=json_, quiet=quiet)
    findings = look_around(study)
    voice.facts["findings"] = [finding.as_row() for finding in findings]
    for finding in findings:
        voice.say(f"{'ok  ' if finding.fine else 'LOOK'}  {finding.what}: {finding.found}")
    voice.end(DONE if all(finding.fine for finding in findings) else ERROR)


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
