"""What the documentation shows is true: its examples run, its commands work, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
from importlib.metadata import entry_points
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml

import thememiner
from thememiner import themes
from thememiner.adapters.hashed_words import MOST_COLUMNS
from thememiner.adapters.registry import read_registry
from thememiner.adapters.sklearn_heads import LogisticTrainer
from thememiner.agreement._compare import FEWEST_UNITS as FEWEST_AGREED
from thememiner.agreement._intervals import FEWEST_CASES, RESAMPLES
from thememiner.cli import main
from thememiner.matches import _learn, _make, _match, _matcher, _valence
from thememiner.themes import _cards, _consensus, _find, _flags, _homes, _places, _talk, _votes
from thememiner.units import UnitSize

if TYPE_CHECKING:
    from thememiner.study import Study

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "samples" / "chw-pilot"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), SAMPLE / "README.md"]
ALL_PAGES = [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "models" / "README.md"]

_BLOCK = re.compile(
    r"^(?:<!-- file: (?P<file>\S+) -->\n)?^```(?P<kind>\w+)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_LINK = re.compile(r"\[[^\]]*\]\((?P<to>[^)\s]+)\)")


class Block(NamedTuple):
    """A block of a page: its language, its text, the line it begins in, the file it is to be."""

    kind: str
    body: str
    line: int
    file: str | None


def find_blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(match["kind"], match["body"], text.count("\n", 0, match.start("body")), match["file"])
        for match in _BLOCK.finditer(text)
    ]


def find_commands(page: Path) -> list[list[str]]:
    """The lines of shell blocks as words; a backslash at the end joins lines."""
    shell = [block.body for block in find_blocks(page) if block.kind in {"console", "sh"}]
    lines = "\n".join(shell).replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture
def desk(mined_study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the pages take it for granted: transcripts, a table of cases, mined studies."""
    shutil.copytree(SAMPLE / "transcripts", tmp_path / "transcripts")
    shutil.copy(SAMPLE / "cases.csv", tmp_path)
    for name in ("chw-study", "chw-study-CD", "demo-study"):
        shutil.copytree(mined_study.folder, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def compiled(block: Block, page: Path) -> CodeType:
    """Python of a page, with the line numbers of the page."""
    return compile("\n" * block.line + block.body, str(page), "exec")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_python_of_a_page_runs(page: Path, desk: Path) -> None:
    """Its blocks run in order, in one namespace, beside the files that the page shows."""
    names: dict[str, object] = {"__name__": "__main__"}
    for block in find_blocks(page):
        if block.file is not None:
            (desk / block.file).write_text(block.body, encoding="utf-8")
        elif block.kind == "python":
            exec(compiled(block, page), names)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_commands_of_a_page_end_well(
    page: Path, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each ``thememiner`` line is done, or done with something that a person should see."""
    for words in find_commands(page):
        if words[0] == "thememiner":
            with pytest.raises(SystemExit) as ended:
                main(words[1:])
            said = capsys.readouterr()
            assert ended.value.code in {0, 3}, (words, said.err)


@pytest.mark.parametrize("page", ALL_PAGES, ids=name_of)
def test_other_commands_of_a_page_exist(page: Path) -> None:
    """``make`` names a target, and what ``pip`` installs is this package."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for words in find_commands(page):
        if words[0] == "make":
            assert set(words[1:]) <= set(targets), words
        elif words[0] == "pip":
            assert words[1:] == ["install", "thememiner"]
        else:
            assert words[0] == "thememiner", words


def test_the_command_is_installed_with_the_package() -> None:
    """After the installation there is a command thememiner, and it is the one tested here."""
    (command,) = entry_points(group="console_scripts", name="thememiner")
    assert command.load() is main


@pytest.mark.parametrize("page", ALL_PAGES, ids=name_of)
def test_the_links_of_a_page_lead_to_files(page: Path) -> None:
    """A link inside the repository leads to something that is there."""
    links = [match["to"] for match in _LINK.finditer(page.read_text(encoding="utf-8"))]
    for link in links:
        if not link.startswith(("https://", "#")):
            assert (page.parent / link.partition("#")[0]).exists(), link


def test_the_pictures_of_the_documentation_are_small() -> None:
    """They do not weigh down the repository."""
    pictures = list((ROOT / "docs").glob("*.png"))
    assert {picture.name for picture in pictures} >= {"map.png", "report.png", "widget.png"}
    assert all(picture.stat().st_size < 300_000 for picture in pictures)


def test_the_citation_is_that_of_this_version() -> None:
    """CITATION.cff has the fields that its format demands, and the version of the package."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"
    assert all(set(author) <= {"name", "website"} for author in citation["authors"])
    assert citation["version"] == thememiner.__version__
    assert f"## [{thememiner.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_models_in_the_readme_are_those_of_the_registry() -> None:
    """Every registered model is named with its package."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for model in read_registry().values():
        assert model.name in readme
        assert model.package in readme


def numbers_of_themes() -> list[str]:
    """What its section on candidate themes says."""
    least, most = themes.theme_range(10_000)
    return [
        f"from {least} to {most} for 400 units or more",
        f"Below {themes.FEWEST_UNITS} units",
        f"reduced to {_places._WORD_DIMENSIONS} dimensions",
        f"up to {_places._FURTHEST} units before and after",
        f"reduced to {_places._DIMENSIONS} principal components",
        f"fewer than {_talk.FEWEST_TELLING} telling words",
        f"at least {_find._OFTEN} units say the same",
        f"the mean of its {_votes.NEIGHBOURS} nearest",
        f"first {_votes.DIMENSIONS} principal components",
        f"up to {_votes.MOST_FITS:,} k-means fits, each on a random {_percent(_votes.PART)}",
        f"never fewer than {_votes.FEWEST_FITS}",
        f"from {_votes.GRAINS[0]:g} times the fewest themes wanted to {_votes.GRAINS[1]:g} times",
        f"over {_consensus.N_DRAWS} draws",
        f"better by {_consensus.AT_THE_EDGE:g} than",
        f"beyond {_votes.MOST_NODES:,} units, {_votes.N_NODES:,} knots",
        f"vote instead, in {_votes.FEWEST_FITS} fits",
        f"at least {_consensus._FEWEST_IN_PARTS} units is cut into up to {_consensus._MOST_PARTS} parts",
        f"each of at least {_consensus._SMALLEST_PART} units",
        f"more than {_homes.FAR:g} standard deviations further",
        f"more than {_percent(themes.TARGET_UNASSIGNED)} of the units",
        f"up to {_cards.N_TERMS}; those that at least {_cards._SEVERAL} of its people use",
        f"up to {_cards.N_QUOTES} from the centre",
        f"up to {_cards.N_COUNTER} from the edge",
        f"{_percent(_flags.ONE_VOICE)} or more of the units",
        f"a stability below {_flags.UNSTABLE:g}",
        f"two centres is {_cards._SAME:g} or more",
    ]


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def test_four_hundred_units_are_enough_for_the_whole_range() -> None:
    """From there on the range of themes is the same; below it is smaller."""
    assert themes.theme_range(350) != themes.theme_range(400) == themes.theme_range(10_000)


def numbers_of_the_code() -> list[str]:
    """What the page on methods says, made from the code's own numbers."""
    size, trainer = UnitSize(), LogisticTrainer()
    pull = f"{_matcher.DEFINITION_PULL:g}"
    return [
        f"until they have this many words | {size.target_words} |",
        f"where there is room | {size.min_words} |",
        f"cut at a clause break | {size.max_words} |",
        f"so that the encoder reads all of it | {size.max_tokens} |",
        f"a vector of {read_registry()['all-MiniLM-L6-v2'].dimension} numbers",
        *numbers_of_themes(),
        f"(C = {trainer.strength:g},",
        f"- {pull} times the cosine",
        f"- {_matcher.WORD_PULL:g} times the cosine",
        f"starts {_matcher.ABOVE_OTHERS:g} behind",
        f"at least {_make.MANY_TEXTS} texts a code",
        f"hashed into {2 * MOST_COLUMNS:,} columns",
        f"decides half ({_make.WORD_SHARE:g}) of every share",
        f"the weight of {_learn.TAUGHT_WEIGHT:g} decisions",
        f"at least {_learn.FEWEST_POSITIVES} texts",
        f"count as {_learn.CODEBOOK_WEIGHT:g} decisions",
        f"at least {_match._ABOVE_CHANCE:g} times what chance would give",
        f"a probability of at least {_matcher.LEAST_PROBABILITY:g},",
        f"neither reaches {_valence.NO_LEANING:g},",
        f"of {RESAMPLES:,} bootstrap draws of people",
        f"Below {FEWEST_CASES} people there is none",
        f"Below {FEWEST_AGREED} units there is no figure",
    ]


@pytest.mark.parametrize("phrase", numbers_of_the_code())
def test_the_numbers_on_the_page_on_methods_are_those_of_the_code(phrase: str) -> None:
    """Who changes a number in the code changes it on the page that people cite."""
    page = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    assert phrase in " ".join(page.split())
