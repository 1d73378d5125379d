"""One kernel for all notebooks of a test session, emptied between two of them; each notebook is run once on each practice."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from tests.conftest import ROOT

NOTEBOOKS = {path.stem: path for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}

EMPTIED = """
get_ipython().run_line_magic("reset", "-f")
import os, sys
sys.path[:] = [folder for folder in sys.path if folder != {root!r}]
os.environ.pop("RECONCILE_STILL_CHARTS", None)
os.environ.update({surroundings!r})
if "altair" in sys.modules:
    sys.modules["altair"].renderers.enable("default")
del os, sys
"""
"""Nothing that one notebook did helps the next: only modules stay loaded, which is what takes long."""


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def parameters_of(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    (found,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    return found


class Kernel:
    """Runs notebooks one after another in one program."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._manager = AsyncKernelManager(kernel_name="python3")
        self._client = self._loop.run_until_complete(self._started())

    async def _started(self) -> Any:
        await self._manager.start_kernel(cwd=str(ROOT / "notebooks"))
        client = self._manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=120)
        client.allow_stdin = False
        return client

    def run(self, notebook: nbformat.NotebookNode, **surroundings: str) -> nbformat.NotebookNode:
        """Runs all cells; raises ``CellExecutionError`` where one fails. The notebook then has its outputs."""
        emptied = EMPTIED.format(root=str(ROOT), surroundings=surroundings)
        notebook.cells.insert(0, nbformat.v4.new_code_cell(emptied))
        client = NotebookClient(notebook, km=self._manager, timeout=180)
        client.kc = self._client
        try:
            self._loop.run_until_complete(client.async_execute())
        finally:
            del notebook.cells[0]
        return notebook

    def close(self) -> None:
        self._client.stop_channels()
        self._loop.run_until_complete(self._manager.shutdown_kernel(now=True))
        self._loop.close()


@pytest.fixture(scope="session")
def kernel() -> Iterator[Kernel]:
    """The kernel; started at its first use."""
    started = Kernel()
    yield started
    started.close()


class Told:
    """A notebook that was run on a practice, and the figures that one more cell at its end printed."""

    def __init__(self, notebook: nbformat.NotebookNode) -> None:
        self.cells = notebook.cells[:-1]
        printed = [output.text for output in notebook.cells[-1].outputs if output.output_type == "stream"]
        self.figures: dict[str, Any] = json.loads("".join(printed))

    def cell(self, source: str) -> nbformat.NotebookNode:
        """The cell that reads exactly so."""
        (found,) = [cell for cell in self.cells if cell.source == source]
        return found

    @property
    def shown(self) -> str:
        """Everything that its cells show as text or HTML."""
        data = [output.get("data", {}) for cell in self.cells for output in cell.get("outputs", [])]
        return "\n".join(str(part) for one in data for kind, part in one.items() if kind.startswith("text/"))


def run_on(kernel: Kernel, name: str, practice: Path, *, ask: str = "", **surroundings: str) -> nbformat.NotebookNode:
    """Runs a copy of a notebook on another practice, with one more cell at its end."""
    notebook = copy.deepcopy(read(NOTEBOOKS[name]))
    parameters_of(notebook).source = f"workspace_folder = {str(practice)!r}"
    notebook.cells.append(nbformat.v4.new_code_cell(ask))
    return kernel.run(notebook, **surroundings)
