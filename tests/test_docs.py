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
from thememiner.adapters import bertopic_finder
from thememiner.adapters.bertopic_finder import BERTopicFinder
from thememiner.adapters.registry import read_registry
from thememiner.adapters.sklearn_heads import LogisticTrainer
from thememiner.agreement._compare import FEWEST_UNITS as FEWEST_AGREED
from thememiner.agreement._intervals import FEWEST_CASES, RESAMPLES
from thememiner.cli import main
from thememiner.matches import _learn, _match, _matcher, _valence
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
    for name in ("chw-study", "demo-study"):
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
    assert {picture.name for picture in pictures} >= {"map.png", "report.png"}
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


def numbers_of_the_code() -> list[str]:
    """What the page on methods says, made from the code's own numbers."""
    size, finder, trainer = UnitSize(), BERTopicFinder(), LogisticTrainer()
    pull, grains = f"{_matcher.DEFINITION_PULL:g}", [f"{g:g}" for g in bertopic_finder._GRAINS]
    return [
        f"until they have this many words | {size.target_words} |",
        f"where there is room | {size.min_words} |",
        f"cut at a clause break | {size.max_words} |",
        f"so that the encoder reads all of it | {size.max_tokens} |",
        f"a vector of {read_registry()['all-MiniLM-L6-v2'].dimension} numbers",
        f"between 2 and {themes.MOST_THEMES},",
        f"Below {themes.FEWEST_UNITS} units",
        f"first {bertopic_finder._DIMENSIONS} principal components",
        f"- {finder.n_fits} k-means fits, each on a random {bertopic_finder._PART:.0%}".replace(
            "%", " %"
        ),
        f"with {', '.join(grains[:-1])} and {grains[-1]} times",
        f"beyond {finder.most_voting:,} units",
        f"more than {themes._FAR:g} standard deviations",
        f"up to {bertopic_finder._TERMS}.",
        f"up to {themes._N_QUOTES} from the centre",
        f"up to {themes._N_COUNTER} from the edge",
        f"; {themes._ONE_VOICE:.0%}".replace("%", " %"),
        f"a stability below {themes._UNSTABLE:g}",
        f"(C = {trainer.strength:g},",
        f"- {pull} times the cosine",
        f"- {_matcher.WORD_PULL:g} times the cosine",
        f"starts {_matcher.ABOVE_OTHERS:g} behind",
        f"fewer than {_matcher.SHORT} words",
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
