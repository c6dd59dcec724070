"""Somebody withdraws: nothing of what they said is left in any file of the study, and it stays so."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import thememiner as tm
from conftest import (
    CentreTrainer,
    FarthestFirstFinder,
    FullStopSplitter,
    HashingEncoder,
    WordPairs,
    make_transcript,
    make_unit,
)
from thememiner.cli import main
from thememiner.matches import Decided, Matcher, learn_matcher, make_matcher
from thememiner.records import (
    Boundary,
    Code,
    Codebook,
    Example,
    NearMiss,
    Theme,
    ThemeSet,
    Transcript,
)
from thememiner.review import make_decision
from thememiner.store import Database, Key
from thememiner.study import Study
from thememiner.study import _study_folder as facade
from thememiner.study._withdrawn_results import shrink_themes
from thememiner.study._withdrawn_talk import find_gone, gone_before, leave_out
from thememiner.study._withdrawn_words import MARK, Words
from thememiner.themes import Tools
from thememiner.vectors import VectorCache, Vectors, embed

GROUP = """\
Mod: What happened to the visits when the rota changed?

Denise: The rota was full every single week and nobody had planned for the extra visits at all. \
We were told on a Monday that the van had gone to the other team again without a word.
Bo: I kept a paper diary because the tablet would never load on the hill roads in winter. \
The office lost two of my sheets and then blamed the tablet for the missing visits.
Cy: My manager came along on the first three visits and that gave me a lot of courage. \
She wrote the letter to the practice herself so the nurses knew my name from the start.

Mod: And what would have helped you most at that time?

Denise: Somebody in the office who answers the telephone when I am standing at a locked door. \
Yeah, exactly.
Bo: Yeah, exactly. A tablet that keeps the notes until there is a signal again in the village. \
Paper forms that have the same questions in the same order as the screen has them.
Cy: An hour on Friday to write things down before the week is gone from my head.
"""
ALONE = """\
Int: How did you come to this work in the first place?

Denise: My aunt was a patient on the ward and nobody ever explained the tablets to her properly. \
So I thought that somebody from our own street should be doing the explaining for people.

Int: Is there anything about the dosette boxes which you would like to put differently?

Denise: The boxes arrive on a Thursday although everybody is paid on a Wednesday and gone by noon.
"""
OTHER = """\
Int: How did you find the training before you started the visits?

Bo: The training was two days in a hotel with slides that had nothing to do with our streets. \
I learned more from one afternoon of walking round with the health visitor than from all of it. \
There was a good hour about lifting and carrying but none about talking to frightened people. \
Afterwards I made a list of ten questions and kept it in the cover of my diary for the year.

Int: And since the training, what has changed for you in the work?

Bo: The practice gives me a room on Tuesdays now and people come there without an appointment. \
The receptionist rings me when somebody has missed two prescriptions in a row without saying why. \
Nobody pays me for the evenings though and that is why two of the others have left already. \
The pharmacist sends me a list every fortnight of those who have not been in for their boxes. \
Half of that list have moved away and the other half are waiting behind a door for somebody. \
My own doctor told me to slow down after the winter because of my knees and all those stairs. \
So now the younger ones take the tower blocks and I take the bungalows by the old station. \
What I would ask for is a proper chair in that room and a lamp which does not flicker all day. \
People notice such things and they think that whoever sits there cannot be worth very much. \
The steering group came to look at the room once and they stayed on their feet the whole time. \
A student asked me in June whether we should be measuring blood pressure on these visits too. \
I said that the cuff would end the conversation before the conversation had even begun here. \
Families ring the practice to thank us although nobody at the practice ever writes that down. \
There ought to be a book for such calls beside the telephone with a pen on a piece of string.
"""
PEOPLE = "file,label,person,site\ngroup.txt,Denise,AB-1,North\ngroup.txt,Bo,AB-2,South\n" + (
    "group.txt,Cy,AB-3,South\nalone.txt,Denise,AB-1,North\nother.txt,Bo,AB-2,South\n"
)
OWN_BOOK = Codebook(
    id="ours",
    name="Our own",
    codes=(
        Code(
            id="time",
            name="Time",
            definition="Whether there is time for the visits.",
            examples=(
                Example(text="The rota was full every single week and nobody had planned for it."),
                Example(text="There is no time in the day for one more visit."),
            ),
            boundaries=(Boundary(neighbour="tools", rule="A tablet that costs time is a tool."),),
            near_misses=(
                NearMiss(text="The rota was full every single week and nobody had planned for it."),
                NearMiss(text="The tablet takes for ever.", belongs_to="tools"),
            ),
        ),
        Code(
            id="tools",
            name="Tools",
            definition="Tablets, vans, paper and telephones.",
            examples=(Example(text="The tablet does not load."),),
        ),
    ),
)


class FakeToolbox:
    """What a study asks of its adapters, without any model."""

    def __init__(
        self,
        encoder: str,  # noqa: ARG002
        *,
        cache: VectorCache | None = None,
        track: object = None,  # noqa: ARG002
    ) -> None:
        self.encoder = HashingEncoder()
        self.splitter = FullStopSplitter()
        self.finder = FarthestFirstFinder()
        self.trainer = CentreTrainer()
        self._cache = cache

    @property
    def projector(self) -> object:
        return FakeProjector()

    def vectors(self, texts: Sequence[str]) -> Vectors:
        return embed(texts, self.encoder, cache=self._cache)

    def embed(self, texts: Sequence[str]) -> object:
        return self.vectors(texts).array

    @property
    def theme_tools(self) -> Tools:
        return Tools(finder=self.finder, phrases=WordPairs(), embed=self.embed)  # type: ignore[arg-type]

    def matcher(self, codebook: Codebook) -> Matcher:
        return make_matcher(
            codebook,
            embed=self.embed,  # type: ignore[arg-type]
            trainer=self.trainer,
            no_code=[Example(text="Hello and welcome to this conversation today.")],
            valence_examples=[],
        )

    def learn(self, base: Matcher, decided: Decided) -> Matcher:
        outside = embed(["Hello and welcome to this conversation today."], self.encoder).array
        return learn_matcher(base, decided, outside=outside, trainer=self.trainer)

    def models(self) -> dict[str, str]:
        return {"hashing": "0" * 64}


class FakeProjector:
    """Two numbers of each vector."""

    name = "first two"

    def project(self, vectors: object, **_: object) -> object:
        return vectors[:, :2]  # type: ignore[index]


@pytest.fixture(autouse=True)
def without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Studies here use fakes."""
    monkeypatch.setattr(facade, "Toolbox", FakeToolbox)


