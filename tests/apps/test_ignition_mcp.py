"""The MCP server's tools as plain calls: connecting, breaking, and telling why."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from reconcile.apps import Connections, Patience
from reconcile.apps.ignition_mcp import McpTools
from reconcile.errors import BadInput, NeedsUser, NotAllowed, ReconcileError, TryAgain
from reconcile.sandbox.server import Sandbox

from .scripted import Reply, Scripted, closed_port
from .scripted_mcp import mcp_script, rpc
from .small_world import small_world


def tools_of(sandbox: Sandbox, patience: Patience, token: str = "") -> McpTools:
    connection = sandbox.connections["ignition"]
    return McpTools(connection["mcp_url"], token or connection["token"], patience=patience)


@pytest.fixture
def lines() -> Callable[[], list[threading.Thread]]:
    """The lines opened since the test began; other tests of this process may have left some that wait for the collector."""
    gc.collect()
    before = set(threading.enumerate())
    return lambda: [thread for thread in threading.enumerate() if thread.name == "mcp-line" and thread not in before]


def test_one_connection_serves_many_calls_and_threads(
    sandbox: Sandbox, brisk: Patience, lines: Callable[[], list[threading.Thread]]
) -> None:
    with tools_of(sandbox, brisk) as tools:
        names: list[str] = []

        def read(client_id: str) -> None:
            names.append(tools.call("get_client", {"client_id": client_id}, safe=True)["name"])

        threads = [threading.Thread(target=read, args=(f"cli_{place % 3 + 1}",)) for place in range(9)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(set(names)) == ["Harbour Joinery Ltd", "Lena Brook", "Old Mill Trust"]
        assert tools.calls == 9 == len(names)
        assert len(lines()) == 1
    assert lines() == []


def test_schemas_are_the_servers_own(sandbox: Sandbox, brisk: Patience) -> None:
    with tools_of(sandbox, brisk) as tools:
        assert "xpm_id" in tools.arguments_of("update_client")
        assert tools.arguments_of("merge_clients") == {}
        with pytest.raises(NotAllowed, match="merge_clients"):
            tools.call("merge_clients", {}, safe=False)


def test_a_forgotten_connection_is_closed(
    sandbox: Sandbox, brisk: Patience, lines: Callable[[], list[threading.Thread]]
) -> None:
    tools = tools_of(sandbox, brisk)
    tools.call_list("list_users", "users")
    assert len(lines()) == 1
    del tools
    gc.collect()
    assert lines() == []


def test_a_wrong_token(sandbox: Sandbox, brisk: Patience) -> None:
    with tools_of(sandbox, brisk, token="wrong-token-x") as tools, pytest.raises(NotAllowed) as caught:
        tools.call("get_client", {"client_id": "cli_1"}, safe=True)
    assert caught.value.title == "The token was refused"
    assert "wrong-token-x" not in f"{caught.value!r}{tools!r}"


def test_nobody_listens(brisk: Patience) -> None:
    with (
        McpTools(f"http://127.0.0.1:{closed_port()}/mcp", "t", patience=brisk) as tools,
        pytest.raises(TryAgain) as caught,
    ):
        tools.call("create_client", {"name": "A"}, safe=False)
    assert not caught.value.sent
    assert caught.value.title == "Ignition is not reachable"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html/>", media_type="text/html"),
        Reply(b"{}", media_type="application/json"),
        Reply(b"", 204),
        Reply(b"not json", media_type="application/json"),
    ],
)
def test_what_is_no_mcp_server_is_told_so(reply: Reply, once: Patience) -> None:
    with (
        Scripted(lambda _: reply) as server,
        McpTools(server.url, "t", patience=once) as tools,
        pytest.raises(ReconcileError) as caught,
    ):
        tools.call("create_client", {"name": "A"}, safe=False)
    assert isinstance(caught.value, NeedsUser) or (isinstance(caught.value, TryAgain) and not caught.value.sent)


def text(said: str, **further: object) -> dict[str, object]:
    return {"content": [{"type": "text", "text": said}], **further}


OPEN = {
    "cut JSON": Reply(rpc("CALL", result=text("{}")).body[:-9], media_type="application/json"),
    "a page": Reply(b"<html>Sign in</html>", media_type="text/html"),
    "202": Reply(status=202),
    "204": Reply(status=204),
    "502": Reply(status=502),
    "redirect": Reply(status=307, headers={"Location": "http://127.0.0.1:9/"}),
    "internal error": rpc("CALL", error={"code": -32603, "message": "Internal error"}),
    "no record": rpc("CALL", result=text("created it")),
    "an event stream without an event": Reply(b"", media_type="text/event-stream"),
    "dropped": None,
}


@pytest.mark.parametrize("how", [how for how in OPEN if how != "redirect"])
def test_rel_11_whatever_leaves_it_open_is_try_again_and_sent_once(how: str, brisk: Patience) -> None:
    calls: list[str] = []
    with (
        Scripted(mcp_script(OPEN[how], calls=calls)) as server,
        McpTools(server.url, "t", patience=brisk) as tools,
        pytest.raises(TryAgain) as caught,
    ):
        tools.call("create_client", {"name": "Zebra"}, safe=False, sent=["Zebra"])
    assert caught.value.sent
    assert calls == ["create_client"]


REFUSED = {
    "parameters": rpc("CALL", error={"code": -32602, "message": "Zebra is no name"}),
    "own code": rpc("CALL", error={"code": 17, "message": "Zebra is no name"}),
    "tool error": rpc("CALL", result=text("Zebra is no name", isError=True)),
    "403": Reply(status=403),
    "moved": OPEN["redirect"],
}


@pytest.mark.parametrize("how", REFUSED)
def test_a_refusal_is_not_repeated_and_repeats_no_value(how: str, brisk: Patience) -> None:
    calls: list[str] = []
    with (
        Scripted(mcp_script(REFUSED[how], calls=calls)) as server,
        McpTools(server.url, "t", patience=brisk) as tools,
        pytest.raises(NeedsUser) as caught,
    ):
        tools.call("create_client", {"name": "Zebra"}, safe=False, sent=["Zebra"])
    assert "Zebra" not in f"{caught.value!r}{caught.value}"
    assert calls == ["create_client"]


@pytest.mark.parametrize("status", [200, 429])
def test_a_limit_is_certainly_not_applied_and_says_how_long(status: int, once: Patience) -> None:
    limited = rpc("CALL", status=status, error={"code": -32000, "message": "RATE_LIMITED", "data": {"retryAfter": 9}})
    with (
        Scripted(mcp_script(limited, calls=[])) as server,
        McpTools(server.url, "t", patience=once) as tools,
        pytest.raises(TryAgain) as caught,
    ):
        tools.call("create_client", {"name": "A"}, safe=False)
    assert (caught.value.sent, caught.value.retry_after) == (False, 9.0)


@pytest.mark.parametrize("said", ['{"id": 1}', '[{"id": 1}]'])
def test_a_record_may_come_as_text(said: str, once: Patience) -> None:
    good = rpc("CALL", result=text(said))
    with Scripted(mcp_script(good, calls=[])) as server, McpTools(server.url, "t", patience=once) as tools:
        assert tools.call("get_client", {}, safe=True) in ({"id": 1}, {"result": [{"id": 1}]})


def test_a_server_that_was_restarted_is_connected_to_again(tmp_path: Path, brisk: Patience) -> None:
    with Sandbox(tmp_path / "s", world=small_world()) as first:
        tools = tools_of(first, brisk)
        tools.call_list("list_users", "users")
        port = int(first.url.rpartition(":")[2])
    with pytest.raises(TryAgain):
        tools.call_list("list_users", "users")
    with Sandbox(tmp_path / "s", world=small_world(), port=port), tools:
        assert len(tools.call_list("list_users", "users")) == 1


def test_pages_are_followed(sandbox: Sandbox, brisk: Patience) -> None:
    with tools_of(sandbox, brisk) as tools:
        found = tools.call_list("list_clients", "clients", {"limit": 1})
        assert [client["slug"] for client in found] == ["cli_1", "cli_2"]
        with pytest.raises(BadInput):
            tools.call_list("get_client", "clients", {"client_id": "cli_1"})


def test_nothing_of_a_client_is_logged(
    connections: Connections, brisk: Patience, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        target = connections.target("ignition", patience=brisk)
        made = target.create_client({"name": "Zebra Holdings"}, [])
        target.read_client(made.client_id)
        target.close()  # type: ignore[attr-defined]
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mcp.server")]
    assert "Zebra" not in "\n".join(ours)
