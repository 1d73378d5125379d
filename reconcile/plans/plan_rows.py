"""A plan's document and its digest, written a few rows at a time: a plan may have a million, and stands in memory once.

The digest is over every member by name, and over the rows of its tables one by one, each with its keys in order. The rows are
written with their keys in the same order, so that each is put into words once, for the document and for the digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import pandas as pd

_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
_MANY = 2_000
"""So many rows are put into words at once."""


@dataclass(frozen=True)
class Rows:
    """A table's rows as objects, made as they are asked for."""

    table: pd.DataFrame
    columns: Sequence[str]

    def batches(self, name: str) -> Iterator[bytes]:
        """The rows in words as ``[name, row]``, with commas between, a few at a time, each row's keys in order."""
        names = sorted(self.columns)
        cells = [self.table[column].to_numpy() for column in names]
        for first in range(0, len(self.table), _MANY):
            part = zip(*(column[first : first + _MANY].tolist() for column in cells), strict=True)
            yield _json([[name, dict(zip(names, row, strict=True))] for row in part])[1:-1]


def written(body: Mapping[str, Any], further: Callable[[str], Mapping[str, str]]) -> Iterator[bytes]:
    """A JSON document of these members, their ``digest`` and what is to be added once that is known.

    Members that are ``Rows`` stand at the end, by name.
    """
    yield b"{%s" % b",".join(_named(name, value) for name, value in body.items() if not isinstance(value, Rows))
    found = hashlib.sha256()
    for name in sorted(body):
        value = body[name]
        if isinstance(value, Rows):
            yield b",%s:[" % _json(name)
            yield from _table(name, value, found.update)
            yield b"]"
        else:
            found.update(_hashed(name, value))
    digest = found.hexdigest()
    yield b",%s}" % b",".join(_named(*member) for member in {"digest": digest, **further(digest)}.items())


def digest_of(body: Mapping[str, Any]) -> str:
    """A hash of everything in a plan's document, taken row by row so that a large one is not written out twice."""
    found = hashlib.sha256()
    for name in sorted(body):
        value = body[name]
        if isinstance(value, Rows):
            for _ in _table(name, value, found.update):
                pass
        else:
            for each in value if isinstance(value, list) else [value]:
                found.update(_hashed(name, each))
    return found.hexdigest()


def _table(name: str, rows: Rows, hashed: Callable[[bytes], None]) -> Iterator[bytes]:
    """The rows in words; a row holds texts, numbers and yes-or-no alone, so what parts two rows stands nowhere else."""
    begin, comma = b"[%s,{" % _json(name), b""
    between = b"}]," + begin
    for batch in rows.batches(name):
        hashed(batch.replace(between, b"}]" + begin))
        yield comma + batch[len(begin) - 1 : -1].replace(between, b"},{")
        comma = b","


def _hashed(name: str, value: Any) -> bytes:
    return orjson.dumps([name, value], default=str, option=_OPTIONS | orjson.OPT_SORT_KEYS)


def _named(name: str, value: Any) -> bytes:
    return b"%s:%s" % (_json(name), _json(value))


def _json(value: Any) -> bytes:
    return orjson.dumps(value, default=str, option=_OPTIONS)
