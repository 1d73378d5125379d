"""The tables of names."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from reconcile.apps import fields
from reconcile.model import Client, Contact

ROOT = Path(__file__).resolve().parents[2]
OPENAPI = ROOT.parent / "shared" / "contracts" / "xpm-3.1.openapi.yaml"

CLIENT_TABLES = (
    fields.XPM_READ,
    fields.XPM_WRITE,
    fields.IGNITION_API,
    fields.IGNITION_RECORD,
    fields.IGNITION_WRITE,
    fields.EXPORT_CLIENT,
)
CONTACT_TABLES = (fields.XPM_CONTACT, fields.IGNITION_CONTACT, fields.EXPORT_CONTACT)


def test_the_export_has_fifty_columns_and_the_tables_name_no_other() -> None:
    assert len(fields.EXPORT_COLUMNS) == len(set(fields.EXPORT_COLUMNS)) == 50
    assert {*fields.EXPORT_CLIENT.values(), *fields.EXPORT_CONTACT.values()} <= set(fields.EXPORT_COLUMNS)


def test_every_canonical_name_is_one_of_the_models() -> None:
    client, contact = ({field.name for field in dataclasses.fields(kind)} for kind in (Client, Contact))
    assert all(set(table) <= client for table in CLIENT_TABLES)
    assert all(set(table) <= contact for table in CONTACT_TABLES)


def test_imp_6_and_imp_7_can_be_written_to_ignition() -> None:
    address = {"address", "city", "region", "postcode", "country"}
    imported = {"name", *address, *(f"postal_{part}" for part in address), "phone", "fax", "website"}
    assert imported | {"structure", "tax_registered", "groups"} <= set(fields.IGNITION_WRITE)
    assert {"name", "email", "phone", "mobile", "salutation", "addressee"} <= set(fields.IGNITION_CONTACT)


def test_imp_9_no_table_carries_tax_or_company_numbers() -> None:
    names = {name.lower() for table in (*CLIENT_TABLES, *CONTACT_TABLES) for name in (*table, *table.values())}
    assert not [name for name in names if re.search(r"tax.?number|company.?number|business.?number|ein\b", name)]


def _properties(document: str, schema: str) -> set[str]:
    block = re.search(rf"^    {schema}:\n((?:      .*\n|\n)*)", document, re.MULTILINE)
    assert block, schema
    return {name.lower() for name in re.findall(r"^        (\w+):$", block.group(1), re.MULTILINE)}


@pytest.mark.skipif(not OPENAPI.exists(), reason="Xero's OpenAPI document is not beside the project")
def test_xpms_own_document_knows_every_element() -> None:
    document = OPENAPI.read_text(encoding="utf-8")
    lowered = {
        name: {element.lower() for element in getattr(fields, name).values()} for name in ("XPM_WRITE", "XPM_CONTACT")
    }
    assert lowered["XPM_WRITE"] <= _properties(document, "ClientAddRequestDto")
    assert lowered["XPM_WRITE"] - {"contacts"} <= _properties(document, "ClientUpdateRequestDto")
    assert lowered["XPM_CONTACT"] <= _properties(document, "ContactRequestDto")
    assert {"uuid", *lowered["XPM_CONTACT"]} <= _properties(document, "ClientContactDto")
