"""Figures of a small study: what they say, how they look, and that nothing hostile runs in them."""

from __future__ import annotations

import json
import re
import shutil
import struct
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from thememiner.adapters.projection import TSNEProjector
from thememiner.errors import SettingsError, StudyError
from thememiner.formats._figure import (
    DARK,
    LIGHT,
    N_PALE,
    TONES,
    Bars,
    Dots,
    Grid,
    Map,
    mark_of,
    shade_of,
    ticks_to,
)
from thememiner.formats._html import make_data, make_policy, pack
from thememiner.formats._matplotlib import make_matplotlib, make_picture
from thememiner.formats._plotly import make_plotly, plotly_values
from thememiner.records import LOW_STABILITY, Quote, Run, Theme, ThemeSet, Unassigned, Unit
from thememiner.reports import FIGURES, Material, make_figure, make_reports
from thememiner.reports._figures import make_figures
from thememiner.reports._spread import MOST_COLUMNS
from thememiner.store import Database
from thememiner.study._plots import places_of, plot, put_places
from thememiner.themes._flags import UNSTABLE

if TYPE_CHECKING:
    from thememiner.study import Study

OWNED = "document.documentElement.dataset.owned='yes'"
HOSTILE = (
    f"<script>{OWNED}</script>",
    f'"><img src=x onerror="{OWNED}">',
    f"</script><script>{OWNED}</script>",
    f'<svg onload="{OWNED}"><a href="javascript:{OWNED}">it cost $5, then $10</a>',
    f"$\\href{{javascript:{OWNED}}}{{x}}$ %{{customdata}} {{{{ 7 * 7 }}}} <b>loud</b>",
    f"-->{OWNED}<style>*{{display:none}}</style>",
)
LETTERS = ("$x^2$ لا وقت", "lone \ud83d \x0b 没有时间", "<b>&amp;")
SITES = ("North", "North", "South", "South", "East")


def a_unit(n: int, person: int, text: str, **attributes: str) -> Unit:
    return Unit(
        id=f"t{person}:{n * 500}-{n * 500 + len(text)}",
        transcript_id=f"t{person}",
        start=n * 500,
        end=n * 500 + len(text),
        text=text,
        person=f"P{person}",
        role="participant",
        attributes=attributes,
    )


def a_theme(name: str, label: str, units: list[Unit], **more: Any) -> Theme:
    quotes = tuple(
        Quote(unit_id=u.id, text=u.text, person=u.person, transcript_id=u.transcript_id)
        for u in units
    )
    return Theme(
        id=name,
        label=label,
        unit_ids=tuple(u.id for u in units),
        quotes=quotes[:2],
        counter_quotes=quotes[2:3],
        n_people=len({u.person for u in units}),
        n_transcripts=len({u.transcript_id for u in units}),
        **more,
    )


