"""One live connection to an MCP server, run in a thread of its own so that plain code can use it.

The MCP client is asynchronous and must be opened and closed by one task, so that task lives in a private event loop and
takes its calls from a queue. A line that broke stays broken: whoever wants to go on opens another. The ``mcp`` package
takes most of a second to load, so nothing imports this module before the first call.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from reconcile.apps.mcp_outcome import LineBroken, Outcome, Said, ToolAnswer
from reconcile.apps.quiet import quiet_libraries
from reconcile.apps.retries import Patience

quiet_libraries()

_PATIENCE_WITH_THREADS = 10.0  # seconds on top of the timeouts, after which the thread itself is taken for stuck


@dataclass(slots=True)
class _Job:
    name: str
    arguments: dict[str, Any]
    answer: concurrent.futures.Future[ToolAnswer]


class _Watch(httpx2.AsyncBaseTransport):
    """Notes the outcome of every request on its way through."""

    def __init__(self) -> None:
        self._inner = httpx2.AsyncHTTPTransport()
        self.outcome = Outcome()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.method != "POST":
            return await self._inner.handle_async_request(request)
        self.outcome.sent = True
        try:
            response = await self._inner.handle_async_request(request)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            self.outcome.refused = True
            raise
        self.outcome.status, self.outcome.headers = response.status_code, response.headers
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class Line:
    """An open connection: its tools' input schemas, and calls one at a time.

    Opening raises ``LineBroken`` where no connection comes about.
    """

    def __init__(self, url: str, token: str, patience: Patience) -> None:
        self._url, self._token, self._patience = url, token, patience
        self._watch = _Watch()
        self._opened: concurrent.futures.Future[dict[str, dict[str, Any]]] = concurrent.futures.Future()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._jobs: asyncio.Queue[_Job | None] | None = None
        self._thread = threading.Thread(target=self._run, name="mcp-line", daemon=True)
        self._thread.start()
        self.schemas = self._opened.result()

    @property
    def outcome(self) -> Outcome:
        """What the last request met."""
        return self._watch.outcome

    def call(self, name: str, arguments: Mapping[str, Any]) -> ToolAnswer:
        """Call a tool; raises ``LineBroken`` where no answer to it came."""
        job = _Job(name, dict(arguments), concurrent.futures.Future())
        self._post(job)
        try:
            return job.answer.result(timeout=self._patience.read_timeout + _PATIENCE_WITH_THREADS)
        except concurrent.futures.TimeoutError:
            raise LineBroken(Outcome(sent=True), None) from None

    def close(self) -> None:
        """End the connection and wait for its thread."""
        self._post(None)
        self._thread.join(timeout=_PATIENCE_WITH_THREADS)

    def _post(self, job: _Job | None) -> None:
        try:
            if self._loop is None or self._jobs is None:
                raise RuntimeError("not open")
            self._loop.call_soon_threadsafe(self._jobs.put_nowait, job)
        except RuntimeError:  # the loop has ended: nothing was sent
            if job is not None:
                job.answer.set_exception(LineBroken(Outcome(), None))

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException as error:  # whatever ended the loop, whoever waits must learn of it
            self._fail(self._opened, error)
        finally:
            self._refuse_waiting()

    async def _live(self) -> None:
        self._loop, self._jobs = asyncio.get_running_loop(), asyncio.Queue()
        working: list[_Job] = []  # none or one: the job whose answer is awaited
        try:
            timeout = httpx2.Timeout(self._patience.connect_timeout, read=self._patience.read_timeout)
            headers = {"Authorization": f"Bearer {self._token}", "User-Agent": "reconcile"}
            async with httpx2.AsyncClient(headers=headers, timeout=timeout, transport=self._watch) as http:
                transport = streamable_http_client(self._url, http_client=http)
                async with Client(transport, read_timeout_seconds=self._patience.read_timeout) as client:
                    self._opened.set_result(await _schemas(client))
                    await self._serve(client, self._jobs, working)
        except BaseException as error:
            for begun in working:
                self._fail(begun.answer, error)
            raise

    def _refuse_waiting(self) -> None:
        """The jobs that were never begun were not sent."""
        while self._jobs is not None and not self._jobs.empty():
            job = self._jobs.get_nowait()
            if job is not None:
                job.answer.set_exception(LineBroken(Outcome(), None))

    async def _serve(self, client: Client, jobs: asyncio.Queue[_Job | None], working: list[_Job]) -> None:
        while (job := await jobs.get()) is not None:
            working[:] = [job]
            self._watch.outcome = Outcome()
            try:
                job.answer.set_result(await _call(client, job))
            except Exception as error:
                self._fail(job.answer, error)
            working.clear()

    def _fail(self, future: concurrent.futures.Future[Any], error: BaseException) -> None:
        if not future.done():
            future.set_exception(LineBroken(self._watch.outcome, _said(error)))


async def _schemas(client: Client) -> dict[str, dict[str, Any]]:
    """Tool name → input schema, over all pages of the list."""
    found: dict[str, dict[str, Any]] = {}
    page = await client.list_tools()
    while True:
        found |= {tool.name: tool.input_schema for tool in page.tools}
        if not page.next_cursor:
            return found
        page = await client.list_tools(cursor=page.next_cursor)


async def _call(client: Client, job: _Job) -> ToolAnswer:
    result = await client.call_tool(job.name, job.arguments)
    texts = [str(block.text) for block in result.content if block.type == "text"]
    return ToolAnswer(result.structured_content, "\n".join(texts), bool(result.is_error))


def _said(error: BaseException) -> Said | None:
    """The MCP server's own error, which the client's task groups may have wrapped."""
    if isinstance(error, MCPError):
        return Said(error.code, error.message, error.data)
    for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        found = _said(inner)
        if found is not None:
            return found
    return None
