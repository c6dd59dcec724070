"""``study.toml``: settings that a person may edit."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, ValidationError

from thememiner.errors import SettingsError
from thememiner.records import Record
from thememiner.store._files import write_whole

Approach = Literal["codebook", "framework", "reflexive"]
APPROACHES: tuple[Approach, ...] = get_args(Approach)

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

# Codebooks that the study is read with: "npt", "barriers-enablers", or paths of files.
codebooks = [{codebooks}]

# Number of candidate themes; 0 lets the amount of material decide.
n_themes = {n_themes}

# Seed of every random choice.
seed = {seed}
"""


class Settings(Record):
    """Settings of a study.

    Attributes:
        approach: codebook, framework or reflexive thematic analysis.
        encoder: name or folder of the encoder.
        codebooks: names or paths.
        n_themes: number of candidate themes, 0 to let the material decide.
        seed: of every random choice.
    """

    approach: Approach = "codebook"
    encoder: str = "all-MiniLM-L6-v2"
    codebooks: tuple[str, ...] = ()
    n_themes: int = Field(default=0, ge=0)
    seed: int = Field(default=0, ge=0, lt=2**32)


def read_settings(path: Path) -> Settings:
    """Settings of a study; the defaults where the file is absent.

    Raises:
        SettingsError: the file is not TOML, or has unknown names or values.
    """
    if not path.is_file():
        return Settings()
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path.name} is not readable TOML: {error}. Mend that line."
        ) from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors()
        )
        raise SettingsError(
            f"{path.name} has settings that are not allowed: {faults}. Allowed are "
            f"{', '.join(Settings.model_fields)}."
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
        "n_themes": str(settings.n_themes),
        "seed": str(settings.seed),
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
