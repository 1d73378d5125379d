"""One practice: a folder with its snapshots, its decisions, its plans and its runs.

``Workspace`` is the object that notebooks, the pages and the command line share. It is built up in flow order, a file each:
the folder and its settings (``practice``), snapshots (``history``), links and duplicates (``matching``), plans and runs
(``planning``). Everything that holds rows is a DataFrame whose columns the docstrings name. Nothing stays open between two calls.
"""

from reconcile.workspace.planning import Workspace, open_workspace
from reconcile.workspace.practice import whoami

__all__ = ["Workspace", "open_workspace", "whoami"]
