"""Little material, one voice, nothing but repetitions: every unit is kept, or the refusal says why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import thememiner as tm
from conftest import HashingEncoder, WordPairs, make_unit
from test_themes import placed_in, sixty_units, themes_of
from thememiner.adapters.bertopic_finder import BERTopicFinder
from thememiner.errors import TooFewUnitsError
from thememiner.records import ThemeSet, Unit
from thememiner.themes import (
    FEWEST_UNITS,
    Tools,
    find_consensus,
    find_theme_set,
    theme_range,
)

QUICK = Tools(finder=BERTopicFinder(effort=0.01), phrases=WordPairs(), embed=HashingEncoder().embed)


def first_units(n: int, people: int) -> list[Unit]:
    """So many of sixty different sayings, by so many people."""
    mixed = sixty_units()[::7] + [u for i, u in enumerate(sixty_units()) if i % 7]
    return [
        unit.model_copy(update={"person": f"P{i % people}"}) for i, unit in enumerate(mixed[:n])
    ]


def check_every_unit_once(units: Sequence[Unit], found: ThemeSet) -> None:
    """Each is in one theme, in the queue or set aside; counts hold; the size is in the range."""
    assert sorted(placed_in(found)) == sorted(unit.id for unit in units)
    n = len(units) - len(found.set_aside)
    assert 1 <= len(found) <= theme_range(n)[1]
    assert len(found.unassigned) <= 0.15 * n
    assert all(theme.label and theme.quotes for theme in found.themes)


@given(st.integers(1, 60), st.integers(1, 6))
@example(FEWEST_UNITS - 1, 3)
@example(FEWEST_UNITS, 1)
@example(60, 1)
@hypothesis_settings(max_examples=15, deadline=None)
def test_from_one_to_sixty_units_all_are_placed_or_the_refusal_says_why(
    n: int, people: int
) -> None:
    """Below the floor a plain refusal with both numbers; from there on themes with every unit once."""
    units = first_units(n, people)
    if n < FEWEST_UNITS:
        with pytest.raises(TooFewUnitsError, match=f"^{n} units? (is|are) left .* at least 12"):
            themes_of(units, QUICK)
        return
    found = themes_of(units, QUICK)
    check_every_unit_once(units, found)
    if people == 1:
        assert all(theme.flags[0] == "one person only" for theme in found.themes)


def test_a_refusal_says_how_many_were_set_aside() -> None:
    """Two hundred times the same by one person is one unit and many repetitions."""
    units = [make_unit("There is no time for it.", number=n) for n in range(200)]
    with pytest.raises(TooFewUnitsError, match=r"1 unit is left .* since 199 were set aside"):
        themes_of(units, QUICK)


@pytest.mark.parametrize(
    "text", ["There is no time for it.", "Consulting rooms are always booked."]
)
def test_two_hundred_people_who_say_the_same_are_one_theme(text: str) -> None:
    """Nobody is left out, the label is what they said, and there are no parts of it."""
    units = [make_unit(text, person=f"P{n}", source=f"t{n}", number=n) for n in range(200)]
    found = themes_of(units, QUICK)
    (theme,) = found.themes
    assert (theme.n_people, theme.n_units) == (200, 200)
    assert (found.unassigned, found.sub_themes) == ((), ())
    words = theme.label.replace("/", " ").replace(",", " ").lower().rstrip(".").split()
    assert words
    assert set(words) <= set(text.lower().rstrip(".").split())


def test_noise_does_not_divide_what_is_the_same() -> None:
    """Vectors of equal texts that differ by the rounding of another processor are one place."""
    units = [make_unit("Rooms are booked.", person=f"P{n}", source=f"t{n}") for n in range(60)]
    same = np.tile(HashingEncoder().encode([units[0].text]), (60, 1))
    noise = 1e-6 * np.random.default_rng(0).standard_normal(same.shape)
    found = find_theme_set(units, (same + noise).astype(np.float32), set_aside=(), tools=QUICK)
    assert len(found) == 1


def test_an_empty_text_among_the_texts_is_set_aside_in_its_place() -> None:
    """It has no theme, the reason is told, and the labels of the others stay in their places."""
    texts = [unit.text for unit in sixty_units()[::3]]
    mixed = ["", *texts[:9], "  ", *texts[9:], ""]
    found = tm.find_themes(mixed)
    assert len(found.labels) == len(mixed)
    blank = [i for i, text in enumerate(mixed) if not text.strip()]
    assert [found.labels[i] for i in blank] == [None] * 3
    assert [item.reason for item in found.set_aside] == ["no-words"] * 3
    homes = dict(zip(mixed, found.labels, strict=True))
    alone = tm.find_themes(texts)
    assert [homes[text] for text in texts] == list(alone.labels)


def test_places_without_any_difference_are_one_cluster() -> None:
    """Consensus over noughts, or over one place many times, does not fall apart."""
    for rows in (np.zeros((30, 5)), np.tile([[0.6, 0.8]], (30, 1))):
        found = find_consensus(rows, least=2, most=6, seed=0, effort=0.01)
        assert set(found.labels.tolist()) == {0}
        assert found.ari == 1
