"""Partners and managers: who of one app's staff is a user of the other, and if not, why not (IMP-8, SYN-3, WHY-2)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import pandas as pd

from reconcile import frames
from reconcile.model import App


class Cause(enum.Enum):
    """The three causes that WHY-2 tells apart, and the two in which nobody can tell."""

    NO_USER = "not a user in Ignition"
    NOT_LINKED = "not linked to an XPM staff member"
    OTHER_EMAIL = "known by another email"
    NO_EMAIL = "known by name alone"
    NO_LIST = "staff list not read"


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Why a person of one app is nobody in the other: the cause, what is the case, and the one thing to do."""

    cause: Cause
    answer: str
    todo: str

    @property
    def sentence(self) -> str:
        """Both in one, as the held list shows them."""
        return f"{self.answer} {self.todo}"


@dataclass(frozen=True)
class StaffDirectory:
    """The people of both apps by email address, which is what the apps match them by; two may share a name."""

    emails: dict[App, dict[str, str]]
    names: dict[App, dict[str, tuple[str, ...]]]

    @classmethod
    def of(cls, staff: dict[App, pd.DataFrame]) -> StaffDirectory:
        """From the staff tables of the newest snapshots."""
        emails: dict[App, dict[str, str]] = {}
        names: dict[App, dict[str, tuple[str, ...]]] = {}
        for app, table in staff.items():
            rows = frames.rows_of(table)
            emails[app] = {_folded(row["email"]): row["email"].strip() for row in rows if _folded(row["email"])}
            known: dict[str, tuple[str, ...]] = {}
            for row in rows:
                known[_folded(row["name"])] = (*known.get(_folded(row["name"]), ()), (row["email"] or "").strip())
            names[app] = known
        return cls(emails, names)

    def email_in(self, app: App, email: str) -> str | None:
        """That person's email as ``app`` spells it, or None where ``app`` knows nobody by it."""
        return self.emails.get(app, {}).get(_folded(email))

    def email_of(self, app: App, name: str | None) -> str | None:
        """The email of the one person of that name in ``app``; None where there is nobody or more than one."""
        found = self.names.get(app, {}).get(_folded(name), ())
        return (found[0] or None) if name and len(found) == 1 else None

    def why_not(self, source: App, target: App, email: str | None, name: str | None) -> Unmatched:
        """Why ``target`` does not know the person who is partner or manager in ``source`` (WHY-2)."""
        person = name or self._name(source, email) or email or "This person"
        if not email:
            answer = f"{person} has no email in {source.label}, and the apps match people by email."
            return Unmatched(Cause.NO_EMAIL, answer, f"Give {person} an email there.")
        if not self.names.get(target):
            answer = (
                f"{target.label}'s staff were not in its snapshot, so nobody can tell whether {person} is among them."
            )
            return Unmatched(Cause.NO_LIST, answer, f"Take a snapshot of {target.label} with its staff.")
        others = self.names[target].get(_folded(person), ())
        if others:
            known_as = ", ".join(other for other in others if other) or "without an email"
            answer = f"{person} is {email} in {source.label} and {known_as} in {target.label}, and the apps match people by email."
            return Unmatched(Cause.OTHER_EMAIL, answer, f"Make the two emails of {person} equal.")
        if target is App.IGNITION:
            answer = f"{person} is not a user in Ignition."
            return Unmatched(Cause.NO_USER, answer, f"Add {person} there (Settings → Team), then sync again.")
        answer = f"{person} is a user in Ignition who is not linked to an XPM staff member."
        return Unmatched(
            Cause.NOT_LINKED, answer, f"Add {email} to XPM's staff, or link the user in Ignition's settings."
        )

    def _name(self, app: App, email: str | None) -> str | None:
        wanted = _folded(email)
        for name, addresses in self.names.get(app, {}).items():
            if wanted and wanted in map(_folded, addresses):
                return name.title()
        return None


def _folded(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()
