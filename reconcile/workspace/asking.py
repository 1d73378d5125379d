"""The whole workspace: everything before, and why something does not sync."""

from __future__ import annotations

from pathlib import Path

from reconcile import frames
from reconcile.errors import NeedsUser
from reconcile.model import App
from reconcile.plans.staff import StaffDirectory
from reconcile.plans.why import Case, Diagnosis, diagnose
from reconcile.workspace.glance import at_a_glance
from reconcile.workspace.telling import Telling


class Workspace(Telling):
    """One practice. Made by ``open_workspace``."""

    def __dir__(self) -> list[str]:
        """What a person may call, for tab completion and ``dir``."""
        return [name for name in super().__dir__() if not name.startswith("_")]

    def _repr_html_(self) -> str:
        return at_a_glance(self)

    def why(self, client: str, field: str | None = None) -> Diagnosis:
        """Why a client's field does not sync: the checks of WHY-1 to WHY-6 and the one thing to do.

        ``client`` is an id of any app, ``app:id``, or an exact name; ``field`` a field's name or label. Raises ``NeedsUser`` where
        neither is known.
        """
        app, record = self._find(client)
        links = self.links()
        partners: dict[App, dict[str, object]] = {}
        for row in frames.rows_of(links):
            ends = {row["app_a"]: row["id_a"], row["app_b"]: row["id_b"]}
            if ends.get(app.value) == record["client_id"]:
                partners.update(
                    {
                        other: found
                        for other, found in (self._lookup(App(end), ends[end]) for end in ends if end != app.value)
                        if found
                    }
                )
        newest = self.newest_plan()
        runs = self.runs()
        case = Case(
            app=app,
            record=record,
            partners=partners,
            pairs=self.duplicates(),
            linked=frozenset(
                [*zip(links["app_a"], links["id_a"], strict=True), *zip(links["app_b"], links["id_b"], strict=True)]
            ),
            plan=newest,
            run=None if runs.empty else self.run(str(runs["run_id"].iloc[0])),
            staff=StaffDirectory.of({other: self.staff(other) for other in self.newest()}),
            settings=self.settings,
            policy=self.policy,
        )
        return diagnose(case, self.policy.find(field) if field else None)


def open_workspace(folder: str | Path) -> Workspace:
    """The practice in ``folder``; the folder is made where there is none, readable by its owner alone.

    Raises ``NeedsUser`` for a workspace of a newer version, ``TryAgain`` while another program holds it.
    """
    path = Path(folder).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise NeedsUser(f"{path.name} is a file.", title="Not a workspace", hint="Give the name of a folder.")
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    workspace = Workspace(path)
    _ = workspace.settings  # opens the database once, so that a broken or newer one is told at once
    return workspace
