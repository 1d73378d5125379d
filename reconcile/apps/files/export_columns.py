"""The columns of Ignition's client export as Arrow arrays of text, out of a plain CSV file; nothing for any other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv

from reconcile.apps.files.export_rules import REQUIRED

Column = Any
"""An Arrow array of text. Arrow's own types do not know what its functions take (text beside arrays, NumPy's numbers)."""

pc: Any = pyarrow.compute
read_csv: Any = pyarrow.csv.read_csv

_BLOCK, _PIECE = 8 << 20, 1 << 18
_QUOTE = ord('"')


def read_columns(path: Path) -> dict[str, Column] | None:
    """The columns by their headers, one array each; ``None`` for anything but a plain CSV of an export in UTF-8."""
    data = path.read_bytes()
    header = data[: data.find(b"\n")].removeprefix(b"\xef\xbb\xbf")
    if b'""' in header or any(f'"{column}"'.encode() not in header for column in REQUIRED) or b"\x00" in data:
        return None
    names = header.decode("utf-8", errors="replace").rstrip("\r").strip('"').split('","')
    if len(set(names)) < len(names):
        return None
    with ThreadPoolExecutor(1) as beside:
        stray = beside.submit(_has_stray_quotes, data)
        table = _parsed(data, names)
        if table is None or stray.result():
            return None
    return {name: _one_array(column) for name, column in zip(names, table.columns, strict=True)}


def _parsed(data: bytes, names: list[str]) -> pa.Table | None:
    try:
        table: pa.Table = read_csv(
            pa.BufferReader(data),
            # its own threads wait more than they read, and the quotes are looked at beside it
            read_options=pyarrow.csv.ReadOptions(block_size=_BLOCK, use_threads=False),
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowException:
        return None
    return table if table.column_names == names else None


def _has_stray_quotes(data: bytes) -> bool:
    """Whether a quote stands inside a cell without its twin; readers differ in what they make of it."""
    text = np.frombuffer(data, dtype=np.uint8)
    for begin in range(0, len(text), _PIECE):  # pieces that fit into the processor's cache
        piece = text[max(begin - 1, 0) : begin + _PIECE + 1]
        quote = piece == _QUOTE
        beside = quote | (piece == ord(",")) | (piece == ord("\n")) | (piece == ord("\r"))
        if (quote[1:-1] & ~(beside[:-2] | beside[2:])).any():
            return True
    return False


def _one_array(column: Column) -> Column:
    combined = column.combine_chunks()
    return pa.concat_arrays(combined.chunks) if isinstance(combined, pa.ChunkedArray) else combined


def arrow(values: Any, kind: Any = None, mask: Any = None) -> Column:
    """An Arrow array of Python's or NumPy's values."""
    return pa.array(values, kind, mask=mask)


def true_of(mask: Column) -> npt.NDArray[np.bool_]:
    """An array of yes-or-no as NumPy has it."""
    return np.asarray(mask.to_numpy(zero_copy_only=False), dtype=bool)


def is_empty(column: Column) -> bool:
    """Whether no cell holds anything, as in many columns of most practices."""
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int32)
    return bool(offsets[column.offset] == offsets[column.offset + len(column)])
