"""Finds the header in a grid: titles above it, headers in two rows, totals below, empty and repeated columns.

Everything that is left out or renamed is told in ``notes``, so that nothing goes without a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reconcile.apps.files.grid import Row
from reconcile.apps.files.headers import is_known
from reconcile.apps.files.looks import is_value
from reconcile.errors import BadInput

LOOKED_AT = 25
"""Rows from the top among which the header is looked for."""

_FOOT = re.compile(
    r"(?:grand\s+|sub\s*-?)?totals?\b\s*:?\s*\d*"
    r"|(?:number|count|total number) of \w+.*|count\s*:?\s*\d*|\d+ (?:records?|rows?|clients?)"
    r"|(?:generated|printed|exported|created|run) (?:on|at|by)\b.*|page \d+.*"
    r"|end of (?:report|list|file).*|report (?:date|generated).*",
    re.IGNORECASE | re.DOTALL,
)
"""What the first cell of a row below the list says when the row is no client. "Total Homes Ltd" is one."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The header, the rows below it, the line of the header (0: there is none), and each column's place in the file."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int
    notes: tuple[str, ...]
    places: tuple[int, ...]


def heading_of(rows: Sequence[Row]) -> Heading:
    """The header and what it heads. Raises ``BadInput`` for a grid without any usable header."""
    at = _header_place(rows)
    if _is_row_of_values(rows[at]):
        return _headless(rows)
    names, below = _names(rows, at)
    notes = _above(rows[:at], names)
    kept = [row for row in rows[below:] if not _repeats(row, rows[at])]
    if len(kept) < len(rows) - below:
        notes.append(f"{len(rows) - below - len(kept)} rows that repeat the header were left out")
    kept, foot = _without_foot(kept, len(names))
    notes += foot
    names, width = _trimmed(names), len(_trimmed(names))
    if not any(names):
        hint = "The first row must name the columns."
        raise BadInput("The file has no header", hint=hint, line=rows[at].line)
    return _columns(names, tuple(_without_padding(row, width) for row in kept), rows[at].line, notes)


def _header_place(rows: Sequence[Row]) -> int:
    """The first row that is about as wide as the list; another one just below it that says more is taken instead."""
    top = rows[:LOOKED_AT]
    usual = Counter(_filled(row) for row in rows[: LOOKED_AT * 8]).most_common(1)[0][0]
    widest = max(_filled(row) for row in top)
    needed = max(1, min(usual, widest) * 0.5)
    first = next((place for place, row in enumerate(top) if _filled(row) >= max(needed, 2 if widest > 1 else 1)), 0)
    known = [sum(is_known(cell) for cell in row.cells if cell) for row in top]
    better = max(range(first, min(first + 4, len(top))), key=lambda place: (known[place], -place))
    return better if known[better] > known[first] + 1 and not known[first] else first


def _filled(row: Row) -> int:
    return sum(1 for cell in row.cells if cell and cell.strip())


def _is_row_of_values(row: Row) -> bool:
    """Whether a row is data rather than a header: something in it is an address, a number or an id."""
    cells = [cell for cell in row.cells if cell and cell.strip()]
    return any(is_value(cell) for cell in cells) and not any(is_known(cell) for cell in cells)


def _headless(rows: Sequence[Row]) -> Heading:
    width = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    names = tuple(f"Column {place + 1}" for place in range(width))
    note = "The file has no header; its columns were numbered, and its first row is taken as a client"
    return Heading(names, tuple(_without_padding(row, width) for row in rows), 0, (note,), tuple(range(width)))


def _names(rows: Sequence[Row], at: int) -> tuple[list[str], int]:
    """The header's names, of one row or of two, and the place of the first row below them."""
    names = [(cell or "").strip() for cell in rows[at].cells]
    if at + 1 < len(rows) and _completes(rows[at], rows[at + 1]):
        below = [(cell or "").strip() for cell in rows[at + 1].cells]
        return _joined(names, below), at + 2
    if at and _groups(rows[at - 1], names):
        return _joined([(cell or "").strip() for cell in rows[at - 1].cells], names), at + 1
    return names, at + 1


