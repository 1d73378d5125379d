"""The open connections of the sandbox's server, so that a fault can end one without an answer."""

from __future__ import annotations

import asyncio

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

Address = tuple[str, int]


class Transports:
    """The transport of each connection by the address of its other end."""

    def __init__(self) -> None:
        self._open: dict[Address, asyncio.Transport] = {}

    def add(self, address: Address, transport: asyncio.Transport) -> None:
        """Remember a connection that was opened."""
        self._open[address] = transport

    def forget(self, address: Address) -> None:
        """Forget a connection that has ended."""
        self._open.pop(address, None)

    def abort(self, address: Address) -> None:
        """End a connection at once; what has not been sent yet is lost."""
        if transport := self._open.get(address):
            transport.abort()

    def close(self, address: Address) -> None:
        """End a connection after what was written has been sent."""
        if transport := self._open.get(address):
            transport.close()


def tracking_protocol(transports: Transports) -> type[H11Protocol]:
    """uvicorn's HTTP protocol that also keeps the list of open connections."""

    class TrackedProtocol(H11Protocol):
        def __init__(
            self,
            config: Config,
            server_state: ServerState,
            app_state: dict[str, object],
            _loop: asyncio.AbstractEventLoop | None = None,
        ) -> None:
            super().__init__(config, server_state, app_state, _loop)

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
            super().connection_made(transport)
            if self.client:
                transports.add(self.client, transport)

        def connection_lost(self, exc: Exception | None) -> None:
            if self.client:
                transports.forget(self.client)
            super().connection_lost(exc)

    return TrackedProtocol
