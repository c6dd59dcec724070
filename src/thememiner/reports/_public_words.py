"""What a public file says in words: labels without one person's words, how it was made, what is not in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from thememiner.records import Decision, Theme, Unit
from thememiner.reports._consent import Permissions
from thememiner.reports._material import Material, person_key
from thememiner.reports._public_record import PublicRecord

MOST_TERMS = 8
_WORD = re.compile(r"\w+(?:['’]\w+)*")


def find_common_words(units: Iterable[Unit], *, least: int) -> frozenset[str]:
    """Words, in lower case, that at least that many people of a study use: no one person's."""
    people: dict[str, set[str]] = {}
    for unit in units:
        person = person_key(unit)
        for word in set(_words(unit.text)):
            people.setdefault(word, set()).add(person)
    return frozenset(word for word, who in people.items() if len(who) >= least)


def public_label(
    theme: Theme, number: int, decisions: Iterable[Decision], words: frozenset[str]
) -> str:
    """The label that people gave a theme, or one in words that several people use, or a number."""
    given = {decision.label for decision in decisions if decision.label}
    label = " ".join(theme.label.split())
    if label in given or (label and all(word in words for word in _words(label))):
        return label
    terms = _common_terms(theme, words)[:2]
    return ", ".join(terms) or f"Theme {number}"


def public_terms(theme: Theme, words: frozenset[str]) -> str:
    """Terms of a theme in words that several people use."""
    return ", ".join(_common_terms(theme, words)[:MOST_TERMS])


def say_about(number: int) -> str:
    """A number of passages so rounded that no number of people can be worked out from it."""
    return "fewer than 10" if number < 10 else f"about {round(number, -1):,}"


def list_public_facts(material: Material) -> tuple[str, ...]:
    """How it was made, as sentences that name nobody and count nobody."""
    run = material.run
    maker = f"thememiner {run.versions.get('thememiner', '')}".strip()
    facts = [
        f"{maker} cut the talk into passages and looked for groups of passages with similar "
        f"wording. Every random choice used the seed {run.seed}."
    ]
    facts += [
        f"Passages were compared with the codebook “{book.name}”, version {book.version}."
        for book in material.codebooks
    ]
    if material.codings:
        facts.append("Codes given by people were made or confirmed by coders.")
    facts.append(
        "Themes and codes suggested by a machine are proposals, made from wording alone; nobody "
        "has confirmed them unless it says so. Silence is not absence."
    )
    return tuple(facts)


def list_left_out(record: PublicRecord, permissions: Permissions) -> tuple[str, ...]:
    """What a reader should know is not here, and why."""
    k = record.least
    sentences = [
        f"No number tells of fewer than {k} people. “Fewer than {k}” may be none; “at least” stands "
        "where nearly all are meant; “not shown” stands where a number is too small, leaves too few "
        "of its group, or would let such a number be worked out from others.",
        "Numbers of passages are rounded.",
        _say_quotes(record, permissions),
        _say_groups(record),
        f"Values of attributes that fewer than {k} people share are put together as “other”; "
        "attributes that say on what ground words are used are never shown.",
        "Numbers of people and of quotations were drawn anew for this export and fit no other.",
        "Words that name a theme were used by several people, or chosen by the researchers.",
        "Transcripts, the list of passages, suggestions one by one, what was set aside, codings with "
        "the names of coders, memos, the log of decisions and the review sheet are not part of a "
        "public export.",
    ]
    return tuple(sentences)


def _say_quotes(record: PublicRecord, permissions: Permissions) -> str:
    if record.n_quotes:
        return "Quoted are only people who agreed to be quoted, and only passages that nobody withheld."
    if not permissions.asked and not permissions.allowed:
        return (
            "Nobody is quoted: it is not on record who agreed to be quoted (there is no attribute "
            "“quote_ok”)."
        )
    return "Nobody is quoted: no passage is on record as one that may be quoted here."


def _say_groups(record: PublicRecord) -> str:
    if record.has_groups:
        return (
            f"Numbers are broken down by one attribute ({record.by}), in groups of at least "
            f"{2 * record.least} people; a second breakdown would let people be singled out."
        )
    return "Numbers are not broken down by any attribute: the groups are too small for it."


def _common_terms(theme: Theme, words: frozenset[str]) -> list[str]:
    return [
        term for term in theme.terms if (found := _words(term)) and all(w in words for w in found)
    ]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
