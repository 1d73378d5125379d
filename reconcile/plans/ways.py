"""Which way each change of a plan takes into its app: directly, by file, by hand, or later; known before anything is sent.

*Directly* is through the app's interface, where there is a connection whose tools take the change. *By file* is Ignition's bulk
edit: a CSV that a person uploads there. *By hand* is an item of a checklist. *Later* is a change that could go directly but follows
from one that is handed over: it is applied by the next plan, once that one is seen (SET-10).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from reconcile.model import App
from reconcile.plans.operation import Operation, Row

DIRECTLY, BY_FILE, BY_HAND, LATER = "directly", "by file", "by hand", "later"
WAYS = (DIRECTLY, BY_FILE, BY_HAND, LATER)

WAY_COLUMNS = ("change_id", "app", "client_name", "kind", "field_label", "way", "reason")

_FOLLOWS = "It follows from a change that is handed over. The plan that is built once that is seen applies it."
_UNKNOWN_NUMBER = "The XPM client that it links to is not there yet, so its number is not known."
_NEW_RECORD = "The client is new, so no export has its row yet."

Lacks = Callable[[str, str, str], str]
"""(verb, entity, field) → what the app's interface lacks for it, in a sentence; nothing where it takes it."""


@dataclass(frozen=True, slots=True)
class Way:
    """One of ``WAYS``, and why that one."""

    name: str
    reason: str = ""


@dataclass(frozen=True)
class Door:
    """The way into one app: what its interface lacks, or, where there is none to write through, why (``closed``)."""

    lacks: Lacks | None = None
    closed: str = ""
    reason: str = ""

    def refusal(self, verb: str, entity: str, field: str) -> str:
        """Why a change cannot go directly; nothing where it can."""
        return self.closed if self.lacks is None else self.lacks(verb, entity, field)


class Carrier(Protocol):
    """What Ignition's bulk edit can carry, by the newest export at hand."""

    def refuses(self, operation: Operation) -> str:
        """Why it cannot carry an operation at all, in a sentence; nothing where it can."""
        ...

    def refuses_change(self, row: Row) -> str:
        """Why it cannot carry one change of an operation that it carries; nothing where it can."""
        ...


class NoFile:
    """A carrier where there is no export to give back."""

    def refuses(self, operation: Operation) -> str:  # noqa: ARG002 - whatever it is
        """No export, no bulk edit."""
        return "There is no client export to give back."

    def refuses_change(self, row: Row) -> str:  # noqa: ARG002 - whatever it is
        """No export, no bulk edit."""
        return "There is no client export to give back."


def ways_of(todo: Sequence[Operation], doors: Mapping[App, Door], carrier: Carrier) -> dict[str, Way]:
    """The way of each change of these operations (the approved ones, in the plan's order), by change id."""
    found: dict[str, Way] = {}
    for operation in todo:
        found |= _of_operation(operation, doors.get(operation.app, Door(closed=_not_connected(operation.app))), carrier)
    makers = {operation.record_id: operation for operation in todo if operation.verb == "create"}
    while _put_off(todo, makers, found):
        pass
    return found


def _not_connected(app: App) -> str:
    return f"{app.label} is not connected."


def _of_operation(operation: Operation, door: Door, carrier: Carrier) -> dict[str, Way]:
    """All of a new record goes the way of its name; of a record that is there each field goes its own."""
    refusals = {
        row["change_id"]: door.refusal(operation.verb, row["entity"], row["field"]) for row in operation.changes
    }
    leading = _leading(operation)
    if leading is not None and refusals[leading["change_id"]]:
        refusals = dict.fromkeys(refusals, refusals[leading["change_id"]])
    handed = [row for row in operation.changes if refusals[row["change_id"]]]
    whole = len(handed) == len(operation.changes)
    ways = {change_id: Way(DIRECTLY, door.reason) for change_id, refusal in refusals.items() if not refusal}
    cannot = _no_file(operation, carrier, whole=whole) if handed else ""
    for row in handed:
        because = cannot or carrier.refuses_change(row)
        words = f"{refusals[row['change_id']]} {because}".strip()
        ways[row["change_id"]] = Way(BY_HAND if because else BY_FILE, words)
    return ways


def _no_file(operation: Operation, carrier: Carrier, *, whole: bool) -> str:
    if operation.app is not App.IGNITION:
        return f"{operation.app.label} takes no file."
    if not whole and operation.verb in ("create", "contact-create"):
        return _NEW_RECORD
    return carrier.refuses(operation)


def _leading(operation: Operation) -> Row | None:
    """The change without which a new record cannot be: its name."""
    if operation.verb not in ("create", "contact-create"):
        return None
    entity = "client" if operation.verb == "create" else "contact"
    return next((row for row in operation.changes if (row["entity"], row["field"]) == (entity, "name")), None)


def _put_off(todo: Sequence[Operation], makers: Mapping[str, Operation], ways: dict[str, Way]) -> bool:
    """Moves what follows from a handed-over change behind it; returns whether anything moved."""
    before = dict(ways)
    for operation in todo:
        for row in operation.changes:
            _put_off_one(row, makers, ways)
        leading = _leading(operation)
        if leading is not None and ways[leading["change_id"]].name == LATER:
            ways |= {row["change_id"]: Way(LATER, _FOLLOWS) for row in operation.changes}
    return ways != before


def _put_off_one(row: Row, makers: Mapping[str, Operation], ways: dict[str, Way]) -> None:
    mine = ways[row["change_id"]].name
    maker = makers.get(row["after_from"]) if row["after_from"] else None
    made = _way_of_making(maker, ways)
    upstream = ways.get(row["depends_on"]) if row["depends_on"] else None
    after = {way for way in (upstream.name if upstream else "", made) if way and way != DIRECTLY}
    if not after:
        return
    if mine == DIRECTLY or LATER in after:
        ways[row["change_id"]] = Way(LATER, _FOLLOWS)
    elif mine == BY_FILE and made:
        ways[row["change_id"]] = Way(BY_HAND, _UNKNOWN_NUMBER)


def _way_of_making(maker: Operation | None, ways: Mapping[str, Way]) -> str:
    leading = _leading(maker) if maker is not None else None
    return ways[leading["change_id"]].name if leading is not None else ""
