"""The demo practice: from a size and a seed to a `World`.

Who stands where under which name is worked out at once and kept in short; the documents are written when they are read,
so that a practice of 100,000 clients needs little memory. The same arguments give the same documents, byte for byte.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from random import Random

from reconcile.sandbox.practice.casting import Cast, Casting
from reconcile.sandbox.practice.entities import Family
from reconcile.sandbox.practice.gusto import gusto_company
from reconcile.sandbox.practice.ignition import FIRST_ID, ignition_client
from reconcile.sandbox.practice.keys import slug, uuid_key
from reconcile.sandbox.practice.records import Record
from reconcile.sandbox.practice.staff import ignition_users, named_list, xpm_staff
from reconcile.sandbox.practice.truth import truth_row
from reconcile.sandbox.practice.xpm import CATEGORIES, SERVICE_GROUPS, TEMPLATES, xpm_client
from reconcile.sandbox.world import Document, World

FIRST_XPM_NUMBER = 38_200_001
FIRST_GUSTO_NUMBER = 1


@dataclass(frozen=True)
class Stream:
    """Documents that are written while one reads; reading again gives the same ones. `len` is known beforehand."""

    records: list[Record]
    write: Callable[[Record], Document]

    def __iter__(self) -> Iterator[Document]:
        return map(self.write, self.records)

    def __len__(self) -> int:
        return len(self.records)


def build_world(clients: int = 420, seed: int = 2026, *, corruption: float = 1.0) -> World:
    """The invented practice with this many XPM clients; Ignition and Gusto in proportion (300 and 80 for 420).

    `corruption` is how badly the ledgers are kept: 0 spells every name alike in all apps and lets no field go out of
    date, 1 is a usual practice, 2 and more has two or three kinds of DUP-2 in most near duplicates and more fields that
    are out of date. Raises ValueError for fewer than one client or a negative corruption.
    """
    if clients < 1 or corruption < 0:
        raise ValueError("a practice has at least one client, and its corruption is not negative")
    rng = Random(f"{seed} {clients} {corruption}")  # noqa: S311 - invented data has to come out the same again
    with _collector_at_rest():
        cast = Casting(clients, rng, corruption).cast()
    by_app = {app: [record for record in cast.records if record.app == app] for app in _KEYS}
    for app, records in by_app.items():
        rng.shuffle(records)
        _number(app, records, rng)
    groups = _groups(cast, rng)
    _relate(cast)
    uuids = {str(document["Name"]): str(document["UUID"]) for document in groups}
    return World(
        xpm_staff=xpm_staff(),
        xpm_groups=groups,
        xpm_categories=CATEGORIES,
        xpm_templates=TEMPLATES,
        xpm_clients=Stream(by_app["xpm"], lambda record: xpm_client(record, uuids, corruption)),
        ignition_users=ignition_users(),
        ignition_clients=Stream(by_app["ignition"], lambda record: ignition_client(record, corruption)),
        gusto_companies=Stream(by_app["gusto"], lambda record: gusto_company(record, corruption)),
        truth=Stream([record for records in by_app.values() for record in records], truth_row),
    )


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No garbage collection meanwhile: all that is made stays, and walking it again and again takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_KEYS: dict[str, tuple[int, int, Callable[[Random], str]]] = {
    "xpm": (FIRST_XPM_NUMBER, 7, uuid_key),
    "ignition": (FIRST_ID, 1, partial(slug, "cli")),
    "gusto": (FIRST_GUSTO_NUMBER, 1, uuid_key),
}
"""App → the number of its first record, the step to the next one, the maker of its keys."""


def _number(app: str, records: list[Record], rng: Random) -> None:
    first, step, new_key = _KEYS[app]
    for place, record in enumerate(records):
        record.number = first + place * step
        record.client_id = new_key(rng)
        if record.card == "mapped-vanished":
            record.mapped_number = FIRST_XPM_NUMBER + place * 7 + 3


def _groups(cast: Cast, rng: Random) -> list[Document]:
    """Put records into groups: one of the family where it is big, and those of the services; both, one or none."""
    taken: dict[str, Family] = {}
    for family in cast.families:
        if len(family.entities) > 2 and rng.random() < 0.6:
            base = family.entities[0].draft.base
            name = next(name for name in _group_names(base, family.family) if name not in taken)
            taken[name] = family
            family.group = name
    of_entity = {entity.entity: family.group for family in cast.families for entity in family.entities}
    for record in cast.records:
        family_group = of_entity[record.entity.entity]
        if family_group and rng.random() < 0.85:
            record.groups = (family_group,)
        record.groups += tuple(rng.sample(SERVICE_GROUPS, rng.choices((0, 1, 2), (66, 26, 8))[0]))
        if record.app == "xpm" and len(record.groups) > 1 and rng.random() < 0.3:
            record.groups = record.groups[::-1]
    documents = named_list("group", (*SERVICE_GROUPS, *taken))
    return [document | {"Taxable": "No"} for document in documents]


def _group_names(base: str, family: str) -> tuple[str, ...]:
    return f"{base} Group", f"{base} Family Group", f"{base} Group {int(family[1:])}"


def _relate(cast: Cast) -> None:
    """XPM's relationships, which no plan may carry (IMP-9): the trustee of a trust, and the directors of a company."""
    firsts = {record.entity.entity: record for record in reversed(cast.records) if record.app == "xpm"}
    for family in cast.families:
        persons = {entity.draft.people[0]: entity for entity in family.entities if entity.relation == "person"}
        for entity in family.entities:
            record = firsts.get(entity.entity)
            if record is None:
                continue
            if entity.trustee_of and entity.trustee_of in firsts:
                record.related.append(("Trustee", firsts[entity.trustee_of]))
            for who in entity.draft.people:
                other = firsts.get(persons[who].entity) if who in persons and entity.relation == "company" else None
                if other:
                    record.related.append(("Director", other))
