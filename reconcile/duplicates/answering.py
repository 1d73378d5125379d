"""The side of the second process: it answers what the first one asks, over its standard input and output.

A question is its length and a pickle of a function and its items; the answer is a pickle of the results, None where there are
none. What is asked is read while it works, so that the first process can ask ahead and neither waits for the other to read.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import queue
import struct
import sys
import threading
from importlib import import_module
from typing import Any, BinaryIO

READY = b"r"
LENGTH = struct.Struct("=Q")
AT_HAND = ("reconcile.duplicates.signatures", "reconcile.duplicates.verdicts")
"""What is loaded before the first question comes."""


def serve(asked: BinaryIO, told: BinaryIO) -> None:
    """Answers until the pipe closes."""
    told.write(READY)
    told.flush()
    waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(asked, waiting), daemon=True).start()
    for name in AT_HAND:
        import_module(name)
    while (question := waiting.get()) is not None:
        try:
            work, items = pickle.loads(question)  # noqa: S301 - from our own parent alone
            found: list[Any] | None = [work(item) for item in items]
        except Exception:  # whatever it was, the first process meets it too, and tells it there
            found = None
        pickle.dump(found, told, pickle.HIGHEST_PROTOCOL)
        told.flush()


def _read(asked: BinaryIO, waiting: queue.SimpleQueue[bytes | None]) -> None:
    """Puts what is asked in line, and None at the end."""
    try:
        while len(head := asked.read(LENGTH.size)) == LENGTH.size:
            waiting.put(asked.read(*LENGTH.unpack(head)))
    finally:
        waiting.put(None)


def main() -> None:
    """Serve what comes over the standard input; what anything prints goes where errors go."""
    gc.disable()
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr
    with contextlib.suppress(BrokenPipeError):  # nobody is left who would want the answer
        serve(sys.stdin.buffer, told)
