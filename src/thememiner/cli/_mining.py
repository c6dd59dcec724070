"""Commands from files to themes: mine, speakers, names, demo."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from thememiner.cli._voice import (
    DONE,
    ERROR,
    LOOK,
    CasesOption,
    CodebookOption,
    JsonOption,
    QuietOption,
    StudyOption,
    Voice,
    app,
    named,
    open_study,
    plain,
)
from thememiner.errors import SettingsError
from thememiner.privacy import STATES
from thememiner.records import ROLES, ReadProblem, Records
from thememiner.study import Study
from thememiner.study.names_table import read_names, write_names
from thememiner.study.sample import sample_folder
from thememiner.study.speaker_table import read_roles, speaker_table
from thememiner.themes import CHANGES


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
    voice = Voice(as_json=json_, quiet=quiet)
    one = open_study(study, must_exist=False, shows_bars=not (json_ or quiet), names=True)
    if encoder is not None:
        one.configure(encoder=encoder)
    problems = one.add(transcripts, cases=cases, invited=invited)
    _mine(one, voice, problems, codebook=codebook, themes=themes, seed=seed, refit=refit)


def _mine(
    study: Study,
    voice: Voice,
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
        voice.facts["problems"] = plain(problems)
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
        "problems": plain(problems),
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
    voice.say(f"  1. open {named(paths, 'report.html')} in a browser and read the candidate themes")
    voice.say(f"  2. fill {named(paths, 'review.xlsx')}: confirm, reject or recode")
    voice.say(
        f"  3. thememiner review --study {study.folder} --from-xlsx FILLED.xlsx --coder INITIALS"
    )
    if problems:
        voice.say(f"{len(problems)} files or labels need a person's eye: see above (exit code 3).")
    voice.end(LOOK if problems else DONE)


def _say_changes(study: Study, voice: Voice) -> None:
    """What became of the themes, where there were any before."""
    changes = study.theme_changes()
    voice.facts["theme_changes"] = plain(changes)
    if all(change.change == "new" for change in changes):
        return
    counts = Counter(change.change for change in changes)
    said = ", ".join(f"{counts[kind]} {kind}" for kind in CHANGES if counts[kind])
    voice.say(f"Since themes were last looked for: {said}.")


@app.command()
def speakers(
    study: StudyOption,
    to_csv: Annotated[Path | None, typer.Option(help="Write the table, to be edited.")] = None,
    from_csv: Annotated[Path | None, typer.Option(help="Read the edited table back.")] = None,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show who speaks, with guessed roles; write a table of names, roles, people; read it back."""
    voice = Voice(as_json=json_, quiet=quiet)
    one = open_study(study, must_exist=True, names=True)
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
    voice.facts["speakers"] = plain(rows)
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
    voice = Voice(as_json=json_, quiet=quiet)
    one = open_study(study, must_exist=True, names=True)
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
    voice.facts |= {"counts": counts, "problems": plain(Records(problems, ReadProblem))}
    for row in rows:
        if row.state == "doubtful":
            voice.say(f"{row.file}  … {row.before} [{row.original}] {row.after} …  ({row.reason})")
    voice.say(
        f"{counts['replaced']} mentions are replaced, {counts['doubtful']} may be names, "
        f"{counts['kept']} stay as they were said."
    )
    voice.end(LOOK if counts["doubtful"] or problems else DONE)


@app.command()
def demo(
    study: Annotated[Path, typer.Option("--study", help="Where to make it.")] = Path("demo-study"),
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Run the whole way on the invented sample study that comes with thememiner."""
    voice = Voice(as_json=json_, quiet=quiet)
    sample = sample_folder("chw-pilot")
    if shutil.disk_usage(study.resolve().anchor or ".").free < 50_000_000:
        raise SettingsError("Less than 50 MB are free on this disk; the demo needs that much.")
    one = open_study(study, must_exist=False, shows_bars=not (json_ or quiet))
    voice.say("An invented pilot of community health workers: 12 interviews and 2 focus groups.")
    problems = one.add([sample / "transcripts"], cases=sample / "cases.csv")
    _mine(one, voice, problems, codebook=["barriers-enablers", "npt"])
