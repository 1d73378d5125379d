"""A file's cells before anybody knows which row is the header, and how large such a grid may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reconcile.apps.files.rejected import Rejected
from reconcile.errors import BadInput

MOST_COLUMNS = 1_000
MOST_ROWS = 1_100_000
"""A little more than an Excel sheet can have."""
MOST_CELLS = 15_000_000
"""Of 100 bytes each they take 1.5 GB; the export of 100,000 contacts has 5,000,000."""
LONGEST_CELL = 131_072
"""Characters; an Excel cell holds 32,767."""

EXPORT_AGAIN = "Export the file again; if it was edited, look at the line that is named."


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, and the line (of a spreadsheet: the row) where it begins, counted from 1."""

    line: int
    cells: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows that hold something. ``faults`` are cells without a usable value, each in its row; ``detail`` is how it was read."""

    rows: tuple[Row, ...]
    detail: str
    faults: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = ()


def within_limits(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows that are not empty; raises ``BadInput`` as soon as there are more rows or columns than any list has."""
    cells = 0
    for number, row in enumerate(rows):
        if len(row.cells) > MOST_COLUMNS and any(row.cells[MOST_COLUMNS:]):
            raise _too_many(f"more than {MOST_COLUMNS:,} columns", row.line)
        cells += len(row.cells)
        if number >= MOST_ROWS or cells > MOST_CELLS:
            raise _too_many(f"more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells", row.line)
        if any(row.cells):
            yield row


def _too_many(what: str, line: int) -> BadInput:
    hint = "Check that this is the list of clients, and that its separator and quotes are right."
    return BadInput(f"The file has {what}", title="This is no list of clients", hint=hint, line=line)
