"""How the command line speaks: tables for people, one JSON document for programs, progress beside both on stderr."""

from __future__ import annotations

import enum
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from reconcile import frames

WIDE = 160
"""Columns of a table that is not shown on a terminal: a file or another program reads it."""

SHOWN = 30
"""Rows of a table that are shown unless more are asked for; ``--json`` always has all."""


def stdout() -> Console:
    """For what was asked for."""
    return _console(sys.stdout)


def stderr() -> Console:
    """For progress, notes and reasons."""
    return _console(sys.stderr)


def _console(file: Any) -> Console:
    return Console(file=file, width=None if file.isatty() else WIDE, highlight=False, emoji=False, markup=False)


def say(as_json: bool, document: Mapping[str, Any], *parts: RenderableType) -> None:
    """The answer of a command: the document, or the parts that people read."""
    if as_json:
        print_json(document)
        return
    out = stdout()
    for part in parts:
        out.print(part)


def note(text: str) -> None:
    """A remark beside the answer."""
    stderr().print(Text(safe(text), style="dim"))


def print_json(document: Mapping[str, Any]) -> None:
    """One JSON document on stdout, indented on a terminal and on one line otherwise."""
    indent = 2 if sys.stdout.isatty() else None
    sys.stdout.write(json.dumps(plain(document), ensure_ascii=False, indent=indent, allow_nan=False) + "\n")
    sys.stdout.flush()


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line per kind of value
    """A value as JSON knows it: a DataFrame becomes its rows, a time its ISO text, a missing value null."""
    if isinstance(value, pd.DataFrame):
        return [plain(row) for row in frames.rows_of(value)]
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return [plain(inner) for inner in value]
    if isinstance(value, enum.Enum):
        return value.value
    if value is None or value is pd.NaT or (isinstance(value, float | np.floating) and np.isnan(value)):
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    return str(value) if isinstance(value, Path) else value


def safe(value: object) -> str:
    """Text for a terminal: what a client's name holds must not steer it, so control characters become visible marks."""
    if isinstance(value, list | tuple | np.ndarray):
        return ", ".join(safe(inner) for inner in value)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone():%Y-%m-%d %H:%M}"
    return "".join(character if character.isprintable() else "␣" for character in str(value))


def table(title: str, rows: pd.DataFrame, columns: Mapping[str, str], *, shown: int = SHOWN) -> Group:
    """Some columns of a DataFrame (column → heading): the first ``shown`` rows, and how many there are in all."""
    grid = Table(header_style="bold")
    for heading in columns.values():
        grid.add_column(heading, overflow="fold")
    for row in frames.rows_of(rows[list(columns)].head(shown)):
        grid.add_row(*(Text(safe(row[name])) for name in columns))
    parts: list[RenderableType] = [Text(safe(title), style="bold"), grid]
    if len(rows) > shown:
        parts.append(Text(f"{shown:,} of {len(rows):,} rows; --json has all of them", style="dim"))
    return Group(*parts)


def facts(title: str, pairs: Sequence[tuple[str, object]]) -> Group:
    """Names and values under a title, without lines."""
    grid = Table.grid(padding=(0, 2))
    for name, value in pairs:
        grid.add_row(Text(name, style="dim"), Text(safe(value)))
    return Group(Text(safe(title), style="bold"), grid)


@contextmanager
def progress(text: str, total: int | None = None) -> Iterator[Callable[[int, str], None]]:
    """A bar on a terminal's stderr; yields a function that takes how many are done and what is at work.

    Where stderr is no terminal nothing moves, so that logs stay readable.
    """
    console = stderr()
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(safe(text), total=total)

        def tell(done: int, current: str = "") -> None:
            bar.update(task, completed=done, description=safe(current or text))

        yield tell
