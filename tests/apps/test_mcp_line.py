"""One live MCP connection in a thread of its own."""

from __future__ import annotations

import threading

import pytest

from reconcile.apps import Patience
from reconcile.apps.mcp_line import Line
from reconcile.apps.mcp_outcome import LineBroken
from reconcile.sandbox.server import Sandbox

from .scripted import Reply, Scripted, closed_port


def open_line(sandbox: Sandbox, patience: Patience) -> Line:
    connection = sandbox.connections["ignition"]
    return Line(connection["mcp_url"], connection["token"], patience)


def test_calls_are_answered_in_order_until_it_is_closed(sandbox: Sandbox, once: Patience) -> None:
    line = open_line(sandbox, once)
    for slug in ("cli_1", "cli_2", "cli_1"):
        answer = line.call("get_client", {"client_id": slug})
        assert (answer.structured["slug"], answer.is_error) == (slug, False)
        assert line.outcome.status == 200
    line.close()
    line.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "mcp-line"]


def test_a_call_on_a_closed_line_was_certainly_not_sent(sandbox: Sandbox, once: Patience) -> None:
    line = open_line(sandbox, once)
    line.close()
    with pytest.raises(LineBroken) as caught:
        line.call("create_client", {"name": "A"})
    assert not caught.value.outcome.sent
    assert not [row for row in sandbox.requests() if row["mutating"]]


def test_a_tools_error_does_not_break_the_line(sandbox: Sandbox, once: Patience) -> None:
    line = open_line(sandbox, once)
    assert line.call("get_client", {"client_id": "nobody"}).is_error
    assert not line.call("get_client", {"client_id": "cli_1"}).is_error
    line.close()


def test_the_outcome_tells_why_no_line_came_about(once: Patience) -> None:
    with pytest.raises(LineBroken) as caught:
        Line(f"http://127.0.0.1:{closed_port()}/", "t", once)
    assert caught.value.outcome.refused
    with Scripted(lambda _: Reply(status=503)) as server, pytest.raises(LineBroken) as caught:
        Line(server.url, "t", once)
    assert caught.value.outcome.status == 503
