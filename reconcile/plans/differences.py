"""Differing fields of linked records, as changes: Gusto into Ignition first, then Ignition with XPM (SYN, SET-7, SET-10)."""

from __future__ import annotations

from dataclasses import dataclass, field

from reconcile.model import App
from reconcile.plans.change import CLEAR, UPDATE, Change, Held
from reconcile.plans.lists import Lists, Row
from reconcile.plans.staff import StaffDirectory
from reconcile.plans.values import equal
from reconcile.plans.verdict import Common, Verdict, What, one_way, two_way
from reconcile.policy import FieldRule


@dataclass
class Draft:
    """A plan in the making. ``overlay`` holds what earlier changes will have made of Ignition's fields (SET-10)."""

    lists: Lists
    staff: StaffDirectory
    changes: list[Change] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    overlay: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    agreed: list[tuple[str, str, str, str, str, str, str | None, str | None]] = field(default_factory=list)


@dataclass(frozen=True)
class Pairing:
    """Two records that are one thing: linked clients, or contacts matched within them; ``b`` is Ignition's."""

    app: App
    client_a: Row
    client_b: Row
    entity: str
    a: Row
    b: Row
    id_a: str
    id_b: str

    @property
    def key(self) -> str:
        """What the last common values of this pairing are kept under."""
        return "" if self.entity == "client" else f"{self.id_a}|{self.id_b}"


def compare_fields(draft: Draft, pairing: Pairing) -> None:
    """Adds to the draft what one pairing needs, by the field table and the settings."""
    policy, settings = draft.lists.policy, draft.lists.settings
    into_b = {rule.name: rule for rule in policy.synced(pairing.entity, pairing.app, App.IGNITION, settings)}
    into_a = {rule.name: rule for rule in policy.synced(pairing.entity, App.IGNITION, pairing.app, settings)}
    for name, rule in (into_b | into_a).items():
        if rule.sync == "from-xpm-when-unset":
            continue
        _compare(draft, pairing, rule, to_b=name in into_b, to_a=name in into_a)


def _compare(draft: Draft, pairing: Pairing, rule: FieldRule, *, to_b: bool, to_a: bool) -> None:
    a = _value(rule, pairing.a, pairing.b)
    b, depends_on = _overlaid(draft, pairing, rule)
    client_ids = (pairing.app.value, pairing.client_a["client_id"], pairing.client_b["client_id"])
    common = draft.lists.common.get((*client_ids, pairing.entity, pairing.key, rule.name))
    if equal(rule.compare, a, b):
        if a is not None and b is not None and not depends_on:
            draft.agreed.append((*client_ids, pairing.entity, pairing.key, rule.name, a, b))
        return
    verdict = _verdict(draft, pairing, rule, a, b, common, directions=(to_b, to_a))
    if verdict.what is What.CONFLICT:
        _hold_conflict(draft, pairing, rule, (a, b), common)
    elif verdict.what is not What.NOTHING:
        _plan(draft, pairing, rule, verdict, (a, b), depends_on)


def _value(rule: FieldRule, row: Row, other: Row) -> str | None:
    """The other app's value; of several groups the one that Ignition holds already, else the first by name (SYN-4)."""
    if rule.compare != "one-of":
        value: str | None = row.get(rule.name)
        return value
    groups = sorted(row.get("groups") or [])
    held = other.get("group")
    return held if held in groups else (groups[0] if groups else None)


def _overlaid(draft: Draft, pairing: Pairing, rule: FieldRule) -> tuple[str | None, str]:
    planned = draft.overlay.get(
        (pairing.client_b["client_id"], pairing.id_b if pairing.entity == "contact" else "", rule.name)
    )
    return planned if planned else (pairing.b.get(rule.name), "")


def _verdict(
    draft: Draft,
    pairing: Pairing,
    rule: FieldRule,
    a: str | None,
    b: str | None,
    common: Common | None,
    *,
    directions: tuple[bool, bool],
) -> Verdict:
    to_b, to_a = directions
    if to_b and to_a:
        settings = draft.lists.settings
        newest = _newest(pairing) if settings.conflict == "newest" else None
        return two_way(rule.compare, a, b, common, winner_is_a=settings.first_winner == "xpm", newest=newest)
    if to_b:
        return one_way(rule.compare, a, b, common, to_b=True)
    return one_way(rule.compare, b, a, (common[1], common[0]) if common else None, to_b=False)


