"""Ways in through files: Ignition's client export, the apps' saved answers, and any list of clients."""

from reconcile.apps.files.columns import Found, recognise, recognise_columns
from reconcile.apps.files.file_source import FileSource
from reconcile.apps.files.ignition_export import IgnitionExportSource
from reconcile.apps.files.opening import Reading, Said, open_list, recipe_of
from reconcile.apps.files.recipe_file import recipe_file, take_recipe
from reconcile.apps.files.recipes import Recipe, RecipeBook
from reconcile.apps.files.saved_answer import SavedAnswerSource

__all__ = [
    "FileSource",
    "Found",
    "IgnitionExportSource",
    "Reading",
    "Recipe",
    "RecipeBook",
    "Said",
    "SavedAnswerSource",
    "open_list",
    "recipe_file",
    "recipe_of",
    "recognise",
    "recognise_columns",
    "take_recipe",
]
