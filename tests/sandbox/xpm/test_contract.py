"""Every name and type that the sandbox's XPM sends in JSON is one of Xero's own OpenAPI document, version 3.1."""

from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
CONTRACT = ROOT.parent / "shared" / "contracts" / "xpm-3.1.openapi.yaml"

CALLS = {
    "/client.api/list": "client.api/list?detailed=true",
    "/client.api/paged-list": "client.api/paged-list?pageSize=2",
    "/client.api/search": "client.api/search?query=Ltd&detailed=true",
    "/client.api/get/{identifier}": "client.api/get/{HARBOUR}",
    "/client.api/contact/{identifier}": "client.api/contact/{MARY}?clientUuid={HARBOUR}",
    "/staff.api/list": "staff.api/list",
    "/staff.api/get/{identifier}": "staff.api/get/{ANNA}",
    "/clientgroup.api/list": "clientgroup.api/list",
    "/clientgroup.api/get/{identifier}": "clientgroup.api/get/{FAMILY}",
    "/category.api/list": "category.api/list",
    "/template.api/list": "template.api/list",
}


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    """The document, where it is at hand."""
    yaml = pytest.importorskip("yaml")
    if not CONTRACT.exists():
        pytest.skip("Xero's OpenAPI document is not beside this project")
    return yaml.load(CONTRACT.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def resolved(contract, schema):
    """A schema without references: its properties gathered from all its parts."""
    if "$ref" in schema:
        return resolved(contract, contract["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    if "oneOf" in schema:
        return resolved(contract, schema["oneOf"][0])
    if "allOf" in schema:
        parts = [resolved(contract, part) for part in schema["allOf"]]
        return {"type": "object", "properties": {k: v for part in parts for k, v in part.get("properties", {}).items()}}
    return schema


def faults(contract, schema, value, where="answer"):
    """Where a value is not what the schema says."""
    schema = resolved(contract, schema)
    kind = {dict: "object", list: "array", str: "string", int: "integer"}[type(value)]
    if kind != schema["type"]:
        return [f"{where} is {kind}, not {schema['type']}"]
    if kind == "array":
        return [fault for item in value for fault in faults(contract, schema["items"], item, where + "[]")]
    if kind == "object":
        unknown = [f"{where}.{name} is unknown" for name in value if name not in schema["properties"]]
        known = [(name, schema["properties"][name]) for name in value if name in schema["properties"]]
        return unknown + [fault for n, s in known for fault in faults(contract, s, value[n], f"{where}.{n}")]
    return []


def answer_schema(contract, path, method="get"):
    return contract["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]


@pytest.mark.parametrize("path", CALLS)
def test_answers_have_the_contracts_fields(contract, sandbox, xpm, known, path):
    sandbox.edit("xpm", known.HARBOUR, {"BalanceMonth": "3", "Notes": [{"Title": "t", "Text": "x"}]})
    answer = xpm.get(CALLS[path].format(**vars(known)), headers={"Accept": "application/json"}).json()
    assert answer["status"] == "OK"
    assert faults(contract, answer_schema(contract, path), answer) == []


@pytest.mark.parametrize(
    ("path", "method", "body"),
    [
        ("/client.api/add", "post", {"name": "A", "contacts": [{"name": "B"}]}),
        ("/client.api/update", "put", {"uuid": "{SMITH}", "webSite": "a.example", "jobManagerUuid": "{ANNA}"}),
        ("/client.api/archive", "put", {"uuid": "{SMITH}"}),
        ("/client.api/delete", "post", {"uuid": "{SMITH}"}),
        ("/client.api/contact", "post", {"name": "B", "position": "x", "client": {"uuid": "{SMITH}"}}),
    ],
)
def test_writes_take_and_give_the_contracts_fields(contract, xpm, known, path, method, body):
    filled = {name: value.format(**vars(known)) if isinstance(value, str) else value for name, value in body.items()}
    if "client" in filled:
        filled["client"] = {"uuid": known.SMITH}
    request = contract["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
    assert faults(contract, request, filled) == []
    answer = xpm(method.upper(), path[1:], json=filled, headers={"Accept": "application/json"}).json()
    assert answer["status"] == "OK"
    assert faults(contract, answer_schema(contract, path, method), answer) == []


def test_every_element_that_can_be_written_is_in_the_contract(contract):
    from reconcile.sandbox.xpm.values import CLIENT_WRITES, CONTACT_WRITES
    from reconcile.sandbox.xpm.wire import json_name

    schemas = contract["components"]["schemas"]
    assert {json_name(name) for name in CLIENT_WRITES} <= set(schemas["ClientUpdateRequestDto"]["properties"])
    assert {json_name(name) for name in CONTACT_WRITES} <= set(schemas["ContactRequestDto"]["properties"])


def test_the_checker_sees_a_wrong_field(contract):
    schema = answer_schema(contract, "/staff.api/list")
    assert faults(contract, schema, {"status": "OK", "staffList": [{"uuid": 3, "Name": "x"}]}) == [
        "answer.staffList[].Name is unknown",
        "answer.staffList[].uuid is integer, not string",
    ]
