"""The notebooks as they are stored: a numbered story, clean of outputs, each with one parameter and nothing from the web."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.notebooks.conftest import NOTEBOOKS, parameters_of, read

BEGINNING = """import sys
from pathlib import Path

if not Path("reconcile").is_dir():  # started in notebooks/: the toolkit is one folder up
    sys.path.insert(0, str(Path.cwd().parent))
"""

each = pytest.mark.parametrize("path", NOTEBOOKS.values(), ids=NOTEBOOKS)


def test_they_are_numbered_from_one_without_a_gap() -> None:
    assert [int(name[:2]) for name in NOTEBOOKS] == list(range(1, len(NOTEBOOKS) + 1))


@each
def test_stored_without_outputs(path: Path) -> None:
    code = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert code
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


@each
def test_opens_with_what_it_answers_and_has_one_parameter_cell(path: Path) -> None:
    cells = read(path).cells
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    assert "?" in cells[0].source
    (statement,) = ast.parse(parameters_of(read(path)).source).body
    assert isinstance(statement, ast.Assign), "the parameter cell sets the workspace's folder and nothing else"


@each
def test_finds_the_toolkit_by_itself_before_anything_else(path: Path) -> None:
    """The figures are checked in one kernel, where a notebook that forgot this would live on what the last one found."""
    code = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert "parameters" in code[0].metadata["tags"]
    assert code[1].source.startswith(BEGINNING)


@each
def test_calls_public_names_alone(path: Path) -> None:
    for cell in read(path).cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(cell.source)):
                named = node.attr if isinstance(node, ast.Attribute) else ""
                imported = [part.name for part in node.names] if isinstance(node, ast.ImportFrom) else []
                assert not [name for name in (named, *imported) if name.startswith("_")], cell.source


@each
def test_names_another_notebook_only_where_there_is_one(path: Path) -> None:
    for name in re.findall(r"\b(\d\d_\w+)", path.read_text(encoding="utf-8")):
        assert name in NOTEBOOKS


@each
def test_asks_nothing_of_the_web(path: Path) -> None:
    assert "http://" not in path.read_text(encoding="utf-8")
    assert "https://" not in path.read_text(encoding="utf-8")
