"""All linked records at once come out as one after another would: the plan in tables beside one of plain dictionaries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from reconcile import frames
from reconcile.model import App
from reconcile.plans import tables
from reconcile.plans.change import Change
from reconcile.plans.values import comparable
from reconcile.plans.verdict import Case, one_way, two_way, verdicts
from reconcile.policy import AppSettings, Direction, Scope, Settings, load_policy
from tests.plans.dictionary import Dictionary
from tests.practice import contact, ignition, practice, take, xpm

TEXTS = [
    None,
    "",
    " ",
    "a",
    "A",
    "a ",
    "\ta\u00a0",
    "a\x1c",
    "a\u200b",
    "1 High St\r\nCity",
    "1 High St\nCity",
    "Straße",
    "STRASSE",
]
PHONES = [None, "", "(02) 5550 1234", "+61 2 5550 1234", "0061255501234", "02 5550 9999", "ext", "٠٢٥٥٥٠١٢٣٤", "+"]
EMAILS = [
    None,
    "",
    "Ann@Example.com",
    "ann@example.com ",
    "ANN@EXAMPLE.COM",
    "ﬁn@example.com",
    "fin@example.com",
    "b@example.com",
]
NAMES = ["Ann", "ann ", "Māori", "Ma\u0304ori", "Bob", ""]
CLIENT = {"address": TEXTS, "city": TEXTS, "phone": PHONES, "fax": PHONES}
PERSON = {"name": NAMES, "email": EMAILS, "phone": PHONES, "mobile": PHONES[:4], "salutation": TEXTS}

FIELDS = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CLIENT.items()})
PEOPLE = st.lists(st.fixed_dictionaries({name: st.sampled_from(values) for name, values in PERSON.items()}), max_size=3)
PRACTICES = st.lists(st.tuples(FIELDS, PEOPLE, FIELDS, PEOPLE), min_size=8, max_size=8)


def lists(drawn: list[tuple[Any, ...]], *, same: bool) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of clients as dictionaries; with ``same`` both sides are the first one's."""
    found = []
    for place, (here, ours, there, theirs) in enumerate(drawn):
        people = [
            [{"id": f"{side}{place}-{n}", **person} for n, person in enumerate(some)]
            for side, some in (("x", ours), ("i", ours if same else theirs))
        ]
        name = f"Client {place}"
        a = {"id": f"x{place}", "name": name, **here, "people": people[0]}
        b = {"id": f"i{place}", "name": name, **(here if same else there), "people": people[1]}
        found.append((a, b))
    return found


def records(pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[Any]:
    made = []
    for make, side, more in ((xpm, 0, "number"), (ignition, 1, "xpm_id")):
        for place, pair in enumerate(pairs):
            values = {key: value for key, value in pair[side].items() if key in CLIENT}
            people = tuple(
                contact(person["id"], **{key: person[key] for key in PERSON}) for person in pair[side]["people"]
            )
            made.append(
                make(pair[side]["id"], pair[side]["name"], contacts=people, **{more: str(place + 11)}, **values)
            )
    return made


@pytest.mark.parametrize(
    ("direction", "small"), [(Direction.TWO_WAY, 1_000), (Direction.FROM_APP, 0), (Direction.TO_APP, 0)]
)
@given(before=PRACTICES, after=PRACTICES)
@examples(
    max_examples=2,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.reuse, Phase.generate],  # to shrink whole practices takes minutes
)
def test_syn_13_to_16_all_at_once_as_one_by_one(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    direction: Direction,
    small: int,
    before: list[tuple[Any, ...]],
    after: list[tuple[Any, ...]],
) -> None:
    monkeypatch.setattr(tables, "SMALL", small)
    wanted = Settings(
        xpm=AppSettings(scope=Scope.EVERYTHING, direction=direction), gusto=AppSettings(scope=Scope.NOTHING)
    )
    oracle = Dictionary(load_policy(), wanted)
    first, second = lists(before, same=True), lists(after, same=False)
    workspace = practice(tmp_path_factory.mktemp("practice"), *records(first))
    workspace.save_settings(wanted)
    for pairs in (first, second, second):
        take(workspace, *records(pairs))
        found = [
            (row["app"], row["record_id"], row["entity_id"], row["field"], row["before"], row["after"], row["rule"])
            for row in frames.rows_of(workspace.build_plan().changes)
            if row["field"] != "is_primary"
        ]
        assert found == oracle.plan(pairs)


