"""How much of an answer may be held at once, whoever sent it, and how a cut-off answer is told from a wrong one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from reconcile.apps.statuses import no_answer
from reconcile.errors import BadInput, ReconcileError
from reconcile.model import App

Document = dict[str, Any]
"""A record as nested dicts by element name. An absent element is an absent key and an empty one is ``""``, which are
different facts; lists are lists even with one member, or with none."""

PIECE = 128 * 1024
"""Bytes that are read at a time."""

LONGEST_RECORD = 8 * 2**20
"""Bytes of one client; XPM's own are 3,400 on average, and one with a hundred long notes stays far below this."""

MOST_MARKS = 200_000
"""Signs in one record that make a parser build something (elements, attributes, values), whatever its length."""

LONGEST_ANSWER = 64 * 2**20
"""Bytes of an answer that is read in one piece: a single record, or one of the plain lists."""

MOST_MARKS_OF_AN_ANSWER = 4_000_000

HINT = "Check the address of the connection; if it is right, repeat, and then ask XPM's support."


class Readable(Protocol):
    """Bytes that arrive bit by bit."""

    def read(self, size: int = 65536, /) -> bytes:
        """The next bytes; ``b""`` at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Spelling:
    """What tells that a document of this kind has begun and ended, and what in it costs memory."""

    name: str
    first: bytes
    last: bytes
    marks: tuple[bytes, ...]


class Watched:
    """Reads an answer and refuses one whose record never ends; remembers how the answer began and ended."""

    def __init__(
        self, source: Readable, spelling: Spelling, *, longest: int = LONGEST_RECORD, marks: int = MOST_MARKS
    ) -> None:
        self._source = source
        self._spelling = spelling
        self._longest, self._most = longest, marks
        self._head, self._tail = b"", b""
        self._ended = False
        self._last = self._open = _Tally(0, (0,) * len(spelling.marks))

    def read(self) -> bytes:
        """The next bytes; ``b""`` at the end. Raises ``BadInput`` where a record has grown beyond all measure."""
        piece = self._source.read(PIECE)
        self._ended = not piece
        self._head = self._head or piece.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
        self._tail = (self._tail + piece[-64:])[-64:]
        self._last = _Tally(len(piece), tuple(map(piece.count, self._spelling.marks)))
        self._open = self._open.with_more(self._last)
        if self._open.size > self._longest + PIECE or sum(self._open.marks) > self._most:
            raise not_xpm("XPM's answer holds a record that is longer than any of XPM's; it was not read further.")
        return piece

    def record_ended(self) -> None:
        """A record has ended somewhere in the last piece, so the open one began there at the earliest."""
        self._open = self._last

    def may_hold(self, mark: bytes) -> bool:
        """Whether a record that ended in the last piece may hold this mark."""
        return self._open.marks[self._spelling.marks.index(mark)] > 0

    @property
    def is_cut_off(self) -> bool:
        """Whether it began as it should and ended before its end."""
        return (
            self._ended
            and self._head in (b"", self._spelling.first)
            and not self._tail.rstrip().endswith(self._spelling.last)
        )

    def unreadable(self) -> ReconcileError:
        """The error for an answer that could not be read to its end: cut off, or not what it should be."""
        if self.is_cut_off:
            return no_answer(App.XPM)
        return not_xpm(f"XPM's answer is not the {self._spelling.name} that it should be.")


@dataclass(frozen=True, slots=True)
class _Tally:
    size: int
    marks: tuple[int, ...]

    def with_more(self, more: _Tally) -> _Tally:
        return _Tally(self.size + more.size, tuple(map(sum, zip(self.marks, more.marks, strict=True))))


def not_xpm(message: str) -> BadInput:
    """The error for an answer that is not XPM's."""
    return BadInput(message, title="This is not XPM's answer", hint=HINT)
