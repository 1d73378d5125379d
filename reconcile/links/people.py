"""What is odd about the contacts of one app: more than one default, and one email at very many clients (SYN-2, DUP-5)."""

from __future__ import annotations

import pandas as pd

from reconcile import frames
from reconcile.links.checks import COLUMNS
from reconcile.model import App

MANY = 10
"""From this many current clients on, an email is more likely somebody's who keeps the books of all of them, or a stand-in."""


def check_contacts(app: App, clients: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """One row for each thing to look at, columns ``checks.COLUMNS`` without a link. Nothing here is ever planned.

    ``clients`` has ``client_id``, ``name``, ``is_current``; ``contacts`` has ``client_id``, ``email``, ``is_primary``.
    """
    current = clients[clients["is_current"].astype(bool)]
    theirs = contacts[contacts["client_id"].isin(current["client_id"])]
    defaults = theirs.loc[theirs["is_primary"].fillna(False).astype(bool), "client_id"].value_counts(sort=False)
    several = defaults[defaults > 1]
    folded = [email.strip().casefold() if email else "" for email in theirs["email"].tolist()]
    emails = pd.Series(folded, index=theirs.index, dtype=object)
    shared = emails[(emails != "") & (emails.groupby(emails).transform("size") >= MANY)]
    owners: dict[str, dict[str, None]] = {}
    for email, client_id in zip(shared, theirs.loc[shared.index, "client_id"], strict=True):
        owners.setdefault(email, {})[client_id] = None
    named = current[current["client_id"].isin([*several.index, *(one for ids in owners.values() for one in ids)])]
    names = dict(zip(named["client_id"], named["name"], strict=True))
    rows = [_defaults(app, str(client_id), names[client_id], int(count)) for client_id, count in several.items()]
    rows += [_shared(app, email, list(ids), names) for email, ids in owners.items() if len(ids) >= MANY]
    return frames.frame(COLUMNS, rows)


def _defaults(app: App, client_id: str, name: str, count: int) -> tuple[str | None, ...]:
    why = f"It has {count} default contacts in {app.label}, so nobody can say which one is meant. Leave one of them the default."
    return (None, app.value, client_id, name, "more than one default contact", "SYN-2", why)


def _shared(app: App, email: str, ids: list[str], names: dict[str, str]) -> tuple[str | None, ...]:
    others = ", ".join(f"“{names[client_id]}”" for client_id in ids[:3])
    why = (
        f"{email} is a contact of {len(ids):,} clients in {app.label}: {others} and {len(ids) - 3:,} more. It tells nobody apart."
        " If it stands in for a missing address, replace it with each client's own."
    )
    return (None, app.value, ids[0], names[ids[0]], "one email on very many clients", "DUP-5", why)
