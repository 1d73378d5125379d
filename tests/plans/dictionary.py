"""The smallest planner there can be: two dictionaries side by side, field by field, as an oracle for the one that works in tables.

It knows two-way and one-way syncs of linked clients of XPM and their contacts, with last common values, by the pure functions of
``verdict`` and ``values``; nothing of what is created, of staff, groups, conflicts' times or of what doubts untick.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from reconcile.model import App
from reconcile.plans.values import comparable, equal
from reconcile.plans.verdict import What, one_way, two_way
from reconcile.policy import Policy, Settings

Values = dict[str, Any]
Planned = tuple[str, str, str, str, str | None, str, str]
"""App, client, entity id, field, before, after, rule."""


@dataclass
class Dictionary:
    """What was agreed so far, as (XPM id, entity id, field) → both spellings; and what a plan comes to."""

    policy: Policy
    settings: Settings
    agreed: dict[tuple[str, str, str], tuple[str | None, str | None]] = field(default_factory=dict)

    def plan(self, pairs: list[tuple[Values, Values]]) -> list[Planned]:
        """The changes of linked clients, in their order; each has ``id``, the fields and ``people`` in their order."""
        self._fresh: dict[tuple[str, str, str], tuple[str | None, str | None]] = {}
        found: list[Planned] = []
        for a, b in pairs:
            found += self._fields("client", (a, b), (a, b), "")
            before = [key[1].split("|") for key in self.agreed if key[0] == a["id"] and key[1]]
            matched, only_a, only_b = matched_people(a["people"], b["people"], before)
            for one, other in matched:
                found += self._fields("contact", (one, other), (a, b), f"{one['id']}|{other['id']}")
            found += self._added(only_a, App.XPM, App.IGNITION, b["id"])
            found += self._added(only_b, App.IGNITION, App.XPM, a["id"])
        self.agreed |= self._fresh
        return found

    def _fields(
        self, entity: str, both: tuple[Values, Values], clients: tuple[Values, Values], key: str
    ) -> list[Planned]:
        into_b = {rule.name: rule for rule in self.policy.synced(entity, App.XPM, App.IGNITION, self.settings)}
        into_a = {rule.name: rule for rule in self.policy.synced(entity, App.IGNITION, App.XPM, self.settings)}
        found = []
        for name, rule in (into_b | into_a).items():
            if name not in both[0]:
                continue
            a, b = both[0][name], both[1][name]
            place = (clients[0]["id"], key, name)
            common = self.agreed.get(place)
            if equal(rule.compare, a, b):
                self._fresh[place] = (a, b)
                continue
            if name in into_a and name in into_b:
                verdict = two_way(rule.compare, a, b, common, winner_is_a=True, newest=None)
            elif name in into_b:
                verdict = one_way(rule.compare, a, b, common, to_b=True)
            else:
                verdict = one_way(rule.compare, b, a, (common[1], common[0]) if common else None, to_b=False)
            what, says = verdict.what, verdict.rule or rule.rule
            if what is What.CONFLICT:  # nobody knows the times here, so XPM's value is proposed
                what = What.TO_B if a else What.CLEAR_B
            into_ignition = what in (What.TO_B, What.CLEAR_B)
            if what is not What.NOTHING:
                target = 1 if into_ignition else 0
                app = App.IGNITION if into_ignition else App.XPM
                after = "" if what in (What.CLEAR_A, What.CLEAR_B) else (a if into_ignition else b)
                entity_id = both[target]["id"] if entity == "contact" else ""
                found.append(
                    (app.value, clients[target]["id"], entity_id, name, (b if into_ignition else a), after, says)
                )
        return found

    def _added(self, people: list[Values], source: App, target: App, client_id: str) -> list[Planned]:
        rules = self.policy.synced("contact", source, target, self.settings)
        return [
            (target.value, client_id, f"new:{source}:{person['id']}", rule.name, None, person[rule.name], rule.rule)
            for person in people
            if person["name"]
            for rule in rules
            if person.get(rule.name)
        ]


def matched_people(
    here: list[Values], there: list[Values], before: list[list[str]]
) -> tuple[list[tuple[Values, Values]], list[Values], list[Values]]:
    """Who is one person: by ids of before, then by email and name, by email, by name; and who is in one list alone."""
    places = {person["id"]: place for place, person in enumerate(here)}
    others = {person["id"]: place for place, person in enumerate(there)}
    known = sorted({(places[one], others[other]) for one, other in before if one in places and other in others})
    pairs: list[tuple[int, int]] = []
    for one, other in known:
        if all(one != a and other != b for a, b in pairs):
            pairs.append((one, other))
    besides = (
        _besides(here, [a for a, _ in pairs]),
        _besides(there, [b for _, b in pairs]),
    )
    left = [
        sorted({_key(people[place]): place for place in reversed(rest)}.values())  # a double's first place
        for people, rest in zip((here, there), besides, strict=True)
    ]
    for keys in ((0, 1), (0,), (1,)):
        ours, theirs = (
            _alone([(tuple(_key(people[place])[key] for key in keys), place) for place in rest])
            for people, rest in zip((here, there), left, strict=True)
        )
        found = [(place, theirs[key]) for key, place in ours.items() if key in theirs]
        pairs += found
        left = [
            [place for place in rest if place not in [pair[side] for pair in found]] for side, rest in enumerate(left)
        ]
    names = [{_key(people[place])[1] for place in rest} for people, rest in zip((here, there), besides, strict=True)]
    only = [
        [people[place] for place in rest if people[place]["email"] or _key(people[place])[1] not in names[1 - side]]
        for side, (people, rest) in enumerate(zip((here, there), left, strict=True))
    ]
    return [(here[a], there[b]) for a, b in pairs], only[0], only[1]


def _key(person: Values) -> tuple[str, str]:
    return comparable("email", person["email"]), comparable("text", person["name"]).casefold()


def _besides(people: list[Values], taken: list[int]) -> list[int]:
    doubles = {_key(people[place]) for place in taken}
    return [place for place, person in enumerate(people) if _key(person) not in doubles]


def _alone(keyed: list[tuple[tuple[str, ...], int]]) -> dict[tuple[str, ...], int]:
    counts = Counter(key for key, _ in keyed)
    return {key: place for key, place in keyed if all(key) and counts[key] == 1}
