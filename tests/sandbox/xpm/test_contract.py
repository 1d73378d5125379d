"""Every request that the client sends to XPM, and every answer that the sandbox gives, is Xero's own document's."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from lxml import etree

from reconcile.apps import Patience, XpmSource, XpmTarget
from reconcile.apps.xpm_answers import read_answer
from reconcile.apps.xpm_names import json_name
from reconcile.errors import NeedsUser
from reconcile.sandbox.server import Sandbox
from reconcile.sandbox.xpm.routes import CALLS
from reconcile.sandbox.xpm.values import CLIENT_WRITES, CONTACT_WRITES
from tests.sandbox.hand_made import ANNA, HARBOUR, KOWHAI, MARY, SMITH

from . import contract

BASE = "/xero/practicemanager/3.1"


@dataclass
class Watching:
    """Everything that goes over the wire, and which of the listed deviations occurred."""

    exchanges: list[requests.Response] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def faults(self) -> list[str]:
        """Where requests and answers are other than the document says, but for what is listed."""
        return [f"{r.request.method} {r.request.path_url}: {fault}" for r in self.exchanges for fault in self._of(r)]

    def _of(self, response: requests.Response) -> Iterator[str]:
        address = urlsplit(str(response.request.url))
        method = str(response.request.method).lower()
        path = contract.template_of(address.path.removeprefix(BASE))
        yield from self._query(path, method, set(parse_qs(address.query)))
        if response.request.body and response.status_code != 400:  # what is refused may be anything
            yield from self._body(path, method, response.request)
        yield from self._answer(path, method, response)

    def _query(self, path: str, method: str, names: set[str]) -> Iterator[str]:
        for name in names - contract.query_names(path, method):
            if name == "modifiedsince":
                self.seen.add("modifiedsince")
            else:
                yield f"parameter {name} is not in the document"

    def _body(self, path: str, method: str, request: requests.PreparedRequest) -> Iterator[str]:
        content = request.body if isinstance(request.body, bytes) else str(request.body).encode()
        if "xml" in request.headers["Content-Type"]:
            self.seen.add("xml-bodies")
            body = as_json(etree.fromstring(content))
        else:
            body = json.loads(content)
        if "requestBody" not in contract.document()["paths"][path][method]:
            yield "a body is not in the document"
            return
        yield from contract.faults(contract.body_schema(path, method), body)

    def _answer(self, path: str, method: str, response: requests.Response) -> Iterator[str]:
        status, content = response.status_code, response.content
        if status in (401, 403) and b"AuthenticationUnsuccessful" in content:
            self.seen.add("401-and-403-of-the-gateway")
            return
        if "xml" in response.headers["Content-Type"]:
            self.seen.add("xml-answers")
            answer = as_json(etree.fromstring(content))
        else:
            answer = json.loads(content)
        known = contract.document()["paths"][path][method]["responses"]
        if status == 400 and "400" not in known:
            self.seen.add("400-not-documented")
            status = 500  # the same error body
        if status == 200 and answer.get("status") == "ERROR":
            self.seen.add("error-in-200")
            status = 500
        yield from contract.faults(contract.answer_schema(path, method, status), answer)


LISTS = {"Contacts", "Notes", "Groups", "Relationships", "StaffList", "Clients", "Categories", "Templates"}
WHOLE = {"BalanceMonth", "NumberOfShares"}


def as_json(element: etree._Element) -> Any:
    """What an XML document says, in the document's JSON."""
    if element.tag in LISTS:
        return [as_json(child) for child in element]
    if len(element):
        return {json_name(str(child.tag)): as_json(child) for child in element}
    if element.tag in WHOLE and element.getroottree().getroot().tag == "Response":
        return int(element.text or 0)
    return element.text or ""


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch) -> Watching:
    """Looks at every exchange of the real session; nothing of it is replaced."""
    contract.document()
    watched = Watching()
    send = requests.Session.send

    def sent(session: requests.Session, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        response = send(session, request, **{**more, "stream": False})
        response.raw = _Again(response)
        watched.exchanges.append(response)
        return response

    monkeypatch.setattr(requests.Session, "send", sent)
    return watched


class _Again:
    """The bytes of an answer once more, after it was read."""

    def __init__(self, response: requests.Response) -> None:
        self._rest = response.content

    def read(self, size: int, **_: object) -> bytes:
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece

    def close(self) -> None:
        """Nothing to close."""

    release_conn = close


def everything(sandbox: Sandbox, form: Any) -> None:
    """Every call that the client can make, with every field that it can write, and some that XPM refuses."""
    access = sandbox.connections["xpm"]
    once = Patience(attempts=1)
    source = XpmSource(access["base_url"], access["token"], access["tenant_id"], patience=once, form=form)
    target = XpmTarget(access["base_url"], access["token"], access["tenant_id"], patience=once, form=form)
    assert len(list(source.records())) >= 9
    source.read_changed_since(dt.datetime.now(dt.UTC))
    staff = ("partner", "manager")
    fields = [name for name in target_fields(target, "client") if name not in staff]
    person = {name: "Yes" if name == "is_primary" else "x" for name in target_fields(target, "contact")}
    values = {name: "Yes" if name == "tax_registered" else "x" for name in fields}
    made = target.create_client({**values, **dict.fromkeys(staff, "anna@practice.example")}, [person])
    target.update_client(made.client_id, {**values, "city": "", **dict.fromkeys(staff, "")})
    contact = target.create_contact(SMITH, person)
    target.update_contact(SMITH, contact, {"phone": ""})
    assert target.find_by_name("x")
    assert target.read_client("nobody") is None
    with pytest.raises(NeedsUser):
        target.create_client({"name": ""}, [])


def target_fields(target: XpmTarget, entity: str) -> list[str]:
    from reconcile.model import CLIENT_TEXT_FIELDS, CONTACT_TEXT_FIELDS

    known = CLIENT_TEXT_FIELDS if entity == "client" else (*CONTACT_TEXT_FIELDS, "is_primary")
    return [name for name in known if target.can_write(entity, name)]


def further(sandbox: Sandbox) -> None:
    """The sandbox's calls that the client does not make, and its refusals, as others make them."""
    access = sandbox.connections["xpm"]
    headers = {"Authorization": f"Bearer {access['token']}", "Xero-Tenant-Id": access["tenant_id"]}
    place = f"{access['base_url']}/practicemanager/3.1/"
    calls: list[tuple[str, str, dict[str, Any] | None]] = [
        ("GET", "client.api/paged-list?pageSize=2", None),
        ("GET", "client.api/paged-list?pageSize=0", None),
        ("GET", "client.api/contacts?pageSize=1", None),
        ("GET", f"client.api/contact/{MARY}?clientUuid={HARBOUR}", None),
        ("GET", f"client.api/contact/{MARY}", None),
        ("GET", f"staff.api/get/{ANNA}", None),
        ("GET", "client.api/list", None),
        ("POST", f"client.api/client/{SMITH}/contacts", {"contacts": [{"uuid": MARY, "isPrimary": "Yes"}]}),
        ("POST", "client.api/client/nobody/contacts", {"contacts": [{"uuid": MARY}]}),
        ("DELETE", f"client.api/contact/{MARY}?clientUuid={SMITH}", None),
        ("PUT", "client.api/archive", {"uuid": KOWHAI}),
        ("POST", "client.api/delete", {"uuid": KOWHAI}),
    ]
    for group in sandbox.state.listed("xpm", "group"):
        calls.append(("GET", f"clientgroup.api/get/{group['UUID']}", None))
    for accept in ("application/json", "application/xml"):
        for method, path, body in calls:
            requests.request(method, place + path, json=body, headers={**headers, "Accept": accept}, timeout=10)
    requests.get(place + "staff.api/list", timeout=10)
    bad = {**headers, "Content-Type": "application/json", "Accept": "application/json"}
    requests.put(place + "client.api/update", data=b"{}x", headers=bad, timeout=10)


def test_requests_and_answers_are_the_documents_but_for_the_listed_deviations(
    sandbox: Sandbox, watching: Watching
) -> None:
    sandbox.edit("xpm", HARBOUR, {"BalanceMonth": "3", "Notes": [{"Title": "t", "Text": "x"}]})
    everything(sandbox, "xml")
    everything(sandbox, "json")
    further(sandbox)
    assert watching.faults() == []
    called = {
        (str(r.request.method), contract.template_of(urlsplit(str(r.request.url)).path.removeprefix(BASE)))
        for r in watching.exchanges
    }
    assert called == {(method, f"/{path}") for method, path, _ in CALLS}, "every call of the sandbox was looked at"
    listed = {deviation.name for deviation in contract.DEVIATIONS} - {"closed-parts"}
    assert watching.seen == listed, "what is listed occurs, and nothing else"


def test_the_documents_composed_answers_could_not_be_valid_as_they_stand() -> None:
    contract.document()
    yaml = pytest.importorskip("yaml")
    loaded = yaml.load(
        contract.DOCUMENT.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    parts = loaded["components"]["schemas"]["ClientListResponseDto"]["allOf"]
    assert [part.get("additionalProperties", None) for part in parts] == [None, False], "else closed-parts can go"
    assert loaded["components"]["schemas"]["ResponseBaseDto"]["additionalProperties"] is False


def test_every_element_that_can_be_written_is_in_the_document() -> None:
    schemas = contract.document()["components"]["schemas"]
    assert {json_name(name) for name in CLIENT_WRITES} <= set(schemas["ClientUpdateRequestDto"]["properties"])
    assert {json_name(name) for name in CONTACT_WRITES} <= set(schemas["ContactRequestDto"]["properties"])


def test_every_name_of_the_document_is_read_back_as_its_element() -> None:
    for schema in contract.document()["components"]["schemas"].values():
        for name in schema.get("properties", {}):
            body = json.dumps({"status": "OK", "client": {name: "x"}}).encode()
            (element,) = read_answer(body, "application/json")["Client"]
            assert json_name(element) == name


def test_the_checker_sees_a_wrong_field() -> None:
    contract.document()
    found = contract.faults(
        contract.answer_schema("/staff.api/list", "get"), {"status": "OK", "staffList": [{"uuid": 3, "Name": "x"}]}
    )
    assert len(found) == 2
    assert contract.faults(contract.answer_schema("/staff.api/list", "get"), {"status": "OK", "staffList": None}) == []
