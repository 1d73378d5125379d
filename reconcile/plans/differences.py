"""Differing fields of linked records, as changes: Gusto into Ignition first, then Ignition with XPM (SYN, SET-7, SET-10)."""

from __future__ import annotations

from dataclasses import dataclass

from reconcile.model import App
from reconcile.plans.change import CLEAR, CONTACT_CREATE, CONTACT_UPDATE, CREATE, UPDATE, Change, Held
from reconcile.plans.draft import Draft, field_value, is_new
from reconcile.plans.lists import Row
from reconcile.plans.values import equal
from reconcile.plans.verdict import Common, Verdict, What, one_way, two_way
from reconcile.policy import FieldRule


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

    @property
    def contact_b(self) -> str:
        """Ignition's contact, or nothing for the client itself."""
        return "" if self.entity == "client" else self.id_b


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
    a, b = _value(rule, pairing.a, pairing.b), field_value(rule, pairing.b)
    upstream = draft.planned(pairing.client_b["client_id"], pairing.contact_b, rule.name)
    client_ids = (pairing.app.value, pairing.client_a["client_id"], pairing.client_b["client_id"])
    common = draft.lists.common.get((*client_ids, pairing.entity, pairing.key, rule.name))
    if equal(rule.compare, a, b):
        if a is not None and b is not None and upstream is None:
            draft.agreed.append((*client_ids, pairing.entity, pairing.key, rule.name, a, b))
        return
    verdict = _verdict(draft, pairing, rule, a, b, common, directions=(to_b, to_a))
    if verdict.what is What.CONFLICT:
        _hold_conflict(draft, pairing, rule, (a, b), common)
        verdict = _proposal(draft, pairing, a, b)
        _plan(draft, pairing, rule, verdict, (a, b), upstream, proposed=True)
    elif verdict.what is not What.NOTHING:
        _plan(draft, pairing, rule, verdict, (a, b), upstream)


def _value(rule: FieldRule, row: Row, other: Row) -> str | None:
    """The other app's value; of several groups the one that Ignition holds already, else the first by name (SYN-4)."""
    if rule.compare == "one-of":
        held = field_value(rule, other)
        return held if held in (row.get("groups") or []) else field_value(rule, row)
    return field_value(rule, row)


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


def _proposal(draft: Draft, pairing: Pairing, a: str | None, b: str | None) -> Verdict:
    """What is proposed for a conflict: the newest value where the times tell which that is, else the settings' winner (SYN-14).

    It is left unticked: to tick it is to choose it, and the other value is chosen by an edit in its app.
    """
    newest = _newest(pairing)
    from_a = newest == "a" if newest else draft.lists.settings.first_winner == "xpm"
    said = (
        "the newest value is proposed"
        if newest
        else "which is newer cannot be known, so the settings' winner is proposed"
    )
    why = f"Changed in both apps since the last sync; {said}. Tick it to choose it."
    if not (a if from_a else b):
        return Verdict(What.CLEAR_B if from_a else What.CLEAR_A, "SYN-14", why)
    return Verdict(What.TO_B if from_a else What.TO_A, "SYN-14", why)


def _hold_conflict(
    draft: Draft, pairing: Pairing, rule: FieldRule, values: tuple[str | None, str | None], common: Common | None
) -> None:
    was = common[1] if common else None
    when = pairing.client_b.get("updated_at")
    why = (
        f"{rule.label} was changed in {pairing.app.label} and in Ignition since the last sync, when it was “{was or ''}”."
        f" Ignition's record was saved {when or 'at an unknown time'}; {pairing.app.label} does not say when."
        " Tick the change that is proposed, or set the right value in one app and take a fresh snapshot."
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
            client_name=record["name"],
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
