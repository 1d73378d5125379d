"""A program that lives no longer than the one that started it, however that one ends.

The child reads a pipe that nobody writes to. When its parent closes the other end, or dies in any way at all, the system ends
the pipe, and the child stops in order. So nothing is orphaned, not even by ``kill -9``.
"""

from __future__ import annotations

import _thread
import os
import runpy
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

GRACE = 15.0
"""Seconds that a child has to end in order, before it is ended."""

_OWN_GROUP: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
"""Windows' way of a new session."""


class Child:
    """A Python module run as a program (``python -m``) in a process group of its own, so that Ctrl-C reaches the parent only."""

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        *,
        stdout: int | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """``stdout`` as for ``subprocess``; ``environment`` is added to this process's own."""
        heard, self._lifeline = os.pipe()
        try:
            self.process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 - this interpreter and a module of our choice
                [sys.executable, "-m", __name__, module, *arguments],
                stdin=heard,
                stdout=stdout,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
                creationflags=_OWN_GROUP,
            )
        except BaseException:
            os.close(self._lifeline)
            raise
        finally:
            os.close(heard)
        self._held = True

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def first_line(self) -> str:
        """The first line that it prints, "" where it ends without one; needs ``stdout=subprocess.PIPE``, and closes it."""
        if self.process.stdout is None:
            return ""
        with self.process.stdout as said:
            return said.readline().decode("utf-8", errors="replace")

    def wait(self) -> int:
        """Waits until it ends by itself; its exit code."""
        return self.process.wait()

    def stop(self) -> None:
        """Ends it and waits until it is gone; does nothing where it is."""
        if self._held:
            os.close(self._lifeline)
            self._held = False
        try:
            self.process.wait(timeout=GRACE + 2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _end_with_parent() -> None:
    while os.read(0, 1):
        pass
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        os.kill(os.getpid(), signal.SIGINT)
    time.sleep(GRACE)
    os._exit(1)


def _run(module: str, arguments: Sequence[str]) -> None:
    """Runs the module as the main program of this process."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it otherwise
    threading.Thread(target=_end_with_parent, name="lifeline", daemon=True).start()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _run(sys.argv[1], sys.argv[2:])
