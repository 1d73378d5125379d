"""One program, measured from outside: its seconds, and the most memory of it and of what it starts; ended where it is too much."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
SPARED = 0.85
"""The share of the machine's memory that a program may have, so that the machine stays usable."""


@dataclass(frozen=True)
class Run:
    """One measurement: from the DataFrame to the pairs in seconds by the clock and of all processors, the most memory in MiB,
    and the pairs found; ``stopped`` says why there is none, ``digest`` stands for all that was found, ``compared`` is the share
    of our pairs that it looks at.
    """

    tool: str
    seconds: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0
    pairs: int = 0
    stopped: str = ""
    digest: str = ""
    compared: float | None = None


def measured(tool: str, command: list[str], limit: float, most: float | None = None) -> Run:
    """Runs a program that prints its seconds and pairs as JSON; it is stopped after ``limit`` seconds or at ``most`` bytes,
    which are the machine's without anything said.
    """
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as child:
        watch = _Watch(child.pid, limit, SPARED * psutil.virtual_memory().total if most is None else most)
        told, _ = child.communicate()
        watch.end()
    if watch.stopped:
        return Run(tool, stopped=watch.stopped)
    if child.returncode != 0:
        return Run(tool, stopped=f"no result (ended with {child.returncode})")
    found = json.loads(told.strip().splitlines()[-1])
    digest = str(found.get("digest", ""))
    return Run(tool, found["seconds"], found["cpu"], watch.bytes / 2**20, found["pairs"], digest=digest)


class _Watch:
    """The most memory that a process and its children had together, looked at every 20 ms; ends them where it is too much."""

    def __init__(self, pid: int, limit: float, most: float) -> None:
        self.bytes, self.stopped = 0, ""
        self._limit, self._most, self._started = limit, most, time.monotonic()
        self._over = threading.Event()
        self._process = psutil.Process(pid)
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(0.02):
            try:
                family = [self._process, *self._process.children(recursive=True)]
                self.bytes = max(self.bytes, sum(one.memory_info().rss for one in family))
            except psutil.Error:
                continue
            if self.bytes > self._most:
                self.stopped = f"stopped at {self._most / 2**20:,.0f} MiB"
            elif time.monotonic() - self._started > self._limit:
                self.stopped = f"stopped after {self._limit:,.0f} s"
            if self.stopped:
                _end(family)
                break

    def end(self) -> None:
        """The program is over."""
        self._over.set()
        self._thread.join()


def _end(family: list[psutil.Process]) -> None:
    for one in reversed(family):
        try:
            one.kill()
        except psutil.Error:
            continue
