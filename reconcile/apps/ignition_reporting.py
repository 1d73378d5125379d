"""The calls of Ignition's Reporting API: pages by cursor, and archived records only where they are asked for.

The names of its parameters come from public code that runs against it, not from the vendor: they stand here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reconcile.apps.http import Session
from reconcile.apps.json_answers import JSON, json_object
from reconcile.errors import BadInput, NeedsUser, NotAllowed
from reconcile.model import App

PATH = "/external/api/v1/reporting"
PAGE_SIZE, SIZE, CURSOR, STATE = 100, "limit", "cursor", "state"
ARCHIVED = "archived"

MOST_PAGES = 100_000
"""A paginator that never ends must not hang a snapshot."""

Row = dict[str, Any]


class ArchivedRefused(Exception):
    """A list was read, and then the API refused the question for archived clients' rows; ``error`` says how."""

    def __init__(self, error: NeedsUser) -> None:
        super().__init__("archived rows are not to be had")
        self.error = error


class ReportingApi:
    """The lists of one practice's Reporting API."""

    def __init__(self, base_url: str, session: Session) -> None:
        self.place = base_url.rstrip("/") + PATH
        self._session = session

    def all(self, path: str) -> Iterator[Row]:
        """Every row of a list, those of archived clients after the others, none twice.

        Raises ``ArchivedRefused`` after the others where the API does not take the question for archived ones.
        """
        seen: set[tuple[str, str]] = set()

        def new(row: Row) -> bool:
            key = _identity(row)
            known = key in seen and bool(key[0])
            seen.add(key)
            return not known

        yield from filter(new, self.pages(path, {}))
        try:
            yield from filter(new, self.pages(path, {STATE: ARCHIVED}))
        except (NotAllowed, BadInput):
            raise
        except NeedsUser as error:
            raise ArchivedRefused(error) from error

    def pages(self, path: str, asked: Mapping[str, str]) -> Iterator[Row]:
        """The rows of all pages of a list; raises ``BadInput`` for another envelope and for pages that go in a circle."""
        cursor, cursors = "", set[str]()
        for _ in range(MOST_PAGES):
            query = {SIZE: str(PAGE_SIZE), **asked, **({CURSOR: cursor} if cursor else {})}
            page = json_object(App.IGNITION, self._session.get(f"{self.place}/{path}", query, accept=JSON))
            rows, cursor = _unpacked(page)
            yield from rows
            if not cursor:
                return
            if cursor in cursors:
                break
            cursors.add(cursor)
        raise BadInput("Ignition's pages do not come to an end.", title="This is not Ignition's answer")


def _identity(row: Row) -> tuple[str, str]:
    owner = row.get("client")
    return str(row.get("slug") or row.get("id") or ""), str(owner.get("slug") if isinstance(owner, dict) else "")


def _unpacked(page: Row) -> tuple[list[Row], str]:
    """The rows of a page, and the cursor of the next one or ``""``."""
    rows, meta = page.get("data"), page.get("meta")
    pagination = meta.get("pagination") if isinstance(meta, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or not isinstance(pagination, dict):
        raise BadInput("A page of Ignition's answer has no data.", title="This is not Ignition's answer")
    return rows, str(pagination.get("next_cursor") or "") if pagination.get("has_more") else ""
