"""``privacy.json`` into the tables of the benchmark of names: found, missed, wrong, speed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Result = Mapping[str, Any]
TableMaker = Callable[..., str]
_SETS = {
    "sample": "sample study, 14 transcripts",
    "sentences": "300 invented stretches, hard cases",
    "second": "a second set of stretches, other settings",
    "third": "a third set of stretches, again other settings",
}
_NUMBERS = ("date-of-birth", "phone", "e-mail", "nhs-number", "identifier", "address", "web")


def make_privacy_tables(result: Result, make_table: TableMaker) -> str:
    """Shares of what is found and of what is right, what is missed, and how fast it goes."""
    head = ("", "marked", "replaced", "replaced or listed", "right, of all replaced")
    parts = [
        make_table(head, [*_people(result), *_meetings(result)], left=(0,)),
        "**Other kinds**",
        make_table(head, _others(result), left=(0,)),
        _judged(result),
        _by_rules(result, make_table),
        _presidio(result, make_table),
        *(_missed(name, result[name]) for name in _SETS),
        _hard(result["sentences"]["cases"], make_table),
        _speed(result),
    ]
    return "\n\n".join(parts)


def _people(result: Result) -> list[tuple[str, ...]]:
    return [
        _row(f"people: {said}", result[name]["kinds"]["person"]) for name, said in _SETS.items()
    ]


def _meetings(result: Result) -> list[tuple[str, ...]]:
    out = []
    for meetings in result["qmsum"]:
        known = "known" if meetings["labels_known"] else "not known"
        n, row = meetings["meetings"], meetings["speakers"]
        out.append(
            (*_row(f"speakers of {n} meetings, their labels {known}", row)[:-1], "see below")
        )
    return out


def _others(result: Result) -> list[tuple[str, ...]]:
    rows = []
    for name, said in _SETS.items():
        kinds = result[name]["kinds"]
        for title, some in (
            ("places", ("place",)),
            ("organisations", ("organisation",)),
            ("numbers and addresses", _NUMBERS),
        ):
            summed = _sum(kinds[kind] for kind in some if kind in kinds)
            if summed["marked"]:
                rows.append(_row(f"{title}: {said}", summed))
    return rows


def _sum(rows: Iterable[Mapping[str, int]]) -> dict[str, int]:
    out = dict.fromkeys(("marked", "sure", "listed", "replaced", "replaced_right"), 0)
    for row in rows:
        for name in out:
            out[name] += row[name]
    return out


def _row(said: str, row: Mapping[str, int]) -> tuple[str, ...]:
    marked = row["marked"]
    right = _share(row["replaced_right"], row["replaced"])
    return (
        said,
        str(marked),
        _share(row["sure"], marked),
        _share(row["listed"], marked),
        right,
    )


def _share(n: int, of: int) -> str:
    return f"{n / of:.1%} ({n} of {of})" if of else "none"


def _judged(result: Result) -> str:
    judged = result["qmsum"][0]["judged"]
    right, both = judged["right"], judged["right"] + judged["wrong"]
    return (
        "In the meetings, names of people who are not speakers are marked nowhere. Of 200 stretches that had "
        "been taken for people there, drawn by chance and judged one by one (`qmsum-judged.csv`: positions, "
        f"no words), {both} are still taken for people; {_share(right, both)} name a person, a place or an "
        "organisation that `DATA.md` counts."
    )


def _by_rules(result: Result, make_table: TableMaker) -> str:
    """What the scorer of names adds: the same without it."""
    if "rules" not in result:
        return "The rules alone were not measured."
    rows = [
        _row(f"people: {_SETS[name]}", kinds["person"]) for name, kinds in result["rules"].items()
    ]
    head = ("", "marked", "replaced", "replaced or listed", "right, of all replaced")
    return "**By the rules alone, without the scorer**\n\n" + make_table(head, rows, left=(0,))


def _presidio(result: Result, make_table: TableMaker) -> str:
    if "presidio" not in result:
        return "presidio-analyzer was not measured."
    rows = [
        _row(f"people: {_SETS[name]}", kinds["person"])
        for name, kinds in result["presidio"].items()
    ]
    head = ("", "marked", "replaced", "replaced or listed", "right, of all replaced")
    return "**The same by presidio-analyzer**\n\n" + make_table(head, rows, left=(0,))


def _missed(name: str, part: Result) -> str:
    missed = [_said(one) for one in part["missed"]]
    wrong = [one["words"] for one in part["wrong"]]
    return (
        f"**Missed in: {_SETS[name]}** ({len(missed)}; with a star: listed for a person to decide): "
        f"{_in_a_row(missed)}. **Replaced and no name** ({len(wrong)}): {_in_a_row(wrong)}."
    )


def _said(one: Mapping[str, Any]) -> str:
    return f"{one['words']}{'*' if one['listed'] else ''}"


def _in_a_row(words: Sequence[str]) -> str:
    return " · ".join(word.replace("*", r"\*").replace("_", r"\_") for word in words) or "nothing"


def _hard(cases: Mapping[str, Mapping[str, int]], make_table: TableMaker) -> str:
    order = sorted(cases.items(), key=lambda case: (-case[1]["missed"], -case[1]["wrong"], case[0]))
    rows = [
        tuple(str(part) for part in (name, *(case[column] for column in _COLUMNS)))
        for name, case in order
    ]
    head = ("", "marked", "missed", "of these listed", "replaced and no name")
    return "**The 300 stretches by hard case, where anything went wrong**\n\n" + make_table(
        head, rows, left=(0,)
    )


_COLUMNS = ("marked", "missed", "of_these_listed", "wrong")


def _speed(result: Result) -> str:
    speed, machine = result["speed"], result["machine"]
    more = speed["seconds_to_add"] - speed["seconds_to_add_without_names"]
    return (
        f"**Speed**: adding the sample study ({speed['files']} files, {speed['words']:,} words) takes "
        f"{speed['seconds_to_add']} s of processor, {speed['seconds_to_add_without_names']} s with "
        f"`pseudonyms = false`: {more:.1f} s for the names. Naming alone: "
        f"{speed['words_per_processor_second']:,} words a second and core. Lists and model load once, "
        f"in a few seconds. Measured on {machine['date']}: {machine['system']}, {machine['cores']} cores, "
        f"Python {machine['python']}, {machine['recogniser']}, load {machine['load_at_start']:.2f}."
    )
