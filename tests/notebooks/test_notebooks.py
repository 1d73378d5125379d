"""The notebooks are stored clean, and run from top to bottom with the figures that the workspace really holds."""

from __future__ import annotations

import ast
import copy
import json
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from reconcile.model import App

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

FIGURES = """
import json
print(json.dumps({
    "answer": answer, "links": len(links), "pairs": len(pairs), "newly": len(link_report.linked),
    "doubles": forecast.doubles["XPM"].tolist(), "chart": band_histogram(pairs).to_dict(), "label": comparison.label,
}))
"""


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def execute(path: Path, workspace: Path, *, ask: str = "") -> nbformat.NotebookNode:
    """Run a copy of the notebook on another workspace, with one more cell at its end."""
    notebook = copy.deepcopy(read(path))
    (parameters,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    parameters.source = f"workspace_folder = {str(workspace)!r}"
    if ask:
        notebook.cells.append(nbformat.v4.new_code_cell(ask))
    NotebookClient(
        notebook, timeout=180, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    return notebook


def printed(notebook: nbformat.NotebookNode) -> dict:
    return json.loads("".join(output.text for output in notebook.cells[-1].outputs if output.output_type == "stream"))


def test_there_are_notebooks():
    assert NOTEBOOKS[0].name == "01_first_import.ipynb"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_stored_without_outputs(path: Path):
    code = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert code
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_opens_with_what_it_answers_and_has_one_parameter_cell(path: Path):
    cells = read(path).cells
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    assert "?" in cells[0].source
    (parameters,) = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    (statement,) = ast.parse(parameters.source).body
    assert isinstance(statement, ast.Assign), "the parameter cell sets the workspace's folder and nothing else"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_asks_nothing_of_the_web(path: Path):
    assert "http://" not in path.read_text(encoding="utf-8")
    assert "https://" not in path.read_text(encoding="utf-8")


def test_first_import_tells_the_figures_of_the_workspace(served_practice):
    workspace = served_practice.workspace
    found = printed(execute(NOTEBOOKS[0], workspace.folder, ask=FIGURES))
    links, pairs, xpm = workspace.links(), workspace.duplicates(), workspace.clients(App.XPM)
    linked = set(links.loc[links["app_a"] == "xpm", "id_a"])
    current = set(xpm.loc[xpm["is_current"].astype(bool), "client_id"])
    assert found["links"] == len(links) > 0
    assert found["pairs"] == len(pairs) > 0
    assert found["answer"]["XPM clients in Ignition already"] == len(current & linked)
    assert found["answer"]["Would be created"] == len(current - linked)
    assert found["answer"]["Created twice"] == len(found["doubles"])
    assert found["answer"]["Pairs that nobody has decided"] == len(pairs)
    assert found["label"] == "same"


def test_first_import_finds_the_doubles_that_the_practice_was_made_with(served_practice):
    """The sandbox knows the truth: which records are one entity. A client called a double must really be one, mostly."""
    found = printed(execute(NOTEBOOKS[0], served_practice.workspace.folder, ask=FIGURES))
    truth = pd.read_parquet(served_practice.sandbox.state.folder / "truth.parquet")
    in_ignition = set(truth.loc[truth["app"] == "ignition", "entity"])
    entity = truth[truth["app"] == "xpm"].set_index("name")["entity"]
    right = [name for name in found["doubles"] if entity.loc[[name]].iloc[0] in in_ignition]
    assert found["doubles"]
    assert len(right) / len(found["doubles"]) >= 0.8


def test_chart_counts_every_pair_and_is_drawn_without_the_web(served_practice):
    notebook = execute(NOTEBOOKS[0], served_practice.workspace.folder, ask=FIGURES)
    (rows,) = printed(notebook)["chart"]["datasets"].values()
    assert sum(row["pairs"] for row in rows) == len(served_practice.workspace.duplicates())
    (chart,) = [cell for cell in notebook.cells if cell.source == "band_histogram(pairs)"]
    kinds = set(chart.outputs[0].data)
    assert "application/vnd.vegalite.v5+json" in kinds
    assert "text/html" not in kinds, "Altair's HTML loads its scripts from another host"


def test_workspace_without_snapshots_says_what_to_do(tmp_path: Path):
    with pytest.raises(Exception, match="make app"):
        execute(NOTEBOOKS[0], tmp_path / "empty")


NEAR_DUPLICATES = """
import json
print(json.dumps({
    "flagged": len(flagged), "summary": list(summary.values()), "waterfall": waterfall(pair).to_dict()["title"],
    "steps": len(explained), "enough": bool(tuning.enough),
}))
"""


def test_near_duplicates_tells_the_figures_of_the_workspace(served_practice):
    workspace = served_practice.workspace
    found = printed(execute(NOTEBOOKS[1], workspace.folder, ask=NEAR_DUPLICATES))
    order = workspace.review_order()
    assert found["flagged"] == len(workspace.duplicates()) > 0
    assert found["summary"] == [len(order.ask), len(order.implied), len(order.broken)]
    assert found["waterfall"].startswith("Why ")
    assert found["steps"] >= 3
    assert found["enough"] is False, "nobody has decided anything there"
