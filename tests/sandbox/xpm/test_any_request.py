"""Whatever request Xero's document allows, the sandbox's answer is one of the document's: made up by schemathesis."""

from __future__ import annotations

import copy
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck
from schemathesis.specs.openapi.checks import content_type_conformance

from reconcile.sandbox.server import Sandbox
from reconcile.sandbox.xpm.routes import CALLS
from tests.sandbox.hand_made import ANNA, BEN, FAMILY, HARBOUR, KOWHAI, MARY, SMITH

from . import contract
from .test_contract import Watching

KNOWN = {
    "/client.api/contact/{identifier}": [MARY, "nobody"],
    "/staff.api/get/{identifier}": [ANNA, "nobody"],
    "/clientgroup.api/get/{identifier}": [FAMILY, "nobody"],
}
BODIES = {
    "ClientUpdateRequestDto": {"uuid": [SMITH, KOWHAI, "nobody"], "accountManagerUuid": [BEN, "", "nobody"]},
    "ClientAddRequestDto": {"jobManagerUuid": [BEN, ""], "isProspect": ["Yes", "No", "true"]},
    "ClientArchiveRequestDto": {"uuid": [HARBOUR, "nobody"]},
    "ClientDeleteRequestDto": {"uuid": ["nobody", SMITH]},
    "ContactRequestClientDto": {"uuid": [HARBOUR, SMITH, "nobody"]},
    "ContactLinkItemDto": {"uuid": [MARY, "nobody"]},
}
"""Ids that the hand-made practice has: of made-up ones nearly none would exist, and only refusals would be seen."""


def document() -> dict[str, Any]:
    """The calls that the sandbox serves, with ids that exist."""
    calls = {(method.lower(), f"/{path}") for method, path, _ in CALLS}
    loaded = copy.deepcopy(contract.served(contract.document(), calls))
    for path, entry in loaded["paths"].items():
        for operation in entry.values():
            for parameter in operation.get("parameters", ()) if isinstance(operation, dict) else ():
                if parameter["in"] == "path":
                    parameter["schema"] = {"type": "string", "enum": KNOWN.get(path, [SMITH, HARBOUR, "nobody"])}
    for name, properties in BODIES.items():
        for field, values in properties.items():
            loaded["components"]["schemas"][name]["properties"][field] = {"type": "string", "enum": values}
    return loaded


def looked_at(sandbox: Sandbox, examples: int) -> int:
    """Send so many requests to each call, look at every answer; how many were sent."""
    access = sandbox.connections["xpm"]
    place = f"{access['base_url']}/practicemanager/3.1"
    headers = {"Authorization": f"Bearer {access['token']}", "Xero-Tenant-Id": access["tenant_id"]}
    sent = 0
    for found in schemathesis.openapi.from_dict(document()).get_all_operations():
        operation = found.ok()

        @hypothesis.settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(), accept=hypothesis.strategies.sampled_from(ACCEPTED))
        def one(case: Any, accept: str) -> None:
            nonlocal sent
            sent += 1
            answer = case.call(base_url=place, headers={**headers, "Accept": accept}, timeout=10)
            assert answer.status_code < 500, "nothing that is allowed breaks it"
            if "json" in answer.headers["content-type"][0]:
                case.validate_response(answer, checks=[content_type_conformance])
            watching = Watching([_plain(answer)])
            assert watching.faults() == []

        one()
    return sent


ACCEPTED = ("application/json", "application/xml")


def _plain(answer: Any) -> Any:
    """schemathesis's answer as the one that requests gave it."""
    import requests

    plain = requests.Response()
    plain.status_code, plain._content, plain.request = answer.status_code, answer.content, answer.request
    plain.headers.update({name: values[0] for name, values in answer.headers.items()})
    return plain


def test_any_request_that_the_document_allows_gets_an_answer_of_the_document(sandbox: Sandbox) -> None:
    contract.document()
    assert looked_at(sandbox, examples=6) > 80


@pytest.mark.soak
def test_many_more_of_them(sandbox: Sandbox) -> None:
    contract.document()
    assert looked_at(sandbox, examples=300) > 3_000
