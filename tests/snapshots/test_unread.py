"""A client that could not be read this time has not vanished (SYN-8)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from reconcile.apps.protocols import Failure, Origin
from reconcile.errors import NotAllowed
from reconcile.model import App, Client, Record, State
from reconcile.snapshots import compare_snapshots, read_meta, read_unread, take_snapshot
from reconcile.snapshots.compare import NOT_READ
from reconcile.snapshots.unread import MAYBE, unread_clients


def refused(client_id: str = "", *, hides: bool = True) -> Failure:
    return Failure(
        "Gusto grant 2 of 3", NotAllowed("no", title="The token was refused", hint="Connect it."), client_id, hides
    )


class Companies:
    """A source of companies by name, with what could not be read."""

    app = App.GUSTO

    def __init__(self, *names: str, failures: tuple[Failure, ...] = (), place: str = "https://gusto.test") -> None:
        self._names, self.failures = names, failures
        self.origin = Origin("api", place)

    def records(self) -> Iterator[Record]:
        yield from (Client(App.GUSTO, name.lower(), name, state=State.ACTIVE) for name in self._names)


def unread(path: Path) -> list[tuple[str, str]]:
    return [(row["client_id"], row["name"]) for row in read_unread(path).to_dict("records")]


def test_a_named_company_is_unread_and_no_other() -> None:
    before = {"a": "A", "b": "B", "c": "C"}
    assert unread_clients([refused("b")], before, {"a"}) == [("b", "B", "The token was refused: Connect it.")]
    assert unread_clients([refused("new")], before, {"a", "b", "c"})[0][:2] == ("new", "")


def test_behind_an_unnamed_grant_it_may_be_any_that_is_missing() -> None:
    before = {"a": "A", "b": "B", "c": "C"}
    assert unread_clients([refused()], before, {"a"}) == [("b", "B", MAYBE), ("c", "C", MAYBE)]
    assert [row[2] for row in unread_clients([refused(), refused("c")], before, {"a"})] == [
        "The token was refused: Connect it.",
        MAYBE,
    ]


def test_a_failure_that_hides_nobody_and_a_grant_that_was_ended_leave_the_missing_for_gone() -> None:
    assert unread_clients([refused("a", hides=False)], {"a": "A", "b": "B"}, {"a"}) == []
    assert unread_clients([], {"a": "A", "b": "B"}, {"a"}) == []


def test_the_snapshot_says_who_is_missing_and_keeps_saying_so(tmp_path: Path) -> None:
    take_snapshot(tmp_path, Companies("A", "B", "C"))
    for _ in range(2):
        taken = take_snapshot(tmp_path, Companies("A", failures=(refused("b"), refused())))
        assert (taken.clients, taken.unread) == (1, 2)
        assert unread(taken.path) == [("b", "B"), ("c", "C")]
        assert "Not read this time, and not taken for gone: B, C" in taken.notes
    back = take_snapshot(tmp_path, Companies("A", "B", "C"))
    assert (back.unread, unread(back.path)) == (0, [])


def test_a_list_from_another_place_says_nothing_of_this_one(tmp_path: Path) -> None:
    take_snapshot(tmp_path, Companies("A", "B", place="companies.csv"))
    taken = take_snapshot(tmp_path, Companies("A", failures=(refused(),)))
    assert taken.unread == 0
    assert taken.notes == ("Gusto grant 2 of 3: The token was refused",)


def test_what_changed_calls_it_not_read(tmp_path: Path) -> None:
    older = take_snapshot(tmp_path, Companies("A", "B", "C"))
    newer = take_snapshot(tmp_path, Companies("A", failures=(refused("b"),)))
    rows = compare_snapshots(older, newer)
    assert dict(zip(rows["client_id"], rows["what"], strict=True)) == {"b": NOT_READ, "c": "removed"}


def test_a_snapshot_of_before_has_none(tmp_path: Path) -> None:
    taken = take_snapshot(tmp_path, Companies("A"))
    with duckdb.connect(str(taken.path)) as connection:
        connection.execute("DROP TABLE unread")
    assert unread(taken.path) == []
    assert read_meta(taken.path).unread == 0
