"""Why changes of a run were not put in place, by cause: how many, in which app, and the one thing to do about each."""

from __future__ import annotations

import re

import pandas as pd

from reconcile import frames
from reconcile.plans.outcome import Ending
from reconcile.plans.ways import DIRECTLY

CAUSE_COLUMNS = ("outcome", "app", "cause", "changes", "clients", "todo", "again")
"""``again`` says whether trying the run's failures again takes these up (``retry``)."""

TRIED_AGAIN = (Ending.FAILED, Ending.REFUSED, Ending.UNCERTAIN)
"""The endings that are tried again. What was stale or a conflict has moved: a plan from fresh snapshots knows what is right."""

_ORDER = (*TRIED_AGAIN, Ending.CONFLICT, Ending.STALE, Ending.NOT_SEEN)
_VALUES = re.compile(r"“[^”]*”|\([^()]*\)")

_TODO = (
    ("Cancelled before", "Nothing is wrong: try again when it suits."),
    ("calls are used up", "Try again tomorrow: an app counts its calls by the day."),
    ("cannot write", "The interface does not take this field: hand it over, or enter it by hand."),
    ("does not take these fields", "The interface does not take this field: hand it over, or enter it by hand."),
    ("no such staff member", "Add the person there, or make the email addresses equal in both apps; then try again."),
    ("token", "Connect the app again under Settings, then try again."),
    ("no access", "Check what the connection was allowed to see and change; then try again."),
    ("not reachable", "Check the network, then try again."),
    ("out of order", "The app had a fault of its own: try again later."),
    ("asks to wait", "The app had enough for the moment: try again later."),
    ("holds “…” instead", "The app made another value of it by its own rules: correct the value where it comes from."),
    ("handed over once already", "Look in the app whether it is done; a plan from fresh snapshots tells as well."),
    ("follows from another change", "It comes along when the change that it follows from is tried again."),
    (
        "a client of this name is there now",
        "Look whether that client is this one, and link it by hand; do not create it again.",
    ),
    ("look again before", "Look in the app; try it again, ticked by hand, only where it is not there."),
    ("fault in the toolkit", "Try again; where it stays, please report it."),
)
"""What a reason contains → what to do; the first that fits."""

_ELSE = {
    Ending.FAILED: "Try again; where it fails again, enter it in the app by hand.",
    Ending.REFUSED: "The app does not take this value: correct it where it comes from, then try again.",
    Ending.UNCERTAIN: "Look at the record. Trying again reads it first and writes nothing that is there.",
    Ending.CONFLICT: "Decide whose value stands, then build a plan.",
    Ending.STALE: "Take fresh snapshots and build a plan: the record was edited since.",
    Ending.NOT_SEEN: "It is planned anew: build a plan and hand it over again.",
}


def causes_of(outcomes: pd.DataFrame) -> pd.DataFrame:
    """The outcomes (``run.OUTCOME_COLUMNS``) that are not in place, one row for each cause in each app; columns ``CAUSE_COLUMNS``.

    What a reason says of single values is left out of its cause, so that a hundred records of one cause are one row.
    """
    found: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in frames.rows_of(outcomes[outcomes["outcome"].isin([str(ending) for ending in _ORDER])]):
        found.setdefault((row["outcome"], row["app"], _cause(row["reason"])), []).append(row)
    rows = [
        {
            "outcome": ending,
            "app": app,
            "cause": cause,
            "changes": len(members),
            "clients": len({(row["app"], row["record_id"]) for row in members}),
            "todo": _todo(Ending(ending), cause),
            "again": Ending(ending) in TRIED_AGAIN and any(row["way"] == DIRECTLY for row in members),
        }
        for (ending, app, cause), members in found.items()
    ]
    rows.sort(key=lambda row: (_ORDER.index(Ending(str(row["outcome"]))), -int(str(row["changes"]))))
    return frames.frame_of_dicts(CAUSE_COLUMNS, rows)


def _cause(reason: str) -> str:
    return _VALUES.sub(lambda match: "“…”" if match[0].startswith("“") else "(…)", reason or "")


def _todo(ending: Ending, cause: str) -> str:
    return next((todo for words, todo in _TODO if words.casefold() in cause.casefold()), _ELSE[ending])
