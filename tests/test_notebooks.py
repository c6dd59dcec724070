"""The notebooks run from top to bottom, as a researcher would run them."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
names = [path.stem for path in NOTEBOOKS]
BARS = "IProgress not found"  # what tqdm says on import beside a kernel without ipywidgets


def test_there_is_a_notebook() -> None:
    """The tests below look at something."""
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=names)
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    """What it gives is made when it is run: no output and no number of a run is stored."""
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert cells
    assert not any(cell.outputs or cell.execution_count for cell in cells)


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=names)
def test_a_notebook_runs_from_top_to_bottom(path: Path, tmp_path: Path) -> None:
    """Every cell runs without an error or a warning, and nothing is written beside the notebook."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=600,
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert outputs
    assert not [output for output in outputs if output.output_type == "error"]
    told = [output.text for output in outputs if output.get("name") == "stderr"]
    assert not [text for text in told if BARS not in text]
    assert not list(tmp_path.iterdir())
