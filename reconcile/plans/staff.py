"""Partners and managers: who of one app's staff is a user of the other, and if not, why not (IMP-8, SYN-3, WHY-2)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from reconcile import frames
from reconcile.model import App


@dataclass(frozen=True)
class StaffDirectory:
    """The people of both apps by email address, which is what the apps match them by."""

    emails: dict[App, dict[str, str]]
    names: dict[App, dict[str, str]]

    @classmethod
    def of(cls, staff: dict[App, pd.DataFrame]) -> StaffDirectory:
        """From the staff tables of the newest snapshots."""
        emails: dict[App, dict[str, str]] = {}
        names: dict[App, dict[str, str]] = {}
        for app, table in staff.items():
            rows = frames.rows_of(table)
            emails[app] = {row["email"].strip().casefold(): row["email"] for row in rows if row["email"]}
            names[app] = {" ".join(row["name"].split()).casefold(): row["email"] or "" for row in rows}
        return cls(emails, names)

    def email_in(self, app: App, email: str) -> str | None:
        """That person's email as ``app`` spells it, or None where ``app`` knows nobody by it."""
        return self.emails.get(app, {}).get(email.strip().casefold())

    def why_not(self, source: App, target: App, email: str | None, name: str | None) -> str:
        """The cause, one of three (WHY-2): not a user, a user under another email, or a user whom XPM does not know."""
        person = name or self._name(source, email) or email or "This person"
        known_as = self.names.get(target, {}).get(" ".join(person.split()).casefold())
        if known_as:
            return (
                f"{person} is {email or 'without an email'} in {source.label} and {known_as} in {target.label}."
                " The apps match people by email: make the two equal."
            )
        if target is App.IGNITION:
            return f"{person} is not a user in Ignition. Add them there (Settings → Team), then sync again."
        return f"{person} is a user in Ignition who is not linked to an XPM staff member."

    def _name(self, app: App, email: str | None) -> str | None:
        wanted = (email or "").strip().casefold()
        for name, address in self.names.get(app, {}).items():
            if wanted and address.strip().casefold() == wanted:
                return name.title()
        return None
