"""Rows that were not taken: where, why, what to do, and the file that they are put aside in.

The file has the list's own columns and three more, so that it can be corrected and given again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from reconcile.errors import BadInput

WHY_COLUMNS = ("Line in the file", "Column", "What is wrong", "What to do")
"""The columns that a file of rejected rows has behind the list's own."""

WITH_ITS_CLIENT = "another row of this client was not taken"
"""The reason of a row that is good itself."""

NAMED = 3
"""So many rows an error names; the rest are counted."""

_FORMULA = re.compile(r"[=+\-@\t\r]")
_HARMLESS = re.compile(r"[+\-]?[\d\s().,/\-]*")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken. ``cells`` are its values, for the file of the rest; no message holds them."""

    line: int
    column: str
    reason: str
    hint: str = ""
    cells: tuple[str | None, ...] = ()

    @property
    def where_and_why(self) -> str:
        """One line for a person, without a client's data."""
        return f"line {self.line}, column {self.column!r}: {self.reason}"


def rejected_frame(rejected: Iterable[Rejected]) -> pd.DataFrame:
    """The rejected rows as a DataFrame: ``line``, ``column``, ``reason``, ``hint``."""
    rows = [(fault.line, fault.column, fault.reason, fault.hint) for fault in rejected]
    return pd.DataFrame(rows, columns=["line", "column", "reason", "hint"])


def refusal(file: str, rejected: Sequence[Rejected]) -> BadInput:
    """The error that names the first bad rows and says what can be done with the rest."""
    own = [fault for fault in rejected if fault.reason != WITH_ITS_CLIENT]
    shown, others = own[0], [fault.where_and_why for fault in own[1:NAMED]]
    more = len(rejected) - 1 - len(others)
    also = f" Also {'; '.join(others)}{f'; and {more:,} more' if more > 0 else ''}." if others else ""
    rows = "1 row" if len(rejected) == 1 else f"{len(rejected):,} rows"
    return BadInput(
        f"{file}: {shown.reason}; {rows} cannot be taken, so nothing was",
        title="Some rows cannot be taken",
        hint=f"{shown.hint or 'Correct the file.'}{also} Or take the good rows only: the others are saved to a file.",
        line=shown.line,
        column=shown.column,
    )


def rest_csv(header: Sequence[str], rejected: Sequence[Rejected]) -> bytes:
    """The rejected rows as a CSV for Excel (UTF-8 with a mark): the file's own columns, then ``WHY_COLUMNS``.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front; ``without_guard`` takes it off again.
    """
    width = max((len(header), *(len(fault.cells) for fault in rejected)))
    names = [*header, *(f"Column {number + 1}" for number in range(len(header), width))]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(name) for name in (*names, *WHY_COLUMNS)])
    for fault in rejected:
        cells = [guarded(cell or "") for cell in fault.cells]
        why = (str(fault.line), fault.column, fault.reason, fault.hint)
        writer.writerow([*cells, *[""] * (width - len(cells)), *map(guarded, why)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula; numbers and phone numbers stay as they are."""
    risky = _FORMULA.match(text) is not None and (_HARMLESS.fullmatch(text) is None or text[:1] in "\t\r")
    return f"'{text}" if risky or text.startswith("'") else text


def without_guard(text: str) -> str:
    """What ``guarded`` was given."""
    return text.removeprefix("'")