@pytest.fixture
def material(tmp_path: Path) -> Path:
    """A folder with a focus group, two interviews and a table of cases."""
    folder = tmp_path / "talks"
    folder.mkdir()
    for name, text in (("group.txt", GROUP), ("alone.txt", ALONE), ("other.txt", OTHER)):
        (folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "cases.csv").write_text(PEOPLE, encoding="utf-8")
    return folder


@pytest.fixture
def study(material: Path, tmp_path: Path) -> Iterator[Study]:
    """Mined, with every kind of export."""
    made = tm.Study(tmp_path / "study", progress=False)
    made.add(material, cases=tmp_path / "cases.csv")
    made.set_role("Mod", "interviewer")
    made.mine(codebook=["npt", OWN_BOOK], n_themes=3)
    made.export(formats=["html", "review", "csv", "xlsx", "qdc"])
    yield made
    made.close()


def who_says(study: Study, person: str) -> list[str]:
    """What somebody said, speech by speech."""
    return [
        transcript.speech(turn)
        for transcript in study.transcripts
        for turn in transcript.turns
        if transcript.speaker(turn.speaker).person == person
    ]


def sentences(speeches: Sequence[str]) -> list[str]:
    """Their sentences of six words or more."""
    parts = [part for text in speeches for part in re.split(r"(?<=[.?!])\s+", text)]
    return [part for part in parts if len(part.split()) >= 6]


