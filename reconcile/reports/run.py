"""Running a notebook on a practice, in a program of its own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from reconcile.errors import Bug, NeedsUser, TryAgain
from reconcile.show.charts import STILL

TIMEOUT = 600
"""Seconds that one cell may take."""

Tell = Callable[[int, int], None]
"""Hears how many of how many cells are done."""


def _silent(_done: int, _total: int) -> None:
    """Tells nobody."""


def executed(path: Path, practice: Path, *, run_id: str = "", tell: Tell = _silent) -> nbformat.NotebookNode:
    """A copy of the notebook with the outputs it has on this practice; the notebook itself is left as it is.

    ``run_id`` is the run that a notebook about one tells of. Charts are drawn as still pictures. Raises ``NeedsUser`` with what
    a notebook says where the practice lacks something (its ``SystemExit``), ``TryAgain`` where it took too long, ``Bug`` for any
    other error in it; no client's data is in either.
    """
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    _tagged(notebook, "parameters").source = f"workspace_folder = {str(practice)!r}"
    if run_id:
        _tagged(notebook, "run").source = f"run_id = {run_id!r}"
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    done = iter(range(1, len(cells) + 1))
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_executed=lambda **_: tell(next(done), len(cells)),
    )
    try:
        asyncio.run(client.async_execute(env={**os.environ, STILL: "1"}))  # a loop of its own, closed at the end
    except CellExecutionError as error:
        if error.ename == "SystemExit":
            raise NeedsUser(str(error.evalue), title="The report lacks something") from error
        raise Bug(f"A cell of {path.name} ended with {error.ename}.", hint="Open the notebook to see where.") from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise TryAgain(
            "It took too long, or its program was ended.", title="The report was not made", sent=False
        ) from error
    return notebook


def _tagged(notebook: nbformat.NotebookNode, tag: str) -> nbformat.NotebookNode:
    found: nbformat.NotebookNode = next(cell for cell in notebook.cells if tag in cell.metadata.get("tags", []))
    return found
