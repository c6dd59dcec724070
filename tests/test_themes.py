"""Units and vectors into candidate themes: every unit once, in any order, with evidence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from conftest import FarthestFirstFinder, HashingEncoder, WordPairs, fake_tools, make_unit
from thememiner.adapters.bertopic_finder import BERTopicFinder
from thememiner.errors import SettingsError, TooFewUnitsError
from thememiner.records import Theme, ThemeSet, Unit
from thememiner.themes import (
    FEWEST_UNITS,
    Clusters,
    Tools,
    _votes,
    default_n_themes,
    find_theme_set,
    plain_talk,
    rename_theme,
)
from thememiner.units import find_set_aside

if TYPE_CHECKING:
    from thememiner.study import Study

STARTS = ("We have found that the", "To be quite honest the", "On most of the days the")
TOPICS = (
    "meeting room was booked; consulting room had been booked; spare meeting room was gone; "
    "room upstairs was booked out; consulting room went to the dentist",
    "practice nurse sent referrals; district nurse made referrals; nurse referrals form works; "
    "nurse trusted our referrals; nurse called about the referrals",
    "council funding ends in spring; short funding frightens the council; "
    "charity funding pays salaries; funding of salaries is endless; council funding came late",
    "computer system login never came; computer system locked us out; system password expired; "
    "computer system kept crashing; system login was closed to us",
)


def sixty_units() -> list[Unit]:
    """Fifteen sayings each about rooms, nurses, money and computers, by six people."""
    sayings = [
        (f"{start} {saying}.", topic, n)
        for topic, some in enumerate(TOPICS)
        for n, (start, saying) in enumerate(product(STARTS, some.split("; ")))
    ]
    return [
        make_unit(text, person=f"P{(topic + n) % 6}", number=n, source=f"t{topic}{n % 2}")
        for text, topic, n in sayings
    ]


def themes_of(units: Sequence[Unit], tools: Tools | None = None, **options: int) -> ThemeSet:
    """A theme set as the study makes it, with fakes unless told otherwise."""
    return find_theme_set(
        units,
        HashingEncoder().encode([unit.text for unit in units]),
        set_aside=find_set_aside(units),
        tools=tools or fake_tools(),
        **options,
    )


def placed_in(themes: ThemeSet) -> list[str]:
    """Ids of all units in a theme, of those unassigned and of those set aside."""
    return [
        *(unit_id for theme in themes.themes for unit_id in theme.unit_ids),
        *(item.unit_id for item in themes.unassigned),
        *(item.unit_id for item in themes.set_aside),
    ]


class Constant:
    """A finder that returns what it was given, to look at the rest of the way."""

    name = "constant"

    def __init__(self, labels: Sequence[int], stability: float = 0.9) -> None:
        self.labels, self.stability = tuple(labels), stability

    def find(self, *_: object, **__: object) -> Clusters:
        found = set(self.labels)
        return Clusters(
            labels=self.labels,
            terms=dict.fromkeys(found, ("room",)),
            stability=dict.fromkeys(found, self.stability),
        )


def one_theme(units: Sequence[Unit], stability: float = 0.9) -> Theme:
    """All units in one theme."""
    return themes_of(units, fake_tools(Constant([0] * len(units), stability)))[0]


# --- with fakes ------------------------------------------------------------------------------


sayings = st.sampled_from(["Mm.", "Yes.", "No time.", "We tried rooms.", "Money is short.", "[x]"])


@given(st.lists(st.tuples(sayings, st.sampled_from("ABCDEFGHIJKLMN")), max_size=40))
def test_every_unit_is_there_exactly_once(some: list[tuple[str, str]]) -> None:
    """In one theme, unassigned or set aside; labels say the same."""
    units = sixty_units()[::4] + [
        make_unit(text, person=who, number=n, source="t9") for n, (text, who) in enumerate(some)
    ]
    themes = themes_of(units)
    assert sorted(placed_in(themes)) == sorted(unit.id for unit in units)
    assert themes.unit_ids == tuple(unit.id for unit in units)
    home = dict(zip(themes.unit_ids, themes.labels, strict=True))
    for theme in themes.themes:
        assert {home[unit_id] for unit_id in theme.unit_ids} == {theme.id}
    assert all(home[item.unit_id] is None for item in themes.unassigned)


@given(st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=10)
def test_the_order_of_units_does_not_matter(random: Random) -> None:
    """Shuffled units give the same themes, and the same label for each unit."""
    units = sixty_units() + [make_unit("The room.", person="P1", number=n) for n in (900, 901)]
    shuffled = list(units)
    random.shuffle(shuffled)
    one, other = themes_of(units), themes_of(shuffled)
    assert one.themes == other.themes
    assert one.unassigned == other.unassigned
    assert dict(zip(one.unit_ids, one.labels, strict=True)) == dict(
        zip(other.unit_ids, other.labels, strict=True)
    )


def test_a_twin_takes_its_twins_theme() -> None:
    """Somebody who says it again is in the same theme, but in no count of units."""
    units = sixty_units()
    again = [u.model_copy(update={"id": f"{u.id}x", "start": u.start + 500}) for u in units]
    themes = themes_of([*again, *units])
    home = dict(zip(themes.unit_ids, themes.labels, strict=True))
    assert {item.reason for item in themes.set_aside} == {"near-duplicate"}
    assert len(themes.set_aside) == len(units)
    for item in themes.set_aside:
        assert item.twin is not None
        assert home[item.unit_id] == home[item.twin]
    assert sum(theme.n_units for theme in themes.themes) + len(themes.unassigned) == len(units)


def test_five_people_who_say_no_time_stay_five_people() -> None:
    """The same words by five people are five units of one theme, and five people in it."""
    units = [make_unit("No time.", person=f"Q{n}", source="t8", number=n) for n in range(5)]
    themes = themes_of([*sixty_units(), *units])
    homes = {
        label
        for unit_id, label in zip(themes.unit_ids, themes.labels, strict=True)
        if unit_id.startswith("t8")
    }
    (home,) = homes
    assert home is not None
    assert themes[home].n_people >= 5
    assert {unit.id for unit in units} <= set(themes[home].unit_ids)


def test_what_only_answers_or_listens_is_in_no_theme() -> None:
    """Back-channels and bare answers have no theme, but keep their place in the counts."""
    listening = [make_unit("Mm.", number=900), make_unit("No.", number=901)]
    themes = themes_of([*sixty_units(), *listening])
    assert themes.labels[-2:] == (None, None)
    assert [item.reason for item in themes.set_aside] == ["back-channel", "back-channel"]


def test_too_few_units_are_told_with_how_many_are_needed() -> None:
    """Eleven units that can be looked at are one too few, however many are set aside."""
    units = sixty_units()[: FEWEST_UNITS - 1]
    units += [make_unit("Mm.", number=n) for n in range(800, 850)]
    with pytest.raises(TooFewUnitsError, match=r"11 units are left .* at least 12 are needed"):
        themes_of(units)
    with pytest.raises(TooFewUnitsError, match="0 units"):
        themes_of([])
    assert len(themes_of([*units, *sixty_units()[-1:]])) >= 1


@pytest.mark.parametrize("n_themes", [0, -1, 61])
def test_a_number_of_themes_that_cannot_be_is_told(n_themes: int) -> None:
    """Allowed are one to as many as there are units."""
    with pytest.raises(SettingsError, match=f"n_themes is {n_themes}; allowed are 1 to 60"):
        themes_of(sixty_units(), n_themes=n_themes)


@pytest.mark.parametrize("n_themes", [1, 2, 4, 7])
def test_the_number_of_themes_can_be_chosen(n_themes: int) -> None:
    """As many candidate themes as asked for."""
    assert len(themes_of(sixty_units(), n_themes=n_themes)) == n_themes


@given(st.integers(FEWEST_UNITS, 100_000))
def test_the_number_of_themes_grows_with_the_material(n: int) -> None:
    """Two at the floor, twenty at most, never fewer for more material."""
    assert 2 <= default_n_themes(n) <= default_n_themes(n + 1) <= 20
    assert default_n_themes(n) <= n // 6


def test_themes_with_more_people_come_first() -> None:
    """Counts are of people first, of units second."""
    themes = themes_of(sixty_units()).themes
    keys = [(-theme.n_people, -theme.n_units) for theme in themes]
    assert keys == sorted(keys)


def test_counts_of_a_theme_are_of_its_units() -> None:
    """People, transcripts and the largest share can be derived again from the units."""
    units = {unit.id: unit for unit in sixty_units()}
    for theme in themes_of(list(units.values())).themes:
        people = [units[unit_id].person for unit_id in theme.unit_ids]
        assert theme.n_people == len(set(people))
        assert theme.n_transcripts == len({units[i].transcript_id for i in theme.unit_ids})
        assert theme.largest_share == pytest.approx(
            max(people.count(one) for one in people) / len(people), abs=0.001
        )


def test_quotes_come_from_different_people() -> None:
    """At least three where there are three, and nobody twice before everybody spoke."""
    units = {unit.id: unit for unit in sixty_units()}
    for theme in themes_of(list(units.values())).themes:
        people = [quote.person for quote in theme.quotes]
        assert len(set(people)) >= min(3, theme.n_people)
        assert len(set(people)) == min(len(people), theme.n_people)
        for quote in (*theme.quotes, *theme.counter_quotes):
            assert quote.unit_id in theme.unit_ids
            assert quote.text == units[quote.unit_id].text


def test_a_talkative_person_does_not_fill_the_quotes() -> None:
    """One voice of twenty units beside two of one: all three are quoted, and the share is told."""
    units = [
        make_unit(f"The room was far too small for the {n} of us here.", person="P1", number=n)
        for n in range(20)
    ]
    units += [
        make_unit("The room was far too small for us two.", person="P2", number=50),
        make_unit("Yes, the room was really too small for us.", person="P3", number=51),
    ]
    theme = one_theme(units)
    assert {quote.person for quote in theme.quotes} == {"P1", "P2", "P3"}
    assert theme.flags[0].endswith("of it comes from one person")


def test_counter_quotes_are_no_quotes() -> None:
    """What lies at the edge is shown apart from what lies in the middle."""
    for theme in themes_of(sixty_units(), n_themes=2).themes:
        assert theme.counter_quotes
        central = {quote.unit_id for quote in theme.quotes}
        assert not central & {quote.unit_id for quote in theme.counter_quotes}


def test_quotes_from_the_edge_come_from_different_people() -> None:
    """No person has all of them where others are at the edge too."""
    for theme in themes_of(sixty_units(), n_themes=2).themes:
        assert len({quote.person for quote in theme.counter_quotes}) == len(theme.counter_quotes)


def test_a_label_is_a_phrase_that_people_used() -> None:
    """Two to six words, each phrase of it as somebody said it, no label twice."""
    units = sixty_units()
    said = " ".join(" ".join(unit.text.lower().replace(",", "").split()) for unit in units)
    labels = [theme.label for theme in themes_of(units).themes]
    assert len(set(labels)) == len(labels)
    for label in labels:
        assert 2 <= len(label.replace("/", " ").split()) <= 6
        for phrase in label.split(" / "):
            assert phrase in said


def test_a_label_holds_no_name_of_a_person() -> None:
    """Words that are always written with a capital name people and places, not themes."""
    units = [
        make_unit(f"So then Denise locked the room and Denise went home, {word}.", number=n)
        for n, word in enumerate(
            "one two three four five six seven eight nine ten red blue".split()
        )
    ]
    theme = one_theme(units)
    assert "denise" not in theme.label
    assert all("denise" not in talk for talk in plain_talk([unit.text for unit in units]))


def test_doubts_about_a_theme_are_told() -> None:
    """One person, one transcript, an unstable cluster: a reader should know."""
    units = [make_unit(f"The room number {n} was locked today.", number=n) for n in range(12)]
    assert one_theme(units).flags == ("one person only",)
    two = [u.model_copy(update={"person": f"P{n % 2}"}) for n, u in enumerate(units)]
    assert one_theme(two).flags == ("one transcript only",)
    assert one_theme(two, stability=0.1).flags[-1].startswith("unstable")


def test_an_unassigned_unit_has_its_nearest_theme_and_how_far() -> None:
    """The work queue says where each unit would go, nearest first."""
    units = sixty_units()[:30]
    units.append(make_unit("Zebras gallop over purple mountains.", number=990))
    topics = [int(unit.id[1]) for unit in sorted(units, key=lambda unit: unit.text)]
    themes = themes_of(units, fake_tools(Constant(topics)))
    assert themes.labels[-1] is None
    assert "Zebras" in themes.unassigned[-1].text
    distances = [item.distance for item in themes.unassigned]
    assert distances == sorted(distances, key=lambda d: d or 0.0)
    for item in themes.unassigned:
        assert item.nearest_theme in {theme.id for theme in themes.themes}
        assert item.distance is not None
        assert 0 <= item.distance <= 2


def test_a_theme_keeps_its_id_while_its_most_central_unit_stays() -> None:
    """Ids come from the wording, not from a number of arrival."""
    units = sixty_units()
    ids = {theme.id for theme in themes_of(units).themes}
    assert ids == {theme.id for theme in themes_of(units, seed=7).themes}
    assert all(one.startswith("theme-") for one in ids)


def test_a_theme_can_be_renamed() -> None:
    """A new set with the new label; the old one is what it was."""
    themes = themes_of(sixty_units())
    renamed = rename_theme(themes, themes[0].id, "  Rooms  ")
    assert renamed[0].label == "Rooms"
    assert themes[0].label != "Rooms"
    assert renamed.labels == themes.labels
    with pytest.raises(SettingsError, match="theme-x"):
        rename_theme(themes, "theme-x", "Rooms")
    with pytest.raises(SettingsError, match="at least one character"):
        rename_theme(themes, themes[0].id, " ")


# --- with the real engine --------------------------------------------------------------------


def real_tools() -> Tools:
    """BERTopic with fewer fits, and fakes around it."""
    return Tools(
        finder=BERTopicFinder(effort=0.05), phrases=WordPairs(), embed=HashingEncoder().embed
    )


def test_bertopic_finds_the_topics_that_are_there() -> None:
    """Rooms, nurses, money and computers fall apart, described by their own words."""
    themes = themes_of(sixty_units(), real_tools(), n_themes=4)
    assert len(themes) == 4
    topic_of = [unit_id[1] for theme in themes.themes for unit_id in theme.unit_ids]
    pure = sum(
        max(ids.count(topic) for topic in set(ids))
        for ids in ([unit_id[1] for unit_id in theme.unit_ids] for theme in themes.themes)
    )
    assert pure / len(topic_of) > 0.9
    terms = [" ".join(theme.terms) for theme in themes.themes]
    for word in ("room", "nurse", "funding", "system"):
        assert any(word in some for some in terms)
    assert all(0 <= (theme.stability or 0) <= 1 for theme in themes.themes)


def test_bertopic_gives_the_same_themes_for_shuffled_units() -> None:
    """Neither themes nor labels change with the order, or from run to run."""
    units = sixty_units()
    shuffled = list(units)
    Random(1).shuffle(shuffled)
    one, other = themes_of(units, real_tools()), themes_of(shuffled, real_tools())
    assert one.themes == other.themes
    assert dict(zip(one.unit_ids, one.labels, strict=True)) == dict(
        zip(other.unit_ids, other.labels, strict=True)
    )


@pytest.mark.parametrize("n_themes", [1, 2, 12])
def test_bertopic_finds_any_number_of_themes_at_the_floor(n_themes: int) -> None:
    """Twelve units and one theme, or as many themes as units: no unit gets lost."""
    units = sixty_units()[::5]
    themes = themes_of(units, real_tools(), n_themes=n_themes)
    assert sorted(placed_in(themes)) == sorted(unit.id for unit in units)
    assert 1 <= len(themes) <= n_themes


@pytest.mark.parametrize("text", ["No time.", "Rooms are locked.", "時間がありません。"])
def test_people_who_all_say_the_same_are_one_theme_of_many_people(text: str) -> None:
    """Twenty equal answers, even of words that name nothing, are twenty people."""
    units = [make_unit(text, person=f"P{n}", number=n) for n in range(20)]
    themes = themes_of(units, real_tools())
    assert sorted(placed_in(themes)) == sorted(unit.id for unit in units)
    assert max(theme.n_people for theme in themes.themes) == 20
    assert all(theme.label for theme in themes.themes)


def test_knots_vote_for_the_units_of_a_very_large_material(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit knots of near units stand for them; the result has the same form."""
    monkeypatch.setattr(_votes, "MOST_NODES", 40)
    monkeypatch.setattr(_votes, "N_NODES", 20)
    themes = themes_of(sixty_units(), real_tools(), n_themes=4)
    assert len(themes) == 4
    assert all(theme.stability is not None for theme in themes.themes)


def test_an_engine_says_its_settings() -> None:
    """The run record tells what found the themes."""
    assert f"{_votes.MOST_FITS:,} k-means fits" in BERTopicFinder().name
    assert FarthestFirstFinder().name != BERTopicFinder().name


def test_themes_of_the_sample_study_are_phrases(mined_study: Study) -> None:
    """Labels of real talk have two to six words and are no list of stop words."""
    for theme in mined_study.themes.themes:
        assert 2 <= len(theme.label.replace("/", " ").replace(",", " ").split()) <= 6
        assert theme.quotes
        assert theme.stability is not None
        assert 0 <= theme.stability <= 1
