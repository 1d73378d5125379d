"""The tables that a plan is worked out in: temporary ones, beside the practice's links and agreed values, in one connection.

The snapshots are read where they are; nothing of them is copied that no change touches. How two values compare is one function of
``values``: each value that has to be compared is brought into its form once, and SQL looks that up.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from string import Template
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from reconcile import frames
from reconcile.model import App
from reconcile.plans.lists import Lists, Row
from reconcile.snapshots import reading, schema

_CLIENT = tuple(name for name in schema.CLIENT_COLUMNS if name != "raw")
_CONTACT = tuple(name for name in schema.CONTACT_COLUMNS if name != "raw")


SMALL = 1_000
"""So many links are compared sooner than DuckDB would have thought about how best to."""


FEW = 200
"""Up to so many rows are written into a statement."""


class Tables:
    """SQL over what a plan is built from. Words in ``$word`` form are replaced by names of our own before a statement runs."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._is_thawed = False

    def run(self, sql: str, **words: object) -> int:
        """One statement without an answer; returns how many rows it made, changed or took away."""
        answer = self.connection.execute(filled(sql, words)).fetchall()
        return int(answer[0][0]) if answer else 0

    def rows(self, sql: str, **words: object) -> list[Row]:
        """The answer as dictionaries."""
        cursor = self.connection.execute(filled(sql, words))
        names = [entry[0] for entry in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def frame(self, sql: str, **words: object) -> pd.DataFrame:
        """The answer as a DataFrame of plain objects."""
        return frames.query(self.connection, filled(sql, words))

    def number(self, sql: str, **words: object) -> int:
        """The one number that a statement answers; nothing counts as none."""
        return int(self.connection.execute(filled(sql, words)).fetchall()[0][0] or 0)

    def put(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """A new table of texts, numbers and yes-or-no out of rows at hand; without rows its columns are texts."""
        arrays: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
        kinds = [None if any(value is not None for value in values) else pa.string() for values in arrays]
        if len(rows) > FEW or any(isinstance(value, list) for row in rows for value in row):
            self._put(name, {key: pa.array(each, kind) for key, each, kind in zip(columns, arrays, kinds, strict=True)})
            return
        # a few rows are written out, which is sooner read than handed over
        values = (
            ", ".join(f"({', '.join(map(_literal, row))})" for row in rows) or f"({', '.join(['NULL'] * len(columns))})"
        )
        texts = ", ".join(
            column if kind is None else f"CAST({column} AS VARCHAR) AS {column}"
            for column, kind in zip(columns, kinds, strict=True)
        )
        words = {"name": name, "values": values, "columns": ", ".join(columns), "texts": texts, "rows": len(rows)}
        self.run(
            "CREATE OR REPLACE TEMP TABLE $name AS SELECT $texts FROM (VALUES $values) t($columns) LIMIT $rows", **words
        )

    def _put(self, name: str, columns: Mapping[str, Any]) -> None:
        self.connection.register("handed_in", pa.table(dict(columns)))
        self.run("CREATE OR REPLACE TEMP TABLE $name AS FROM handed_in", name=name)
        self.connection.unregister("handed_in")

    def put_forms(self, name: str, values: str, form: Callable[[str, str], str]) -> None:
        """A table ``kind``, ``value``, ``form`` of what a query of (kind, value) answers: each value once, none of them empty."""
        sql = "SELECT DISTINCT kind, value FROM ($values) WHERE value <> ''"
        found = self.connection.sql(filled(sql, {"values": values})).to_arrow_table()
        kinds, texts = found["kind"].to_pylist(), found["value"].to_pylist()
        forms = pa.array(map(form, kinds, texts), pa.string())
        self._put(name, {"kind": found["kind"], "value": found["value"], "form": forms})

    def thaw(self) -> None:
        """Makes Ignition as it will be a table of its own, now that something in it changes."""
        if self._is_thawed:
            return
        for name in ("coming_client", "coming_contact"):
            self.run("CREATE TEMP TABLE thawed AS FROM $name", name=name)
            self.run("DROP VIEW $name", name=name)
            self.run("ALTER TABLE thawed RENAME TO $name", name=name)
        self._is_thawed = True


def _literal(value: str | int | bool | None) -> str:
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def filled(sql: str, words: Mapping[str, object]) -> str:
    """A statement with its ``$word`` places filled."""
    return Template(sql).substitute(words) if words else sql


@contextlib.contextmanager
def open_tables(connection: duckdb.DuckDBPyConnection, lists: Lists) -> Iterator[Tables]:
    """Everything that a plan is built from, as tables. The connection is of no use for anything else afterwards.

    ``<app>_client`` and ``<app>_contact`` are the newest snapshots (no rows for an app without one); ``coming_client`` and
    ``coming_contact`` are Ignition's as the plan so far leaves them, with ``name_now``; ``link`` has the links that hold in their
    order (``place``). ``planned`` are the changes of Ignition so far, ``change`` all changes.
    """
    tables = Tables(connection)

    with contextlib.ExitStack() as stack:
        for app in App:
            path = lists.files.get(app)
            origin = _database(stack.enter_context(reading(path))) if path is not None else ""
            _show(tables, app, origin)
        tables.run("CREATE TEMP VIEW coming_client AS SELECT *, name AS name_now FROM ignition_client")
        tables.run("CREATE TEMP VIEW coming_contact AS SELECT * FROM ignition_contact")
        if tables.run(_LINKS) < SMALL:
            tables.run("PRAGMA disable_optimizer")
        if lists.coming is not None and len(lists.coming):
            connection.register("handed_in", lists.coming)
            tables.run(_COMING)
            connection.unregister("handed_in")
        tables.run(_LAYOUT)
        yield tables


def _database(connection: duckdb.DuckDBPyConnection) -> str:
    return str(connection.execute("SELECT current_database()").fetchall()[0][0])


def _show(tables: Tables, app: App, origin: str) -> None:
    for table, columns in (("client", _CLIENT), ("contact", _CONTACT)):
        words = {"view": f"{app.value}_{table}", "origin": f"{origin}.{table}s"}
        if origin:
            tables.run("CREATE TEMP VIEW $view AS SELECT $columns FROM $origin", columns=", ".join(columns), **words)
        else:
            tables.run("CREATE TEMP TABLE $view ($columns)", columns=schema.typed(columns), **words)


_LINKS = """
CREATE TEMP TABLE link AS
SELECT CAST(row_number() OVER (ORDER BY name_a, link_id) AS INTEGER) AS place, app_a, id_a, id_b, origin, rule
FROM links WHERE ended_at IS NULL
"""
_COMING = """
INSERT INTO link
SELECT (SELECT count(*) FROM link) + row_number() OVER (), app_a, id_a, id_b, origin, rule FROM handed_in
"""
_LAYOUT = """
CREATE TEMP TABLE planned (record_id VARCHAR, entity_id VARCHAR, field VARCHAR, change_id VARCHAR, ticked BOOLEAN);
CREATE TEMP TABLE change (
    stage INTEGER, place INTEGER, section INTEGER, person INTEGER, rule_no INTEGER,
    app VARCHAR, record_id VARCHAR, client_name VARCHAR, kind VARCHAR, entity VARCHAR, entity_id VARCHAR, field VARCHAR,
    field_label VARCHAR, before VARCHAR, after VARCHAR, source_app VARCHAR, source_id VARCHAR, rule VARCHAR, why VARCHAR,
    risk VARCHAR, ticked BOOLEAN, after_from VARCHAR, depends_on VARCHAR, change_id VARCHAR
);
CREATE TEMP TABLE person (pair INTEGER, rule_no INTEGER, email VARCHAR);
CREATE TEMP TABLE several (pair INTEGER, rule_no INTEGER, says VARCHAR);
CREATE TEMP MACRO short_hash(parts) AS left(sha256(parts), 12);
CREATE TEMP MACRO is_new(id) AS starts_with(id, 'new:');
CREATE TEMP MACRO is_told(value) AS coalesce(value, '') <> '';
"""
