"""The four kinds of operation, each as read → compare → write → read back."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reconcile.errors import Moved, TryAgain
from reconcile.model import App, Client
from reconcile.plans.comparing import Comparing, same_for_all, values_of, writable
from reconcile.plans.operation import Operation, Row
from reconcile.plans.outcome import Ending, Outcome
from reconcile.plans.versions import expecting, version_of

if TYPE_CHECKING:
    from reconcile.apps.protocols import Target

Send = Callable[..., Any]
"""Notes that an operation is about to be sent, over which version of its client, and makes the call."""

Result = tuple[list[Outcome], Client | None]

REPEATS = 3
"""How often an update whose answer was lost is compared and, where it had no effect, sent again."""

PAUSE = 2.0
"""Seconds before a record whose creation is uncertain is looked for: the app may still be at it."""


_RESTLESS = "Somebody saved the client again and again while this was to be written."
_PUT_BACK = (
    "It was sent and not answered. The client was saved since, and holds the old value: look whether it shall stand."
)
_NOT_THERE = (
    f"It was sent {REPEATS} times and not answered, and the value had not arrived when it was last read."
    " It may yet arrive."
)


@dataclass(frozen=True)
class Unread:
    """What was written and not read back so far: the rows, and the endings of the operation's other rows.

    ``contact_id`` is the contact that they belong to, nothing for the client itself.
    """

    operation: Operation
    rows: tuple[Row, ...]
    endings: Mapping[str, Outcome]
    contact_id: str = ""


class Steps:
    """The steps, given how fields compare and which records bore a name when the plan was built.

    For the apps in ``later`` a write is not read back at once: the step returns nothing and leaves it in ``unread``, to be read
    back together with others (``read_back``).
    """

    def __init__(
        self,
        compare_of: Callable[[str, str], str],
        known_names: Mapping[str, list[str]],
        pause: Callable[[float], None],
    ) -> None:
        self._comparing = Comparing(compare_of)
        self._known_names = known_names
        self._pause = pause
        self.later: frozenset[App] = frozenset()
        self.unread: list[Unread] = []

    def update(self, target: Target, operation: Operation, send: Send, sent_before: str | None) -> Result:
        """Writes a client's fields that still hold what the plan saw."""

        def write(to: Target, values: dict[str, str]) -> None:
            to.update_client(operation.record_id, values)

        return self._overwrite(target, operation, send, write, sent_before), None

    def update_contact(self, target: Target, operation: Operation, send: Send, sent_before: str | None) -> Result:
        """The same for one contact of a client."""
        contact_id = operation.changes[0]["entity_id"]

        def write(to: Target, values: dict[str, str]) -> None:
            to.update_contact(operation.record_id, contact_id, values)

        return self._overwrite(target, operation, send, write, sent_before), None

    def create(self, target: Target, operation: Operation, send: Send, sent_before: str | None) -> Result:
        """Creates a client, unless one of its very name has appeared since the plan; never twice (REL-11)."""
        values = operation.values("client")
        if sent_before is not None:
            return self._look_for_client(target, operation, values)
        newcomers = self._newcomers(target, operation.app, values["name"])
        if newcomers:
            reason = "A client of exactly this name has been created since the plan was built."
            return same_for_all(operation, Ending.STALE, reason, newcomers[0].client_id), None
        written = {field: value for field, value in values.items() if writable(target, field)}
        try:
            made = send(operation, lambda: target.create_client(written, operation.new_contacts()))
        except TryAgain as error:
            if not error.sent:
                raise
            return self._look_for_client(target, operation, values)
        try:
            client = target.read_client(made.client_id) or made
        except TryAgain as error:  # it exists, so what depends on it goes on; only what it holds was not seen
            reason = f"It was created and could not be read back. {error.title}."
            return same_for_all(operation, Ending.UNCERTAIN, reason, made.client_id), made
        return self._comparing.verified_client(target, operation, client), client

    def settled(self, target: Target, operation: Operation, client: Client) -> list[Outcome] | None:
        """How an update ends whose client holds these values; None where it is to be written."""
        now = values_of(operation, client)
        if now is None:
            return None
        found = [self._comparing.compared(target, row, now[row["field"]], sent=False) for row in operation.changes]
        return None if None in found else [outcome for outcome in found if outcome is not None]

    def read_back(self, unread: Unread, client: Client | None) -> list[Outcome]:
        """The endings of an operation, once its client was read after the write (REL-4)."""
        now = (values_of(unread.operation, client, unread.contact_id) if client is not None else None) or {}
        seen = {row["change_id"]: self._comparing.verified(row, now.get(row["field"])) for row in unread.rows}
        whole = {**unread.endings, **seen}
        return [whole[row["change_id"]] for row in unread.operation.changes]

    def made(self, target: Target, operation: Operation, client: Client) -> list[Outcome]:
        """How the changes of a client ended that was created, and noted, before the run broke off."""
        return self._comparing.verified_client(target, operation, client)

    def create_contact(self, target: Target, operation: Operation, send: Send, sent_before: str | None) -> Result:
        """Adds a contact to a client, unless it is there."""
        for _ in range(REPEATS):
            with contextlib.suppress(Moved):
                return self._add_contact(target, operation, send, sent_before=sent_before is not None), None
        return same_for_all(operation, Ending.FAILED, _RESTLESS), None

    def _add_contact(self, target: Target, operation: Operation, send: Send, *, sent_before: bool) -> list[Outcome]:
        values = operation.values("contact")
        client = target.read_client(operation.record_id)
        if client is None:
            return same_for_all(operation, Ending.STALE, "The client is not there any more.")
        there = self._comparing.same_contact(client, values)
        if there is not None or sent_before:
            return self._comparing.found_contact(operation, there, sent_before=sent_before)
        try:
            to = expecting(target, client.client_id, version_of(target, client))
            contact_id = send(operation, functools.partial(to.create_contact, operation.record_id, values))
        except TryAgain as error:
            if not error.sent:
                raise
            self._pause(PAUSE)
            client = target.read_client(operation.record_id)
            there = self._comparing.same_contact(client, values) if client else None
            return self._comparing.found_contact(operation, there, sent_before=True)
        return self._then_read(target, Unread(operation, operation.changes, {}, contact_id))

    def _then_read(self, target: Target, unread: Unread) -> list[Outcome]:
        """Reads a write back: now, or later with others."""
        if unread.operation.app in self.later:
            self.unread.append(unread)
            return []
        return self.read_back(unread, target.read_client(unread.operation.record_id))

    def _overwrite(
        self,
        target: Target,
        operation: Operation,
        send: Send,
        write: Callable[[Target, dict[str, str]], None],
        sent_before: str | None,
    ) -> list[Outcome]:
        sent, version, reason, refused = sent_before is not None, sent_before or "", "", False
        endings: dict[str, Outcome] = {}
        for _ in range(REPEATS):
            client = target.read_client(operation.record_id)
            now = None if client is None else values_of(operation, client)
            if client is None or now is None:
                return same_for_all(operation, Ending.STALE, "The record is not there any more.")
            rest = []
            for row in operation.changes:
                ending = self._comparing.compared(target, row, now[row["field"]], sent=sent)
                if ending is None:
                    rest.append(row)
                else:
                    endings[row["change_id"]] = ending
            if not rest:
                return [endings[row["change_id"]] for row in operation.changes]
            if refused:
                return self._rest(operation, endings, Ending.UNCERTAIN, _PUT_BACK)
            version = version or version_of(target, client)
            to = expecting(target, operation.record_id, version)
            try:
                send(operation, functools.partial(write, to, {row["field"]: row["after"] for row in rest}), version)
            except Moved:  # after a lost answer: it arrived just now, or was put back, or something else was saved
                refused, version, reason = sent, "", _RESTLESS
                continue
            except TryAgain as error:
                if not error.sent:
                    raise
                sent, reason = True, _NOT_THERE
                continue
            return self._then_read(target, Unread(operation, tuple(rest), endings))
        return self._rest(operation, endings, Ending.UNCERTAIN if sent else Ending.FAILED, reason)

    @staticmethod
    def _rest(operation: Operation, endings: Mapping[str, Outcome], ending: Ending, reason: str) -> list[Outcome]:
        """The endings so far, and one for all changes that have none yet."""
        return [
            endings.get(row["change_id"], Outcome(row["change_id"], ending, reason, record_id=operation.record_id))
            for row in operation.changes
        ]

    def _look_for_client(self, target: Target, operation: Operation, values: Mapping[str, str]) -> Result:
        """After a lost answer: the one new record that bears our key is ours; anything else is for a person (REL-11)."""
        self._pause(PAUSE)
        newcomers = self._newcomers(target, operation.app, values["name"])
        ours = [client for client in newcomers if values.get("xpm_id") and client.xpm_id == values["xpm_id"]]
        if len(ours) == 1:
            return self._comparing.verified_client(target, operation, ours[0]), ours[0]
        if newcomers:
            found = ", ".join(client.client_id for client in newcomers)
            reason = f"The answer was lost. A client of this name is there now ({found}): look whether it is this one."
        else:
            reason = "The answer was lost, and no client of this name is there yet. Look again before creating it."
        return same_for_all(operation, Ending.UNCERTAIN, reason), None

    def _newcomers(self, target: Target, app: App, name: str) -> list[Client]:
        known = self._known_names.get(f"{app.value}:{name}", [])
        return [client for client in target.find_by_name(name) if client.client_id not in known]
