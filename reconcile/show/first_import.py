"""What Ignition would do today with XPM's clients: link, create, and create twice (IMP-1 to IMP-5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from reconcile import frames
from reconcile.duplicates.pace import Pace
from reconcile.links import LinkReport, link_exact_names
from reconcile.model import App
from reconcile.show.words import count

_PLAIN = {"mapped to a client that XPM does not list": "Ignition's is mapped to a client that XPM does not list"}

Exact = Callable[..., LinkReport]
"""What ``links.link_exact_names`` does."""

DOUBLE_COLUMNS = ("client_id", "XPM", "Ignition", "probability", "why")
"""``why`` says in words what keeps the two from being linked by themselves."""


@dataclass(frozen=True)
class Import(frames.Shown):
    """``linked`` counts XPM's clients with a link; ``links`` would be made (``links.exact.PROPOSED``); ``groups`` are equal names
    on several clients (``links.exact.LEFT``); ``creates`` are the current XPM clients that would become leads; ``doubles`` those
    of them that Ignition has, but unlinked (``DOUBLE_COLUMNS``); ``undecided`` pairs wait for a person."""

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
    exact: Exact = link_exact_names,
) -> Import:
    """The forecast from the newest snapshots; it changes nothing.

    ``clients`` need XPM and Ignition (``client_id``, ``name``, ``is_current``, ``number``, ``xpm_id``); ``pairs`` are the
    flagged ones (``ws.duplicates()`` or ``ws.flagged_names()``), ``unlinked`` what ``ws.unlinked("xpm")`` gives: records that a
    person parted are not linked again. Whoever has the exact names already gives what finds them (``exact``).
    """
    xpm, mine = clients[App.XPM], links[links["app_a"] == App.XPM.value]
    refused = _refused(pairs) | set(unlinked)
    report = exact(App.XPM, xpm, clients[App.IGNITION], mine, refused=refused)
    current = xpm[xpm["is_current"].astype(bool)]
    taken = set(mine["id_a"]) | set(report.linked["id_a"])
    creates = current[~current["client_id"].isin(list(taken))]
    return Import(
        linked=int(current["client_id"].isin(list(mine["id_a"])).sum()),
        links=report.linked,
        groups=report.left[report.left["rule"] == "IMP-5"],
        creates=creates,
        doubles=_doubles(pairs, set(creates["client_id"]), _obstacles(mine, report, unlinked)),
        undecided=int((~pairs["decision"].isin(["same", "different"])).sum()),
    )


def _obstacles(mine: pd.DataFrame, report: LinkReport, unlinked: Collection[tuple[str, str]]) -> dict[str, str]:
    """What keeps a client of Ignition from being linked to one of its own name, by its id."""
    linked = [*mine["id_b"], *report.linked["id_b"]]
    left = report.left[report.left["app"] == App.IGNITION.value]
    return {
        **{ignition_id: "unlinked by hand" for _, ignition_id in unlinked},
        **dict.fromkeys(linked, "Ignition's is linked to another client"),
        **{
            ignition_id: _PLAIN.get(reason, reason)
            for ignition_id, reason in zip(left["client_id"], left["reason"], strict=True)
        },
    }


def _doubles(pairs: pd.DataFrame, created: set[str], obstacles: Mapping[str, str]) -> pd.DataFrame:
    """The likeliest Ignition record of each client that would be created although Ignition has it."""
    found: dict[str, tuple[str, str, str, float, str]] = {}
    ends = ("app_a", "id_a", "name_a", "app_b", "id_b", "name_b", "probability")
    rows = pairs[(pairs["app_a"] != pairs["app_b"]) & (pairs["decision"] != "different")]
    for *ab, chance in zip(*(rows[name] for name in ends), strict=True):
        app, client_id, name, other, ignition_id, there = ab if ab[0] == App.XPM.value else (*ab[3:], *ab[:3])
        if (app, other) == (App.XPM.value, App.IGNITION.value) and client_id in created and client_id not in found:
            why = obstacles.get(ignition_id, "" if name == there else "another spelling")
            found[client_id] = (client_id, name, there, float(chance or 0), why)
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
        told += f", at {count(max(1, round(pace.seconds)), 'second')} each: {whose}"
    return f"{told}. Leave whenever you like: every answer is kept, and you go on where you were."


def _long(minutes: int) -> str:
    if minutes < 90:
        return count(minutes, "minute")
    return f"{round(minutes / 60):,} hours"
