"""What a saved answer is an answer to, by its content: nobody has to say which app it comes from."""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reconcile.apps.files.kinds import HEAD, Kind, kind_of
from reconcile.apps.files.text import decode, read_bytes
from reconcile.errors import BadInput
from reconcile.model import App

Document = Mapping[str, Any]

_XML_ROOT = re.compile(rb"<\s*(?!\?|!)(?:\w+:)?(\w+)")
_XPM_STAFF = re.compile(rb"<StaffList\b|[\"']staffList[\"']\s*:|[\"']staff[\"']\s*:\s*\[", re.IGNORECASE)
_XPM_JSON = re.compile(rb"[\"'](?:clients|staffList|staff)[\"']\s*:\s*\[")
_COMPANY = (
    "entity_type",
    "company_status",
    "trade_name",
    "primary_signatory",
    "primary_payroll_admin",
    "is_partner_managed",
    "ein",
)
_DEPTH = 50
"""Lists in lists of answers; deeper is nobody's way of saving pages."""


class Answer(enum.StrEnum):
    """The calls whose saved answers can be read."""

    XPM_CLIENTS = "xpm clients"
    XPM_STAFF = "xpm staff"
    GUSTO_COMPANY = "gusto company"
    GUSTO_LOCATION = "gusto location"
    GUSTO_ADMIN = "gusto admin"
    IGNITION_CLIENT = "ignition client"
    IGNITION_CONTACT = "ignition contact"

    @property
    def app(self) -> App:
        """The app that answers so."""
        return App(self.value.split()[0])


def answer_of(path: Path) -> Answer | None:
    """What a file is the answer to, or ``None`` if it is no XML or JSON.

    Raises ``NeedsUser`` for a missing file and ``BadInput`` for XML or JSON of something else.
    """
    kind = kind_of(path)
    if kind not in (Kind.XML, Kind.JSON):
        return None
    with path.open("rb") as file:
        head = file.read(HEAD).replace(b"\x00", b"")
    if kind is Kind.XML:
        return _of_xml(path, head)
    if _XPM_JSON.search(head) and (b'"status"' in head.lower() or re.match(rb"\s*\{\s*\"clients\"", head)):
        return Answer.XPM_STAFF if _XPM_STAFF.search(head) else Answer.XPM_CLIENTS
    found = next((answer for answer, _ in documents(path)), None)
    if found is None:
        raise BadInput(f"{path.name} holds an answer without any client.", title="The answer is empty", hint=_SAVE)
    return found


def documents(path: Path) -> Iterator[tuple[Answer, Document]]:
    """The companies, locations, admins, clients and contacts that a file of JSON holds, in their order.

    A file may hold one answer, a list of answers, or several one after another. Raises ``BadInput`` for JSON that is cut
    off or damaged, for an answer of none of the three apps, and for pages of Ignition's of which the last is missing.
    """
    pages, ends = 0, 0
    for value in _values(path):
        for document in _flat(value, path):
            page = _page(document)
            if page is None:
                yield from _told(document, path)
                continue
            pages, ends = pages + 1, ends + (not page[1])
            for row in page[0]:
                yield _ignition(row, path), row
    if pages and not ends:
        hint = "Save the pages that follow, too, and give all of them together."
        raise BadInput(f"{path.name} ends before the last page.", title="The answer goes on", hint=hint)


_SAVE = "Save the app's answer to the list of clients as it is, XML or JSON, to its end."


def _of_xml(path: Path, head: bytes) -> Answer:
    root = _XML_ROOT.search(head)
    if root is not None and root[1] != b"Response":
        raise _unknown(path)
    return Answer.XPM_STAFF if _XPM_STAFF.search(head) else Answer.XPM_CLIENTS


def _values(path: Path) -> Iterator[Any]:
    text = decode(read_bytes(path)).text
    decoder, place = json.JSONDecoder(), 0
    while (begin := re.compile(r"\S").search(text, place)) is not None:
        try:
            value, place = decoder.raw_decode(text, begin.start())
        except json.JSONDecodeError as error:
            cut = error.pos >= len(text.rstrip()) or "Unterminated" in error.msg
            what = "ends before it is complete" if cut else "is damaged"
            raise BadInput(f"{path.name} {what}", hint=_SAVE, line=error.lineno) from None
        except (RecursionError, ValueError) as error:
            raise BadInput(f"{path.name} is damaged: no app answers so.", hint=_SAVE) from error
        yield value


def _flat(value: Any, path: Path, depth: int = 0) -> Iterator[Document]:
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list) and depth < _DEPTH:
        for member in value:
            yield from _flat(member, path, depth + 1)
    else:
        raise _unknown(path)


def _page(document: Document) -> tuple[list[Document], bool] | None:
    """A page of Ignition's Reporting API: its rows, and whether another page follows."""
    rows, meta = document.get("data"), document.get("meta")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    pagination = meta.get("pagination") if isinstance(meta, dict) else None
    return rows, isinstance(pagination, dict) and bool(pagination.get("has_more"))


def _told(document: Document, path: Path) -> Iterator[tuple[Answer, Document]]:
    company = document.get("company")
    if isinstance(company, dict) and company.get("uuid"):
        yield Answer.GUSTO_COMPANY, company
        for key, answer in (("locations", Answer.GUSTO_LOCATION), ("admins", Answer.GUSTO_ADMIN)):
            for member in document.get(key) or ():
                if isinstance(member, dict):
                    yield answer, {**member, "company_uuid": member.get("company_uuid") or company["uuid"]}
    elif "street_1" in document and "company_uuid" in document:
        yield Answer.GUSTO_LOCATION, document
    elif document.get("uuid") and any(key in document for key in _COMPANY):
        yield Answer.GUSTO_COMPANY, document
    elif document.get("uuid") and "first_name" in document:
        yield Answer.GUSTO_ADMIN, document
    else:
        yield _ignition(document, path), document


def _ignition(row: Document, path: Path) -> Answer:
    slug = str(row.get("slug") or "")
    if isinstance(row.get("client"), dict) or slug.startswith("con_"):
        return Answer.IGNITION_CONTACT
    if slug.startswith("cli_"):
        return Answer.IGNITION_CLIENT
    raise _unknown(path)


def _unknown(path: Path) -> BadInput:
    return BadInput(
        f"{path.name} is no answer of XPM's, Gusto's or Ignition's list of clients.",
        title="Not a list of clients",
        hint=_SAVE,
    )
