"""Which of two differing values survives, field by field, and why: the settings' choice, or a person's (SYN-14, SYN-15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reconcile.model import App
from reconcile.plans.choices import Choice, Key
from reconcile.plans.groups import field_value
from reconcile.plans.lists import Row
from reconcile.plans.values import equal
from reconcile.plans.verdict import Common, Verdict, What, one_way, two_way
from reconcile.policy import FieldRule, Policy, Settings

_SIDES = {What.TO_B: "there", What.CLEAR_B: "there", What.TO_A: "here", What.CLEAR_A: "here"}

SURVIVOR_COLUMNS = (
    "app", "client_id", "ignition_id", "field", "field_label", "value_there", "value_here", "common", "survives", "rule",
    "why", "chosen_by", "chosen_at", "to_here", "to_there",
)  # fmt: skip
"""``there`` is the other app's value and ``here`` Ignition's; ``survives`` is there, here or empty where a person has to choose."""


@dataclass(frozen=True)
class Both:
    """Two records that are one client: the other app's and Ignition's, with their last common values and a person's choices."""

    app: App
    there: Row
    here: Row
    common: Mapping[Key, Common]
    choices: Mapping[Key, Choice]

    def key(self, field: str) -> Key:
        """What a field of the client is kept under."""
        return (self.app.value, self.there["client_id"], self.here["client_id"], "client", "", field)


def survivors(both: Both, policy: Policy, settings: Settings) -> list[dict[str, object]]:
    """A row (``SURVIVOR_COLUMNS``) for each field of the two that flows at all and on which they differ."""
    into_here = {rule.name: rule for rule in policy.synced("client", both.app, App.IGNITION, settings)}
    into_there = {rule.name: rule for rule in policy.synced("client", App.IGNITION, both.app, settings)}
    rows = []
    for name, rule in (into_here | into_there).items():
        there, here = _values(both, rule)
        if not equal(rule.compare, there, here):
            rows.append(_row(both, rule, (there, here), settings, flows=(name in into_here, name in into_there)))
    return rows


def _values(both: Both, rule: FieldRule) -> tuple[str | None, str | None]:
    here = field_value(rule, both.here)
    if rule.compare == "one-of" and here in (both.there.get("groups") or []):
        return here, here
    return field_value(rule, both.there), here


def _row(
    both: Both, rule: FieldRule, values: tuple[str | None, str | None], settings: Settings, *, flows: tuple[bool, bool]
) -> dict[str, object]:
    common = both.common.get(both.key(rule.name))
    choice = both.choices.get(both.key(rule.name))
    stands = choice is not None and choice.stands(rule.compare, *values)
    if choice is not None and stands:
        survives, verdict = str(choice.side), choice.verdict(both.app, to_here=flows[0], to_there=flows[1])
    else:
        verdict = _verdict(rule, values, common, settings, flows)
        survives = _SIDES.get(verdict.what, "")
    return {
        "app": both.app.value,
        "client_id": both.there["client_id"],
        "ignition_id": both.here["client_id"],
        "field": rule.name,
        "field_label": rule.label,
        "value_there": values[0],
        "value_here": values[1],
        "common": common[1] if common else None,
        "survives": survives,
        "rule": verdict.rule or rule.rule,
        "why": verdict.why or _why(rule, verdict),
        "chosen_by": choice.by if choice and stands else None,
        "chosen_at": choice.at if choice and stands else None,
        "to_here": flows[0],
        "to_there": flows[1],
    }


def _verdict(
    rule: FieldRule,
    values: tuple[str | None, str | None],
    common: Common | None,
    settings: Settings,
    flows: tuple[bool, bool],
) -> Verdict:
    there, here = values
    if all(flows):
        return two_way(rule.compare, there, here, common, winner_is_a=settings.first_winner == "xpm", newest=None)
    if flows[0]:
        return one_way(rule.compare, there, here, common, to_b=True)
    return one_way(rule.compare, here, there, (common[1], common[0]) if common else None, to_b=False)


def _why(rule: FieldRule, verdict: Verdict) -> str:
    if verdict.what is What.NOTHING:
        return "The source has no value, and an empty one never replaces another."
    return rule.why
