"""A sandbox with the hand-made practice, and callers that speak to its apps over real HTTP on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import httpx2
import pytest
import requests
from lxml import etree
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from reconcile.sandbox.faults import Faults
from reconcile.sandbox.server import Sandbox

from . import hand_made


@pytest.fixture
def known() -> ModuleType:
    """The names of the hand-made practice."""
    return hand_made


@pytest.fixture(scope="session")
def running(tmp_path_factory) -> Iterator[Sandbox]:
    """One server for all tests, because stopping one takes ten times as long as starting it."""
    with Sandbox(tmp_path_factory.mktemp("sandbox"), world=hand_made.world()) as started:
        yield started


@pytest.fixture
def sandbox(running) -> Sandbox:
    """The three apps with the hand-made practice as it was in the beginning."""
    running.state.reset()
    running.state.load(hand_made.world())
    (running.state.folder / "requests.jsonl").unlink(missing_ok=True)
    running.set_faults(Faults())
    return running


@dataclass
class Caller:
    """Calls one app with its token; ``headers`` given to a call come on top, ``None`` takes one away."""

    base: str
    headers: dict[str, str]

    def __call__(self, method: str, path: str, headers: dict[str, str | None] | None = None, **more: Any):
        sent = {name: value for name, value in {**self.headers, **(headers or {})}.items() if value is not None}
        return requests.request(method, self.base + path, headers=sent, timeout=10, **more)

    def get(self, path: str, **more: Any):
        return self("GET", path, **more)


class XpmCaller(Caller):
    """The same with XPM's XML."""

    def tree(self, path: str, **more: Any) -> etree._Element:
        return etree.fromstring(self.get(path, **more).content)

    def send(self, method: str, path: str, body: str) -> etree._Element:
        """Send an XML body; the root of the answer."""
        return etree.fromstring(self(method, path, data=body.encode(), headers={"Content-Type": "text/xml"}).content)


@dataclass
class McpCaller:
    """Calls Ignition's tools with the official client."""

    url: str
    headers: dict[str, str]

    def result(self, tool: str, **arguments: Any):
        """The tool's answer as the client sees it."""

        async def call():
            async with (
                httpx2.AsyncClient(headers=self.headers, timeout=10) as http,
                Client(streamable_http_client(self.url, http_client=http)) as client,
            ):
                return await (client.list_tools() if tool == "tools/list" else client.call_tool(tool, arguments))

        return asyncio.run(call())

    def __call__(self, tool: str, **arguments: Any) -> dict[str, Any]:
        found = self.result(tool, **arguments)
        assert not found.is_error, found.content
        return found.structured_content

    def refusal(self, tool: str, **arguments: Any) -> str:
        found = self.result(tool, **arguments)
        assert found.is_error, found.structured_content
        return found.content[0].text


@pytest.fixture
def xpm(sandbox) -> XpmCaller:
    access = sandbox.connections["xpm"]
    headers = {"Authorization": f"Bearer {access['token']}", "Xero-Tenant-Id": access["tenant_id"]}
    return XpmCaller(f"{access['base_url']}/practicemanager/3.1/", headers)


@pytest.fixture
def gusto(sandbox) -> Caller:
    access = sandbox.connections["gusto"]
    headers = {"Authorization": f"Bearer {access['tokens'][0]}", "X-Gusto-API-Version": access["version"]}
    return Caller(f"{access['base_url']}/v1/", headers)


@pytest.fixture
def ignition(sandbox) -> Caller:
    access = sandbox.connections["ignition"]
    return Caller(f"{access['base_url']}/", {"Authorization": f"Bearer {access['token']}"})


@pytest.fixture
def tool(sandbox) -> McpCaller:
    access = sandbox.connections["ignition"]
    return McpCaller(access["mcp_url"], {"Authorization": f"Bearer {access['token']}"})
