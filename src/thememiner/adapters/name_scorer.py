"""The registered scorer of names, its hash checked, into weights."""

from __future__ import annotations

import json
import tomllib
from functools import lru_cache

from thememiner.adapters.registry import RegisteredWeights, check_hash, models_folder
from thememiner.errors import ModelError
from thememiner.privacy import NameScorer


class RegisteredScorer(RegisteredWeights):
    """The scorer of names, one file of ``models/names``.

    Attributes:
        recogniser: what saw the talk that it was trained on.
    """

    recogniser: str


def read_scorer_entry() -> RegisteredScorer:
    """What the registry says of the scorer."""
    text = (models_folder() / "registry.toml").read_text(encoding="utf-8")
    return RegisteredScorer(**tomllib.loads(text)["scorer"]["names"])


@lru_cache(maxsize=1)
def read_name_scorer() -> NameScorer:
    """The scorer that comes with the library.

    Raises:
        ModelError: its file is missing, is not the registered one, or is of another form.
    """
    entry = read_scorer_entry()
    path = models_folder() / entry.file
    check_hash(path, entry.sha256)
    try:
        return NameScorer.from_numbers(json.loads(path.read_text(encoding="utf-8")), entry.model)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"The weights file {path} is of another form than this version reads. Install again."
        ) from error
