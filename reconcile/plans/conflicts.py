"""Conflicts: one field changed in both apps since the last sync, with both times as far as anybody can know (SYN-13, SYN-14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from reconcile.model import App
from reconcile.plans.change import Held
from reconcile.plans.draft import Draft
from reconcile.plans.pairing import Pairing
from reconcile.plans.values import equal
from reconcile.plans.verdict import Common, Verdict, What
from reconcile.policy import FieldRule
from reconcile.snapshots.moments import Interval


@dataclass(frozen=True, slots=True)
class Times:
    """When the other app's value (``a``) and Ignition's (``b``) came to be what they are; None where nobody knows."""

    a: Interval | None
    b: Interval | None

    @property
    def newest(self) -> str | None:
        """``"a"`` or ``"b"`` where one change is certainly the later one, else None (SYN-13)."""
        if self.a is None or self.b is None:
            return None
        if self.a.is_later_than(self.b):
            return "a"
        return "b" if self.b.is_later_than(self.a) else None


def times_of(draft: Draft, pairing: Pairing, rule: FieldRule, a: str | None, b: str | None) -> Times:
    """Between which snapshots each side changed, narrowed by the time at which the app says that the record was saved."""
    return Times(
        _interval(draft, pairing.app, pairing, rule, a),
        _interval(draft, App.IGNITION, pairing, rule, b),
    )


def _interval(draft: Draft, app: App, pairing: Pairing, rule: FieldRule, value: str | None) -> Interval | None:
    client, contact_id = (
        (pairing.client_b, pairing.contact_b) if app is App.IGNITION else (pairing.client_a, pairing.contact_a)
    )
    saved = _moment(client.get("updated_at"))
    seen = None
    if draft.lists.moments is not None:
        seen = draft.lists.moments.of(
            app,
            client["client_id"],
            rule.name,
            lambda earlier: equal(rule.compare, earlier, value),
            contact_id=contact_id,
        )
    if saved is None:
        return seen
    if seen is None:
        return Interval(None, saved)
    return Interval(seen.after, min(seen.until, saved)) if seen.after is None or seen.after < saved else seen


def _moment(text: str | None) -> datetime | None:
    """A time as an app writes it; None for what is no time."""
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def proposal(times: Times, a: str | None, b: str | None, *, winner_is_a: bool) -> Verdict:
    """What is proposed for a conflict: the newest value where the times tell which that is, else the settings' winner (SYN-14).

    It is left unticked: to tick it is to choose it, and the other value is chosen by an edit in its app.
    """
    newest = times.newest
    from_a = newest == "a" if newest else winner_is_a
    said = (
        "the newest value is proposed"
        if newest
        else "which is newer cannot be known, so the settings' winner is proposed"
    )
    why = f"Changed in both apps since the last sync; {said}. Tick it to choose it."
    if not (a if from_a else b):
        return Verdict(What.CLEAR_B if from_a else What.CLEAR_A, "SYN-14", why)
    return Verdict(What.TO_B if from_a else What.TO_A, "SYN-14", why)


def conflict(
    draft: Draft,
    pairing: Pairing,
    rule: FieldRule,
    values: tuple[str | None, str | None],
    common: Common | None,
    times: Times,
) -> Held:
    """The held item: both values, both times, and the last common value."""
    was = (common[1] if common else None) or "empty"
    label = pairing.app.label
    why = (
        f"{rule.label} was changed in {label} and in Ignition since the last sync, when it was “{was}”:"
        f" in {label} {_when(times.a)}, in Ignition {_when(times.b)}."
        " Tick the change that is proposed, or set the right value in one app and take a fresh snapshot."
    )
    return Held(
        App.IGNITION,
        pairing.client_b["client_id"],
        draft.name_now(pairing.client_b),
        "conflict",
        "SYN-14",
        why,
        field=rule.label,
        value_here=values[1],
        value_there=values[0],
        other_app=pairing.app.value,
        other_id=pairing.client_a["client_id"],
    )


def _when(interval: Interval | None) -> str:
    return str(interval) if interval else "at an unknown time"
