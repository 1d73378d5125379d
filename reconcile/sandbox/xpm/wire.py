"""XPM's two spellings of one answer or body: XML with its element names, and JSON with camelCase names.

An answer is built once as a tree of elements and then written in either. An element that is not in the tree is absent;
an empty text is an empty element.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

Body = dict[str, Any]
"""A parsed body: element name to text, to another body, or to a list of bodies."""

WHOLE_NUMBERS = frozenset({"BalanceMonth", "NumberOfShares"})
"""Elements that are numbers in JSON."""


@dataclass(frozen=True)
class Items:
    """A list: in XML every item in an element of its own name, in JSON an array."""

    name: str
    items: list[Fields]


Value = str | Items | list[tuple[str, Any]]
Fields = list[tuple[str, Any]]
"""Elements in their order: name and value, which is a text, further fields or items."""


class Unreadable(Exception):
    """A body that is neither well-formed XML nor JSON of the expected shape."""


@cache
def json_name(element: str) -> str:
    """The JSON name of an element: ``UUID`` is ``uuid``, ``GSTRegistered`` is ``gstRegistered``."""
    words = re.sub(r"[A-Z]{2,}(?=[A-Z][a-z]|$)", lambda run: run[0].capitalize(), element)
    return words[0].lower() + words[1:]


def to_xml(name: str, value: Value) -> str:
    """An element with its content as XML text."""
    if isinstance(value, Items):
        content = "".join(to_xml(value.name, item) for item in value.items)
    elif isinstance(value, list):
        content = "".join(to_xml(child, inner) for child, inner in value)
    else:
        content = escape(value)
    return f"<{name}>{content}</{name}>" if content else f"<{name} />"


def to_json(fields: Fields) -> Body:
    """Fields as the JSON object that says the same."""
    return {json_name(name): _json_value(name, value) for name, value in fields}


def json_text(fields: Fields) -> str:
    """Fields as JSON text."""
    return json.dumps(to_json(fields), ensure_ascii=False)


def parse_xml(content: bytes) -> Body:
    """The body of an XML document, without the name of its root. Raises ``Unreadable``."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable  # a body of ours has no use for entities
    return _body(root)


def parse_json(content: bytes, element_names: frozenset[str]) -> Body:
    """The same body out of JSON; ``element_names`` are the elements whose JSON names are understood.

    ``null`` is the same as absent. Raises ``Unreadable``.
    """
    try:
        found = json.loads(content)
    except ValueError as error:
        raise Unreadable from error
    if not isinstance(found, dict):
        raise Unreadable
    return _renamed(found, {json_name(name): name for name in element_names})


def _json_value(name: str, value: Value) -> Any:
    if isinstance(value, Items):
        return [to_json(item) for item in value.items]
    if isinstance(value, list):
        return to_json(value)
    return int(value) if name in WHOLE_NUMBERS and value.isdigit() else value


def _body(element: etree._Element) -> Body:
    body: Body = {}
    for child in element:
        name = etree.QName(child).localname
        if name.endswith("s") and (len(child) or name == "Contacts"):
            body[name] = [_body(item) for item in child]
        else:
            body[name] = _body(child) if len(child) else (child.text or "")
    return body


def _renamed(found: Body, names: dict[str, str]) -> Body:
    body: Body = {}
    for key, value in found.items():
        if value is None or key not in names:
            continue
        if isinstance(value, list):
            body[names[key]] = [_renamed(item, names) for item in value if isinstance(item, dict)]
        elif isinstance(value, dict):
            body[names[key]] = _renamed(value, names)
        else:
            body[names[key]] = str(value)
    return body
