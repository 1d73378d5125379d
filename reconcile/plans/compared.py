"""Which fields are compared with an app, which way each may flow, and what each case of a difference comes to."""

from __future__ import annotations

from dataclasses import dataclass

from reconcile.model import App
from reconcile.plans.draft import Draft
from reconcile.plans.verdict import Case, verdicts
from reconcile.policy import FieldRule
from reconcile.snapshots import schema

Place = tuple[int, int, int, int]
"""Where a held item came up: pair, number, rule, and 0 or 1 where there are two."""


@dataclass(frozen=True)
class Compared:
    """The fields that are compared with one app, by their numbers in the field table, and which way each may flow."""

    app: App
    rules: dict[int, FieldRule]
    into_a: frozenset[int]
    into_b: frozenset[int]

    @classmethod
    def under(cls, draft: Draft, app: App) -> Compared:
        """By the field table and the settings; without the fields that one of the two lists does not tell at all."""
        into_b, into_a = _flowing(draft, app, App.IGNITION), _flowing(draft, App.IGNITION, app)
        untold = _untold(draft, app) | _untold(draft, App.IGNITION) if into_a | into_b else set()
        rules = {
            number: rule
            for number, rule in enumerate(draft.lists.policy.rules)
            if number in into_a | into_b
            and rule.sync != "from-xpm-when-unset"
            and (rule.entity, rule.name) not in untold
        }
        return cls(app, rules, into_a, into_b)

    @property
    def is_idle(self) -> bool:
        """Whether nothing at all goes from one of the two apps into the other."""
        return not (self.into_a or self.into_b)

    def of(self, entity: str, compare: str = "") -> list[tuple[int, FieldRule]]:
        """The rules of clients or of contacts, with their numbers; with ``compare`` those that are compared so."""
        return [
            (number, rule)
            for number, rule in self.rules.items()
            if rule.entity == entity and compare in ("", rule.compare)
        ]


def _flowing(draft: Draft, source: App, target: App) -> frozenset[int]:
    """The numbers of the rules whose fields flow from one app to the other under the settings."""
    policy, settings = draft.lists.policy, draft.lists.settings
    flowing = {rule for entity in ("client", "contact") for rule in policy.synced(entity, source, target, settings)}
    return frozenset(number for number, rule in enumerate(policy.rules) if rule in flowing)


def _untold(draft: Draft, app: App) -> set[tuple[str, str]]:
    """The (entity, field) that no record of a sparse snapshot tells anything about: not known, rather than empty."""
    if app not in draft.lists.sparse:
        return set()
    found: set[tuple[str, str]] = set()
    for entity in ("client", "contact"):
        names = [rule.name for rule in draft.lists.policy.rules if rule.entity == entity]
        asked = [name for name in names if name in schema.TABLES[f"{entity}s"]]
        counts = ", ".join(f"count({name}) AS {name}" for name in asked)
        told = draft.tables.rows("SELECT $counts FROM $table", counts=counts, table=f"{app.value}_{entity}")[0]
        found |= {(entity, name) for name in asked if not told[name]}
    return found


def put_rules(draft: Draft) -> None:
    """Makes ``rule`` and ``verdict``, which the comparisons look things up in."""
    names = ("rule_no", "entity", "name", "label", "compare", "rule", "why")
    ways = {f"{app.value}_to_{end}": _flowing(draft, *way) for app in _OTHERS for end, way in _ends(app)}
    rows = [
        (
            number,
            *(getattr(rule, name) for name in names[1:]),
            *(number in flowing for flowing in ways.values()),
        )
        for number, rule in enumerate(draft.lists.policy.rules)
    ]
    draft.tables.put("rule", (*names, *ways), rows)
    flags = tuple(Case.__slots__)
    draft.tables.put(
        "verdict",
        (*flags, "what", "says", "why", "is_lost"),
        [
            (*(getattr(case, flag) for flag in flags), found.what.value, found.rule, found.why, found.lost is not None)
            for case, found in verdicts(winner_is_a=draft.lists.settings.first_winner == "xpm")
        ],
    )


_OTHERS = (App.GUSTO, App.XPM)


def _ends(app: App) -> tuple[tuple[str, tuple[App, App]], tuple[str, tuple[App, App]]]:
    """The two ways between an app (``a``) and Ignition (``b``)."""
    return ("a", (App.IGNITION, app)), ("b", (app, App.IGNITION))
