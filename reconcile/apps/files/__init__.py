"""Ways in through files: Ignition's client export, XPM's saved answers, and any list of clients."""

from reconcile.apps.files.columns import recognise_columns
from reconcile.apps.files.file_source import FileSource
from reconcile.apps.files.ignition_export import IgnitionExportSource
from reconcile.apps.files.saved_answer import SavedAnswerSource

__all__ = ["FileSource", "IgnitionExportSource", "SavedAnswerSource", "recognise_columns"]
