"""Commands of coders: review, assign, agree, merge."""

from __future__ import annotations

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
    plain,
)
from thememiner.records import Record, Records


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
        str,
        typer.Option(
            help="transcript; uncertain: what is least sure first, one unlike the other; surest; doubtful."
        ),
    ] = "transcript",
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write a review sheet for a coder, or take a filled one back."""
    voice = Voice(as_json=json_, quiet=quiet)
    one = open_study(study, must_exist=True)
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
    voice.facts["problems"] = plain(Records([r for r in reports if r.outcome == "problem"], Record))
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
    voice = Voice(as_json=json_, quiet=quiet)
    made = open_study(study, must_exist=True).assign(
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
    voice.facts |= {"round": number, "assignments": plain(made)}
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
    voice = Voice(as_json=json_, quiet=quiet)
    found = open_study(study, must_exist=True).agreement(
        *(coder or ()), codebook=codebook or None, round=round_, anyway=anyway
    )
    voice.facts |= {
        "coders": list(found.coders),
        "headline": plain(found.headline),
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
def merge(
    other: Annotated[Path, typer.Argument(help="Study folder of the other copy; it is only read.")],
    study: StudyOption,
    json_: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Take the decisions of another copy of the study into its log; nothing is lost."""
    voice = Voice(as_json=json_, quiet=quiet)
    done = open_study(study, must_exist=True).merge(other)
    voice.facts["merged"] = done.model_dump(mode="json")
    for line in done.lines():
        voice.say(line)
    voice.end(LOOK if done.needs_a_person else DONE)
