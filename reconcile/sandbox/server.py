"""The sandbox's server: three apps on one loopback port, in a thread for tests, in the foreground for people."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn
from filelock import FileLock, Timeout

from reconcile.errors import Bug, NeedsUser
from reconcile.sandbox.app import sandbox_app
from reconcile.sandbox.connections import connections, sandbox_credentials, write_connections
from reconcile.sandbox.faults import FaultDice, FaultKind, Faults, Order
from reconcile.sandbox.gate import Gate
from reconcile.sandbox.limits import Limits, Meter
from reconcile.sandbox.requestlog import RequestLog
from reconcile.sandbox.signin.grants import Grants, SignInRules
from reconcile.sandbox.signin.services import registrations
from reconcile.sandbox.state import SandboxState
from reconcile.sandbox.transports import Transports, tracking_protocol
from reconcile.sandbox.world import World

HOST = "127.0.0.1"
DEFAULT_PORT = 8765
START_SECONDS = 20.0
STOP_SECONDS = 2


class Sandbox:
    """The three apps in a background thread, for tests and notebooks; a context manager.

        with Sandbox(folder) as sandbox:
            requests.get(f"{sandbox.url}/_sandbox/health")

    ``clients`` and ``seed`` matter only while the folder is empty; ``world`` is used instead of a generated one. Port 0
    is any free port. ``limits`` are generous unless given. ``state`` and ``requests()`` can be used after the end, too.
    Entering raises ``NeedsUser`` where the port or the folder is in use.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        clients: int = 420,
        seed: int = 2026,
        port: int = 0,
        faults: Faults | None = None,
        limits: Limits | None = None,
        world: World | None = None,
    ) -> None:
        self.state = SandboxState(folder)
        self.url = ""
        self.connections: dict[str, Any] = {}
        self._build: Callable[[], World] = (lambda: world) if world else (lambda: built_world(clients, seed))
        self._port = port
        self._log = RequestLog(self.state.folder / "requests.jsonl")
        self._dice = FaultDice(faults or Faults())
        self._limits = limits or Limits()
        self.grants = Grants(self.state)
        self._running = contextlib.ExitStack()

    def __enter__(self) -> Sandbox:
        with contextlib.ExitStack() as stack:
            server, listener = stack.enter_context(self.open())
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sandbox", daemon=True)
            thread.start()
            stack.callback(_stop, server, thread)
            _wait_until_started(server, thread)
            self._running = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.close()

    @contextlib.contextmanager
    def open(self) -> Iterator[tuple[uvicorn.Server, socket.socket]]:
        """Everything but the running: the folder locked and filled, the port taken, ``connections.json`` written."""
        with _only_server(self.state.folder), _listening(self._port) as listener:
            if self.state.is_empty():
                self.state.load(self._build())
            self.url = f"http://{HOST}:{listener.getsockname()[1]}"
            credentials = sandbox_credentials()
            self.connections = connections(self.url, self.state, credentials)
            self.connections["registrations"] = registrations(self.url)
            write_connections(self.state.folder / "connections.json", self.connections)
            transports = Transports()
            app = sandbox_app(self.state, credentials, self.grants)
            yield _server(Gate(app, self._log, Meter(self._limits), self._dice, transports), transports), listener

    def requests(self) -> list[dict[str, Any]]:
        """The request log, oldest first: a dict per request with the keys of `requestlog.Entry`."""
        return self._log.read()

    def reset(self) -> None:
        """Forget the state and the request log; only before the start. The next start builds the world anew."""
        self.state.reset()
        self._log.clear()

    def set_faults(self, faults: Faults) -> None:
        """Use other fault rates from the next request on; what `fail_next` has ordered is forgotten."""
        self._dice.start_over(faults)

    def set_sign_in(self, rules: SignInRules) -> None:
        """Let tokens live and be renewed by other rules from the next request on."""
        self.grants.rules = rules

    def fail_next(
        self,
        kind: FaultKind,
        *,
        app: str | None = None,
        mutating: bool | None = None,
        what: str = "",
        times: int = 1,
        skip: int = 0,
    ) -> None:
        """Make exactly the next request that fits (`faults.Order`) go wrong, or the next ``times``."""
        self._dice.order(Order(kind, app, mutating, what, times, skip))

    def hide(self, *names: str) -> None:
        """Let Ignition do without a tool, an argument or a column: `SandboxState.hide`."""
        self.state.hide(*names)

    def edit(self, app: str, client_id: str, values: Mapping[str, Any]) -> bool:
        """An edit that somebody makes in the app itself: `SandboxState.edit`."""
        return self.state.edit(app, client_id, values)

    def edit_contact(self, app: str, client_id: str, contact_id: str, values: Mapping[str, Any]) -> bool:
        """The same for one contact: `SandboxState.edit_contact`."""
        return self.state.edit_contact(app, client_id, contact_id, values)


def serve(
    folder: str | Path,
    port: int = DEFAULT_PORT,
    *,
    clients: int = 420,
    seed: int = 2026,
    reset: bool = False,
    faults: Faults | None = None,
    limits: Limits | None = None,
    ready: Callable[[Sandbox], None] | None = None,
) -> None:
    """Serve the three apps until interrupted. ``ready`` is called once, when the port is open.

    Raises ``NeedsUser`` where the port is taken or another sandbox serves this folder.
    """
    sandbox = Sandbox(folder, clients=clients, seed=seed, port=port, faults=faults, limits=limits)
    with _only_server(sandbox.state.folder):
        if reset:
            sandbox.reset()
    with sandbox.open() as (server, listener), contextlib.suppress(KeyboardInterrupt):
        if ready is not None:
            ready(sandbox)
        server.run(sockets=[listener])


def built_world(clients: int, seed: int) -> World:
    """The generated demo practice."""
    from reconcile.sandbox.practice import build_world  # only an empty sandbox needs the generator

    return build_world(clients, seed)


def _server(gate: Gate, transports: Transports) -> uvicorn.Server:
    config = uvicorn.Config(
        gate,
        http=tracking_protocol(transports),
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    return uvicorn.Server(config)


@contextlib.contextmanager
def _only_server(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / "server.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise NeedsUser(
            f"Another sandbox is serving the folder {folder.name!r} already.",
            title="The sandbox is running already",
            hint="Use that one, stop it, or choose another folder.",
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    # the protocol is named because asyncio sets TCP_NODELAY only on such sockets; without it every answer waits 40 ms
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            raise NeedsUser(
                f"Port {port} is used by another program.",
                title="The port is taken",
                hint="Stop the other program, or start the sandbox with another --port.",
            ) from None
        listener.listen(128)
        yield listener


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise Bug("The sandbox's server did not start.", hint="Look at the messages above this one.")
        time.sleep(0.005)


def _stop(server: uvicorn.Server, thread: threading.Thread) -> None:
    server.should_exit = True
    thread.join()
