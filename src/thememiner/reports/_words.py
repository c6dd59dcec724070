"""A run and an approach into the sentences of the page: how it was made, what it does not claim."""

from __future__ import annotations

from collections.abc import Mapping

from thememiner.reports._material import Material
from thememiner.reports._views import TableView, say_number
from thememiner.review import find_theme_decisions


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
        f"{_found(material)} left {say_number(len(themes.unassigned), 'unit')} in none. Every "
        f"random choice used the seed {run.seed}; the order of the files plays no part.",
    ]
    sentences.extend(_resamples(material))
    for book in material.codebooks:
        sentences.append(
            f"Units and themes were compared with the codebook “{book.name}”, version "
            f"{book.version}, of {say_number(len(book), 'code')}."
        )
    if material.suggestions:
        sentences.append(_calibration(material))
    sentences.append(_people(material))
    return tuple(sentences)


def _found(material: Material) -> str:
    """What the search led to, and what people made of it."""
    themes = material.theme_set.themes
    n_confirmed = sum(theme.state == "confirmed" for theme in themes)
    candidates = say_number(len(themes) - n_confirmed, "candidate theme")
    edits = find_theme_decisions(material.decisions)
    if not edits:
        return f"The search found {candidates} and"
    people = say_number(len({edit.coder for edit in edits}), "person", "people")
    confirmed = say_number(n_confirmed, "confirmed theme")
    return (
        f"The search for themes, and {say_number(len(edits), 'edit')} of them by {people}, led to "
        f"{confirmed} and {candidates}, and"
    )


def say_status(material: Material) -> str:
    """What people have confirmed so far, in one sentence."""
    themes = [theme for theme in material.theme_set.themes if theme.state == "confirmed"]
    parts = []
    if themes:
        parts.append(f"{say_number(len(themes), 'theme')} confirmed by people")
    if material.codings:
        parts.append(f"{say_number(len(material.codings), 'coding')} made or confirmed by people")
    if not parts:
        return "Nothing in this report has been confirmed by a person yet."
    return f"{' and '.join(parts)}; everything else is a proposal."


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


def _resamples(material: Material) -> tuple[str, ...]:
    """How far the themes are those of parts of the material, where it was measured."""
    found = material.theme_set
    if found.resample_ari is None or found.resample_ami is None:
        return ()
    return (
        "The search was repeated on random parts of the material. The themes found there and these "
        f"have an adjusted Rand index of {found.resample_ari:.2f} and an adjusted mutual information "
        f"of {found.resample_ami:.2f} (0 as by chance, 1 for the same).",
    )


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
