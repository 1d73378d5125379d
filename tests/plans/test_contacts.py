"""Contacts are matched within their client, and nobody is added twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconcile.plans.contacts import match_contacts
from reconcile.plans.tables import Tables
from reconcile.plans.values import folded

Person = tuple[str, str, str | None]
"""Contact id, name, email."""


@dataclass(frozen=True)
class Matched:
    """The pairs of ids that are one person, in their order, and the ids that are left on either side."""

    pairs: list[tuple[str, str]]
    left: list[str]
    right: list[str]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as found:
        yield found


def match(
    connection: duckdb.DuckDBPyConnection,
    here: list[Person],
    there: list[Person],
    known: list[tuple[str, str]] | None = None,
) -> Matched:
    """The contacts of one client, matched as those of all clients are."""
    tables = Tables(connection)
    tables.put("known", ("pair", "id_a", "id_b"), [(1, *pair) for pair in known or []])
    tables.run("CREATE OR REPLACE TEMP TABLE known AS SELECT CAST(pair AS INTEGER) AS pair, id_a, id_b FROM known")
    for side, people in (("a", here), ("b", there)):
        rows = [
            (1, place, contact_id, folded("email", email), folded("text", name), bool(email))
            for place, (contact_id, name, email) in enumerate(people)
        ]
        columns = "pair INTEGER, place INTEGER, contact_id VARCHAR, email VARCHAR, name VARCHAR, has_email BOOLEAN"
        tables.run("CREATE OR REPLACE TEMP TABLE person_$side ($columns)", side=side, columns=columns)
        for row in rows:
            connection.execute(f"INSERT INTO person_{side} VALUES (?, ?, ?, ?, ?, ?)", row)
    match_contacts(tables, is_known=bool(known))
    pairs = [(row["id_a"], row["id_b"]) for row in tables.rows("SELECT id_a, id_b FROM matched ORDER BY number")]
    left, right = (
        [people[row["place"]][0] for row in tables.rows("SELECT place FROM only_$side ORDER BY place", side=side)]
        for side, people in (("a", here), ("b", there))
    )
    return Matched(pairs, left, right)


def test_by_email_and_name_then_email_then_name(connection: duckdb.DuckDBPyConnection) -> None:
    here = [("a1", "Ann", "x@example.com"), ("a2", "Bob", "b@example.com"), ("a3", "Cy", None)]
    there = [("b1", "Annie", "X@example.com"), ("b2", "Bob", "b@example.com"), ("b3", "cy", None)]
    assert match(connection, here, there) == Matched([("a2", "b2"), ("a1", "b1"), ("a3", "b3")], [], [])


def test_two_people_with_one_email_are_not_mixed_up(connection: duckdb.DuckDBPyConnection) -> None:
    here = [("a1", "Ann", "office@example.com"), ("a2", "Bob", "office@example.com")]
    there = [("b1", "Bob", "office@example.com"), ("b2", "Cy", "office@example.com")]
    assert match(connection, here, there) == Matched([("a2", "b1"), ("a1", "b2")], [], [])


def test_one_person_listed_twice_counts_once(connection: duckdb.DuckDBPyConnection) -> None:
    here = [("a1", "Ann", "a@example.com"), ("a2", "Ann", "a@example.com")]
    assert match(connection, here, [("b1", "Ann", "a@example.com")]) == Matched([("a1", "b1")], [], [])


def test_a_name_without_an_email_is_the_person_of_that_name(connection: duckdb.DuckDBPyConnection) -> None:
    here = [("a1", "Ann", "a@example.com"), ("a2", "Ann", None)]
    assert match(connection, here, [("b1", "Ann", "a@example.com")]) == Matched([("a1", "b1")], [], [])


def test_who_was_matched_before_stays_so_whatever_was_edited(connection: duckdb.DuckDBPyConnection) -> None:
    here = [("a1", "Ann", "a@example.com"), ("a2", "Bob", None)]
    there = [("b1", "Bob", None), ("b2", "Renamed", "new@example.com")]
    known = [("a1", "b2"), ("a2", "gone"), ("a2", "b2")]
    assert match(connection, here, there, known) == Matched([("a1", "b2"), ("a2", "b1")], [], [])


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["Ann", "Bob", "Cy", " ann"]),
        st.sampled_from([None, "", "a@example.com", "A@example.com ", "b@example.com"]),
    ),
    max_size=5,
)


@given(PEOPLE, PEOPLE)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_adding_what_is_missing_leaves_nothing_to_add(
    connection: duckdb.DuckDBPyConnection, here: list[tuple[str, str | None]], there: list[tuple[str, str | None]]
) -> None:
    """The second plan after the contacts were added is empty (REL-6)."""
    ours = [(f"a{number}", *who) for number, who in enumerate(here)]
    theirs = [(f"b{number}", *who) for number, who in enumerate(there)]
    missing = [row for row in ours if row[0] in match(connection, ours, theirs).left]
    theirs += [(f"n{number}", name, email) for number, (_, name, email) in enumerate(missing)]
    assert match(connection, ours, theirs).left == []