VALUES = st.sampled_from([None, "", "x", "y", "z", " x ", "x\r\ny", "x\ny"])


@given(
    VALUES,
    VALUES,
    st.one_of(st.none(), st.tuples(VALUES, VALUES)),
    st.booleans(),
    st.sampled_from([(True, True), (True, False), (False, True)]),
)
def test_every_case_has_the_verdict_of_its_values(
    a: str | None,
    b: str | None,
    common: tuple[str | None, str | None] | None,
    winner_is_a: bool,
    ways: tuple[bool, bool],
) -> None:
    """SYN-13 to SYN-16: what a list of differences looks up is what the rules say of the values themselves."""
    here, there = comparable("text", a), comparable("text", b)
    if here == there:
        return
    to_a, to_b = ways
    moved = (
        (False, False)
        if common is None
        else (here != comparable("text", common[0]), there != comparable("text", common[1]))
    )
    found = dict(verdicts(winner_is_a=winner_is_a))[
        Case(to_a, to_b, here == "", there == "", common is not None, *moved)
    ]
    if to_a and to_b:
        expected = two_way("text", a, b, common, winner_is_a=winner_is_a, newest=None)
    elif to_b:
        expected = one_way("text", a, b, common, to_b=True)
    else:
        expected = one_way("text", b, a, (common[1], common[0]) if common else None, to_b=False)
    target = b if to_b else a
    assert replace(found, lost=target if found.lost is not None else None) == expected


def test_the_ids_of_changes_made_in_tables_are_those_of_changes_made_alone(tmp_path: Path) -> None:
    """One id for one field of one record, however its change came up."""
    people = (contact("c1", "Ann", email="a@example.com", phone="1"), contact("c2", "Bob “B”", email="b@example.com"))
    workspace = practice(
        tmp_path,
        xpm("x1", "Kea Farm", number="11", phone="1", fax="2", contacts=people),
        ignition("i1", "Kea Farm", xpm_id="11", phone="3", contacts=(replace(people[0], contact_id="d1", phone="2"),)),
    )
    workspace.save_settings(
        Settings(xpm=AppSettings(scope=Scope.EVERYTHING, direction=Direction.TWO_WAY), gusto=AppSettings())
    )
    rows = frames.rows_of(workspace.build_plan().changes)
    assert {row["kind"] for row in rows} == {"update", "contact-update", "contact-create"}
    for row in rows:
        values = {key: value for key, value in row.items() if key not in ("change_id", "op_id")}
        change = Change(**{**values, "app": App(row["app"]), "source_app": App(row["source_app"])})
        assert (row["change_id"], row["op_id"]) == (change.change_id, change.op_id)


def test_several_links_to_one_client_are_compared_one_after_another(tmp_path: Path) -> None:
    """IMP-5: the second is compared with what the first leaves, and a field is written once."""
    workspace = practice(
        tmp_path,
        xpm("x1", "Kea Farm", number="11", phone="1"),
        xpm("x2", "Kea Farm Two", number="12", phone="2", city="Perth"),
        ignition("i1", "Kea Farm", xpm_id="11", phone="3"),
    )
    workspace.save_settings(
        Settings(xpm=AppSettings(scope=Scope.EVERYTHING, direction=Direction.FROM_APP), gusto=AppSettings())
    )
    workspace.link_exact_names()
    workspace.link("xpm", "x2", "i1", by="ann")
    rows = [row for row in frames.rows_of(workspace.build_plan().changes) if row["field"] in ("phone", "city")]
    assert [(row["field"], row["before"], row["after"]) for row in rows] == [
        ("phone", "1", "2"),
        ("city", None, "Perth"),
    ]
