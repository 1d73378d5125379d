"""What Ignition would do today with XPM's clients: link, create, and create twice (IMP-1 to IMP-5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from reconcile import frames
from reconcile.duplicates.pace import Pace
from reconcile.links import link_exact_names
from reconcile.model import App
from reconcile.show.words import count

DOUBLE_COLUMNS = ("client_id", "XPM", "Ignition", "probability")


@dataclass(frozen=True)
class Import(frames.Shown):
    """``linked`` counts XPM's clients with a link; ``links`` would be made (``links.exact.PROPOSED``); ``groups`` are equal names
    on several clients (``links.exact.LEFT``); ``creates`` are the current XPM clients that would become leads; ``doubles`` those
    of them that Ignition has under another spelling (``DOUBLE_COLUMNS``); ``undecided`` pairs wait for a person."""

    linked: int
    links: pd.DataFrame
    groups: pd.DataFrame
    creates: pd.DataFrame
    doubles: pd.DataFrame
    undecided: int


def first_import(
    clients: Mapping[App, pd.DataFrame],
    links: pd.DataFrame,
    pairs: pd.DataFrame,
    unlinked: Collection[tuple[str, str]] = (),
) -> Import:
    """The forecast from the newest snapshots; it changes nothing.

    ``clients`` need XPM and Ignition (``client_id``, ``name``, ``is_current``, ``number``, ``xpm_id``); ``pairs`` are the
    flagged ones, ``unlinked`` what ``ws.unlinked("xpm")`` gives: records that a person parted are not linked again.
    """
    xpm, mine = clients[App.XPM], links[links["app_a"] == App.XPM.value]
    refused = _refused(pairs) | set(unlinked)
    report = link_exact_names(App.XPM, xpm, clients[App.IGNITION], mine, refused=refused)
    current = xpm[xpm["is_current"].astype(bool)]
    taken = set(mine["id_a"]) | set(report.linked["id_a"])
    creates = current[~current["client_id"].isin(list(taken))]
    return Import(
        linked=int(current["client_id"].isin(list(mine["id_a"])).sum()),
        links=report.linked,
        groups=report.left[report.left["rule"] == "IMP-5"],
        creates=creates,
        doubles=_doubles(pairs, set(creates["client_id"])),
        undecided=int((~pairs["decision"].isin(["same", "different"])).sum()),
    )


def _doubles(pairs: pd.DataFrame, created: set[str]) -> pd.DataFrame:
    """The likeliest Ignition record of each client that would be created although Ignition has it."""
    found: dict[str, tuple[str, str, str, float]] = {}
    across = pairs[(pairs["app_a"] != pairs["app_b"]) & (pairs["decision"] != "different")]
    for pair in frames.rows_of(across):
        ends = {pair[f"app_{side}"]: (pair[f"id_{side}"], pair[f"name_{side}"]) for side in ("a", "b")}
        if App.XPM.value in ends and App.IGNITION.value in ends:
            client_id, name = ends[App.XPM.value]
            if client_id in created and client_id not in found:
                found[client_id] = (client_id, name, ends[App.IGNITION.value][1], float(pair["probability"] or 0))
    return frames.frame(DOUBLE_COLUMNS, list(found.values()))


def _refused(pairs: pd.DataFrame) -> set[tuple[str, str]]:
    """Pairs that a person called different, as (XPM's id, Ignition's id)."""
    found = set()
    for pair in frames.rows_of(pairs[pairs["decision"] == "different"]):
        ends = {pair["app_a"]: pair["id_a"], pair["app_b"]: pair["id_b"]}
        if set(ends) == {App.XPM.value, App.IGNITION.value}:
            found.add((ends[App.XPM.value], ends[App.IGNITION.value]))
    return found


def left_to_decide(left: int, certain: int, pace: Pace) -> str:
    """How many answers are left and about how long they take, in words; ``certain`` of them can be accepted together."""
    if not left:
        return ""
    alone = left - certain
    whose = "your pace" if pace.own else "a usual pace until yours is known"
    told = f"{count(left, 'decision')} left"
    if certain:
        told += f"; {certain:,} of them are certain and can be accepted together after one look"
    if alone:
        one_by_one = "one by one" if certain else ""
        minutes = _long(pace.minutes(alone))
        told += f". {'The others take' if certain else 'They take'} about {minutes} {one_by_one}".rstrip()
        told += f", at {pace.seconds:.0f} seconds each: {whose}"
    return f"{told}. Leave whenever you like: every answer is kept, and you go on where you were."


def _long(minutes: int) -> str:
    if minutes < 90:
        return count(minutes, "minute")
    return f"{round(minutes / 60):,} hours"
