"""XPM's calls that only read: lists, pages, single records, searches."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from itertools import islice

from reconcile.sandbox.documents import Document
from reconcile.sandbox.identity import group_alias
from reconcile.sandbox.xpm.calls import Answer, BusinessError, Call, HttpError, Stream, listing
from reconcile.sandbox.xpm.documents import WEB, ClientWriter, pick
from reconcile.sandbox.xpm.elements import CONTACT_ORDER, GROUP_ORDER, NAMED_ORDER, STAFF_ORDER
from reconcile.sandbox.xpm.values import AT_CLIENT
from reconcile.sandbox.xpm.wire import Fields

LARGEST_PAGE = 500


def list_clients(call: Call) -> Stream:
    """Every client, archived ones too, in one un-paged answer; ``modifiedsince`` is a UTC time without a zone."""
    since = call.query.get("modifiedsince") or call.query.get("modifiedSince")
    documents = call.state.xpm_clients(_moment(since) if since else None)
    detailed = call.flag("detailed")
    clients = ClientWriter(call.state).clients(documents, detailed=detailed)
    keep = "" if since else ("clients-detailed" if detailed else "clients")
    return Stream("List", "Clients", "Client", clients, keep)


def search_clients(call: Call) -> Stream:
    """Clients that are not deleted and whose name contains the query, whatever its case."""
    query = call.query.get("query", "").strip()
    if not query:
        raise BusinessError("Query is required")
    found = (row.document for row in call.state.rows("xpm", name_contains=query))
    kept = (document for document in found if document.get("IsDeleted") != "Yes")
    return Stream("Search", "Clients", "Client", ClientWriter(call.state).clients(kept, detailed=call.flag("detailed")))


def get_client(call: Call) -> Answer:
    """One client with everything."""
    document = call.state.xpm_client(call.identifier)
    if document is None or document["UUID"] != call.identifier:
        raise BusinessError("Invalid client identifier")
    return Answer("Get", [("Client", ClientWriter(call.state).client(document))])


def page_clients(call: Call) -> Answer:
    """A page of the clients that are neither archived nor deleted, without contacts, groups and the like."""
    size, after = _page_size(call), _place(call.query.get("pageToken", ""))
    writer = ClientWriter(call.state)
    current = (row for row in call.state.rows("xpm", after=after) if _is_current(row.document))
    found = list(islice(current, size + 1))
    page = found[:size]
    links: Fields = [("First", _link(call, size, ""))]
    if len(found) > size:
        links.append(("Next", _link(call, size, _token(page[-1].seq))))
    clients = listing("Clients", "Client", [writer.base(row.document) for row in page])
    return Answer("PagedList", [*clients, ("Pagination", [("Links", links)])])


def page_contacts(call: Call) -> Answer:
    """A page of everybody who is a contact anywhere: once each, without a word about where."""
    size, after = _page_size(call), _place(call.query.get("pageToken", ""))
    people = {contact["UUID"]: contact for each in call.state.xpm_clients() for contact in each.get("Contacts", ())}
    page = list(people.values())[after : after + size]
    links: Fields = [("First", _link(call, size, ""))]
    if len(people) > after + size:
        links.append(("Next", _link(call, size, _token(after + size))))
    order = tuple(name for name in CONTACT_ORDER if name not in AT_CLIENT)
    contacts = listing("Contacts", "Contact", [pick(contact, order) for contact in page])
    return Answer("Contacts", [*contacts, ("Pagination", [("Links", links)])])


def list_staff(call: Call) -> Answer:
    """Everybody at the practice."""
    staff = [pick(entry, STAFF_ORDER) for entry in call.state.listed("xpm", "staff")]
    return Answer("List", listing("StaffList", "Staff", staff))


def get_staff(call: Call) -> Answer:
    """One member of the practice."""
    for entry in call.state.listed("xpm", "staff"):
        if entry["UUID"] == call.identifier:
            return Answer("Get", [("Staff", pick(entry, STAFF_ORDER))])
    raise BusinessError("Invalid staff identifier")


def list_groups(call: Call) -> Answer:
    """Client groups, without their members."""
    return Answer("List", listing("Groups", "Group", [_group(entry) for entry in call.state.listed("xpm", "group")]))


def get_group(call: Call) -> Answer:
    """One client group with its members."""
    for entry in call.state.listed("xpm", "group"):
        if entry["UUID"] == call.identifier:
            members = (row.document for row in call.state.rows("xpm", alias=group_alias(call.identifier)))
            clients = listing("Clients", "Client", [pick(member, NAMED_ORDER) for member in members])
            return Answer("Get", [("Group", [*_group(entry), *clients])])
    raise BusinessError("Invalid client group identifier")


def list_categories(call: Call) -> Answer:
    """Job categories."""
    entries = call.state.listed("xpm", "category")
    return Answer("List", listing("Categories", "Category", [pick(entry, NAMED_ORDER) for entry in entries]))


def list_templates(call: Call) -> Answer:
    """Job templates."""
    entries = call.state.listed("xpm", "template")
    return Answer("List", listing("Templates", "Template", [pick(entry, NAMED_ORDER) for entry in entries]))


def _group(entry: Document) -> Fields:
    return pick({**entry, "WebUrl": f"{WEB}/ClientGroup/{entry['UUID']}"}, GROUP_ORDER)


def _is_current(document: Document) -> bool:
    return document.get("IsArchived") != "Yes" and document.get("IsDeleted") != "Yes"


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        raise BusinessError("Invalid modifiedsince date") from None


def _page_size(call: Call) -> int:
    text = call.query.get("pageSize", "50")
    size = int(text) if text.isdigit() else 0
    if not 1 <= size <= LARGEST_PAGE:
        raise HttpError(400, f"pageSize must be between 1 and {LARGEST_PAGE}")
    return size


def _token(place: int) -> str:
    return base64.urlsafe_b64encode(f"after:{place}".encode()).decode().rstrip("=")


def _place(token: str) -> int:
    if not token:
        return 0
    try:
        text = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True).decode()
        return int(text.removeprefix("after:"))
    except (binascii.Error, ValueError):
        raise HttpError(400, "pageToken is invalid") from None


def _link(call: Call, size: int, token: str) -> str:
    url = call.url.replace(query="").include_query_params(pageSize=size)
    return str(url.include_query_params(pageToken=token) if token else url)
