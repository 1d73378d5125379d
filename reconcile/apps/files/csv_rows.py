"""Text files of rows: the encoding and the separator are found out, quotes must fit together."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from reconcile.apps.files.grid import EXPORT_AGAIN, LONGEST_CELL, Grid, Row, within_limits
from reconcile.apps.files.text import decode
from reconcile.errors import BadInput

SEPARATORS = (",", ";", "\t", "|")
_SNIFFED_ROWS = 200
_SNIFFED_CHARACTERS = 400_000
_TOLD = re.compile(r"\A\"?sep=(?P<separator>[,;\t|])\"?\r?\n")
"""The line in which Excel itself tells the separator."""


def csv_grid(data: bytes) -> Grid:
    """The rows of a CSV or TSV file; raises ``BadInput`` with the line of a damage."""
    decoded = decode(data)
    text, told = decoded.text, _TOLD.match(decoded.text)
    separator = told["separator"] if told else sniffed_separator(text)
    skipped = told.end() if told else 0
    rows = tuple(within_limits(_rows(text[skipped:], separator, first_line=2 if told else 1)))
    name = "tab" if separator == "\t" else separator
    return Grid(rows, f"{decoded.encoding}, separated by {name}")


def sniffed_separator(text: str) -> str:
    """The separator under which most rows have one width, and that width is the greatest."""
    sample = text[:_SNIFFED_CHARACTERS]

    def fit(separator: str) -> float:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        widths = [len(row) for _, row in zip(range(_SNIFFED_ROWS), _lenient(reader), strict=False) if row]
        width, times = (
            Counter(width for width in widths if width > 1).most_common(1)[0] if max(widths, default=0) > 1 else (0, 0)
        )
        return width * (times / len(widths)) ** 2 if widths else 0.0

    fits = {separator: fit(separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: fits[separator])
    return best if fits[best] else ","


def _rows(text: str, separator: str, *, first_line: int) -> Iterator[Row]:
    reader = csv.reader(_lines(text), delimiter=separator, strict=True)
    line = first_line
    try:
        for cells in reader:
            yield Row(line, tuple(cells))
            line = reader.line_num + first_line
    except csv.Error as error:
        raise _damage(str(error), line) from None


def _damage(said: str, line: int) -> BadInput:
    if "field limit" in said:
        message = f"A cell is longer than {LONGEST_CELL:,} characters; most likely a quote before it is not closed"
        return BadInput(message, hint=EXPORT_AGAIN, line=line)
    reason = "a quote is not closed" if "end of data" in said else "quotes do not fit together"
    return BadInput(f"From here on the file cannot be read: {reason}", hint=EXPORT_AGAIN, line=line)


def _lines(text: str) -> Iterable[str]:
    """The text line by line, without a second copy of it; only a lone carriage return needs the slower way."""
    if re.search(r"\r(?!\n)", text):
        return io.StringIO(text, newline="")
    return (match.group() for match in re.finditer(r"[^\n]*\n|[^\n]+\Z", text))


def _lenient(reader: Iterable[list[str]]) -> Iterable[list[str]]:
    try:
        yield from reader
    except csv.Error:
        return
