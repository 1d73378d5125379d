"""One file per way in to the three apps and out to them, over one HTTP session.

Sources read an app's records (an API, or a file), targets write single fields. Gusto has no target (SET-6).
"""

from reconcile.apps.connections import Connections
from reconcile.apps.files import FileSource, IgnitionExportSource, SavedAnswerSource, recognise_columns
from reconcile.apps.gusto import GustoSource
from reconcile.apps.ignition import IgnitionSource
from reconcile.apps.ignition_target import IgnitionTarget
from reconcile.apps.protocols import Failure, Origin, Source, Target
from reconcile.apps.retries import Patience
from reconcile.apps.xpm import XpmSource, XpmTarget

__all__ = [
    "Connections",
    "Failure",
    "FileSource",
    "GustoSource",
    "IgnitionExportSource",
    "IgnitionSource",
    "IgnitionTarget",
    "Origin",
    "Patience",
    "SavedAnswerSource",
    "Source",
    "Target",
    "XpmSource",
    "XpmTarget",
    "recognise_columns",
]
