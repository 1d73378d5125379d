"""The pages as a child program of the demo: started on a port, watched, ended."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from types import TracebackType

from reconcile.errors import Bug, NeedsUser
from reconcile.sandbox.child import Child
from reconcile.sandbox.ports import HOST, answers, is_free

APP = Path(__file__).resolve().parents[2] / "app.py"
APP_PORT = 8501
START_SECONDS = 60.0


class Page:
    """The app on ``http://127.0.0.1:<port>``; a context manager that is entered once it answers."""

    def __init__(self, port: int = APP_PORT, *, workspace: str | Path) -> None:
        self.url = f"http://{HOST}:{port}"
        self._port = port
        self._workspace = Path(workspace).resolve()
        self._child: Child | None = None

    def check_port(self) -> None:
        """Raises ``NeedsUser`` where the port is taken."""
        if not is_free(self._port):
            raise NeedsUser(
                f"Port {self._port} is used by another program.",
                title="The port is taken",
                hint="Stop the other program, or choose another port with --port.",
            )

    def __enter__(self) -> Page:
        self.check_port()
        if not APP.is_file():
            raise NeedsUser("app.py is not beside the package.", title="The pages are missing", hint="Use a checkout.")
        options = {
            "server.port": str(self._port),
            "server.address": HOST,
            "server.headless": "true",
            "browser.gatherUsageStats": "false",
            "logger.level": "warning",
        }
        arguments = ["run", str(APP), *(f"--{name}={value}" for name, value in options.items())]
        told = {"RECONCILE_WORKSPACE": str(self._workspace)}
        self._child = Child("streamlit", arguments, stdout=subprocess.DEVNULL, environment=told)
        try:
            self._wait_until_it_answers(self._child)
        except BaseException:
            self._child.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child is not None:
            self._child.stop()

    def wait(self) -> int:
        """Waits until the pages end by themselves; their exit code."""
        return self._child.wait() if self._child else 0

    def _wait_until_it_answers(self, child: Child) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not answers(self._port, "/_stcore/health"):
            if not child.is_running or time.monotonic() > deadline:
                raise Bug("The pages did not start.", hint="Look at the messages above this one.")
            time.sleep(0.1)
