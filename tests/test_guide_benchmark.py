"""The benchmark of topic guides: its material is whole, and its thresholds are those of the code."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

from thememiner import guides

FOLDER = Path(__file__).parents[1] / "benchmarks"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, FOLDER / "quality" / "guide" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


left_out = _load("left_out")


def test_every_question_is_asked_somewhere_and_never_in_its_own_words() -> None:
    """What an interviewer says is a paraphrase; each question is asked in three interviews or more."""
    for name, question in left_out.GUIDE.items():
        asked = [e for some in left_out.INTERVIEWS.values() for e in some if e[1] == name]
        assert len({said for said, _, _ in asked}) >= 3
        assert question not in {said for said, _, _ in asked}
    keys = {e[1] for some in left_out.INTERVIEWS.values() for e in some}
    assert keys - {None} == set(left_out.GUIDE)


def test_the_results_are_of_the_threshold_in_the_code() -> None:
    """A changed threshold needs a new measurement."""
    result = json.loads((FOLDER / "results" / "guide.json").read_text(encoding="utf-8"))
    assert result["threshold"] == guides.ASKED
    n_asked = sum(len({e[1] for e in some} - {None}) for some in left_out.INTERVIEWS.values())
    assert (result["asked"], result["asked"] + result["not_asked"]) == (
        n_asked,
        len(left_out.INTERVIEWS) * len(left_out.GUIDE),
    )
    assert result["asked"] - result["found"] == len(result["missed"])
