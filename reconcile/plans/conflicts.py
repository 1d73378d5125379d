"""Conflicts: one field changed in both apps since the last sync, with both times as far as anybody can know (SYN-13, SYN-14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from reconcile.model import App
from reconcile.plans.change import Held
from reconcile.plans.compared import Compared, Place
from reconcile.plans.draft import Draft
from reconcile.plans.lists import Row
from reconcile.plans.values import equal
from reconcile.plans.verdict import Verdict, What, two_way
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


def follow_choices(draft: Draft, app: App, compared: Compared) -> list[tuple[Place, Held]]:
    """Where a person chose between these very values, their choice takes the place of the verdict; returns what is held.

    A choice that the settings do not let flow to the other app leaves the two as they are.
    """
    choices = [(*key, number) for number, key in enumerate(draft.lists.choices) if key[0] == app.value]
    if not choices:
        return []
    draft.tables.put("choice", ("app", "id_a", "id_b", "entity", "entity_id", "field", "choice"), choices)
    made, held, followed = list(draft.lists.choices.values()), [], []
    for row in draft.tables.rows(_CHOSEN):
        rule, choice = compared.rules[row["rule_no"]], made[row["choice"]]
        if not choice.stands(rule.compare, row["a"], row["b"]):
            continue
        number, place = row["rule_no"], (row["pair"], row["number"], row["rule_no"])
        verdict = choice.verdict(app, to_here=number in compared.into_b, to_there=number in compared.into_a)
        followed.append((*place, row["a"], row["b"], verdict.what.value, verdict.rule, verdict.why))
        if verdict.what is What.NOTHING:
            why = f"{verdict.why} It does not flow to the other app under these settings, so the two stay as they are."
            held.append(((*place, 0), _held(app, rule, row, "kept as chosen", why)))
    if followed:
        draft.tables.put("followed", ("pair", "number", "rule_no", "a", "b", "what", "says", "why"), followed)
        draft.tables.run(_OVERRULED)
        draft.tables.run(_FOLLOWED, nothing=What.NOTHING.value)
    return held


def settle_conflicts(draft: Draft, app: App, rules: Mapping[int, FieldRule]) -> list[tuple[Place, Held]]:
    """Decides what is proposed for each conflict of this wave; returns the held items, each with where it came up.

    Where the settings let the newest change win and the times tell which that is, there is nothing to choose.
    """
    settings, held, settled = draft.lists.settings, [], []
    for row in draft.tables.rows(_CONFLICTS, app=app.value):
        rule, place = rules[row["rule_no"]], (row["pair"], row["number"], row["rule_no"])
        times = _times(draft, app, rule, row)
        winner_is_a, newest = settings.first_winner == "xpm", settings.conflict == "newest" and times.newest
        if newest:
            common = (row["value_a"], row["value_b"])
            verdict = two_way(rule.compare, row["a"], row["b"], common, winner_is_a=winner_is_a, newest=newest)
        else:
            held.append(((*place, 0), _conflict(app, rule, row, times)))
            verdict = _proposal(times, row["a"], row["b"], winner_is_a=winner_is_a)
        settled.append((*place, verdict.what.value, verdict.rule, verdict.why, not newest))
    if settled:
        draft.tables.put("settled", ("pair", "number", "rule_no", "what", "says", "why", "is_proposed"), settled)
        draft.tables.run(_SETTLED)
    return held


def _times(draft: Draft, app: App, rule: FieldRule, row: Row) -> Times:
    """Between which snapshots each side changed, narrowed by the time at which the app says that the record was saved."""
    return Times(_interval(draft, app, rule, row, "a"), _interval(draft, App.IGNITION, rule, row, "b"))


def _interval(draft: Draft, app: App, rule: FieldRule, row: Row, side: str) -> Interval | None:
    value, saved, seen = row[side], _moment(row[f"saved_{side}"]), None
    if draft.lists.moments is not None:
        seen = draft.lists.moments.of(
            app,
            row[f"id_{side}"],
            rule.name,
            lambda earlier: equal(rule.compare, earlier, value),
            contact_id=row[f"person_{side}"],
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


def _proposal(times: Times, a: str | None, b: str | None, *, winner_is_a: bool) -> Verdict:
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


def _conflict(app: App, rule: FieldRule, row: Row, times: Times) -> Held:
    """The held item: both values, both times, and the last common value."""
    why = (
        f"{rule.label} was changed in {app.label} and in Ignition since the last sync, when it was “{row['value_b'] or 'empty'}”:"
        f" in {app.label} {_when(times.a)}, in Ignition {_when(times.b)}."
        " Choose the value that stands, or tick the change that is proposed."
    )
    return _held(app, rule, row, "conflict", why)


def _held(app: App, rule: FieldRule, row: Row, reason: str, why: str) -> Held:
    return Held(
        App.IGNITION,
        row["id_b"],
        row["name_b"],
        reason,
        "SYN-14",
        why,
        field=rule.label,
        value_here=row["b"],
        value_there=row["a"],
        other_app=app.value,
        other_id=row["id_a"],
        field_name=rule.name,
        entity=rule.entity,
        entity_id="" if rule.entity == "client" else f"{row['person_a']}|{row['person_b']}",
    )


def _when(interval: Interval | None) -> str:
    return str(interval) if interval else "at an unknown time"


_CHOSEN = """
SELECT d.pair, d.number, d.rule_no, d.a, d.b, p.id_a, p.id_b, p.name_b, coalesce(m.id_a, '') AS person_a,
    coalesce(m.id_b, '') AS person_b, c.choice
FROM differing d JOIN pair p USING (pair) JOIN rule r USING (rule_no)
LEFT JOIN matched m ON m.pair = d.pair AND m.number = d.number
JOIN choice c ON c.id_a = p.id_a AND c.id_b = p.id_b AND c.entity = r.entity AND c.field = r.name
    AND c.entity_id = coalesce(m.id_a || '|' || m.id_b, '')
WHERE d.form_a <> d.form_b ORDER BY d.pair, d.number, d.rule_no
"""
_OVERRULED = """
DELETE FROM judged WHERE (pair, number, rule_no) IN (SELECT pair, number, rule_no FROM followed)
"""
_FOLLOWED = """
INSERT INTO judged BY NAME SELECT *, false AS is_known, false AS is_proposed FROM followed WHERE what <> '$nothing'
"""
_CONFLICTS = """
SELECT j.pair, j.number, j.rule_no, j.a, j.b, j.value_a, j.value_b, p.id_a, p.id_b, p.name_b, coalesce(m.id_a, '') AS person_a,
    coalesce(m.id_b, '') AS person_b, a.updated_at AS saved_a, b.updated_at AS saved_b
FROM judged j JOIN pair p USING (pair) LEFT JOIN matched m ON m.pair = j.pair AND m.number = j.number
JOIN ${app}_client a ON a.client_id = p.id_a JOIN coming_client b ON b.client_id = p.id_b
WHERE j.what = 'conflict' ORDER BY j.pair, j.number, j.rule_no
"""
_SETTLED = """
UPDATE judged SET what = s.what, says = s.says, why = s.why, is_proposed = s.is_proposed FROM settled s
WHERE s.pair = judged.pair AND s.number = judged.number AND s.rule_no = judged.rule_no
"""
