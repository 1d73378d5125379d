"""Two readings of one client list, joined without a common id."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.apps.files.ignition_export import ExportClient
from reconcile.apps.ignition_join import join_export, same_moment


def row(slug: str, name: str, number: str = "", created: str = "2026-01-02T03:04:05+00:00") -> dict[str, Any]:
    link = f"https://go.ignitionapp.com/clients/{number}" if number else ""
    return {"slug": slug, "name": name, "link": link, "created_at": created}


def exported(number: str, name: str, *contacts: str, created: str = "January 2, 2026 3:04 AM") -> ExportClient:
    rows = [{"Client Name": name, "Contact Id": contact, "Created At": created} for contact in contacts or ("",)]
    return ExportClient(number, 2, tuple(rows))


def numbers(joined: dict[str, ExportClient]) -> dict[str, str]:
    return {slug: client.number for slug, client in joined.items()}


def test_a_contact_of_both_joins_them_whatever_their_names() -> None:
    joined = join_export([row("a", "New name", "99")], {"a": [{"id": 7}]}, [exported("1", "Old name", "6", "7")])
    assert numbers(joined) == {"a": "1"}


def test_then_the_number_in_the_link() -> None:
    assert numbers(join_export([row("a", "A", "1"), row("b", "A", "2")], {}, [exported("2", "A")])) == {"b": "2"}


def test_then_a_name_and_time_that_are_unique() -> None:
    rows = [row("a", "Twin"), row("b", "Twin", created="2026-05-05T03:04:05+00:00"), row("c", "Other")]
    assert numbers(join_export(rows, {}, [exported("1", "Twin"), exported("2", "Nobody")])) == {"a": "1"}


def test_two_of_one_name_and_time_are_left_alone() -> None:
    assert join_export([row("a", "Twin"), row("b", "Twin")], {}, [exported("1", "Twin")]) == {}
    assert join_export([row("a", "Twin")], {}, [exported("1", "Twin"), exported("2", "Twin")]) == {}


def test_contacts_of_two_clients_join_neither_by_name() -> None:
    contacts = {"a": [{"id": 6}], "b": [{"id": 7}]}
    both = [exported("1", "A", "6", "7")]
    assert join_export([row("a", "A"), row("b", "B")], contacts, both) == {}
    assert numbers(join_export([row("a", "A"), row("b", "B", "1")], contacts, both)) == {"b": "1"}, (
        "unless the link tells"
    )


@pytest.mark.parametrize(
    ("told", "exported_at", "same"),
    [
        ("2026-01-02T03:04:59+00:00", "January 2, 2026 3:04 AM", True),
        ("2026-01-02T03:04:05Z", "January 2, 2026 4:04 PM", True),
        ("2026-01-01T23:34:05+05:45", "January 2, 2026 3:04 AM", True),
        ("2026-01-02T03:04:05Z", "January 2, 2026 3:05 AM", False),
        ("2026-01-02T03:04:05Z", "January 3, 2026 3:04 AM", False),
        ("", "January 2, 2026 3:04 AM", False),
        ("2026-01-02T03:04:05Z", "", False),
    ],
)
def test_times_agree_in_some_time_zone(told: str, exported_at: str, same: bool) -> None:
    assert same_moment({"created_at": told}, exported("1", "A", created=exported_at)) is same


names = st.sampled_from(["A", "B"])
ids = st.lists(st.integers(1, 6).map(str), unique=True, max_size=4)


@given(st.lists(st.tuples(names, st.sampled_from(["", "1", "2", "3"])), max_size=4), ids, st.data())
def test_no_client_is_joined_twice(sides: list[tuple[str, str]], export_ids: list[str], data: st.DataObject) -> None:
    rows = [row(f"cli_{place}", name, number) for place, (name, number) in enumerate(sides)]
    contact = st.integers(1, 3)
    contacts = {r["slug"]: [{"id": data.draw(contact)}] for r in rows if data.draw(st.booleans())}
    export = [exported(number, data.draw(names), str(data.draw(contact))) for number in export_ids]
    joined = join_export(rows, contacts, export)
    assert len({id(client) for client in joined.values()}) == len(joined)
    assert set(joined) <= {r["slug"] for r in rows}
