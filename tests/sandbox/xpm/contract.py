"""Xero's own OpenAPI document of XPM 3.1, made fit to validate with, and where the facts are other than it says.

The document is data beside this project, not part of it: what needs it skips where it is not there.
"""

from __future__ import annotations

import copy
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

ROOT = Path(__file__).parents[3]
DOCUMENT = ROOT.parent / "shared" / "contracts" / "xpm-3.1.openapi.yaml"
METHODS = ("get", "post", "put", "delete")


@dataclass(frozen=True)
class Deviation:
    """Something that the client or the sandbox does otherwise than the document says, and the fact that forces it."""

    name: str
    reason: str


DEVIATIONS = (
    Deviation("closed-parts", "Answers are composed (allOf) of objects that allow nothing beside their own properties, so"
              " that no answer at all would be valid; the parts are merged before anything is validated."),
    Deviation("xml-answers", "The document knows JSON only. Recorded traffic and Xero's pages show XML, in every version."),
    Deviation("xml-bodies", "The same of what is written: whether JSON is taken in practice has been seen by nobody."),
    Deviation("modifiedsince", "The document spells modifiedSince; Xero's pages and the wire have modifiedsince."),
    Deviation("error-in-200", "A business error comes with HTTP 200, Status ERROR and an ErrorDescription, which the"
              " document's answers to a 200 do not have."),
    Deviation("400-not-documented", "A body that cannot be read is 400 also where the document names no 400."),
    Deviation("401-and-403-of-the-gateway", "Xero's gateway refuses a token or a tenant with a body of its own."),
)  # fmt: skip
"""Every deviation there is. One that no longer occurs fails the test that looks for them all, and must go from here."""


@functools.cache
def document() -> dict[str, Any]:
    """The document, with composed objects merged and only the calls that the sandbox serves."""
    yaml = pytest.importorskip("yaml")
    if not DOCUMENT.exists():
        pytest.skip("Xero's OpenAPI document is not beside this project")
    loaded = yaml.load(DOCUMENT.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return merged_document(loaded)


def merged_document(loaded: dict[str, Any]) -> dict[str, Any]:
    """The document with each allOf as one object (the deviation closed-parts)."""
    loaded = copy.deepcopy(loaded)
    schemas = loaded["components"]["schemas"]
    loaded["components"]["schemas"] = {name: _merged(schema, schemas) for name, schema in schemas.items()}
    return loaded


def served(loaded: dict[str, Any], calls: set[tuple[str, str]]) -> dict[str, Any]:
    """The document with these calls (method, path) only."""
    paths = {
        path: {method: item for method, item in entry.items() if method not in METHODS or (method, path) in calls}
        for path, entry in loaded["paths"].items()
    }
    return {**loaded, "paths": {path: entry for path, entry in paths.items() if set(entry) & set(METHODS)}}


def faults(schema: dict[str, Any], value: object) -> list[str]:
    """Where a value is not what a schema of the document says."""
    return [f"{error.instance_path}: {error.message}" for error in _validator(repr(schema)).iter_errors(value)]


def answer_schema(path: str, method: str, status: int = 200) -> dict[str, Any]:
    """The schema of an answer."""
    return _json(document()["paths"][path][method]["responses"][str(status)])


def body_schema(path: str, method: str) -> dict[str, Any]:
    """The schema of a request's body."""
    return _json(document()["paths"][path][method]["requestBody"])


def query_names(path: str, method: str) -> set[str]:
    """The parameters that a call may have in its address."""
    return {each["name"] for each in document()["paths"][path][method].get("parameters", ()) if each["in"] == "query"}


def template_of(path: str) -> str:
    """The document's path that a path of the wire is a case of; fails where there is none."""
    parts = path.strip("/").split("/")
    for template in document()["paths"]:
        known = template.strip("/").split("/")
        if len(known) == len(parts) and all(k.startswith("{") or k == p for k, p in zip(known, parts, strict=True)):
            return str(template)
    raise AssertionError(f"{path} is not in Xero's document")


def _json(part: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = part["content"]["application/json"]["schema"]
    return schema


@functools.lru_cache(maxsize=200)
def _validator(schema: str) -> Any:
    import ast

    whole = {**_nullable(ast.literal_eval(schema)), "components": _nullable(document()["components"])}
    return jsonschema_rs.Draft202012Validator(whole)


def _merged(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return _merged(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas)
    if "allOf" not in schema:
        return schema
    parts = [_merged(part, schemas) for part in schema["allOf"]]
    properties = {name: value for part in parts for name, value in part.get("properties", {}).items()}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _nullable(value: Any) -> Any:
    """OpenAPI 3.0's ``nullable`` as JSON Schema says it."""
    if isinstance(value, list):
        return [_nullable(member) for member in value]
    if not isinstance(value, dict):
        return value
    schema = {key: _nullable(inner) for key, inner in value.items() if key != "nullable"}
    if value.get("nullable") is not True:
        return schema
    if isinstance(schema.get("type"), str):
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}
