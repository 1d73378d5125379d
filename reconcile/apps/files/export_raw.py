"""What a client or a contact of an export was in the file: its cells as one JSON object, written column by column."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from reconcile.apps.files.export_columns import Column, arrow, is_empty, pc
from reconcile.apps.files.export_rules import proposals

_ESCAPED = np.zeros(256, dtype=bool)
_ESCAPED[[*range(32), ord('"'), ord("\\")]] = True
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
"""The usual characters that JSON writes in another way, the backslash first."""


def raw_cells(
    columns: Mapping[str, Column],
    *,
    proposals_of: Column | None = None,
    rows: Mapping[int, list[dict[str, str]]] | None = None,
) -> Column:
    """Each row as a JSON object of its cells, and for a client its proposals and, where they differ, its rows."""
    parts: list[Column | str] = []
    count, between = len(next(iter(columns.values()))), "{"
    for number, (name, column) in enumerate(columns.items()):
        between += f'{"" if number == 0 else ","}{_json(name)}:"'
        if is_empty(column):
            between += '"'
            continue
        parts += [between, _escaped(column)]
        between = '"'
    if rows is not None:
        parts += [f'{between},"proposals":', _proposals(proposals_of, count)]
        between = ""
    parts += [between] if between else []
    if rows:
        further = (f',"rows":{_json(rows[place])}' if place in rows else "" for place in range(count))
        parts.append(arrow(further, pa.string()))
    joined = pc.binary_join_element_wise(*parts, "}", "")
    return arrow([joined.as_py()] * count, pa.string()) if isinstance(joined, pa.Scalar) else joined


def _proposals(column: Column | None, clients: int) -> Column:
    if column is None:
        return arrow(["[]"] * clients)
    encoded = column.dictionary_encode()
    told = [_json(proposals(text)) for text in map(str, encoded.dictionary.to_pylist())]
    return arrow(told, pa.string()).take(encoded.indices)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _escaped(column: Column) -> Column:
    """The column's text as it stands inside a JSON string. Most columns hold nothing that needs an escape."""
    buffer = column.buffers()[2]
    if buffer is None:
        return column
    held = _ESCAPED[np.frombuffer(buffer, dtype=np.uint8)]
    if not held.any():
        return column
    characters = set(np.frombuffer(buffer, dtype=np.uint8)[held].tolist())
    if characters <= set(map(ord, _ESCAPES)):
        for character, escape in _ESCAPES.items():
            if ord(character) in characters:
                column = pc.replace_substring(column, character, escape)
        return column
    return arrow([_json(text)[1:-1] for text in column.to_pylist()], pa.string())