def _newest(pairing: Pairing) -> str | None:
    """Which side changed last, where that can be known: the other apps tell no time of change, so it never can (SYN-13)."""
    here, there = pairing.client_a.get("updated_at"), pairing.client_b.get("updated_at")
    if not here or not there or here == there:
        return None
    return "a" if here > there else "b"


def _hold_conflict(
    draft: Draft, pairing: Pairing, rule: FieldRule, values: tuple[str | None, str | None], common: Common | None
) -> None:
    was = common[1] if common else None
    when = pairing.client_b.get("updated_at")
    why = (
        f"{rule.label} was changed in {pairing.app.label} and in Ignition since the last sync, when it was “{was or ''}”."
        f" Ignition's record was saved {when or 'at an unknown time'}; {pairing.app.label} does not say when."
        " Set the right value in one app, or let the newest win in the settings."
    )
    draft.held.append(
        Held(
            App.IGNITION,
            pairing.client_b["client_id"],
            pairing.client_b["name"],
            "conflict",
            "SYN-14",
            why,
            field=rule.label,
            value_here=values[1],
            value_there=values[0],
            other_app=pairing.app.value,
            other_id=pairing.client_a["client_id"],
        )
    )


def _plan(
    draft: Draft,
    pairing: Pairing,
    rule: FieldRule,
    verdict: Verdict,
    values: tuple[str | None, str | None],
    depends_on: str,
) -> None:
    into_ignition = verdict.what in (What.TO_B, What.CLEAR_B)
    clear = verdict.what in (What.CLEAR_A, What.CLEAR_B)
    source, target = (pairing.app, App.IGNITION) if into_ignition else (App.IGNITION, pairing.app)
    before, value = (values[1], values[0]) if into_ignition else (values[0], values[1])
    if rule.compare == "staff" and not clear:
        known = draft.staff.email_in(target, value or "")
        if known is None:
            _hold_staff(draft, pairing, rule, source, target, value)
            return
        value = known
    here = (pairing.client_b, pairing.id_b) if into_ignition else (pairing.client_a, pairing.id_a)
    there = pairing.client_a if into_ignition else pairing.client_b
    change = Change(
        app=target,
        record_id=here[0]["client_id"],
        client_name=here[0]["name"],
        kind=CLEAR if clear else (UPDATE if pairing.entity == "client" else "contact-update"),
        entity=pairing.entity,
        entity_id="" if pairing.entity == "client" else here[1],
        field=rule.name,
        field_label=rule.label,
        before=before,
        after="" if clear else (value or ""),
        source_app=source,
        source_id=there["client_id"],
        rule=verdict.rule or rule.rule,
        why=_why(draft, pairing, rule, verdict, source, target),
        risk="high" if clear or verdict.lost else ("medium" if before else "low"),
        ticked=not clear,
        depends_on=depends_on,
    )
    draft.changes.append(change)
    if into_ignition:
        key = (change.record_id, change.entity_id, rule.name)
        draft.overlay[key] = (change.after, change.change_id)


def _hold_staff(draft: Draft, pairing: Pairing, rule: FieldRule, source: App, target: App, email: str | None) -> None:
    row = pairing.client_a if source is pairing.app else pairing.client_b
    other = pairing.client_b if source is pairing.app else pairing.client_a
    draft.held.append(
        Held(
            target,
            other["client_id"],
            other["name"],
            "staff not matched",
            "SYN-3",
            draft.staff.why_not(source, target, email, row.get(f"{rule.name}_name")),
            field=rule.label,
            value_here=other.get(rule.name),
            value_there=email,
            other_app=source.value,
            other_id=row["client_id"],
        )
    )


def _why(draft: Draft, pairing: Pairing, rule: FieldRule, verdict: Verdict, source: App, target: App) -> str:
    parts = [rule.why]
    if verdict.why:
        parts.append(verdict.why)
    else:
        scope = draft.lists.settings.of(pairing.app).scope.value.replace("_", " ")
        parts.append(f"{source.label}'s value goes to {target.label} (data: {scope}).")
    if len(pairing.a.get("groups") or []) > 1 and rule.compare == "one-of":
        parts.append(
            f"XPM has {len(pairing.a['groups'])} groups for it; Ignition holds one, so the first by name is taken."
        )
    if verdict.lost:
        parts.append(
            f"An edit made in {target.label} since the last sync is overwritten: “{verdict.lost}” will be lost (SET-7)."
        )
    return " ".join(parts)
