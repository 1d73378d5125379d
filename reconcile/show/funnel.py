"""Where the clients of each app stand: linked, in question, or alone."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from html import escape

import pandas as pd

from reconcile import frames
from reconcile.model import App
from reconcile.show.words import app_label

STANDING_COLUMNS = ("app", "clients", "linked", "undecided", "alone", "held")

_PARTS = (("linked", "Linked", "good"), ("undecided", "To decide", "warn"), ("alone", "In this app only", "plain"))


def standing(
    clients: Mapping[App, pd.DataFrame], links: pd.DataFrame, pairs: pd.DataFrame, held: pd.DataFrame | None = None
) -> pd.DataFrame:
    """A row for each app with a snapshot, columns ``STANDING_COLUMNS``; every current client is in exactly one of linked,
    undecided (it stands in a flagged pair that nobody has settled) and alone. ``held`` counts a plan's held items on top.

    ``clients`` have ``client_id`` and ``is_current``; ``links``, ``pairs`` and ``held`` are as the workspace gives them.
    """
    open_pairs = pairs[(pairs["label"] == "same") & ~pairs["decision"].isin(["same", "different"])]
    return standing_of(clients, _records(links), _records(open_pairs), held)


def standing_of(
    clients: Mapping[App, pd.DataFrame],
    linked: AbstractSet[str],
    asked_about: AbstractSet[str],
    held: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The same from the records (``app:id``) that are linked, and those that stand in an undecided pair."""
    rows = []
    for app, table in clients.items():
        name = app.value
        current = {f"{name}:{client_id}" for client_id in table.loc[table["is_current"].astype(bool), "client_id"]}
        here, asked = len(current & linked), len((current & asked_about) - linked)
        kept = 0 if held is None else int((held["app"] == app.value).sum())
        rows.append((app.value, len(current), here, asked, len(current) - here - asked, kept))
    return frames.frame(STANDING_COLUMNS, rows)


def funnel(standings: pd.DataFrame) -> str:
    """The standing of each app as one bar and its numbers (HTML)."""
    widest = max([int(number) for number in standings["clients"]], default=0) or 1
    rows = "".join(_row(row, widest) for row in frames.rows_of(standings))
    heads = "".join(
        f'<th scope="col"><span class="rc-dot rc-{tone}" aria-hidden="true"></span>{label}</th>'
        for _, label, tone in _PARTS
    )
    return (
        '<table class="rc-funnel"><thead><tr><th scope="col">App</th><th scope="col">Current clients</th><th></th>'
        f'{heads}<th scope="col">Held by the plan</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(row: dict[str, int | str], widest: int) -> str:
    segments = "".join(
        f'<span class="rc-part rc-{tone}" style="width:{100 * int(row[key]) / widest:.2f}%"></span>'
        for key, _, tone in _PARTS
    )
    numbers = "".join(f"<td>{int(row[key]):,}</td>" for key, _, _ in _PARTS)
    return (
        f'<tr><th scope="row">{escape(app_label(str(row["app"])))}</th><td>{int(row["clients"]):,}</td>'
        f'<td class="rc-wide"><span class="rc-track" aria-hidden="true">{segments}</span></td>{numbers}'
        f"<td>{int(row['held']):,}</td></tr>"
    )


def _records(table: pd.DataFrame) -> set[str]:
    """The records at both ends of links or pairs, as ``app:id``."""
    sides = (zip(table[f"app_{side}"], table[f"id_{side}"], strict=True) for side in ("a", "b"))
    return {f"{app}:{client_id}" for ends in sides for app, client_id in ends}
