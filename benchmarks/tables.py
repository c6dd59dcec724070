"""``results/*.json`` into the tables of ``README.md``, between marker comments.

``python benchmarks/tables.py`` writes them; ``--check`` fails where the README is not what it would
write. A new results file needs a maker in ``MAKERS`` and a pair of markers in the README.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from audit_tables import make_audit_tables  # noqa: E402
from matches_tables import make_parts, say_ends  # noqa: E402
from privacy_tables import make_privacy_tables  # noqa: E402
from review_tables import make_review_table  # noqa: E402
from theme_tables import make_theme_speed, make_theme_tables  # noqa: E402

README = HERE / "README.md"
RESULTS = HERE / "results"

Result = Mapping[str, Any]
_JOBS = {
    "first": "first run",
    "second": "unchanged second run",
    "one-more": "one more transcript",
    "plain": "plain recipe",
}
_HEAD = (
    "",
    "seconds, median (min–max)",
    "× plain",
    "processor seconds",
    "× plain",
    "peak memory, MB",
    "× plain",
    "encoded",
    "fitted",
)
_LEFT_COLUMNS = {0, 7, 8}
_QUIET_LOAD = 0.5


class TablesError(Exception):
    """The README and the results do not fit together."""


def make_table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, left: Collection[int] = _LEFT_COLUMNS
) -> str:
    """A Markdown table; numbers stand to the right, the columns ``left`` to the left."""
    rule = [" :--- " if i in left else " ---: " for i in range(len(head))]
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join(rule)}|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def make_speed_tables(result: Result) -> str:
    """The tables of ``speed.json``: one for each study, then the import and the machine."""
    parts = [make_study_table(study, repeats=result["repeats"]) for study in result["studies"]]
    parts += [f"`{name}` was skipped: its data was not there." for name in result["skipped"]]
    return "\n\n".join([*parts, _import_line(result["import"]), _machine_lines(result)])


def make_study_table(study: Result, *, repeats: int) -> str:
    """One study: a line on its size, then a row for each job."""
    jobs = study["jobs"]
    counts, plain = jobs["first"]["counts"], jobs["plain"]["counts"]
    title = (
        f"**`{study['name']}`**: {study['n_transcripts']} transcripts, {study['n_words']:,} words "
        f"of participants, read with {' and '.join(study['codebooks'])}. thememiner: "
        f"{counts['units']:,} units, {counts['themes']} candidate themes, "
        f"{counts['suggestions']:,} suggestions. Plain recipe: {plain['sentences']:,} sentences, "
        f"{plain['topics']} topics. Each job ran {_times(repeats)}."
    )
    rows = [_row(label, jobs[job]) for job, label in _JOBS.items()]
    return f"{title}\n\n{make_table(_HEAD, rows)}"


def _row(label: str, job: Result) -> list[str]:
    cells = [label]
    for name, spread in (("wall_s", True), ("cpu_s", False), ("peak_mb", False)):
        cells.append(_measure(job[name], spread=spread))
        ratio = job["ratio_to_plain"].get(name)
        cells.append("not measured" if ratio is None else f"{ratio:.2f}")
    return [*cells, _encoded(job), "yes" if job["fitted"] else "no"]


def _encoded(job: Result) -> str:
    if "sentences" in job["counts"]:
        return f"{job['texts_encoded']:,} sentences"
    if not job["texts_encoded"]:
        return "nothing"
    others = job["texts_encoded"] - job["units_encoded"]
    return f"{job['units_encoded']:,} units, {others:,} other texts"


def _measure(summary: Mapping[str, float] | None, *, spread: bool) -> str:
    if summary is None:
        return "not measured"
    digits = 0 if summary["median"] >= 100 else 1
    low, middle, high = (f"{summary[name]:.{digits}f}" for name in ("min", "median", "max"))
    return f"{middle} ({low}–{high})" if spread and summary["min"] < summary["max"] else middle


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def _import_line(found: Result) -> str:
    seconds, heavy = found["seconds"], found["heavy"]
    return (
        f"**`import thememiner`**: {seconds['median']:.3f} s ({seconds['min']:.3f}–"
        f"{seconds['max']:.3f}, {_times(found['repeats'])}); torch, sentence-transformers, spaCy "
        f"and BERTopic in it: {', '.join(heavy) if heavy else 'none of them'}."
    )


def _machine_lines(result: Result) -> str:
    machine = result["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    load = machine["load_at_start"]
    busy = load is not None and load > _QUIET_LOAD * machine["cores"]
    lines = [
        f"Measured on {machine['date']}: {machine['system']}, {machine['cores']} cores, "
        f"Python {machine['python']}, {versions}."
    ]
    if load is not None:
        lines.append(f"Load when it began: {load:.2f}.")
    if busy:
        lines.append(
            "**The machine was busy with other work, so the seconds are not to be relied on; "
            "measure again on a quiet one.**"
        )
    return " ".join(lines)


def make_turns_tables(result: Result) -> str:
    """The tables of ``turns.json``: shares, files that differ or are refused, two studies, speed."""
    files, summary = result["formats"]["files"], result["formats"]["summary"]
    refused = [(one["file"], one["refused"]) for one in files if "refused" in one]
    parts = [
        make_table(("", "files or characters", "share"), _turns_shares(summary, result)),
        "**Refused, with the reason**",
        make_table(("file", "found"), refused, left=(0, 1)),
        "**Counted by hand where the manifest's quick count is no number of turns**",
        make_table(("file", "turns", "why"), _turns_corrected(files), left=(0, 2)),
        "**Words of the file that are not in the transcript**",
        make_table(("file", "words", "numbers"), _turns_lost(files)),
        _turns_speed(result),
    ]
    return "\n\n".join(parts)


def _turns_shares(summary: Result, result: Result) -> list[tuple[str, str, str]]:
    osfg, pdpilot = result["osfg"], result["pdpilot"]
    counts = [
        ("files with the expected speakers", summary["speakers_expected"]),
        ("files with the expected turns", summary["turns_expected"]),
        ("the same, by the manifest's quick count", summary["turns_manifest"]),
        ("spoken characters kept", (summary["kept"], summary["spoken"])),
        ("`osfg`: turns with exactly the words of the table", (osfg["texts"], osfg["turns"])),
        ("`osfg`: turns with the speaker of the table", (osfg["speakers"], osfg["turns"])),
        ("`pdpilot`: coded segments found", (pdpilot["found"], pdpilot["segments"])),
        ("`pdpilot`: turns, of 833", (pdpilot["turns"], 833)),
    ]
    return [(what, f"{n:,} of {of:,}", f"{n / of:.2%}") for what, (n, of) in counts]


def _turns_corrected(files: Sequence[Result]) -> list[tuple[str, str, str]]:
    return [(f["file"], str(f["expected"]["turns"]), f["reason"]) for f in files if f.get("reason")]


def _turns_lost(files: Sequence[Result]) -> list[tuple[str, str, str]]:
    return [
        (one["file"], str(one["n_lost_words"]), str(one["n_lost_numbers"]))
        for one in files
        if one.get("n_lost_words") or one.get("n_lost_numbers")
    ]


def _turns_speed(result: Result) -> str:
    speed, machine = result["speed"], result["machine"]
    return (
        f"Not the same words: {_named(result['osfg']['others'])}. "
        f"Not found: {_named(result['pdpilot']['others'])}.\n\n"
        f"**Speed**: {result['formats']['summary']['seconds_per_mb']} s for each MB of these files. "
        f"{speed['transcripts']} generated transcripts of {speed['words']:,} words: "
        f"{speed['seconds_one']} s in one process ({speed['per_second_and_core']} transcripts a "
        f"second and core), {speed['seconds_several']} s in {speed['workers']} processes, the time "
        f"they take to start included. Measured on {machine['date']}: {machine['system']}, "
        f"{machine['cores']} cores, Python {machine['python']}, load {machine['load_at_start']:.2f}."
    )


def make_matches_tables(result: Result) -> str:
    """The tables of ``matches.json``, and what reaches its aim."""
    parts = []
    for title, head, rows in make_parts(result):
        parts += [f"**{title}**", make_table(head, rows, left={0})]
    return "\n\n".join([*parts, say_ends(result)])


def make_reading_tables(result: Result) -> str:
    """The tables of ``reading.json``: the worst files of each format, then a thousand transcripts."""
    head = (
        "format",
        "files",
        "read",
        "refused",
        "processor s",
        "s",
        "the slowest",
        "MB",
        "the hungriest",
    )
    rows = [_reading_row(one) for one in result["worst"]["formats"]]
    many, machine = result["many"], result["machine"]
    faults = sum(len(one["faults"]) for one in result["worst"]["formats"])
    return (
        f"{make_table(head, rows, left=(0, 6, 8))}\n\nNeither a transcript nor a reason: {faults} files.\n\n"
        f"**A thousand**: {many['transcripts']:,} transcripts of {many['words']:,} words under a progress "
        f"bar: {many['seconds_one']} s in one process ({many['per_second_one']} transcripts a second, "
        f"{many['seconds_per_mb']} s for each MB), {many['seconds_several']} s in {many['workers']} "
        f"processes, the time they take to start included ({many['per_second_and_core']} transcripts a "
        f"second and core). Measured on {machine['date']}: {machine['system']}, {machine['cores']} cores, "
        f"Python {machine['python']}, load {machine['load_at_start']:.2f}.{_if_busy(machine)}"
    )


def _if_busy(machine: Result) -> str:
    busy = machine["load_at_start"] > _QUIET_LOAD * machine["cores"]
    return " The machine was busy: seconds by the clock are not to be relied on." if busy else ""


def _reading_row(one: Result) -> tuple[str, ...]:
    slow, hungry = one["slowest"], one["hungriest"]
    return (
        f"`{one['suffix']}`",
        str(one["n_files"]),
        str(one["n_read"]),
        str(one["n_refused"]),
        f"{slow['cpu_s']:.2f}",
        f"{slow['seconds']:.2f}",
        slow["shape"],
        f"{hungry['peak_mb']:.0f}",
        hungry["shape"],
    )


def make_guide_table(result: Result) -> str:
    """The table of ``guide.json``: what was asked and found, and what was not asked and found."""
    rows = [
        ("asked, and found", *_share(result["found"], result["asked"])),
        ("not asked, and said to be", *_share(result["wrongly"], result["not_asked"])),
    ]
    size = f"{result['interviews']} interviews, a guide of {result['questions']} questions"
    return (
        f"{make_table(('', 'questions', 'share'), rows)}\n\n{size}, threshold {result['threshold']}. "
        f"Missed: {_named(result['missed'])}. Wrong: {_named(result['wrong'])}."
    )


def _share(n: int, of: int) -> tuple[str, str]:
    return f"{n} of {of}", f"{n / of:.0%}"


def make_widget_tables(result: Result) -> str:
    """The table of ``widget.json``: milliseconds from a key to the page that shows it."""
    timed = {**result["keys"], "from a decision to its being on disk": result["saved"]}
    rows = [(what, *_milliseconds(found)) for what, found in timed.items()]
    title = (
        f"{result['n_units']:,} passages, {result['per_transcript']} in each transcript; "
        f"{result['rows_in_page']} rows of the queue were in the browser at the end. The aim is that "
        f"a key is answered in less than {result['aim_ms']} ms."
    )
    head = ("", "keys", "median, ms", "95th percentile, ms", "longest, ms")
    return f"{title}\n\n{make_table(head, rows, left={0})}\n\n{_machine_lines(result)}"


def _milliseconds(found: Result) -> tuple[str, str, str, str]:
    median, late, longest = (f"{found[name]:.0f}" for name in ("median", "p95", "max"))
    return str(found["n"]), median, late, longest


def make_privacy(result: Result) -> str:
    """The tables of ``privacy.json``."""
    return make_privacy_tables(result, make_table)


def make_audit(result: Result) -> str:
    """The table of ``audit.json``."""
    return make_audit_tables(result, make_table)


MAKERS: Mapping[str, Callable[[Result], str]] = {
    "review": partial(make_review_table, table=make_table),
    "audit": make_audit,
    "matches": make_matches_tables,
    "privacy": make_privacy,
    "speed": make_speed_tables,
    "turns": make_turns_tables,
    "reading": make_reading_tables,
    "guide": make_guide_table,
    "widget": make_widget_tables,
    "themes": partial(make_theme_tables, table=make_table),
    "theme-speed": partial(make_theme_speed, table=make_table),
}


def fill_tables(text: str, results: Mapping[str, Result]) -> str:
    """The README's text with every table written anew from the results.

    Args:
        text: with a pair of markers for each table.
        results: name of a results file, without ``.json``, to its content.

    Raises:
        TablesError: a results file without maker or markers, or markers without results.
    """
    found = re.findall(r"(?m)^<!-- table: (\S+) -->$", text)
    if set(found) != set(results) or len(set(found)) < len(found):
        raise TablesError(
            f"The README has markers for {_named(found)}; there are results of {_named(results)}. "
            "Each results file needs one pair of markers: <!-- table: NAME --> and "
            "<!-- end of NAME -->."
        )
    for name, result in results.items():
        if name not in MAKERS:
            raise TablesError(
                f"No table is known for {name}.json. Add a maker for it to MAKERS in tables.py."
            )
        text = _fill_one(text, name, MAKERS[name](result))
    return text


def _fill_one(text: str, name: str, table: str) -> str:
    begin, end = f"<!-- table: {name} -->\n", f"\n<!-- end of {name} -->"
    head, _, rest = text.partition(begin)
    if end not in f"\n{rest}":
        raise TablesError(f"The table {name} has no end: <!-- end of {name} --> on its own line.")
    _, _, tail = f"\n{rest}".partition(end)
    return f"{head}{begin}\n{table}\n{end}{tail}"


def _named(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def read_results(folder: Path) -> dict[str, Result]:
    """Every results file by its name without ``.json``."""
    files = sorted(folder.glob("*.json"))
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the tables, or check them; 1 where they differ."""
    parser = argparse.ArgumentParser(description="Write the tables of benchmarks/README.md.")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where it differs")
    chosen = parser.parse_args(arguments)
    now = README.read_text(encoding="utf-8")
    try:
        wanted = fill_tables(now, read_results(RESULTS))
    except TablesError as error:
        print(error, file=sys.stderr)
        return 1
    if not chosen.check:
        README.write_text(wanted, encoding="utf-8", newline="\n")
        return 0
    if now != wanted:
        print(
            "benchmarks/README.md is not what the results say. Run python benchmarks/tables.py.",
            file=sys.stderr,
        )
    return int(now != wanted)


if __name__ == "__main__":
    sys.exit(main())
