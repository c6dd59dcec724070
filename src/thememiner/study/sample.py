"""Names of sample studies into the folders where they lie."""

from __future__ import annotations

from pathlib import Path

from thememiner.errors import SettingsError


def sample_folder(name: str) -> Path:
    """A sample study's folder: inside the installed package, or at the top of a checkout.

    Raises:
        SettingsError: no such sample.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "samples", package.parents[1] / "samples"):
        if (folder / name / "transcripts").is_dir():
            return folder / name
    raise SettingsError(
        f"There is no sample study {name!r}. The one that comes along is chw-pilot."
    )