def every_byte(*places: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file in the folders, and everything inside those that are archives."""
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if not path.is_file():
                continue
            data = path.read_bytes()
            yield path, data
            if zipfile.is_zipfile(io.BytesIO(data)):
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    for name in archive.namelist():
                        yield path / name, archive.read(name)


def places_of(texts: Sequence[str], *places: Path) -> list[tuple[str, str]]:
    """Where any of the texts stands, as it is or as JSON, XML, HTML and CSV write it."""
    found = []
    for path, data in every_byte(*places):
        for text in texts:
            forms = {text, json.dumps(text)[1:-1], html.escape(text), text.replace('"', '""')}
            if any(form.encode() in data for form in forms):
                found.append((path.name, text))
    return found


def vectors_of(study: Study, texts: Sequence[str]) -> list[bytes]:
    """The bytes under which texts are remembered."""
    tools = FakeToolbox("", cache=study._database)
    return [tools.vectors([text]).array[0].tobytes() for text in texts]


# --- nothing is left -------------------------------------------------------------------------


@pytest.mark.parametrize("refit", [True, False])
def test_nothing_that_a_person_said_is_left_anywhere(refit: bool, study: Study) -> None:
    """Neither their sentences nor their vectors, in any file of the study or inside it."""
    said = sentences(who_says(study, "AB-1"))
    units = [unit.text for unit in study.units if unit.person == "AB-1" and unit.n_words > 3]
    vectors = vectors_of(study, units)
    assert len(said) == 6
    assert {text for _, text in places_of(said, study.folder)} == set(said)
    assert all(any(v in data for _, data in every_byte(study.folder)) for v in vectors)
    done = study.withdraw("AB-1", refit=refit)
    assert places_of(said, study.folder) == []
    assert not any(v in data for _, data in every_byte(study.folder) for v in vectors)
    assert (done.n_transcripts, done.n_shortened, done.n_turns) == (1, 1, 4)
    assert done.themes == ("re-fitted" if refit else "shrunk")
    assert study.verify(), study.verify().faults


def test_phrases_and_all_other_vectors_of_theirs_go_too(study: Study) -> None:
    """What is left of the cache is in use: a new run encodes no unit of anybody else again."""
    done = study.withdraw("AB-1", refit=False)
    ((left,),) = study._database._rows("SELECT count(*) FROM vectors")
    assert done.n_vectors > 4
    texts = [unit.text for unit in study.units]
    assert len(study._database.get_vectors([])) == 0
    assert FakeToolbox("", cache=study._database).vectors(texts).n_encoded == 0
    assert left >= len(set(texts))


def test_what_others_said_stays_where_it_was(study: Study) -> None:
    """Ids, positions and words of everybody else, in a focus group too."""
    before = {unit.id: unit for unit in study.units if unit.person != "AB-1"}
    study.withdraw("AB-1")
    after = {unit.id: unit for unit in study.units}
    assert {i: u.text for i, u in after.items()} == {i: u.text for i, u in before.items()}
    for transcript in study.transcripts:
        assert all(transcript.speech(turn).strip() for turn in transcript.turns)
        assert "Denise" not in {speaker.label for speaker in transcript.speakers}
    (group,) = (t for t in study.transcripts if len(t.speakers) == 3)
    assert group.text.count(MARK) == 2


def test_the_label_of_a_theme_goes_with_the_words_that_it_came_from() -> None:
    """A label and terms that only they said are not kept; what others in it say as well is."""
    units = [
        make_unit("The van had gone to the other team.", person="A", number=1),
        make_unit("A locked door and no telephone.", person="A", number=2),
        make_unit("My locked door is the tower block.", person="B", number=3),
        make_unit("The tower block has no lift.", person="C", number=4),
    ]
    themes = ThemeSet(
        themes=(
            Theme(id="t1", label="other team / van", unit_ids=(units[0].id,), terms=("van",)),
            Theme(
                id="t2",
                label="locked door",
                unit_ids=(units[1].id, units[2].id),
                terms=("telephone", "locked door"),
            ),
            Theme(id="t3", label="tower block", unit_ids=(units[3].id,), terms=("lift",)),
        ),
        unit_ids=tuple(unit.id for unit in units),
        labels=("t1", "t2", "t2", "t3"),
    )
    left = shrink_themes(themes, units[2:], (), HashingEncoder().embed)
    assert {t.id: t.label for t in left.themes} == {"t2": "locked door", "t3": "tower block"}
    assert "telephone" not in left["t2"].terms
    assert left["t3"] == themes["t3"].model_copy(
        update={name: getattr(left["t3"], name) for name in ("quotes", "n_people", "n_transcripts",
                "largest_share", "flags", "spread", "neighbours", "counter_quotes")}
    )  # fmt: skip
    fewer = shrink_themes(themes, units[3:], (), HashingEncoder().embed)
    assert [t.id for t in fewer.themes] == ["t3"]
    gone = themes["t2"].model_copy(update={"label": "no telephone"})
    again = themes.model_copy(update={"themes": (themes["t1"], gone, themes["t3"])})
    named = shrink_themes(again, units[2:], (), HashingEncoder().embed)["t2"].label
    assert "telephone" not in named
    assert set(named.replace(",", "").split()) <= {"locked", "door", "tower", "block"}


def test_themes_that_are_shrunk_count_again(study: Study) -> None:
    """People, quotations and suggestions are those of the units that are left."""
    before = {theme.id for theme in study.themes.themes}
    study.withdraw("AB-1", refit=False)
    units = {unit.id: unit for unit in study.units}
    for theme in study.themes.themes:
        assert theme.id in before
        assert theme.n_people == len({units[one].person for one in theme.unit_ids})
        for quote in (*theme.quotes, *theme.counter_quotes):
            assert units[quote.unit_id].text == quote.text
    for suggestion in study.suggestions:
        assert suggestion.unit_id is None or suggestion.unit_id in units


def test_a_codebook_loses_examples_in_their_words(study: Study) -> None:
    """Only those; a built-in codebook is what it was, and the person is told of the file."""
    npt = study.codebooks[0]
    done = study.withdraw("AB-1")
    ours = next(book for book in study.codebooks if book.id == "ours")
    assert [e.text for e in ours["time"].examples] == [
        "There is no time in the day for one more visit."
    ]
    assert [m.text for m in ours["time"].near_misses] == ["The tablet takes for ever."]
    assert study.codebooks[0] == npt
    assert done.n_codebooks == 1
    assert any("codebook" in note for note in done.notes)


def test_the_last_person_takes_everything_along(study: Study) -> None:
    """Also the exports, of which nothing is left to show."""
    for person in ("AB-1", "AB-2", "AB-3"):
        done = study.withdraw(person)
    assert len(study.transcripts) == 0
    assert list((study.folder / "exports").iterdir()) == []
    assert len(done.deleted) > 3
    assert study.verify(), study.verify().faults


# --- the log of decisions --------------------------------------------------------------------


def decide(study: Study, unit: tm.Unit, **changes: object) -> tm.Decision:
    """A decision of AB on a unit, or on another span."""
    fields = {
        "codebook": "ours",
        "unit_id": unit.id,
        "transcript_id": unit.transcript_id,
        "start": unit.start,
        "end": unit.end,
        "quote": unit.text,
        "code_id": "time",
        **changes,
    }
    made = make_decision(coder="AB", verdict="code", **fields)
    study._database.add_decisions([made])
    return made


def test_decisions_stay_in_the_log_without_words(study: Study) -> None:
    """Words and notes of decisions on their talk go; the decision, its place and everybody else's stay."""
    theirs = next(u for u in study.units if u.person == "AB-1" and "rota" in u.text)
    other = next(u for u in study.units if u.person == "AB-2" and "diary" in u.text)
    gone = decide(study, theirs, memo="She sounds angry about the rota.")
    kept = decide(study, other, memo="As the other one: the rota was full every single week, too.")
    before = study._database._rows("SELECT id, at, record FROM decisions ORDER BY id")
    done = study.withdraw("AB-1")
    log = {one.id: one for one in study.decisions}
    assert (log[gone.id].quote, log[gone.id].memo) == ("", "")
    assert log[gone.id].unit_id == theirs.id
    assert log[kept.id].quote == other.text
    assert log[kept.id].memo == f"As the other one: {MARK}, too."
    assert study._database._rows("SELECT id, at, record FROM decisions ORDER BY id") == before
    assert (done.n_decisions, done.n_notes) == (1, 1)
    assert [coding.text for coding in study.codings()] == [other.text]
    assert study.verify(), study.verify().faults


def test_a_coding_of_words_that_are_said_twice_stays_anchored(study: Study) -> None:
    """No position moves, so what stands in a text several times is still told apart."""
    said = [u for u in study.units if u.text.startswith("Yeah, exactly") and u.person == "AB-2"]
    start = said[0].start
    twin = decide(study, said[0], start=start, end=start + 14, quote="Yeah, exactly.")
    study.withdraw("AB-1")
    (coding,) = study.codings()
    assert (coding.start, coding.text, coding.person) == (start, "Yeah, exactly.", "AB-2")
    assert coding.decision_ids == (twin.id,)
    assert study.verify()


def test_a_coding_over_two_voices_keeps_the_other_voice(study: Study) -> None:
    """Where theirs stood, the coding says so."""
    group = next(t for t in study.transcripts if "hill roads" in t.text)
    start = group.text.index("without a word")
    end = group.text.index("because the tablet")
    unit = study.units[0]
    decide(study, unit, unit_id=None, transcript_id=group.id, start=start, end=end,
           quote=group.text[start:end])  # fmt: skip
    study.withdraw("AB-1")
    (coding,) = study.codings()
    assert "without a word" not in coding.text
    assert coding.text.endswith("I kept a paper diary ")
    assert study.verify(), study.verify().faults


def test_the_database_refuses_other_changes_to_words_of_decisions(study: Study) -> None:
    """They may be taken out, visibly; never put in, rewritten, brought back or deleted."""
    made = decide(study, study.units[0])
    for statement in (
        "UPDATE excerpts SET quote = 'something else'",
        "UPDATE excerpts SET memo = 'longer than it was', state = 'shortened'",
        "UPDATE excerpts SET quote = '', state = 'kept'",
        "UPDATE excerpts SET decision_id = 'd0', state = 'withdrawn'",
        "DELETE FROM excerpts",
    ):
        with (
            pytest.raises(tm.StudyError, match="never changed"),
            study._database._writing() as connection,
        ):
            connection.execute(statement)
    assert study.decisions[0].quote == made.quote


# --- files -----------------------------------------------------------------------------------


def fill(path: Path, unit_id: str, **entries: str) -> None:
    """Write into the row of a unit, as a coder does."""
    book = load_workbook(path)
    sheet = book["Review"]
    head = {cell.value: cell.column for cell in sheet[1]}
    for row in sheet.iter_rows(min_row=2):
        if str(row[0].value).startswith(f"{unit_id}|npt"):
            for name, text in entries.items():
                sheet.cell(row[0].row, head[name], text)
    book.save(path)


def test_untouched_exports_are_made_again_in_place(study: Study, tmp_path: Path) -> None:
    """Reports, tables and sheets nobody has filled in, wherever they were written."""
    blind = study.export_review(tmp_path / "round1.xlsx", coder="CD", blind=True)
    said = sentences(who_says(study, "AB-1"))
    assert places_of(said, blind)
    done = study.withdraw("AB-1")
    assert str(blind) in done.made_again
    assert places_of(said, tmp_path / "study", blind) == []
    assert "hidden (blind)" in str([r for r in load_workbook(blind)["Read me"].values])
    assert "CD" in str([r for r in load_workbook(blind)["Read me"].values])
    names = {Path(path).name for path in done.made_again}
    assert names >= {"report.html", "units.csv", "tables.xlsx", "review.xlsx", "codebook.qdc"}


def test_a_filled_sheet_loses_their_rows_and_keeps_the_coders_work(
    study: Study, tmp_path: Path
) -> None:
    """It is named in the result; what a coder wrote about others is read back."""
    sheet = study.export_review(tmp_path / "AB.xlsx", coder="AB")
    theirs = next(u for u in study.units if u.person == "AB-1" and "rota" in u.text)
    other = next(u for u in study.units if u.person == "AB-2" and "diary" in u.text)
    fill(sheet, theirs.id, verdict="none fits", memo="The rota was full every single week and more")
    fill(sheet, other.id, verdict="none fits", memo="as the rota was full every single week")
    said = sentences(who_says(study, "AB-1"))
    done = study.withdraw("AB-1")
    assert done.blanked == (str(sheet),)
    assert done.needs_a_person
    assert places_of([*said, "The rota was full every single week"], sheet) == []
    reports = study.import_review(sheet)
    assert [r.outcome for r in reports if r.outcome not in {"empty", "unchanged"}] == ["applied"]
    assert study.decisions[-1].unit_id == other.id
    assert load_workbook(sheet)["Review"].data_validations.count > 0


def test_a_note_at_a_cell_and_a_sheet_of_their_own_are_looked_into(
    study: Study, tmp_path: Path
) -> None:
    """Coders paste words anywhere."""
    from openpyxl.comments import Comment

    sheet = study.export_review(tmp_path / "AB.xlsx", coder="AB")
    book = load_workbook(sheet)
    book["Review"]["C3"].comment = Comment("nobody had planned for the extra visits at all", "AB")
    mine = book.create_sheet("my notes")
    mine["A1"] = "See: we were told on a Monday that the van had gone."
    mine["B2"] = 7
    book.save(sheet)
    study.withdraw("AB-1")
    assert places_of(["nobody had planned for the extra", "on a Monday that the van"], sheet) == []
    assert load_workbook(sheet)["my notes"]["A1"].value == f"See: {MARK}."
    assert load_workbook(sheet)["my notes"]["B2"].value == 7


def test_a_table_that_somebody_changed_keeps_their_changes(study: Study) -> None:
    """A column of one's own is not written over; their rows and words go."""
    table = study.folder / "exports" / "units.csv"
    table.write_bytes(table.read_bytes().replace(b"\r\n", b",mine\r\n", 1))
    said = sentences(who_says(study, "AB-1"))
    done = study.withdraw("AB-1")
    assert str(table) in done.blanked
    assert places_of(said, table) == []
    head, *rows = table.read_text(encoding="utf-8-sig").splitlines()
    assert head.endswith(",mine")
    assert len(rows) == len(study.units)


def test_a_file_that_was_moved_or_rewritten_is_named(study: Study, tmp_path: Path) -> None:
    """What the study cannot reach or undo is left to a person, by name."""
    report, page = study.folder / "exports" / "report.html", study.folder / "exports" / "themes.csv"
    report.write_text(report.read_text(encoding="utf-8") + "<!-- read by me -->", encoding="utf-8")
    shutil.move(page, tmp_path / "elsewhere.csv")
    done = study.withdraw("AB-1")
    assert done.by_hand == (str(report),)
    assert done.not_found == (str(page),)
    assert any("find and delete the copies" in line for line in done.lines())


def test_a_copy_that_the_study_was_told_of_is_looked_into(study: Study, tmp_path: Path) -> None:
    """Also one whose rows name people instead of ids."""
    copy = tmp_path / "copy.csv"
    copy.write_text("who,what\nDenise,she said it\nBo,he said it\n", encoding="utf-8")
    study.rename_speaker("Denise", "Denise Marlow")
    study.remember_file(copy)
    done = study.withdraw("AB-1")
    assert "Denise" not in copy.read_text(encoding="utf-8-sig")
    assert "Bo,he said it" in copy.read_text(encoding="utf-8-sig")
    assert str(copy) in done.blanked
    with pytest.raises(tm.SettingsError, match="There is no file"):
        study.remember_file(tmp_path / "none.csv")
    with pytest.raises(tm.SettingsError, match="no kind 'team' of file"):
        study.remember_file(copy, "team")


def test_the_key_forgets_what_was_replaced_in_their_talk_and_for_their_name(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names that they said, and their own name where others say it; other people's names stay."""
    (tmp_path / "later.txt").write_text(
        "Mod: Who was there on the day of the flood?\n\n"
        "Denise: Margaret was there and she had brought Kathleen along in the van.\n\n"
        "Bo: Denise was there, and Rosemary came later with =1+1 sandwiches for us all.\n\n"
        "Mod: And then?\n\nBo: Then Rosemary and Denise went home in the dark together.\n",
        encoding="utf-8",
    )
    study.add(tmp_path / "later.txt")
    table = tmp_path / "names.csv"
    with pytest.raises(SystemExit):
        main(["names", "--study", str(study.folder), "--to-csv", str(table), "--each", "--quiet"])
    held = {one.original for one in study.key.replacements}
    assert {"Margaret", "Kathleen", "Rosemary", "Denise"} <= held
    later = next(t for t in study.transcripts if "flood" in t.text)
    who = next(s.person for s in later.speakers if "Margaret" not in later.text
               and study.key.labels[later.id].get(s.label or "") == "Denise")  # fmt: skip
    done = study.withdraw(str(who), refit=False)
    held = {one.original for one in study.key.replacements}
    assert "Rosemary" in held
    assert not {"Margaret", "Kathleen", "Denise"} & held
    assert str(table) in done.blanked
    text = table.read_text(encoding="utf-8-sig")
    assert "Rosemary" in text
    assert not any(name in text for name in ("Margaret", "Kathleen", "Denise"))
    now = next(t for t in study.transcripts if "flood" in t.text)
    assert all(now.text[r.start : r.end] == r.pseudonym for r in study.replacements()
               if r.transcript_id == now.id and r.state == "replaced")  # fmt: skip
    assert study.find_names() is not None
    study.remove(now.id)
    study.add(tmp_path / "later.txt")
    assert not {"Margaret", "Kathleen"} & {one.original for one in study.key.replacements}


def test_a_table_of_speakers_that_was_written_loses_their_row(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has names and stands anywhere; the study remembers where."""
    study.set_person("Denise", "Denise Marlow")
    table = tmp_path / "speakers.csv"
    with pytest.raises(SystemExit):
        main(["speakers", "--study", str(study.folder), "--to-csv", str(table), "--quiet"])
    assert "Denise Marlow" in table.read_text(encoding="utf-8-sig")
    done = study.withdraw("Denise Marlow", refit=False)
    assert str(table) in done.blanked
    assert "Denise" not in table.read_text(encoding="utf-8-sig")
    assert "AB-2" in table.read_text(encoding="utf-8-sig")


def test_what_a_killed_process_had_half_written_goes(study: Study, tmp_path: Path) -> None:
    """In the study's folder and wherever it has written exports."""
    said = sentences(who_says(study, "AB-1"))
    study.export(tmp_path / "out", formats=["csv"])
    scraps = [study.folder / "exports" / ".writing-abc", tmp_path / "out" / ".writing-xyz"]
    for scrap in scraps:
        scrap.write_text(" ".join(said), encoding="utf-8")
    study.withdraw("AB-1", refit=False)
    assert places_of(said, study.folder, tmp_path / "out") == []
    assert not any(scrap.exists() for scrap in scraps)


def test_a_strangers_file_is_not_written_over(study: Study, tmp_path: Path) -> None:
    """A path in the database counts for nothing where the file is not the one that was written."""
    mine = tmp_path / "thesis.docx"
    mine.write_bytes(b"my own work")
    with study._database._writing() as connection:
        connection.execute(
            "INSERT INTO exports VALUES (?, ?, '2025-01-01', 'team', '{}')", (str(mine), "0" * 64)
        )
    study.withdraw("AB-1")
    assert mine.read_bytes() == b"my own work"


# --- afterwards ------------------------------------------------------------------------------


def test_the_same_file_added_again_leaves_them_out_again(
    study: Study, material: Path, tmp_path: Path
) -> None:
    """Whatever it is called now, with or without the table of cases; the person is told."""
    study.withdraw("AB-1")
    before = study.transcripts
    said = sentences([line for line in GROUP.splitlines() if line.startswith("Denise")])
    shutil.copy(material / "group.txt", tmp_path / "again.txt")
    shutil.copy(material / "alone.txt", tmp_path / "alone again.txt")
    found = study.add([tmp_path / "again.txt", tmp_path / "alone again.txt"])
    assert any("The person in it withdrew on" in p.found and p.fatal for p in found)
    assert study.transcripts == before
    found = study.add(material, cases=tmp_path / "cases.csv")
    assert any("their turns were left out again" in p.found and not p.fatal for p in found)
    assert [t.text for t in study.transcripts] == [t.text for t in before]
    assert "alone again.txt" not in str(study.key.model_dump())
    study.mine()
    assert places_of([s.removeprefix("Denise: ") for s in said], study.folder) == []
    assert study.verify(), study.verify().faults


def test_a_file_with_other_bytes_and_the_same_talk_is_known_too(
    study: Study, material: Path, tmp_path: Path
) -> None:
    """The id of a transcript comes from its text."""
    study.withdraw("AB-1")
    (tmp_path / "dos.txt").write_bytes(GROUP.replace("\n", "\r\n").encode())
    study.add(tmp_path / "dos.txt")
    assert all("Denise" not in {s.label for s in t.speakers} for t in study.transcripts)


def test_a_new_file_of_the_same_person_is_left_out_as_well(study: Study, tmp_path: Path) -> None:
    """Whoever has withdrawn from the study has withdrawn from its next round too."""
    study.withdraw("AB-1")
    (tmp_path / "later.txt").write_text(
        "Int: And a year on?\n\nDenise: I have said all that I had to say.\n\nBo: So have I now.\n",
        encoding="utf-8",
    )
    (tmp_path / "round2.csv").write_text(
        "file,label,person\nlater.txt,Denise,AB-1\nlater.txt,Bo,AB-2\n", encoding="utf-8"
    )
    study.add(tmp_path / "later.txt", cases=tmp_path / "round2.csv")
    new = next(t for t in study.transcripts if "a year on" in t.text)
    assert "all that I had" not in new.text
    assert {s.person for s in new.speakers if s.role != "interviewer"} == {"AB-2"}
    study.add(tmp_path / "later.txt")
    assert not any("all that I had" in t.text for t in study.transcripts)


def test_a_sheet_that_comes_back_late_is_reported_row_by_row(study: Study, tmp_path: Path) -> None:
    """A coder had a copy: nothing of theirs comes back through it."""
    sheet = study.export_review(tmp_path / "AB.xlsx", coder="AB")
    theirs = next(u for u in study.units if u.person == "AB-1" and "rota" in u.text)
    other = next(u for u in study.units if u.person == "AB-2" and "diary" in u.text)
    fill(sheet, theirs.id, verdict="none fits")
    fill(sheet, other.id, verdict="none fits")
    shutil.move(sheet, tmp_path / "copy.xlsx")
    study.withdraw("AB-1", refit=False)
    reports = study.import_review(tmp_path / "copy.xlsx")
    problems = [r for r in reports if r.outcome == "problem"]
    assert ["has withdrawn from the study" in r.message for r in problems] == [True]
    assert [one.unit_id for one in study.decisions] == [other.id]
    assert study.verify()


def test_withdrawing_again_finishes_what_was_broken_off(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the database: the exports are still to be done, and the inventory says so."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    said = sentences(who_says(study, "AB-1"))
    monkeypatch.setattr("thememiner.study._withdrawal.clean_exports", killed)
    with pytest.raises(KeyboardInterrupt):
        study.withdraw("AB-1", refit=False)
    monkeypatch.undo()
    monkeypatch.setattr(facade, "Toolbox", FakeToolbox)
    assert {name for name, _ in places_of(said, study.folder)} >= {"report.html", "units.csv"}
    assert places_of(said, study.folder / "study.sqlite") == []
    assert any("older than a withdrawal" in str(one.warnings) for one in study.inventory())
    done = study.withdraw("AB-1")
    assert len(done.made_again) > 5
    assert places_of(said, study.folder) == []
    assert not any("older than a withdrawal" in str(one.warnings) for one in study.inventory())


def test_a_withdrawal_that_is_broken_off_in_the_database_changes_nothing(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction: all or nothing."""
    before = study.transcripts
    monkeypatch.setattr("thememiner.store._removal.PUT_TOMBSTONE", "INSERT INTO nowhere VALUES (?)")
    with pytest.raises(tm.DiskError):
        study.withdraw("AB-1")
    assert study.transcripts == before
    assert study._database.tombstones() == ()
    assert study.verify()


def test_without_the_model_the_words_go_all_the_same(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Themes are shrunk then, the cache of vectors is emptied, and the result says why."""

    class Nowhere(FakeToolbox):
        @property
        def encoder(self) -> HashingEncoder:  # type: ignore[override]
            raise tm.ModelError("The model is not on this machine.")

        @encoder.setter
        def encoder(self, value: object) -> None:
            pass

    said = sentences(who_says(study, "AB-1"))
    monkeypatch.setattr(facade, "Toolbox", Nowhere)
    done = study.withdraw("AB-1")
    assert done.themes == "shrunk"
    assert any("not on this machine" in note for note in done.notes)
    assert places_of(said, study.folder) == []
    assert study._database._rows("SELECT count(*) FROM vectors") == [(0,)]


# --- who is meant ----------------------------------------------------------------------------


def test_a_name_will_do_while_the_key_is_open(study: Study) -> None:
    """The key knows who is meant; afterwards it knows them no more."""
    study.set_person("Denise", "Denise Marlow")
    done = study.withdraw("denise  marlow")
    assert done.person.startswith("person-")
    assert "Marlow" not in (study.folder / "key.json").read_text(encoding="utf-8")
    assert "Denise" not in (study.folder / "key.json").read_text(encoding="utf-8")
    assert "alone.txt" not in (study.folder / "key.json").read_text(encoding="utf-8")
    assert "group.txt" in (study.folder / "key.json").read_text(encoding="utf-8")


def test_nobody_and_two_are_errors_with_ids_only(study: Study) -> None:
    """The message names no name."""
    with pytest.raises(tm.SettingsError, match=r"Nobody .* AB-1, AB-2, AB-3") as nobody:
        study.withdraw("Zebedee")
    assert "Zebedee" not in str(nobody.value)
    study.rename_speaker("Bo", "Sam")
    study.rename_speaker("Cy", "Sam")
    with pytest.raises(tm.SettingsError, match="2 people are called that: AB-2, AB-3"):
        study.withdraw("Sam")
    assert len(study.transcripts) == 3


def test_while_the_key_is_locked_its_names_wait(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words go at once, the names as soon as somebody opens the key."""
    monkeypatch.setattr("thememiner.store._envelope.COST", 2**14)
    study.set_person("Denise", "Denise Marlow")
    (code,) = study.key.people
    study.lock_key("three blind mice")
    study.close()
    again = tm.Study(study.folder, progress=False)
    with pytest.raises(tm.SettingsError, match="A name is known only while the key is open"):
        again.withdraw("Denise Marlow")
    done = again.withdraw(code, refit=False)
    assert done.key.startswith("locked")
    again.unlock_key("three blind mice")
    assert "Denise Marlow" not in again.key.people.values()
    again.close()
    reopened = tm.Study(study.folder, passphrase="three blind mice", progress=False)
    assert "Denise" not in str(reopened.key.model_dump())
    reopened.close()


def test_verify_finds_somebody_who_withdrew_and_is_back(study: Study) -> None:
    """Whoever put them back."""
    before = study.transcripts
    study.withdraw("AB-1")
    study._database.put_transcripts(before)
    assert any("withdraw" in fault for fault in study.verify().faults)


def test_verify_finds_decisions_without_their_words(study: Study) -> None:
    """A database that somebody has had their hands in."""
    decide(study, study.units[0])
    with study._database._writing() as connection:
        connection.execute("DROP TRIGGER excerpts_are_kept")
        connection.execute("DELETE FROM excerpts")
    assert any("do not fit together" in fault for fault in study.verify().faults)


# --- the command line ------------------------------------------------------------------------


def test_the_command_says_what_it_did(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts, and 3 where something is left for a person."""
    folder = str(study.folder)
    with pytest.raises(SystemExit) as ended:
        main(["withdraw", "AB-3", "--study", folder, "--no-refit", "--json"])
    facts = json.loads(capsys.readouterr().out)
    assert ended.value.code == 0
    assert facts["withdrawal"]["n_turns"] == 2
    assert facts["withdrawal"]["themes"] == "shrunk"
    (study.folder / "exports" / "themes.csv").unlink()
    with pytest.raises(SystemExit) as ended:
        main(["withdraw", "AB-1", "--study", folder, "--no-refit"])
    said = capsys.readouterr().out
    assert ended.value.code == 3
    assert "AB-1 is out of the study" in said
    assert "themes.csv" in said


# --- the parts -------------------------------------------------------------------------------

_words = st.lists(st.sampled_from("we had no time for it at all today sadly".split()), max_size=30)


@hypothesis_settings(max_examples=60)
@given(said=_words, others=_words, text=_words)
def test_what_is_cut_holds_no_run_of_theirs_and_is_never_longer(
    said: list[str], others: list[str], text: list[str]
) -> None:
    """Whatever was said: what others say as well stays, what only they say goes."""
    words = Words([" ".join(said)], [" ".join(others)])
    whole = " ".join(text)
    cut = words.cut(whole)
    assert not words.occur_in(cut)
    assert len(cut) <= len(whole)
    assert (cut == whole) == (not words.occur_in(whole))


_labels = st.sampled_from(["INT", "P1", "P2", "P3", None])
_talk = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@hypothesis_settings(max_examples=60)
@given(turns=st.lists(st.tuples(_labels, _talk), min_size=1, max_size=8), front=_talk)
def test_leaving_somebody_out_moves_nobody_else(
    turns: list[tuple[str | None, str]], front: str
) -> None:
    """The text keeps its length, everybody else their spans and words."""
    before = make_transcript(turns, front=front)
    labels = {"P1", None}
    after, spans = leave_out(before, labels)
    assert len(after.text) == len(before.text)
    kept = [turn for turn in before.turns if turn.speaker not in labels]
    assert list(after.turns) == kept
    assert [after.speech(t) for t in kept] == [before.speech(t) for t in kept]
    for some in spans.values():
        for start, end in some:
            assert re.fullmatch(r"(\[withdrawn\]|…?) *", after.text[start:end])
    for turn in before.turns:
        if turn.speaker in labels:
            assert any(a <= turn.start and turn.end <= b for a, b in spans[turn.speaker])


def test_a_label_on_a_line_of_its_own_goes_too() -> None:
    """Above the speech, with a time; what is above that stays."""
    text = "Notes of a meeting\n\nDENISE  00:01\nWe had no time at all.\n\nBO  00:05\nNor had we.\n"
    turns = [
        tm.Turn(speaker="DENISE", start=text.index("We"), end=text.index("We") + 22),
        tm.Turn(speaker="BO", start=text.index("Nor"), end=text.index("Nor") + 11),
    ]
    base = make_transcript([("DENISE", "x"), ("BO", "y")])
    before = Transcript.model_validate({**base.model_dump(), "text": text, "turns": turns})
    after, _ = leave_out(before, {"DENISE"})
    assert "DENISE" not in after.text
    assert after.text.startswith("Notes of a meeting\n\n[withdrawn]")
    assert after.text.endswith("BO  00:05\nNor had we.\n")


def test_with_an_observer_and_an_interviewer_left_the_whole_transcript_goes() -> None:
    """Their questions and notes stand for the answers alone; an interviewer's own leave goes less far."""
    talk = make_transcript(
        [("INT", "How was it?"), ("P1", "It was hard."), ("OBS", "P1 looks away.")],
        roles={"OBS": "observer"},
    )
    gone = find_gone("person-P1", [talk], key=Key(), stones=(), at="2025-06-30")
    assert gone.whole == {talk.id}
    gone = find_gone("person-INT", [talk], key=Key(), stones=(), at="2025-06-30")
    assert gone.whole == set()
    assert [s.label for s in gone.changed[0].speakers] == ["P1", "OBS"]


def test_a_second_person_of_one_transcript_is_known_again_too(tmp_path: Path) -> None:
    """The places of speakers are counted in the file, not in what is left of it."""
    (tmp_path / "group.txt").write_text(GROUP, encoding="utf-8")
    study = tm.Study(tmp_path / "study", progress=False)
    study.add(tmp_path / "group.txt")
    study.withdraw("Bo")
    study.withdraw("Cy")
    assert [stone.place for stone in study._database.tombstones()] == [2, 3]
    before = study.transcripts
    study.remove(before[0].id)
    study.add(tmp_path / "group.txt")
    (now,) = study.transcripts
    assert [now.speech(turn) for turn in now.turns] == [
        before[0].speech(t) for t in before[0].turns
    ]
    assert "paper diary" not in now.text
    assert "courage" not in now.text
    study.close()


def test_the_sample_study_forgets_a_worker(
    study_copy: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The true models and a real size: interviews, a focus group, all exports."""
    from thememiner.study._toolbox import Toolbox

    monkeypatch.setattr(facade, "Toolbox", Toolbox)
    study_copy.export(formats=["html", "review", "csv", "xlsx", "qdc"])
    person = "AB-W2"
    rest = " ".join(
        " ".join(t.speech(turn).split())
        for t in study_copy.transcripts
        for turn in t.turns
        if t.speaker(turn.speaker).person != person
    )
    said = [s for s in sentences(who_says(study_copy, person)) if " ".join(s.split()) not in rest]
    assert len(said) > 20
    assert places_of(said, study_copy.folder)
    done = study_copy.withdraw(person, refit=False)
    assert done.n_units > 20
    assert places_of(said, study_copy.folder) == []
    assert study_copy.verify(), study_copy.verify().faults
    with sqlite3.connect(study_copy.folder / "study.sqlite") as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    connection.close()
    assert isinstance(study_copy._database, Database)


def test_nothing_is_nobodys_id() -> None:
    """What went earlier is of nobody in particular, and an empty cell of a table names nothing of it."""
    assert not gone_before(()).holds_id("")
