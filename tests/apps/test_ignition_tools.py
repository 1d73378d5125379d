"""What a server's tools lack is known from their schemas, before the first write."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from reconcile.apps.ignition_tools import contact_arguments, lacking
from reconcile.sandbox.ignition.tools import TOOLS

SCHEMAS: dict[str, Any] = {name: model.model_json_schema() for name, (model, _) in TOOLS.items()}


def without(*names: str) -> dict[str, Any]:
    """The sandbox's schemas without a tool, or without an argument of one (``tool.argument``)."""
    found = copy.deepcopy(SCHEMAS)
    for name in names:
        tool, _, argument = name.partition(".")
        if argument:
            del found[tool]["properties"][argument]
        else:
            del found[tool]
    return found


@pytest.mark.parametrize(
    ("verb", "entity", "field"),
    [
        ("update", "client", "phone"),
        ("update", "link", "xpm_id"),
        ("create", "client", "name"),
        ("create", "contact", "email"),
        ("contact-create", "contact", "mobile"),
        ("contact-update", "contact", "is_primary"),
    ],
)
def test_a_whole_server_lacks_nothing(verb: str, entity: str, field: str) -> None:
    assert lacking(SCHEMAS, verb, entity, field) == ""


@pytest.mark.parametrize(
    ("gone", "verb", "entity", "field", "words"),
    [
        ("update_client", "update", "client", "phone", "no tool “update_client”"),
        ("get_client", "update", "client", "phone", "no tool “get_client”"),
        ("list_clients", "create", "client", "name", "no tool “list_clients”"),
        ("update_client.fax", "update", "client", "fax", "takes no “fax”"),
        ("update_client.client_id", "update", "client", "phone", "takes no “client_id”"),
        ("update_contact.contact_id", "contact-update", "contact", "phone", "takes no “contact_id”"),
        ("create_client.contacts", "create", "contact", "name", "takes no “name”"),
        ("update_client.post_code", "update", "client", "postcode", "takes no “post_code”"),
    ],
)
def test_what_is_missing_is_named(gone: str, verb: str, entity: str, field: str, words: str) -> None:
    assert words in lacking(without(gone), verb, entity, field)


def test_an_argument_that_is_missing_elsewhere_does_not_matter() -> None:
    assert lacking(without("update_client.fax", "archive_client"), "update", "client", "phone") == ""


def test_a_tool_that_asks_for_what_nobody_knows_is_not_used() -> None:
    schemas = without()
    schemas["update_client"]["required"] = ["client_id", "reason_for_change"]
    assert "asks for “reason_for_change”" in lacking(schemas, "update", "client", "phone")


def test_an_unknown_field_is_no_argument() -> None:
    assert lacking(SCHEMAS, "contact-create", "contact", "fax")
    assert "position" in contact_arguments(SCHEMAS)
    assert contact_arguments({}) == {}
