"""The bodies of XPM's writes, in XML or in JSON: only the fields that are named, ``""`` as an empty element that clears.

A body is built once, as elements in the order of Xero's samples, and then written in either spelling.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from lxml import etree

from reconcile.apps.fields import XPM_CONTACT, XPM_WRITE
from reconcile.apps.xpm_answers import Form
from reconcile.apps.xpm_bounds import Document
from reconcile.apps.xpm_names import json_name
from reconcile.errors import NeedsUser

Version = Literal["3.1", "3.0"]

WRITE_3_0: Mapping[str, str] = {"AccountManagerUUID": "AccountManagerID", "JobManagerUUID": "JobManagerID"}
"""What version 3.0 calls the elements that 3.1 has renamed."""


def client_body(
    values: Mapping[str, str],
    *,
    uuid: str = "",
    contacts: Sequence[Mapping[str, str]] = (),
    form: Form = "xml",
    version: Version = "3.1",
) -> bytes:
    """The body of ``client.api/add`` or ``/update``; ``values`` are canonical, with staff given by their id already."""
    document: Document = {"UUID": uuid} if uuid else {}
    for field, element in XPM_WRITE.items():
        if field == "contacts" and contacts:
            document[element] = [_named(contact, XPM_CONTACT) for contact in contacts]
        elif field in values:
            document[WRITE_3_0.get(element, element) if version == "3.0" else element] = values[field]
    return _written("Client", document, form)


def contact_body(values: Mapping[str, str], *, client_uuid: str, form: Form = "xml") -> bytes:
    """The body of a contact's POST or PUT."""
    return _written("Contact", {"Client": {"UUID": client_uuid}, **_named(values, XPM_CONTACT)}, form)


def _named(values: Mapping[str, str], names: Mapping[str, str]) -> Document:
    return {element: values[field] for field, element in names.items() if field in values}


def _written(name: str, document: Document, form: Form) -> bytes:
    root = etree.Element(name)
    _append(root, document)  # in either form, because XPM keeps its values as XML can hold them
    if form == "json":
        return json.dumps(_renamed(document), ensure_ascii=False).encode()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _append(parent: etree._Element, document: Document) -> None:
    for element, value in document.items():
        child = etree.SubElement(parent, element)
        if isinstance(value, list):
            for member in value:
                _append(etree.SubElement(child, "Contact"), member)
        elif isinstance(value, dict):
            _append(child, value)
        else:
            _set_text(child, value)


def _set_text(element: etree._Element, text: str) -> None:
    try:
        element.text = text
    except ValueError as error:
        raise NeedsUser(
            f"The value of {element.tag} holds a control character, which XPM's interface cannot carry.",
            title="XPM cannot hold this value",
            hint="Remove the character where the value comes from.",
        ) from error


def _renamed(value: Any) -> Any:
    if isinstance(value, list):
        return [_renamed(member) for member in value]
    if isinstance(value, dict):
        return {json_name(element): _renamed(inner) for element, inner in value.items()}
    return value
