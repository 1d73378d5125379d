"""From a generated world to the rows of the sandbox's state, streamed, and the truth about it to a Parquet file."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from reconcile.sandbox.clock import parse_time, timestamp
from reconcile.sandbox.documents import Document, Row
from reconcile.sandbox.world import World

TRUTH_COLUMNS = ("app", "client_id", "entity", "family", "name", "relation", "kinds")
TRUTH_PIECE = 20_000


def rows_of(world: World, loaded_at: datetime) -> Iterator[Row]:
    """Every document of a world as a row; what tells no time of change was changed when it was loaded."""
    moment = timestamp(loaded_at)
    lists = (
        ("xpm", "staff", world.xpm_staff),
        ("xpm", "group", world.xpm_groups),
        ("xpm", "category", world.xpm_categories),
        ("xpm", "template", world.xpm_templates),
        ("ignition", "user", world.ignition_users),
        ("xpm", "client", world.xpm_clients),
        ("ignition", "client", world.ignition_clients),
        ("gusto", "client", world.gusto_companies),
    )
    for app, kind, documents in lists:
        for document in documents:
            yield Row(app, kind, _modified(app, kind, document) or moment, document)


def highest_numbers(rows: Iterable[Row], highest: dict[str, int]) -> Iterator[Row]:
    """The same rows; when they have passed, ``highest`` has the last used number of each of the apps' counters."""
    for row in rows:
        for counter, number in _numbers(row):
            highest[counter] = max(highest.get(counter, 0), number)
        yield row


def write_truth(truth: Iterable[Document], path: Path) -> None:
    """The truth as Parquet: the columns of the contract first, then whatever else the rows carry."""
    import pyarrow as pa  # only here: it takes longer to import than a sandbox takes to start
    import pyarrow.parquet as pq

    rows = iter(truth)
    first = list(itertools.islice(rows, TRUTH_PIECE))
    extra = [name for name in (first[0] if first else {}) if name not in TRUTH_COLUMNS]
    columns = [*TRUTH_COLUMNS, *extra]
    schema = pa.schema([(name, pa.string()) for name in columns])
    with pq.ParquetWriter(path, schema) as writer:
        piece = first
        while piece:
            writer.write_table(pa.table({name: [_text(row.get(name)) for row in piece] for name in columns}, schema))
            piece = list(itertools.islice(rows, TRUTH_PIECE))


def _numbers(row: Row) -> Iterator[tuple[str, int]]:
    if row.kind != "client":
        return
    if row.app == "xpm":
        yield "xpm-client", int(row.document["Number"])
    if row.app == "ignition":
        yield "ignition-client", int(row.document["id"])
        digits = re.search(r"\d+$", str(row.document["reference"]))
        yield "ignition-reference", int(digits[0]) if digits else 0
        for contact in row.document.get("contacts", ()):
            yield "ignition-contact", int(contact["id"])


def _modified(app: str, kind: str, document: Document) -> str:
    if (app, kind) != ("ignition", "client") or not document.get("updated_at"):
        return ""
    return timestamp(parse_time(document["updated_at"]))


def _text(value: object) -> str | None:
    if value is None:
        return None
    return "+".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
