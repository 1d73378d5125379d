"""The MCP server around the tools: what it publishes, who may call it, what it logs."""

import requests

from reconcile.sandbox.fronts import READING_TOOLS
from reconcile.sandbox.ignition.tools import TOOLS


def test_every_tool_is_published_with_its_arguments(tool):
    listed = {each.name: each for each in tool.result("tools/list").tools}
    assert set(listed) == set(TOOLS)
    assert set(READING_TOOLS) <= set(TOOLS)
    for each in listed.values():
        assert each.description
        assert each.input_schema["type"] == "object"
        assert each.input_schema["additionalProperties"] is False
    assert listed["create_client"].input_schema["required"] == ["name"]
    assert listed["update_client"].input_schema["required"] == ["client_id"]
    assert "mapped" in listed["update_client"].input_schema["properties"]["xpm_id"]["description"]


def test_the_log_names_the_tool_and_its_effect(sandbox, tool):
    tool("get_client", client_id=1001)
    tool("update_client", client_id=1001, phone="1")
    tool("update_client", client_id=1001, phone="1")
    calls = [row for row in sandbox.requests() if row["tool"]]
    assert [(row["tool"], row["mutating"], row["effect"]) for row in calls] == [
        ("get_client", False, False),
        ("update_client", True, True),
        ("update_client", True, False),
    ]


def test_a_plain_json_rpc_call_works_too(sandbox, tool):
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_users", "arguments": {}}}
    headers = {**tool.headers, "Accept": "application/json, text/event-stream"}
    answer = requests.post(tool.url, json=call, headers=headers, timeout=10)
    assert answer.json()["result"]["structuredContent"]["users"][0]["id"] == 1


def test_without_the_token_it_is_401(tool):
    answer = requests.post(tool.url, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, timeout=10)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_another_host_is_refused(tool):
    """A page in a browser cannot reach the tools by way of a name that points here."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {**tool.headers, "Accept": "application/json, text/event-stream", "Host": "evil.example"}
    assert requests.post(tool.url, json=call, headers=headers, timeout=10).status_code == 421
