"""One practice: a folder with its snapshots, its decisions, its plans and its runs.

``Workspace`` is the object that notebooks, the pages and the command line share. It is built up in flow order, a file each:
the folder and its settings (``practice``), signing in (``connecting``), snapshots (``history``), links (``linking``),
duplicates (``matching``), teaching the matcher (``teaching``), looking a client up (``finding``), what needs attention
(``checking``), plans as files (``plan_files``), plans (``planning``), runs (``applying``), what people are handed
(``handing_over``), trying again and reporting (``after_run``), every night (``nightly``), and why something does not sync
(``asking``). Everything that holds rows is a DataFrame whose columns the docstrings name. Nothing stays open between two calls.
"""

from reconcile.workspace.asking import Workspace, open_workspace
from reconcile.workspace.people import whoami

__all__ = ["Workspace", "open_workspace", "whoami"]
