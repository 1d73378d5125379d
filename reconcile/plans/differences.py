"""Differing fields of linked records, as changes: Gusto into Ignition first, then Ignition with XPM (SYN, SET-7, SET-10)."""

from __future__ import annotations

from reconcile.model import App
from reconcile.plans.change import CLEAR, CONTACT_CREATE, CONTACT_UPDATE, CREATE, UPDATE, Change, Held
from reconcile.plans.conflicts import conflict, proposal, times_of
from reconcile.plans.draft import Draft, field_value, is_new, which_of
from reconcile.plans.pairing import Pairing
from reconcile.plans.values import comparable, equal
from reconcile.plans.verdict import Common, Verdict, What, one_way, two_way
from reconcile.policy import FieldRule


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
    if any((pairing.entity, rule.name) in draft.lists.untold.get(app, ()) for app in (pairing.app, App.IGNITION)):
        return  # a list that has no such column tells nothing about it, and certainly not that it was cleared
    a, b = _value(draft, pairing, rule, other=True), _value(draft, pairing, rule, other=False)
    if rule.compare == "staff" and _left_by_name(draft, pairing, rule, (a, b), to_b=to_b, to_a=to_a):
        return
    upstream = draft.planned(pairing.client_b["client_id"], pairing.contact_b, rule.name)
    client_ids = (pairing.app.value, pairing.client_a["client_id"], pairing.client_b["client_id"])
    common = draft.lists.common.get((*client_ids, pairing.entity, pairing.key, rule.name))
    if equal(rule.compare, a, b):
        if upstream is None:
            draft.agreed.append((*client_ids, pairing.entity, pairing.key, rule.name, a, b))
        return
    verdict = _verdict(draft, pairing, rule, (a, b), common, directions=(to_b, to_a))
    if verdict.what is What.CONFLICT:
        times = times_of(draft, pairing, rule, a, b)
        draft.held.append(conflict(draft, pairing, rule, (a, b), common, times))
        proposed = proposal(times, a, b, winner_is_a=draft.lists.settings.first_winner == "xpm")
        _plan(draft, pairing, rule, proposed, (a, b), upstream, proposed=True)
    elif verdict.what is not What.NOTHING:
        _plan(draft, pairing, rule, verdict, (a, b), upstream)


def _value(draft: Draft, pairing: Pairing, rule: FieldRule, *, other: bool) -> str | None:
    """One side's value; of several groups the one that Ignition holds already, else the first by name (SYN-4).

    A partner or manager whom a list tells by name alone is looked up among that app's staff.
    """
    row, app = (pairing.a, pairing.app) if other else (pairing.b, App.IGNITION)
    value = field_value(rule, row)
    if other and rule.compare == "one-of":
        held = field_value(rule, pairing.b)
        return held if held in (row.get("groups") or []) else value
    if rule.compare == "staff" and not value:
        return draft.staff.email_of(app, row.get(f"{rule.name}_name")) or value
    return value


def _left_by_name(
    draft: Draft, pairing: Pairing, rule: FieldRule, values: tuple[str | None, str | None], *, to_b: bool, to_a: bool
) -> bool:
    """Whether one side names a person whose email nobody knows, so that there is nothing to compare; told where it would flow."""
    names = [row.get(f"{rule.name}_name") for row in (pairing.a, pairing.b)]
    unknown = [bool(name) and not value for name, value in zip(names, values, strict=True)]
    if not any(unknown):
        return False
    if comparable("text", names[0]).casefold() != comparable("text", names[1]).casefold():
        if unknown[0] and to_b:
            _hold_staff(draft, pairing, rule, pairing.app, App.IGNITION, None)
        elif unknown[1] and to_a:
            _hold_staff(draft, pairing, rule, App.IGNITION, pairing.app, None)
    return True


def _verdict(
    draft: Draft,
    pairing: Pairing,
    rule: FieldRule,
    values: tuple[str | None, str | None],
    common: Common | None,
    *,
    directions: tuple[bool, bool],
) -> Verdict:
    (a, b), (to_b, to_a) = values, directions
    if to_b and to_a:
        settings = draft.lists.settings
        verdict = two_way(rule.compare, a, b, common, winner_is_a=settings.first_winner == "xpm", newest=None)
        if verdict.what is not What.CONFLICT or settings.conflict != "newest":
            return verdict
        newest = times_of(draft, pairing, rule, a, b).newest
        return two_way(rule.compare, a, b, common, winner_is_a=settings.first_winner == "xpm", newest=newest)
    if to_b:
        return one_way(rule.compare, a, b, common, to_b=True)
    return one_way(rule.compare, b, a, (common[1], common[0]) if common else None, to_b=False)


def _plan(
    draft: Draft,
    pairing: Pairing,
    rule: FieldRule,
    verdict: Verdict,
    values: tuple[str | None, str | None],
    upstream: Change | None,
    *,
    proposed: bool = False,
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
    record, contact_id = (pairing.client_b, pairing.id_b) if into_ignition else (pairing.client_a, pairing.id_a)
    origin = pairing.client_a if into_ignition else pairing.client_b
    new = is_new(record["client_id"]) or (pairing.entity == "contact" and is_new(contact_id))
    kind = CONTACT_UPDATE if pairing.entity == "contact" else UPDATE
    if new:
        kind, before = CREATE if is_new(record["client_id"]) else CONTACT_CREATE, None
    draft.add(
        Change(
            app=target,
            record_id=record["client_id"],
            client_name=draft.name_now(record),
            kind=CLEAR if clear and pairing.entity == "client" else kind,
            entity=pairing.entity,
            entity_id="" if pairing.entity == "client" else contact_id,
            field=rule.name,
            field_label=rule.label,
            before=before,
            after="" if clear else (value or ""),
            source_app=source,
            source_id=origin["client_id"],
            rule=verdict.rule or rule.rule,
            why=_why(draft, pairing, rule, verdict, source, target),
            risk="high" if clear or proposed or verdict.lost else ("medium" if before else "low"),
            ticked=not clear and not proposed and (upstream is None or upstream.ticked),
            depends_on=upstream.change_id if upstream is not None and not into_ignition else "",
        )
    )


def _hold_staff(draft: Draft, pairing: Pairing, rule: FieldRule, source: App, target: App, email: str | None) -> None:
    row = pairing.client_a if source is pairing.app else pairing.client_b
    other = pairing.client_b if source is pairing.app else pairing.client_a
    draft.held.append(
        Held(
            target,
            other["client_id"],
            draft.name_now(other),
            "staff not matched",
            "SYN-3",
            draft.staff.why_not(source, target, email, row.get(f"{rule.name}_name")).sentence,
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
    if rule.compare == "one-of" and source is pairing.app:
        parts.extend(which_of(pairing.a.get("groups") or []))
    if verdict.lost:
        parts.append(
            f"An edit made in {target.label} since the last sync is overwritten: “{verdict.lost}” will be lost (SET-7)."
        )
    return " ".join(parts)
