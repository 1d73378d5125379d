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

from reconcile import engine, frames
from reconcile.database import Database
from reconcile.model import App
from reconcile.plans.lists import Lists, Row
from reconcile.snapshots import reading, schema

_CLIENT = tuple(name for name in schema.CLIENT_COLUMNS if name != "raw")
_CONTACT = tuple(name for name in schema.CONTACT_COLUMNS if name != "raw")


SMALL = 1_000
"""So many links are compared sooner than DuckDB would have thought about how best to."""


PART = 5
"""How many columns of a long table are read at a time."""

SHORT = 16 * 2**20
"""The lists of smaller snapshots than so many bytes are short."""


FEW = 200
"""Up to so many values are written into a statement."""


class Tables:
    """SQL over what a plan is built from. Words in ``$word`` form are replaced by names of our own before a statement runs."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.is_known = False
        self.linked: frozenset[App] = frozenset()
        self._is_thawed = False
        self._is_large = True

    def copy(self, practice: str, coming: pd.DataFrame | None) -> None:
        """Copies the links that hold, and what they agreed on, out of the practice's database; ``coming`` are further links.

        ``is_known`` says afterwards whether they agreed on anything before, ``linked`` which apps there are links of.
        """
        self._is_large = self.run(_LINKS, practice=practice) >= SMALL
        if not self._is_large:
            self.run("PRAGMA disable_optimizer")
        if coming is not None and len(coming):
            self.connection.register("handed_in", coming)
            self.run(_COMING)
            self.connection.unregister("handed_in")
        self.linked = frozenset(App(row["app_a"]) for row in self.rows("SELECT DISTINCT app_a FROM link"))
        self.is_known = self.run(_KEPT, practice=practice) + self.run(_KEPT_RECORDS, practice=practice) > 0

    def begin(self) -> None:
        """All statements on a few links are one transaction, which is sooner done; on many each is one, which frees its memory."""
        if not self._is_large:
            self.run("BEGIN")

    def show(self, origins: Mapping[App, str], *, are_short: bool) -> None:
        """Makes the tables of the apps out of their snapshots, and Ignition as it will be.

        Long lists are looked at where they are; short ones are copied, which is sooner done than looked up again and again.
        """
        what = "TABLE" if are_short and not self._is_large else "VIEW"
        for app in App:
            for table, columns in (("client", _CLIENT), ("contact", _CONTACT)):
                name = f"{app.value}_{table}"
                if app in origins:
                    words = {"what": what, "columns": ", ".join(columns), "origin": f"{origins[app]}.{table}s"}
                    self.run("CREATE TEMP $what $name AS SELECT $columns FROM $origin", name=name, **words)
                else:
                    self.run("CREATE TEMP TABLE $name ($columns)", name=name, columns=schema.typed(columns))
        self.run("CREATE TEMP $what coming_client AS SELECT *, name AS name_now FROM ignition_client", what=what)
        self.run("CREATE TEMP $what coming_contact AS SELECT * FROM ignition_contact", what=what)
        self._is_thawed = what == "TABLE"

    def write_into(self, practice: duckdb.DuckDBPyConnection, statements: Sequence[str]) -> None:
        """Runs statements that write into a practice's database, ``$practice``, in one transaction; it is open at ``practice``."""
        name = _database(practice)
        if not self._is_large:
            self.run("COMMIT")
        self.run("BEGIN")
        try:
            for sql in statements:
                self.run(sql, practice=name)
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")

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

    def frame_in_parts(self, columns: Mapping[str, str], origin: str, order: str) -> pd.DataFrame:
        """A DataFrame of columns by name; a long one is read a few columns at a time, as it stands twice in memory meanwhile."""
        names = list(columns)
        parts = [names[first : first + PART] for first in range(0, len(names), PART)] if self._is_large else [names]
        found: dict[str, Any] = {}
        for part in parts:
            words = {"columns": ", ".join(columns[name] for name in part), "origin": origin, "order": order}
            table = self.frame("SELECT $columns FROM $origin ORDER BY $order", **words)
            found |= {name: table[name] for name in part}
        return pd.DataFrame(found, copy=False)

    def number(self, sql: str, **words: object) -> int:
        """The one number that a statement answers; nothing counts as none."""
        return int(self.connection.execute(filled(sql, words)).fetchall()[0][0] or 0)

    def forget(self, *names: str) -> None:
        """Drops tables that nothing asks for any more, where that is worth while."""
        if self._is_large:
            self.connection.execute("; ".join(f"DROP TABLE IF EXISTS {name}" for name in names))

    def put(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """A new table of texts, numbers and yes-or-no out of rows at hand; without rows its columns are texts."""
        arrays: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
        kinds = [None if any(value is not None for value in values) else pa.string() for values in arrays]
        if len(rows) * len(columns) > FEW or any(isinstance(value, list) for row in rows for value in row):
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
        if not self._is_large:
            rows = self.connection.execute(filled(sql, {"values": values})).fetchall()
            self.put(name, ("kind", "value", "form"), [(kind, value, form(kind, value)) for kind, value in rows])
            return
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
def open_tables(database: Database, lists: Lists) -> Iterator[Tables]:
    """Everything that a plan is built from, as tables.

    The practice's links and last common values are copied, so nobody who reads or writes it has to wait for what is made of them.

    ``<app>_client`` and ``<app>_contact`` are the newest snapshots (no rows for an app without one); ``coming_client`` and
    ``coming_contact`` are Ignition's as the plan so far leaves them, with ``name_now``; ``link`` has the links that hold in their
    order (``place``), ``kept`` and ``kept_record`` what their two sides agreed on before. ``planned`` are the changes of Ignition
    so far, ``change`` all changes.
    """
    with contextlib.ExitStack() as stack:
        tables = Tables(stack.enter_context(engine.scratch()))
        with database.open() as practice:
            tables.copy(_database(practice), lists.coming)
        tables.begin()  # the practice is closed again, so nothing of it is held by this
        origins = {app: _database(stack.enter_context(reading(path))) for app, path in lists.files.items()}
        tables.show(origins, are_short=all(path.stat().st_size < SHORT for path in lists.files.values()))
        tables.run(_LAYOUT)
        yield tables


def _database(connection: duckdb.DuckDBPyConnection) -> str:
    return str(connection.execute("SELECT current_database()").fetchall()[0][0])


_LINKS = """
CREATE TEMP TABLE link AS
SELECT CAST(row_number() OVER (ORDER BY name_a, link_id) AS INTEGER) AS place, app_a, id_a, id_b, origin, rule
FROM $practice.links WHERE ended_at IS NULL
"""
_COMING = """
INSERT INTO link
SELECT (SELECT count(*) FROM link) + row_number() OVER (), app_a, id_a, id_b, origin, rule FROM handed_in
"""
_KEPT = """
CREATE TEMP TABLE kept AS
SELECT l.place AS pair, g.entity, g.entity_id, g.field, g.value_a, g.value_b, g.agreed_at
FROM $practice.agreed g JOIN link l USING (app_a, id_a, id_b)
"""
_KEPT_RECORDS = """
CREATE TEMP TABLE kept_record AS
SELECT l.place AS pair, g.entity_id, g.fields, g.held, g.agreed_at
FROM $practice.agreed_records g JOIN link l USING (app_a, id_a, id_b)
"""
_LAYOUT = """
CREATE TEMP TABLE planned (record_id VARCHAR, entity_id VARCHAR, field VARCHAR, change_id VARCHAR, ticked BOOLEAN);
CREATE TEMP TABLE change (
    stage INTEGER, place INTEGER, section INTEGER, person INTEGER, rule_no INTEGER,
    app VARCHAR, record_id VARCHAR, client_name VARCHAR, kind VARCHAR, entity VARCHAR, entity_id VARCHAR, field VARCHAR,
    field_label VARCHAR, before VARCHAR, after VARCHAR, source_app VARCHAR, source_id VARCHAR, rule VARCHAR, why VARCHAR,
    risk VARCHAR, ticked BOOLEAN, after_from VARCHAR, depends_on VARCHAR, change_id VARCHAR
);
CREATE TEMP TABLE record (
    pair INTEGER, number INTEGER, entity_id VARCHAR, fields VARCHAR, held VARCHAR[], rules INTEGER[], a VARCHAR[], b VARCHAR[],
    is_first BOOLEAN, is_moved BOOLEAN, seen TIMESTAMPTZ
);
CREATE TEMP TABLE agreeing (
    pair INTEGER, entity VARCHAR, entity_id VARCHAR, field VARCHAR, a VARCHAR, b VARCHAR, is_known BOOLEAN, seen TIMESTAMPTZ
);
CREATE TEMP TABLE person (pair INTEGER, rule_no INTEGER, email VARCHAR);
CREATE TEMP TABLE several (pair INTEGER, rule_no INTEGER, says VARCHAR);
CREATE TEMP MACRO short_hash(parts) AS left(sha256(parts), 12);
CREATE TEMP MACRO is_new(id) AS starts_with(id, 'new:');
CREATE TEMP MACRO is_told(value) AS coalesce(value, '') <> '';
"""
