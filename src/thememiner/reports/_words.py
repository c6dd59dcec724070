"""A run and an approach into the sentences of the page: how it was made, what it does not claim."""

from __future__ import annotations

from collections.abc import Mapping

from thememiner.reports._material import Material
from thememiner.reports._views import TableView, say_number


def describe_method(material: Material) -> tuple[str, ...]:
    """The facts of the run as sentences for a methods section."""
    run, themes = material.run, material.theme_set
    version = run.versions.get("thememiner", "")
    maker = f"thememiner {version}".strip()
    sentences = [
        f"{maker} read {say_number(len(material.transcripts), 'transcript')} and cut the talk of "
        f"{say_number(material.n_people, 'person', 'people')} into "
        f"{say_number(len(material.units), 'unit')}; "
        f"{say_number(len(themes.set_aside), 'unit')} stayed out of the search for themes for the "
        "reasons given above.",
        f"The search found {say_number(len(themes.themes), 'candidate theme')} and left "
        f"{say_number(len(themes.unassigned), 'unit')} in none. Every random choice used the seed "
        f"{run.seed}; the order of the files plays no part.",
    ]
    for book in material.codebooks:
        sentences.append(
            f"Units and themes were compared with the codebook “{book.name}”, version "
            f"{book.version}, of {say_number(len(book), 'code')}."
        )
    if material.suggestions:
        sentences.append(_calibration(material))
    sentences.append(_people(material))
    return tuple(sentences)


def make_run_tables(material: Material) -> tuple[TableView, ...]:
    """Settings, models, versions, counts and input hashes, as they are on record."""
    run = material.run
    tables: tuple[tuple[str, tuple[str, str], Mapping[str, object]], ...] = (
        ("Run", ("What", "Value"), {"id": run.id, "ended": run.at, "seed": run.seed}),
        ("Settings", ("Setting", "Value"), run.settings),
        ("Models", ("Model", "SHA-256 or revision"), run.models),
        ("Versions", ("Package", "Version"), run.versions),
        ("Counts", ("What", "Number"), run.counts),
        ("Inputs", ("Transcript", "SHA-256 of the file"), run.inputs),
    )
    return tuple(
        TableView(title, columns, tuple((str(key), str(value)) for key, value in facts.items()))
        for title, columns, facts in tables
        if facts
    )


def list_limits(material: Material) -> tuple[str, ...]:
    """What this report does not claim, in the terms of the study's approach."""
    limits = [
        "A theme here is a group of passages with similar wording. Whether it means something, "
        "and what, is for people to judge.",
        "A suggestion is a proposal by a machine, made from wording alone. It is not a coding; "
        "only what a person has confirmed is.",
        "Silence is not absence: where nothing was suggested, it may not have been asked, said, "
        "said in these words, or noticed by the machine.",
        "Counts of people describe these transcripts. They say nothing about how common a view "
        "is elsewhere, and with a handful of sites or practices no test could.",
        "A grouping that itself came out of these codings must not be tested against them.",
        "Where the method differed between time points (interviews at one, a survey at another), "
        "a difference between them is not a change.",
        "Bringing findings together with other data, and saying what they mean, stays with the "
        "people of the study.",
    ]
    if any(not item.calibrated for item in material.suggestions):
        limits.insert(
            2,
            "The probabilities marked as uncalibrated only put suggestions in order: nothing has "
            "yet shown that 0.7 means right in seven of ten cases.",
        )
    limits.append(_approach(material))
    return tuple(limits)


def _calibration(material: Material) -> str:
    calibrated = {item.calibrated for item in material.suggestions}
    if calibrated == {True}:
        return "The probabilities of suggestions are calibrated."
    which = "The" if calibrated == {False} else "Some"
    return (
        f"{which} probabilities of suggestions are uncalibrated: they lie between 0 and 1 and a "
        "larger one is a closer match, no more."
    )


def _people(material: Material) -> str:
    coders = sorted({coding.coder for coding in material.codings})
    if not coders:
        return "No person has confirmed a coding yet."
    who = say_number(len(coders), "coder")
    return f"{who} confirmed or made {say_number(len(material.codings), 'coding')}."


def _approach(material: Material) -> str:
    if material.approach == "reflexive":
        return (
            "In reflexive thematic analysis themes are made by the researcher in writing and "
            "thinking. What stands here are prompts for reading, not findings."
        )
    if material.approach == "framework":
        return (
            "The framework method rests on summaries that people write of each case. This report "
            "holds none; agreement between coders and saturation are not reported here either."
        )
    return (
        "This report does not say how far coders agree or whether more interviews would bring "
        "something new: agreement and saturation are worked out from people's own codings."
    )