def _completes(upper: Row, lower: Row) -> bool:
    """Whether the row below a header is its second half: it names what the first one leaves open, and holds no values."""
    cells = [(cell or "").strip() for cell in lower.cells]
    named = [cell for cell in cells if cell]
    opened = [
        cell
        for place, cell in enumerate(cells)
        if cell and not (upper.cells[place] if place < len(upper.cells) else "")
    ]
    return bool(opened) and not any(map(is_value, named)) and sum(map(is_known, named)) >= 0.6 * len(named)


def _groups(above: Row, names: Sequence[str]) -> bool:
    """Whether the row above the header names groups of columns: several, or one that does not stand in the first column."""
    labels = [place for place, cell in enumerate(above.cells) if cell and cell.strip()]
    inside = [place for place in labels if place < len(names)]
    return bool(inside) and len(inside) == len(labels) and (len(labels) > 1 or labels[0] > 0)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two rows as one: a name of the upper row stands for the columns after it, too, until the next one."""
    width = max(len(upper), len(lower))
    joined, group = [], ""
    for place in range(width):
        over = upper[place] if place < len(upper) else ""
        under = lower[place] if place < len(lower) else ""
        group = over or group
        if under:
            # a name that says all by itself needs its group only where another column has the same name
            alone = is_known(under) and list(lower).count(under) == 1 and not is_known(f"{group} {under}")
            joined.append(under if alone or not group else f"{group} {under}")
        else:
            joined.append(over)
    return joined


def _above(rows: Sequence[Row], names: Sequence[str]) -> list[str]:
    titles = [row for row in rows if not _groups(row, names)]
    if not titles:
        return []
    return [f"{_rows(len(titles))} above the header {'was' if len(titles) == 1 else 'were'} left out (title)"]


def _repeats(row: Row, header: Row) -> bool:
    return row.cells == header.cells


def _without_foot(rows: Sequence[Row], width: int) -> tuple[list[Row], list[str]]:
    """The rows without totals and remarks below the list."""
    kept = list(rows)
    while kept and width > 2 and _is_foot(kept[-1], width):
        kept.pop()
    left = len(rows) - len(kept)
    if not left:
        return kept, []
    last = f"from line {rows[len(kept)].line} on"
    return kept, [f"{_rows(left)} below the list {'was' if left == 1 else 'were'} left out (totals or remarks, {last})"]


def _is_foot(row: Row, width: int) -> bool:
    filled = [cell.strip() for cell in row.cells if cell and cell.strip()]
    return len(filled) <= max(2, width // 3) and _FOOT.fullmatch(filled[0]) is not None


def _trimmed(names: Sequence[str]) -> list[str]:
    found = list(names)
    while found and not found[-1]:
        found.pop()
    return found


def _without_padding(row: Row, width: int) -> Row:
    """Empty cells behind the last column are padding; others are damage, and stay to be seen."""
    return row if any(row.cells[width:]) else Row(row.line, row.cells[:width])


def _columns(names: Sequence[str], rows: tuple[Row, ...], line: int, notes: list[str]) -> Heading:
    """The columns with a name each: empty ones left out, nameless ones numbered, repeated names counted."""
    kept = [place for place, name in enumerate(names) if name or any(_cell(row, place) for row in rows)]
    numbered = [names[place] or f"Column {place + 1}" for place in kept]
    seen: Counter[str] = Counter()
    header = []
    for name in numbered:
        seen[name] += 1
        header.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    nameless = [f"Column {place + 1}" for place in kept if not names[place]]
    if nameless:
        notes.append(f"Columns without a name were numbered: {', '.join(nameless)}")
    twice = [name for name, times in seen.items() if times > 1]
    if twice:
        notes.append(f"Column names that stand there more than once were counted: {', '.join(twice)}")
    if len(kept) < len(names):
        rows = tuple(Row(row.line, _kept_cells(row, kept, len(names))) for row in rows)
    return Heading(tuple(header), rows, line, tuple(notes), tuple(kept))


def _kept_cells(row: Row, kept: Sequence[int], width: int) -> tuple[str | None, ...]:
    """The cells of the columns that stay; a row that is too short or too long stays so."""
    return (*(row.cells[place] for place in kept if place < len(row.cells)), *row.cells[width:])


def _cell(row: Row, place: int) -> str | None:
    return row.cells[place] if place < len(row.cells) else None


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
