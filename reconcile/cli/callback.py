"""Receives the answer of a sign-in: a listener on this machine that a person's browser is sent to."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

from reconcile.errors import NeedsUser

PORT = 8791
"""The port that the redirect URI of the command line names; providers want it registered exactly."""

PATH = "/callback"
POLL_SECONDS = 0.5
PAGE = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Signed in</title></head>"
    "<body style='font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem'>"
    "<h1>The answer has arrived</h1><p>Close this tab and go back to the command line, which says what came of it.</p>"
    "</body></html>"
)


class Listener:
    """Listens on ``http://localhost:<port>/callback``; a context manager. Raises ``NeedsUser`` where the port is taken."""

    def __init__(self, port: int = PORT) -> None:
        self._told: dict[str, str] = {}
        told = self._told

        class Handler(BaseHTTPRequestHandler):
            server_version, sys_version = "reconcile", ""

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                said = dict(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=50))
                expected = parts.path == PATH and bool(said.get("state")) and not told
                if expected:
                    told.update(said)
                body = (PAGE if expected else "Not found").encode()
                self.send_response(200 if expected else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Referrer-Policy", "no-referrer")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing: the address holds the code."""

        try:
            self._server = HTTPServer(("127.0.0.1", port), Handler)
        except OSError:
            raise NeedsUser(
                f"Port {port} is used by another program.",
                title="The port is taken",
                hint="Choose another one with --port, and register its redirect URI with the provider.",
            ) from None
        self._server.timeout = POLL_SECONDS
        self.redirect_uri = f"http://localhost:{self._server.server_port}{PATH}"

    def wait(self, seconds: float) -> dict[str, str]:
        """The parameters of the answer. Raises ``NeedsUser`` where none has come in this time."""
        deadline = time.monotonic() + seconds
        while not self._told:
            if time.monotonic() > deadline:
                raise NeedsUser("Nobody has signed in in this time.", title="Not connected", hint="Connect again.")
            self._server.handle_request()
        return dict(self._told)

    def __enter__(self) -> Listener:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.server_close()
