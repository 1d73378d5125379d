"""Pages, cursors and archived rows of the Reporting API."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from reconcile.apps import IgnitionSource, Patience
from reconcile.apps.http import Session
from reconcile.apps.ignition_reporting import ARCHIVED, CURSOR, STATE, ArchivedRefused, ReportingApi
from reconcile.errors import BadInput, NeedsUser, NotAllowed
from reconcile.model import App, Client

from .scripted import Reply, Scripted, Seen

Row = dict[str, Any]


def page(rows: list[Row], following: str | None = None) -> Reply:
    meta = {"pagination": {"has_more": bool(following), "next_cursor": following}}
    return Reply(json.dumps({"data": rows, "meta": meta}).encode(), media_type="application/json")


def everything(script: Callable[[Seen], Reply], patience: Patience, path: str = "clients") -> list[Row]:
    with Scripted(script) as server:
        return list(ReportingApi(server.url, Session(App.IGNITION, token="t", patience=patience)).all(path))


def test_a_row_that_comes_twice_is_taken_once(once: Patience) -> None:
    def script(seen: Seen) -> Reply:
        if seen.query.get(STATE) == ARCHIVED:
            return page([{"slug": "b"}, {"slug": "c"}])
        return page([{"slug": "a"}], "2") if CURSOR not in seen.query else page([{"slug": "a"}, {"slug": "b"}])

    assert [row["slug"] for row in everything(script, once)] == ["a", "b", "c"]


def test_a_server_that_does_not_know_the_question_for_archived_rows_repeats_itself_without_harm(once: Patience) -> None:
    rows: list[Row] = [{"slug": "con_1", "client": {"slug": "cli_1"}}, {"slug": "con_1", "client": {"slug": "cli_2"}}]
    assert everything(lambda _: page(rows), once, "contacts") == rows


def test_pages_in_a_circle_are_bad_input(once: Patience) -> None:
    following = {None: "1", "1": "2", "2": "1"}
    with pytest.raises(BadInput, match="end"):
        everything(lambda seen: page([], following[seen.query.get(CURSOR)]), once)


@pytest.mark.parametrize("rows", [["text"], [None], {"a": 1}, "text"])
def test_rows_that_are_no_objects_are_bad_input(rows: Any, once: Patience) -> None:
    with pytest.raises(BadInput):
        everything(lambda _: page(rows), once)


@pytest.mark.parametrize(("status", "kind"), [(400, ArchivedRefused), (422, ArchivedRefused), (403, NotAllowed)])
def test_a_refused_question_for_archived_rows_comes_after_the_others(
    status: int, kind: type[Exception], once: Patience
) -> None:
    found: list[Row] = []

    def script(seen: Seen) -> Reply:
        return Reply(status=status) if STATE in seen.query else page([{"slug": "a"}])

    with Scripted(script) as server:
        rows = ReportingApi(server.url, Session(App.IGNITION, token="t", patience=once)).all("contacts")
        with pytest.raises(kind):
            found.extend(rows)
    assert found == [{"slug": "a"}]


def test_syn_8_a_snapshot_without_its_archived_clients_is_none_but_without_their_contacts_it_is(once: Patience) -> None:
    def script(refused: str) -> Callable[[Seen], Reply]:
        def answer(seen: Seen) -> Reply:
            if seen.path.endswith(refused) and STATE in seen.query:
                return Reply(status=400)
            archived = STATE in seen.query
            rows = [
                {"slug": "cli_2" if archived else "cli_1", "name": "A", "state": ARCHIVED if archived else "active"}
            ]
            return page(rows if seen.path.endswith("clients") else [])

        return answer

    with Scripted(script("clients")) as server, pytest.raises(NeedsUser):
        list(IgnitionSource(server.url, "t", patience=once).records())
    with Scripted(script("contacts")) as server:
        source = IgnitionSource(server.url, "t", patience=once)
        clients = [record.client_id for record in source.records() if isinstance(record, Client)]
    assert clients == ["cli_1", "cli_2"]
    assert [failure.place for failure in source.failures] == ["The contacts of Ignition's archived clients"]
