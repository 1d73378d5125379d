"""The practice's folder: its database, its connections and its settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reconcile.database import Database
from reconcile.policy import Settings, load_policy, store
from reconcile.workspace.people import Role, needs, read_people, save_people, whoami

if TYPE_CHECKING:
    from reconcile.apps import Connections
    from reconcile.apps.files import RecipeBook


class Practice:
    """``folder`` holds ``workspace.duckdb`` and the folders ``snapshots``, ``pairs``, ``plans`` and ``runs``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.policy = load_policy()
        self._database = Database(folder / "workspace.duckdb")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    @property
    def name(self) -> str:
        """The practice's name: its folder's."""
        return self.folder.name

    @property
    def connections(self) -> Connections:
        """The apps that this practice is connected to; none where ``connections.json`` is missing."""
        from reconcile.apps import Connections  # here: HTTP and MCP take a second to import, and analysts need neither

        path = self.folder / "connections.json"
        return Connections.load(path) if path.exists() else Connections()

    @property
    def recipes(self) -> RecipeBook:
        """What the columns of lists were confirmed to be, for the next file of the same shape."""
        from reconcile.apps.files import RecipeBook

        return RecipeBook(self.folder / "recipes.json")

    @property
    def settings(self) -> Settings:
        """Scope and direction per app, and the limits of an apply; SET-4's recommendation until saved otherwise."""
        with self._database.open() as connection:
            return store.read_settings(connection)

    @property
    def people(self) -> dict[str, Role]:
        """Who may do what here where people sign in: roles by email; empty where nobody was named."""
        return read_people(self.folder)

    @needs(Role.APPROVER)
    def save_people(self, people: Mapping[str, Role | str]) -> None:
        """Keeps who may do what, all of it. Raises ``NeedsUser`` for a role or a name that is none, and keeps nothing then."""
        save_people(self.folder, people)

    @needs(Role.APPROVER)
    def save_settings(self, settings: Settings, *, by: str = "") -> None:
        """Keeps new settings. Raises ``NotAllowed`` for what SET-2, SET-3, SET-6 and SET-8 forbid, and keeps nothing then."""
        settings.check()
        with self._database.open() as connection:
            store.save_settings(connection, settings, by=by or whoami())
