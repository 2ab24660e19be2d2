"""docs/notebook.ipynb: as it is kept it has been run, and it runs over any corpus."""

import shutil
from pathlib import Path

import pytest

from asked import invented, put

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("nbclient")
from run_notebook import run  # noqa: E402  it needs the two

NOTEBOOK = Path(__file__).parents[1] / "docs/notebook.ipynb"


def cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def pictures(notebook) -> int:
    return sum("image/png" in output.get("data", {}) for cell in cells(notebook) for output in cell.outputs)


def test_it_is_kept_as_it_was_run():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert [cell.execution_count for cell in cells(notebook)] == list(range(1, len(cells(notebook)) + 1))
    assert not [output for cell in cells(notebook) for output in cell.outputs if output.output_type == "error"]
    assert pictures(notebook) == 4


@pytest.mark.long
def test_it_runs_over_any_corpus(tmp_path, monkeypatch):
    for number, record in enumerate(invented(3000)):
        put(tmp_path / "records", f"{number}.json", record)
    monkeypatch.setenv("DIARIUM_CORPUS", str(tmp_path / "records"))
    shutil.copy(NOTEBOOK, tmp_path / "notebook.ipynb")
    ran = run(tmp_path / "notebook.ipynb")
    assert pictures(ran) == 4
    assert "documents of 3 municipalities" in cells(ran)[0].outputs[0].text
