"""XPM's answers in XML, read bit by bit into plain documents, and trusted in nothing.

The parser resolves no entities, loads no document type and opens no address; what declares a document type is refused
before anything else of it is read. ``xpm_bounds`` says how much may be held at once.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any, cast

from lxml import etree

from reconcile.apps.xpm_bounds import (
    LONGEST_ANSWER,
    MOST_MARKS_OF_AN_ANSWER,
    Document,
    Readable,
    Spelling,
    Watched,
    not_xpm,
)
from reconcile.apps.xpm_names import LISTS
from reconcile.apps.xpm_status import SAID, check_status

XML = Spelling("XML", b"<", b"</Response>", (b"<", b"="))
LONGEST_PROLOG = 64 * 1024
"""Bytes before the root element; XPM sends at most an XML declaration."""

SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
    "huge_tree": False,  # keeps the parser's own limits on depth, names and text, below those of ours
}


def stream_clients(source: Readable) -> Iterator[Document]:
    """Yield the clients of an answer one by one; never more than one, and a piece of text, are held in memory.

    Raises ``NeedsUser`` for XPM's own refusal inside an answer (which it gives with HTTP 200), ``TryAgain`` for an
    answer that ends too early, ``BadInput`` for one that is not XPM's XML or that declares a document type.
    """
    answer: Document = {}
    watched = Watched(source, XML)
    parser = etree.XMLPullParser(("end",), tag=("Client", *SAID), **SAFE)
    try:
        for piece in _pieces(watched):
            parser.feed(piece)
            read = _document if watched.may_hold(b"=") else _plain
            for element in _finished(parser):
                if element.tag != "Client":
                    _note(answer, element)
                elif _is_member(element):
                    yield read(element)
                    _drop(element)
                    watched.record_ended()
        parser.close()
    except etree.XMLSyntaxError as error:
        raise watched.unreadable() from error
    check_status(answer)


def read_answer(body: bytes, *, sent: Iterable[str] = ()) -> Document:
    """A whole answer as a document, its status checked; raises as ``stream_clients`` does.

    ``sent`` are the values of the request, which no message may repeat.
    """
    watched = Watched(io.BytesIO(body), XML, longest=LONGEST_ANSWER, marks=MOST_MARKS_OF_AN_ANSWER)
    parser = etree.XMLPullParser((), **SAFE)
    try:
        for piece in _pieces(watched):
            parser.feed(piece)
        answer = _document(parser.close())
    except etree.XMLSyntaxError as error:
        raise watched.unreadable() from error
    check_status(answer, sent=sent)
    return answer


def _pieces(watched: Watched) -> Iterator[bytes]:
    """The answer's bytes, once its root element was seen to be XPM's and to come without a document type."""
    probe = etree.XMLPullParser(("start",), **SAFE)
    head = b""
    while piece := watched.read():
        head += piece
        probe.feed(piece)
        root = next(_finished(probe), None)
        if root is not None:
            _check_root(root, watched)
            break
        if len(head) > LONGEST_PROLOG:
            raise not_xpm("XPM's answer does not begin; it was not read further.")
    yield head
    while piece := watched.read():
        yield piece


def _finished(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    """The elements of the parser's events, which are of one kind only."""
    return (element for _, element in cast("Iterator[tuple[str, etree._Element]]", parser.read_events()))


def _check_root(root: etree._Element, watched: Watched) -> None:
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.doctype:
        raise not_xpm("XPM's answer declares a document type, which XPM never does; it was not read.")
    if root.tag != "Response" and not watched.is_cut_off:
        raise not_xpm("The document does not begin as XPM's answers do.")


def _is_member(element: etree._Element) -> bool:
    """Whether it is one of the answer's clients, or its only one, and not a client that a client names."""
    holder = element.getparent()
    above = holder.getparent() if holder is not None else None
    return above is None or (holder is not None and holder.tag == "Clients" and above.getparent() is None)


def _note(answer: Document, element: etree._Element) -> None:
    holder = element.getparent()
    if holder is not None and holder.getparent() is None:
        answer[str(element.tag)] = element.text or ""


def _drop(element: etree._Element) -> None:
    """Free an element that was read, and everything before it."""
    element.clear()
    inner: etree._Element | None = element
    while inner is not None:
        holder = inner.getparent()
        while holder is not None and inner.getprevious() is not None:
            del holder[0]
        inner = holder


def _plain(element: etree._Element) -> Document:
    """``_document`` for an element without attributes, which is how XPM's are; twice as fast."""
    document: Document = {}
    for child in element:
        text, tag = child.text, child.tag
        if len(child):
            document[tag] = [_plain_value(member) for member in child] if tag in LISTS else _plain(child)
        elif tag in LISTS:
            document[tag] = []
        else:
            document[tag] = text or ""
    return document if len(document) == len(element) else _document(element)


def _plain_value(element: etree._Element) -> Any:
    return _plain(element) if len(element) else _value(element)


def _document(element: etree._Element) -> Document:
    """An element's children as a dict; what repeats becomes a list, attributes become ``@name``."""
    document: Document = {f"@{name!s}": str(value) for name, value in element.attrib.items()}
    repeated: set[str] = set()
    for child in element:
        key, value = str(child.tag), _value(child)
        if key not in document:
            document[key] = value
        elif key in LISTS:
            document[key].extend(value)
        elif key in repeated:
            document[key].append(value)
        else:
            repeated.add(key)
            document[key] = [document[key], value]
    return document


def _value(element: etree._Element) -> Any:
    if element.tag in LISTS:
        return [_value(child) for child in element]
    if len(element):
        return _document(element)
    return {**_document(element), "#text": element.text or ""} if element.attrib else (element.text or "")
