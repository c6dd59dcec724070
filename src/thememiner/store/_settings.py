"""``study.toml``: settings that a person may edit."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationError

from thememiner.errors import SettingsError
from thememiner.records import Record
from thememiner.store._files import write_whole
from thememiner.themes import TARGET_UNASSIGNED

Approach = Literal["codebook", "framework", "reflexive"]
AtLeastOne = Annotated[int, Field(ge=1)]
APPROACHES: tuple[Approach, ...] = get_args(Approach)

_LARGEST = 1_000_000
_VALUE = r"""
    \"{3}(?s:.*?)\"{3} | '{3}(?s:.*?)'{3}
    | "(?:[^"\\\n]|\\.)*" | '[^'\n]*'
    | \[(?:[^\]"'\#]|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*)*\]
    | [^\s\#]+
"""
_TEMPLATE = """\
# Settings of this study. Edit the values and run thememiner again; only what changed is done again.

# codebook, framework or reflexive: the report follows it.
approach = {approach}

# Name of a registered model, a folder, or a sentence-transformers name.
encoder = {encoder}

# Codebooks that the study is read with: "npt", "barriers-enablers", "npt-2022", "cfir-2022", "tdf",
# or paths of files.
codebooks = [{codebooks}]

# Number of candidate themes; 0 lets the material decide, [8, 12] lets it decide between 8 and 12.
n_themes = {n_themes}

# Largest share of the units looked at that may be in no theme, 0 to 1.
target_unassigned = {target_unassigned}

# Seed of every random choice.
seed = {seed}

# true: names in the talk are replaced before anything is stored; false leaves the talk as it was said.
pseudonyms = {pseudonyms}

# Where the key lies that ties ids to names, seen from this folder. Move it with: thememiner key --to
key = {key}
"""


class Settings(Record):
    """Settings of a study.

    Attributes:
        approach: codebook, framework or reflexive thematic analysis.
        encoder: name or folder of the encoder.
        codebooks: names or paths.
        n_themes: number of candidate themes, or fewest and most; 0 to let the material decide.
        target_unassigned: largest share of the units looked at that may be in no theme, 0 to 1.
        seed: of every random choice.
        pseudonyms: whether names in the talk are replaced before anything is stored.
        key: path of the key, relative to the study's folder where it can be.
    """

    approach: Approach = "codebook"
    encoder: str = "all-MiniLM-L6-v2"
    codebooks: tuple[str, ...] = ()
    n_themes: Annotated[int, Field(ge=0)] | tuple[AtLeastOne, AtLeastOne] = 0
    target_unassigned: float = Field(default=TARGET_UNASSIGNED, ge=0, le=1)
    seed: int = Field(default=0, ge=0, lt=2**32)
    pseudonyms: bool = True
    key: str = Field(default="key.json", max_length=4096, pattern=r"^[^\x00-\x1f]+$")


def read_settings(path: Path) -> Settings:
    """Settings of a study; the defaults where the file is absent.

    Raises:
        SettingsError: the file is not TOML, or has unknown names or values.
    """
    if not path.is_file():
        return Settings()
    if path.stat().st_size > _LARGEST:
        raise SettingsError(
            f"{path.name} has {path.stat().st_size:,} bytes; settings have at most {_LARGEST:,}. "
            "Look at it in an editor before you use this study."
        )
    try:
        return Settings.model_validate(_parsed(path))
    except ValidationError as error:
        faults = "; ".join(
            f"{fault['loc'][0] if fault['loc'] else 'the whole'}: {fault['msg']}"
            for fault in error.errors()
        )
        raise SettingsError(
            f"{path.name} has settings that are not allowed: {faults}. Allowed are "
            f"{', '.join(Settings.model_fields)}."
        ) from error


def _parsed(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except RecursionError:
        raise SettingsError(f"{path.name} is nested too deeply. Mend it in an editor.") from None
    except ValueError as error:  # TOML, UTF-8, or a number of too many digits
        raise SettingsError(
            f"{path.name} is not readable TOML: {error}. Mend that line."
        ) from error


def write_settings(path: Path, settings: Settings) -> None:
    """Write settings: changed values of an existing file in place, the rest of it as it is.

    Raises:
        SettingsError: the file that is there cannot be read.
        DiskError: the disk is full or cannot be written.
    """
    values = {
        "approach": _quoted(settings.approach),
        "encoder": _quoted(settings.encoder),
        "codebooks": ", ".join(_quoted(name) for name in settings.codebooks),
        "n_themes": json.dumps(settings.n_themes),
        "target_unassigned": str(settings.target_unassigned),
        "seed": str(settings.seed),
        "pseudonyms": str(settings.pseudonyms).lower(),
        "key": _quoted(settings.key),
    }
    if not path.is_file():
        write_whole(path, _TEMPLATE.format(**values).encode())
        return
    held = read_settings(path)
    text = path.read_text(encoding="utf-8-sig")
    values["codebooks"] = f"[{values['codebooks']}]"
    for name, value in values.items():
        if name not in held.model_fields_set:
            text = f"{text.rstrip()}\n\n{name} = {value}\n".lstrip()
        elif getattr(held, name) != getattr(settings, name):
            text = _with_value(text, name, value)
    write_whole(path, text.encode())


def _with_value(text: str, name: str, value: str) -> str:
    """TOML with another value under a name; a comment behind it stays."""
    pattern = rf"""^([ \t]*["']?{name}["']?[ \t]*=[ \t]*)(?:{_VALUE})"""
    return re.sub(pattern, lambda old: old[1] + value, text, count=1, flags=re.M | re.X)


def _quoted(value: str) -> str:
    """A TOML string: its escapes are those of JSON, and the sign DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
