"""What ``import thememiner`` offers: flat, sorted, light, and one tree of errors."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest

import thememiner
from thememiner import errors

HEAVY = ("torch", "spacy", "bertopic", "sklearn", "sentence_transformers", "transformers", "umap")
WEIGHTY = (
    *HEAVY,
    "pandas",
    "pydantic",
    "numpy",
    "scipy",
    "docx",
    "openpyxl",
    "lxml",
    "jinja2",
    "plotly",
    "matplotlib",
)
TREE = {
    "InputError": "ThememinerError",
    "ReadError": "InputError",
    "CasesError": "InputError",
    "CodebookError": "InputError",
    "ReviewError": "InputError",
    "SettingsError": "InputError",
    "StudyError": "ThememinerError",
    "StudyVersionError": "StudyError",
    "DiskError": "StudyError",
    "ModelError": "ThememinerError",
    "TooFewUnitsError": "ThememinerError",
}


def loaded_after(code: str) -> set[str]:
    """Top-level modules that a fresh Python has loaded after some code."""
    program = f"{code}\nimport sys\nprint(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_public_names_are_sorted() -> None:
    """One flat list in order, each name once."""
    assert thememiner.__all__ == sorted(set(thememiner.__all__))


def test_the_public_names_are_what_can_be_reached() -> None:
    """``dir`` lists them, each of them is there, and nothing else is a name of ours."""
    assert dir(thememiner) == thememiner.__all__
    for name in thememiner.__all__:
        assert getattr(thememiner, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'mine'"):
        thememiner.mine  # noqa: B018


@pytest.mark.parametrize("name", sorted(set(thememiner.__all__) - {"__version__"}))
def test_a_public_name_says_what_it_is(name: str) -> None:
    """It has its own name, a home in the package and a docstring."""
    thing = getattr(thememiner, name)
    assert thing.__name__ == name
    assert thing.__module__.startswith("thememiner.")
    assert inspect.getdoc(thing)


def test_every_module_says_what_it_makes() -> None:
    """Each has a docstring that begins with one line; those of __all__ name what is there."""
    for found in pkgutil.walk_packages(thememiner.__path__, "thememiner."):
        module = importlib.import_module(found.name)
        assert module.__doc__, found.name
        for name in getattr(module, "__all__", ()):
            assert hasattr(module, name), f"{found.name}.{name}"


def test_importing_thememiner_loads_nothing_of_weight() -> None:
    """Not a single library outside Python's own."""
    assert not loaded_after("import thememiner") & set(WEIGHTY)


def test_opening_and_reading_loads_no_model() -> None:
    """Study, codebooks and reading do without torch, spaCy, BERTopic and scikit-learn."""
    code = (
        "import tempfile, thememiner as tm\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    study = tm.Study(folder + '/study', progress=False)\n"
        "    tm.load_codebook('npt')\n"
        "    tm.parse_transcript('INT: So?\\n\\nP1: We had no time.')\n"
        "    study.close()\n"
    )
    assert not loaded_after(code) & set(HEAVY)


@pytest.mark.parametrize(("name", "above"), TREE.items())
def test_the_errors_are_one_tree(name: str, above: str) -> None:
    """Each stands where the docstring draws it."""
    assert getattr(errors, name).__bases__[0] is getattr(errors, above)
    assert f"─ {name} " in (errors.__doc__ or "")


def test_there_is_no_error_outside_the_tree() -> None:
    """Whatever the module defines is drawn, and reachable at the top except the two bases."""
    defined = {name for name, thing in vars(errors).items() if inspect.isclass(thing)}
    assert defined == {*TREE, "ThememinerError"}
    assert defined <= set(thememiner.__all__)
    assert issubclass(errors.InputError, ValueError)


def test_a_read_error_says_found_expected_and_what_to_do() -> None:
    """Three parts, also apart."""
    error = errors.ReadError("It is empty.", expected="a transcript.", remedy="Check the file.")
    assert str(error) == "It is empty. Expected: a transcript. What to do: Check the file."
    assert (error.found, error.expected, error.remedy) == (
        "It is empty.",
        "a transcript.",
        "Check the file.",
    )