def a_study(*, texts: tuple[str, ...] = (), n_people: int = 5, **changes: Any) -> Material:
    """Three themes and a unit in none; person 1 speaks in the first two, everybody in the third."""
    said = texts or tuple(f"What was said, number {n}." for n in range(6))
    units = [
        a_unit(n, person, said[n % len(said)], site=SITES[(person - 1) % len(SITES)])
        for person in range(1, n_people + 1)
        for n in range(3)
    ]
    first = [units[0], units[3]]
    second = [units[1]]
    third = [units[3 * n + 2] for n in range(n_people)]
    rest = [unit for unit in units if unit not in (*first, *second, *third)]
    themes = (
        a_theme("th3", "time of day", third, stability=0.9, neighbours=("th1",), terms=("time",)),
        a_theme("th1", "the bus", first, stability=0.3, flags=("unstable: they part",)),
        a_theme("th2", "a form", second, state="confirmed", stability=None),
    )
    home = {unit_id: theme.id for theme in themes for unit_id in theme.unit_ids}
    found = ThemeSet(
        themes=themes,
        unit_ids=tuple(unit.id for unit in units),
        labels=tuple(home.get(unit.id) for unit in units),
        unassigned=tuple(
            Unassigned(unit_id=u.id, text=u.text, nearest_theme="th1", distance=0.4) for u in rest
        ),
        resample_ari=0.8,
        resample_ami=0.7,
    )
    positions = {unit.id: (float(i % 7), float(i // 7)) for i, unit in enumerate(units)}
    run = Run(id="r1", at="2025-06-30T10:00:00+00:00")
    made = Material(
        study="Pilot", run=run, units=tuple(units), theme_set=found, positions=positions
    )
    return replace(made, **changes)


def with_parts(material: Material) -> Material:
    """The same with two sub-themes of the first theme."""
    whole = material.theme_set.themes[0]
    halves = (whole.unit_ids[:2], whole.unit_ids[2:])
    parts = tuple(
        whole.model_copy(
            update={"id": f"p{n}", "label": f"part {n}", "unit_ids": ids, "parent": whole.id}
        )
        for n, ids in enumerate(halves)
    )
    found = material.theme_set.model_copy(update={"sub_themes": parts})
    return replace(material, theme_set=found)


def with_labels(material: Material, *labels: str) -> Material:
    """The same with other labels, which are also the terms and the flags."""
    themes = tuple(
        theme.model_copy(update={"label": said, "terms": (said,), "flags": (said,)})
        for theme, said in zip(material.theme_set.themes, labels, strict=True)
    )
    found = material.theme_set.model_copy(update={"themes": themes})
    return replace(material, theme_set=found)


# --- what the figures say ----------------------------------------------------------------------


def test_every_figure_has_a_title_words_a_note_and_a_table() -> None:
    """Who does not see it, or sees no colours, misses nothing."""
    for name in FIGURES:
        figure = make_figure(name, with_parts(a_study()))
        assert figure.title
        assert len(figure.alt) > 40
        assert figure.note
        assert figure.rows
        assert {len(row) for row in figure.rows} == {len(figure.columns)}


def test_bars_count_people_and_mark_doubts() -> None:
    """The largest first, with the confirmed one ticked and the queue of units in no theme last."""
    chart = make_figure("themes", a_study()).chart
    assert isinstance(chart, Bars)
    assert [(bar.label, bar.value, bar.doubtful, bar.grey) for bar in chart.bars] == [
        ("1 · time of day", 5, False, False),
        ("2 · the bus", 2, True, False),
        ("3 · a form ✓", 1, False, False),
        ("in no theme", 4, False, True),
    ]
    assert chart.bars[0].note == "5 people, 5 units"
    assert chart.most == 5


def test_the_hierarchy_puts_sub_themes_under_their_theme() -> None:
    """Numbered by theme and lettered within it."""
    chart = make_figure("hierarchy", with_parts(a_study())).chart
    assert isinstance(chart, Bars)
    assert [(bar.label, bar.depth) for bar in chart.bars[:4]] == [
        ("1 · time of day", 0),
        ("1a · part 0", 1),
        ("1b · part 1", 1),
        ("2 · the bus", 0),
    ]


def test_the_heat_map_counts_people_and_not_quotations() -> None:
    """Somebody who says a thing three times is one person; silence is a dash and not a nought."""
    figure = make_figure("heatmap", a_study())
    assert isinstance(figure.chart, Grid)
    assert figure.chart.columns == (
        "East\n(1 person)",
        "North\n(2 people)",
        "South\n(2 people)",
    )
    assert figure.chart.cells == (("1", "2", "2"), ("–", "2", "–"), ("–", "1", "–"))
    assert "silence is not absence" in figure.note
    assert "fewer than 10 people" in figure.note
    assert "%" not in str(figure.chart.cells)


def test_the_heat_map_gives_shares_only_of_enough_people() -> None:
    """A percentage of two people is no percentage; of ten and more it is one."""
    many = make_figure("heatmap", a_study(n_people=60))
    assert isinstance(many.chart, Grid)
    assert many.chart.cells[0][0] == "12 (100 %)"
    assert many.chart.most == 1.0
    assert "no shares" not in many.note


def test_who_has_no_value_has_a_column() -> None:
    """Nobody falls out of the table for want of an attribute."""
    material = a_study()
    units = tuple(
        u.model_copy(update={"attributes": {}}) if u.person == "P5" else u for u in material.units
    )
    figure = make_figure("heatmap", replace(material, units=units))
    assert figure.columns[-1] == "not given (1 person)"


def test_the_map_shows_each_unit_that_has_a_place_once() -> None:
    """In its theme's colour, with its words, and the rest in grey."""
    material = a_study()
    figure = make_figure("map", material)
    assert isinstance(figure.chart, Map)
    assert sum(len(cloud.x) for cloud in figure.chart.clouds) == len(material.units)
    assert [cloud.number for cloud in figure.chart.clouds] == ["1", "2", "3", ""]
    assert figure.chart.clouds[-1].tone is None
    assert figure.chart.clouds[0].texts[0].startswith("“What was said, number 2.”\nP1")
    assert "approximate" in figure.note


def test_a_large_map_draws_the_same_share_of_every_theme() -> None:
    """And says how many it leaves out."""
    figure = make_figure("map", a_study(n_people=400), most_points=300)
    assert isinstance(figure.chart, Map)
    drawn = {cloud.name: len(cloud.x) for cloud in figure.chart.clouds}
    assert drawn["1 · time of day"] == 100
    assert drawn["2 · the bus"] == 1
    assert "of 1,200 units, the same share of each" in figure.note


def test_the_map_can_be_coloured_by_an_attribute() -> None:
    """To see whether a theme is one site."""
    figure = make_figure("map", a_study(), by="site")
    assert isinstance(figure.chart, Map)
    assert [cloud.name for cloud in figure.chart.clouds] == ["East", "North", "South"]


def test_stability_shows_both_measures() -> None:
    """Of each theme how often its units stay together, of the set ARI and AMI; what is low is named."""
    figure = make_figure("stability", a_study())
    assert isinstance(figure.chart, Dots)
    assert figure.chart.values == (0.9, 0.3, None)
    assert figure.chart.lines == (("whole set, ARI", 0.8), ("whole set, AMI", 0.7))
    assert "Unstable: 2 · the bus." in figure.alt
    assert ("3 · a form ✓", "not measured") in figure.rows


def test_what_the_figure_marks_as_unstable_is_what_the_cards_flag() -> None:
    """One number for both."""
    assert LOW_STABILITY == UNSTABLE


def test_a_theme_is_a_candidate_until_somebody_confirms_it() -> None:
    """The titles say so."""
    material = a_study()
    themes = material.theme_set.themes

    def titled(*states: str) -> str:
        some = tuple(t.model_copy(update={"state": s}) for t, s in zip(themes, states, strict=True))
        found = material.theme_set.model_copy(update={"themes": some})
        return make_figure("themes", replace(material, theme_set=found)).title

    candidate, confirmed = "candidate", "confirmed"
    assert titled(candidate, candidate, candidate) == "People in each of the candidate themes"
    assert titled(confirmed, confirmed, confirmed) == "People in each of the themes"
    assert "candidate and confirmed" in titled(confirmed, candidate, candidate)


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "by", "message"),
    [
        ("pie", None, "no figure 'pie'. Choose from: themes, map, heatmap, hierarchy, stability"),
        ("themes", "site", "'themes' cannot be drawn by 'site'"),
        ("heatmap", "age", "no attribute 'age'. Choose from: site"),
        ("map", "age", "no attribute 'age'. Choose from: site"),
    ],
)
def test_what_cannot_be_drawn_is_said_with_what_can(
    name: str, by: str | None, message: str
) -> None:
    """Names of figures and attributes are listed."""
    with pytest.raises(SettingsError, match=re.escape(message)):
        make_figure(name, a_study(), by=by)


def test_an_attribute_with_too_many_values_is_refused() -> None:
    """A heat map of a hundred columns cannot be read."""
    material = a_study(n_people=MOST_COLUMNS + 1)
    units = tuple(
        u.model_copy(update={"attributes": {"site": u.person or ""}}) for u in material.units
    )
    with pytest.raises(SettingsError, match="has 31 values; up to 30 can be drawn"):
        make_figure("heatmap", replace(material, units=units), by="site")


def test_a_study_without_attributes_themes_or_places_gets_no_such_figure() -> None:
    """Each figure asked for says what is missing; the report leaves it out."""
    material = a_study()
    bare = tuple(u.model_copy(update={"attributes": {}}) for u in material.units)
    with pytest.raises(SettingsError, match="give a table of cases"):
        make_figure("heatmap", replace(material, units=bare))
    with pytest.raises(StudyError, match="no places on a map"):
        make_figure("map", replace(material, positions={}))
    with pytest.raises(StudyError, match="no candidate themes to draw"):
        make_figure("themes", replace(material, theme_set=ThemeSet()))
    names = [one.name for one in make_figures(replace(material, units=bare, positions={}))]
    assert names == ["themes", "stability"]
    assert make_figures(replace(material, theme_set=ThemeSet())) == ()


def test_an_unknown_library_is_refused() -> None:
    """With the two that there are."""
    with pytest.raises(SettingsError, match="Choose from: plotly, matplotlib"):
        plot("themes", a_study(), library="d3")


# --- colours -----------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_their_ground(palette: Any) -> None:
    """At least 4.5 to 1 (WCAG AA), on paper and on every shade of the heat map; bars 3 to 1."""
    assert contrast(palette.ink, palette.paper) >= 4.5
    assert contrast(palette.soft, palette.paper) >= 4.5
    assert contrast(palette.accent, palette.paper) >= 3
    for n, shade in enumerate(palette.shades):
        assert contrast(shade, palette.ink if n < N_PALE else palette.paper) >= 4.5


def test_twenty_themes_differ_in_colour_or_shape() -> None:
    """Neighbouring numbers differ in colour, and no two have the same mark."""
    marks = [mark_of(n) for n in range(20)]
    assert len(set(marks)) == 20
    assert all(a[0] != b[0] for a, b in pairwise(marks))
    assert len(set(TONES)) == 6


@given(st.floats(0, 1e6), st.floats(0.1, 1e6))
def test_shades_grow_with_the_value(value: float, most: float) -> None:
    """From 0 for nothing to 4, never backwards."""
    assert shade_of(0, most) == shade_of(None, most) == 0
    assert 0 <= shade_of(value, most) <= shade_of(value * 1.5, most) <= 4


@given(st.integers(2, 10_000_000))
def test_ticks_go_from_nought_to_the_most(most: int) -> None:
    """At most seven, growing, the last of them the most itself."""
    ticks = ticks_to(most)
    assert ticks[0] == 0
    assert ticks[-1] == most
    assert list(ticks) == sorted(set(ticks))
    assert len(ticks) <= 8


# --- plotly and matplotlib ---------------------------------------------------------------------


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_takes_every_figure(name: str) -> None:
    """Its own validation passes; the note stands in it, and it is not shown."""
    material = with_parts(a_study(texts=HOSTILE))
    drawn = make_plotly(make_figure(name, material))
    assert drawn.layout.title.subtitle.text
    assert drawn.layout.paper_bgcolor == LIGHT.paper
    text = drawn.to_json()
    assert "<script" not in text
    assert "<img" not in text
    assert '"$' not in text


def test_what_people_said_is_never_mark_up_in_plotly() -> None:
    """Neither its tags nor its formulas nor its templates."""
    values = plotly_values(make_figure("map", a_study(texts=HOSTILE)))
    shown = json.dumps([values["data"][n]["text"] for n in range(4)])
    assert not re.search(r"<(?!br>)|\$", shown)
    assert "%{customdata}" not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize("name", FIGURES)
def test_matplotlib_draws_every_figure_without_a_window(name: str) -> None:
    """As PNG and SVG, the same bytes each time, whatever letters and signs the labels have."""
    figure = make_figure(name, with_labels(a_study(), *LETTERS))
    png, svg = make_picture(figure, "png"), make_picture(figure, "svg")
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert 1400 <= width <= 1500
    assert height >= 500
    tree = ElementTree.fromstring(svg)
    assert figure.title in "".join(tree.itertext())
    assert b"<script" not in svg
    assert (png, svg) == (make_picture(figure, "png"), make_picture(figure, "svg"))


def test_a_still_figure_belongs_to_nobody() -> None:
    """No window of pyplot is opened, a notebook shows it, and the user's own style stays."""
    import matplotlib as mpl
    from matplotlib import pyplot

    mpl.rcParams["font.size"] = 17
    drawn: Any = make_matplotlib(make_figure("themes", a_study()))
    assert mpl.rcParams["font.size"] == 17
    mpl.rcdefaults()
    assert pyplot.get_fignums() == []
    assert drawn._repr_png_().startswith(b"\x89PNG")


def test_pictures_are_written_as_files() -> None:
    """One for each figure that the records allow."""
    made = make_reports(with_parts(a_study()), ["png", "svg"])
    names = ("hierarchy", "map", "heatmap", "stability")
    assert list(made) == [f"figure-{n}.{end}" for end in ("png", "svg") for n in names]


def test_public_pictures_show_only_what_public_tables_show() -> None:
    """No map, no number of one or two people, and nobody's words."""
    made = make_reports(a_study(n_people=30, texts=("zqsaid",)), ["svg"], audience="public")
    pictures = {name: data.decode() for name, data in made.items() if name.endswith(".svg")}
    assert "public-figure-themes.svg" in pictures
    assert not any("map" in name.removesuffix("heatmap.svg") for name in pictures)
    for text in pictures.values():
        assert "zqsaid" not in text
        assert not re.search(r">[12] (person|people)<", text)


# --- places on the map -------------------------------------------------------------------------


def some_vectors(n: int, *, seed: int = 0) -> Any:
    rows = np.random.default_rng(seed).normal(size=(n, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_the_order_of_the_vectors_plays_no_part() -> None:
    """Shuffled input gives the same places."""
    vectors = some_vectors(60)
    order = np.random.default_rng(1).permutation(60)
    places = TSNEProjector().project(vectors)
    assert np.array_equal(TSNEProjector().project(vectors[order]), places[order])


@given(
    arrays(
        np.float32,
        st.tuples(st.integers(0, 9), st.integers(1, 4)),
        elements=st.floats(-1, 1, width=32),
    )
)
def test_any_few_vectors_get_places(vectors: Any) -> None:
    """None, one, all the same: every vector has a place within bounds, the same ones the same."""
    places = TSNEProjector().project(vectors)
    assert places.shape == (len(vectors), 2)
    assert np.isfinite(places).all()
    assert np.abs(places).max(initial=0) <= 100
    for i in range(1, len(vectors)):
        if np.array_equal(vectors[i], vectors[0]):
            assert np.array_equal(places[i], places[0])


def test_beyond_the_most_fitted_units_stand_beside_the_most_similar() -> None:
    """Two heaps stay two heaps when only a part of them is laid out."""
    heaps = np.repeat(np.eye(2, 8, dtype=np.float32) * 3, 80, axis=0)
    vectors = heaps + 0.3 * some_vectors(160)
    places = TSNEProjector(most_fitted=60).project(vectors)
    middles = places[:80].mean(axis=0), places[80:].mean(axis=0)
    nearer = np.linalg.norm(places - middles[0], axis=1) < np.linalg.norm(
        places - middles[1], axis=1
    )
    assert nearer[:80].mean() > 0.95
    assert nearer[80:].mean() < 0.05


class CountingProjector:
    """Puts units into a row and counts how often it was asked."""

    name = "a row"

    def __init__(self) -> None:
        self.asked = 0

    def project(self, vectors: Any) -> Any:
        self.asked += 1
        return np.array([(float(n), 0.0) for n in range(len(vectors))])


def test_places_are_kept_until_a_unit_changes(tmp_path: Path) -> None:
    """So that a picture needs no model and stays the same; what is set aside has no place."""
    database, projector = Database(tmp_path / "study.sqlite"), CountingProjector()
    units = list(a_study().units)

    def put(some: list[Unit]) -> None:
        put_places(
            database,
            some,
            (),
            projector=projector,
            encoder="e",
            embed=lambda texts: some_vectors(len(texts)),
        )

    put(units)
    put(units)
    assert projector.asked == 1
    assert set(places_of(database)) == {unit.id for unit in units}
    put(units[1:])
    assert projector.asked == 2
    assert units[0].id not in places_of(database)
    database.close()


# --- a mined study -----------------------------------------------------------------------------

WITHOUT_MODELS = """
import sys, thememiner as tm
study = tm.Study(sys.argv[1], progress=False)
for name in ("map", "heatmap", "hierarchy", "stability", "themes"):
    study.plot(name)
    study.plot(name, library="matplotlib")
study.close()
heavy = {"torch", "spacy", "sklearn", "bertopic", "sentence_transformers", "umap"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""


def test_pictures_of_a_mined_study_need_no_model(mined_study: Study) -> None:
    """All five, with both libraries, from what is kept; every unit looked at has a place."""
    placed = set(places_of(mined_study._database))
    themes = mined_study.themes
    looked_at = {u for theme in themes.themes for u in theme.unit_ids}
    assert looked_at <= placed
    assert {item.unit_id for item in themes.unassigned} <= placed
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_MODELS, str(mined_study.folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


# --- the page in a browser ---------------------------------------------------------------------


def test_data_cannot_end_the_script_that_holds_them() -> None:
    """Whatever was said, and it comes back as it was."""
    said = [*HOSTILE, "<!-- <script>", "\u2028", "lone \ud83d"]
    text = make_data(said)
    assert "<" not in text
    assert "&" not in text
    assert json.loads(text) == said


def test_a_policy_names_what_may_run_and_nothing_else() -> None:
    """Nothing from anywhere, no script without its hash."""
    bare = make_policy(styles=["a{}"])
    assert "unsafe" not in bare
    assert "script-src" not in bare
    drawn = make_policy(styles=["a{}"], scripts=["1"], drawn=True)
    (scripts,) = re.findall(r"script-src ([^;]+)", drawn)
    assert re.fullmatch(r"'sha256-[\w+/]{43}='", scripts)
    for policy in (bare, drawn):
        assert policy.startswith("default-src 'none'; ")
        assert "http" not in policy


def test_the_same_text_is_packed_alike() -> None:
    """So that a report made again is the same."""
    assert pack("a" * 1000) == pack("a" * 1000)


def a_page(material: Material) -> str:
    return make_reports(material, ["html"])["report.html"].decode()


def test_a_page_without_themes_has_no_script() -> None:
    """Nothing to draw, nothing to run."""
    html = a_page(a_study(theme_set=ThemeSet()))
    assert "<script" not in html
    assert "unsafe" not in html
    assert len(html) < 60_000


def test_a_page_stays_small_enough_to_mail() -> None:
    """The library for the pictures is in it once, packed: about two megabytes."""
    html = a_page(with_parts(a_study()))
    assert html.count("<script>") == 1
    assert 1_500_000 < len(html) < 2_600_000


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def browse(page: Path, tmp_path: Path) -> tuple[str, list[str]]:
    """The page as a browser has it in the end, and what stood on the console."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        pytest.skip(f"No browser is on this machine ({', '.join(BROWSERS)}). Install Chromium.")
    done = subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--enable-logging=stderr",
            "--virtual-time-budget=30000",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    return done.stdout, re.findall(r"CONSOLE[:(]\d+\)?\] (.*)", done.stderr)


def test_in_a_browser_our_script_runs_and_nothing_else_does(tmp_path: Path) -> None:
    """Hostile talk is shown as talk, the pictures are drawn, and the console stays empty."""
    material = with_labels(with_parts(a_study(texts=HOSTILE, study=HOSTILE[0])), *HOSTILE[:3])
    page = tmp_path / "report.html"
    page.write_text(a_page(material), "utf-8")
    dom, console = browse(page, tmp_path)
    assert console == []
    assert 'data-pictures="drawn"' in dom
    assert dom.count('class="main-svg"') >= 4
    assert "data-owned" not in re.findall(r"<html[^>]*>", dom)[0]
    assert "1 · &lt;script&gt;document" in dom
    assert "<img" not in dom


def test_even_what_escaping_missed_would_not_run(tmp_path: Path) -> None:
    """The policy is a second wall: a script that got into the page is refused."""
    page = tmp_path / "report.html"
    breach = f'<script>{OWNED}</script><img src=x onerror="{OWNED}">'
    page.write_text(a_page(a_study()).replace("<main id=", f"{breach}<main id=", 1), "utf-8")
    dom, console = browse(page, tmp_path)
    assert "<img" in dom
    assert "data-owned" not in re.findall(r"<html[^>]*>", dom)[0]
    assert 'data-pictures="drawn"' in dom
    assert len([line for line in console if "Content Security Policy" in line]) >= 2
