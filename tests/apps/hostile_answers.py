"""Answers that were made to do harm, generated while they are read; run as a program, it reads them all.

    python -m tests.apps.hostile_answers

prints a line of JSON: for each answer the error that it met, the bytes that were taken of it, and the highest memory of
the process, in MiB, before and after them all. Its memory is limited by the system meanwhile, where the system can.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from reconcile.apps import xpm_json, xpm_xml
from reconcile.errors import ReconcileError

GIGABYTE = 2**30
HEAD = b"<Response><Status>OK</Status><Clients>"
MARGIN = 600 * 2**20
"""Bytes of address space that reading may ask for beyond what the program has."""

Pieces = Callable[[], Iterator[bytes]]


def repeated(head: bytes, piece: bytes, tail: bytes = b"", *, size: int = GIGABYTE) -> Pieces:
    """Head, then the piece until there are so many bytes, then tail."""

    def pieces() -> Iterator[bytes]:
        block = piece * (65536 // len(piece) + 1)
        yield head
        yield from itertools.repeat(block, size // len(block))
        yield tail

    return pieces


def numbered(head: bytes, pattern: str, count: int, tail: bytes) -> Pieces:
    """Head, then the pattern with one number after the other."""

    def pieces() -> Iterator[bytes]:
        yield head
        for start in range(0, count, 5_000):
            yield "".join(pattern.format(number) for number in range(start, min(start + 5_000, count))).encode()
        yield tail

    return pieces


def bomb(levels: int = 40) -> Pieces:
    """Entities that double each time."""
    entities = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, levels))
    text = f'<!DOCTYPE Response [<!ENTITY e0 "ha">{entities}]><Response><Status>&e{levels - 1};</Status></Response>'
    return lambda: iter([text.encode()])


def once(text: bytes) -> Pieces:
    """Just these bytes."""
    return lambda: iter([text])


XML: dict[str, Pieces] = {
    "a text of a gigabyte": repeated(HEAD + b"<Client><Name>", b"x", b"</Name></Client></Clients></Response>"),
    "a gigabyte of space before it begins": repeated(b"", b" "),
    "a comment of a gigabyte": repeated(HEAD + b"<!--", b"x"),
    "a gigabyte that never begins": repeated(b"<!--", b"x"),
    "an element's name of a gigabyte": repeated(HEAD + b"<", b"x"),
    "a value of an attribute of a gigabyte": repeated(HEAD + b'<Client x="', b"x"),
    "a gigabyte of CDATA": repeated(HEAD + b"<Client><Name><![CDATA[", b"x"),
    "a gigabyte of empty elements in one client": repeated(HEAD + b"<Client>", b"<a/>"),
    "a gigabyte of elements that are not clients": repeated(HEAD, b"<a/>"),
    "a million attributes": numbered(HEAD + b"<Client", ' a{}="1"', 1_000_000, b"/></Clients></Response>"),
    "a million names of elements": numbered(HEAD + b"<Client>", "<a{}/>", 1_000_000, b"</Client>"),
    "elements in one another": repeated(HEAD + b"<Client>", b"<a>", size=2**20),
    "an entity bomb": bomb(),
    "an external entity": once(
        b'<!DOCTYPE Response [<!ENTITY x SYSTEM "file:///etc/passwd">]><Response>&x;</Response>'
    ),
    "a document type elsewhere": once(b'<!DOCTYPE Response SYSTEM "http://127.0.0.1:9/x.dtd"><Response/>'),
    "a parameter entity bomb": once(
        b"<!DOCTYPE r [<!ENTITY % a \"<!ENTITY x '" + b"y" * 9_000 + b"'>\"> " + b"%a;" * 15_000 + b"]><Response/>"
    ),
    "an encoding that is not": once(b'<?xml version="1.0" encoding="x-nonsense"?>' + HEAD + b"</Clients></Response>"),
    "Latin-1 under the name of UTF-8": once(HEAD + b"<Client><Name>Caf\xe9</Name></Client></Clients></Response>"),
    "UTF-16 without a mark": once("<Response><Status>OK</Status></Response>".encode("utf-16-le")[:-3]),
    "NUL": once(HEAD + b"<Client><Name>a\x00b</Name></Client></Clients></Response>"),
    "a character that XML does not have": once(HEAD + b"<Client><Name>&#1;</Name></Client></Clients></Response>"),
    "half a surrogate": once(HEAD + b"<Client><Name>\xed\xa0\x80</Name></Client></Clients></Response>"),
    "another document after it": once(HEAD + b"</Clients></Response><Response></Response>"),
}
START = b'{"status":"OK","clients":['
JSON: dict[str, Pieces] = {
    "a text of a gigabyte": repeated(START + b'{"name":"', b"x", b'"}]}'),
    "a gigabyte of space": repeated(START, b" "),
    "a gigabyte that never begins": repeated(b"", b"\n"),
    "a gigabyte of escapes": repeated(START + b'{"name":"', b"\\u0041", b'"}]}'),
    "a name of a gigabyte": repeated(b'{"', b"x"),
    "a number of a gigabyte": repeated(START + b'{"name":', b"9"),
    "a gigabyte of empty objects in one client": repeated(START + b'{"contacts":[', b"{},"),
    "a gigabyte of numbers in one client": repeated(START + b'{"contacts":[', b"1,"),
    "lists in one another": repeated(START, b"[", size=2**20),
    "objects in one another": repeated(START, b'{"a":', size=2**20),
    "a million names": numbered(START + b"{", '"n{}":"",', 1_000_000, b'"z":""}]}'),
    "words that are not numbers": once(START + b'{"uuid":NaN}]}'),
    "invalid UTF-8": once(START + b'{"name":"\xff"}]}'),
    "NUL": once(START + b'{"name":"a\x00b"}]}'),
    "a control character": once(START + b'{"name":"a\x01b"}]}'),
    "UTF-16": once('{"status":"OK","clients":[]}'.encode("utf-16")),
    "something after it": once(START + b"]} {}"),
    "clients that are none": once(START + b"1,2]}"),
    "no comma": once(START + b'{"uuid":"1"}{"uuid":"2"}]}'),
}


class Source:
    """Reads pieces, and counts what was taken of them."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces()
        self.taken = 0

    def read(self, _: int = 65536, /) -> bytes:
        """The next piece; ``b""`` at the end."""
        piece = next((piece for piece in self._pieces if piece), b"")
        self.taken += len(piece)
        return piece


def meet(kind: str, pieces: Pieces) -> dict[str, object]:
    """Read one answer to its end, or to its error."""
    source = Source(pieces)
    begun = time.perf_counter()
    try:
        clients = sum(1 for _ in (xpm_xml if kind == "XML" else xpm_json).stream_clients(source))
        met = f"{clients} clients"
    except ReconcileError as error:
        met = type(error).__name__
    return {"met": met, "taken": source.taken, "seconds": round(time.perf_counter() - begun, 2)}


def peak() -> float:
    """The highest resident memory so far, in MiB; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def limit_memory() -> None:
    """Ask the system to refuse more memory than the margin."""
    try:
        import resource
    except ImportError:  # Windows
        return
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MARGIN, size + MARGIN))


def main() -> None:
    """Read them all."""
    if Path("/proc/self/statm").exists():
        limit_memory()
    before = peak()
    met = {
        f"{kind}: {name}": meet(kind, pieces)
        for kind, all_ in (("XML", XML), ("JSON", JSON))
        for name, pieces in all_.items()
    }
    print(json.dumps({"met": met, "before": before, "after": peak()}))  # noqa: T201 - this is its answer


if __name__ == "__main__":
    main()
