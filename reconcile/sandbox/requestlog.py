"""The request log: one JSON line per request that reached the sandbox, without bodies and without tokens.

A line is written before the answer leaves, so whoever has an answer finds its line.
"""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Entry:
    """A request: when it came (UTC), which app, what it was, what came of it.

    ``status`` is ``None`` where no answer was sent. ``tool`` is the MCP tool. ``fault`` is the fault it met.
    ``effect`` is True where the app's state changed.
    """

    at: str
    app: str
    method: str
    path: str
    query: str
    status: int | None
    mutating: bool
    tool: str | None = None
    fault: str | None = None
    effect: bool = False


class RequestLog:
    """``requests.jsonl``, appended to by the server, read by tests, also while the server runs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def write(self, entry: Entry) -> None:
        """Append one line; it is with the operating system when this returns."""
        line = json.dumps(asdict(entry)) + "\n"
        with self._lock:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(descriptor, line.encode())
            finally:
                os.close(descriptor)

    def read(self) -> list[dict[str, Any]]:
        """Every line as a dict, oldest first."""
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").split("\n") if line]

    def clear(self) -> None:
        """Start anew."""
        self.path.unlink(missing_ok=True)
