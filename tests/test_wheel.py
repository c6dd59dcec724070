"""The built wheel: models' registry, sample and templates travel in it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built without touching the network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(folder),
            str(ROOT),
        ],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_what_is_not_code(wheel):
    """Registry, cards, codebooks, templates, sample, type marker."""
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "thememiner/models/registry.toml",
        "thememiner/models/cards/all-MiniLM-L6-v2.md",
        "thememiner/models/cards/heads.md",
        "thememiner/models/heads/npt.npz",
        "thememiner/models/heads/valence.npz",
        "thememiner/models/train/heads.py",
        "thememiner/matches/data/cues.toml",
        "thememiner/samples/chw-pilot/cases.csv",
        "thememiner/samples/chw-pilot/transcripts/focus-group-workers-t1.docx",
        "thememiner/codebooks/data/npt.yaml",
        "thememiner/codebooks/data/barriers-enablers.yaml",
        "thememiner/codebooks/data/npt-2022.yaml",
        "thememiner/codebooks/data/cfir-2022.yaml",
        "thememiner/codebooks/data/tdf.yaml",
        "thememiner/codebooks/data/no-code.yaml",
        "thememiner/reports/templates/report.html.j2",
        "thememiner/reports/templates/report.js",
        "thememiner/py.typed",
    } <= names
    assert not [name for name in names if name.startswith("tests/")]


def test_models_and_sample_are_found_inside_the_installed_package(wheel, tmp_path):
    """Without a checkout beside it, the package finds its own folders."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    script = (
        "import thememiner, thememiner.adapters.registry as r, thememiner.study.sample as s;"
        "print(thememiner.__file__); print(r.models_folder()); print(s.sample_folder('chw-pilot'));"
        "print(len(thememiner.load_codebook('npt')));"
        "import thememiner.adapters.sentence_encoder as e, thememiner.adapters.trained_heads as t;"
        "own = dict(encoder='all-MiniLM-L6-v2', encoder_sha256=e.SentenceEncoder().sha256);"
        "print(len(t.load_trained(thememiner.load_codebook('npt'), **own).codes.classes))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    package, models, sample, n_codes, n_classes = done.stdout.split()
    inside = str(tmp_path / "site" / "thememiner")
    assert package.startswith(inside)
    assert models == str(Path(inside) / "models")
    assert sample == str(Path(inside) / "samples" / "chw-pilot")
    assert n_codes == "20"
    assert n_classes == "21"


def test_models_and_sample_are_found_in_a_checkout():
    """In a checkout they lie at the top."""
    from thememiner.adapters.registry import models_folder
    from thememiner.study.sample import sample_folder

    assert models_folder() == ROOT / "models"
    assert sample_folder("chw-pilot") == ROOT / "samples" / "chw-pilot"
