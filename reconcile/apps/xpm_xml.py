"""XPM's answers in XML, read bit by bit into plain documents, and trusted in nothing.

A document is a nested dict keyed by element name. An absent element is an absent key and an empty one is ``""``, which
are different facts; lists are lists even with one member, or with none.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from lxml import etree

from reconcile.apps.statuses import NoSuchRecord, without_values
from reconcile.errors import BadInput, NeedsUser, TryAgain

Document = dict[str, Any]

LISTS = frozenset({"Contacts", "Notes", "Groups", "Relationships", "StaffList", "Clients", "Categories", "Templates"})
"""Elements that hold a list, also where it has one member or none."""

_UNKNOWN_ID = re.compile(r"\binvalid\b.*\bidentifier\b|\bnot found\b|\bdoes not exist\b", re.IGNORECASE)
_UNREADABLE_HINT = "Check the address of the connection; if it is right, repeat, and then ask XPM's support."


class Readable(Protocol):
    """Bytes that arrive bit by bit."""

    def read(self, size: int = 65536, /) -> bytes:
        """The next bytes; ``b""`` at the end."""
        ...


class _Watched:
    """Remembers how the document began and ended, which tells a cut-off one from a malformed one."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._head = b""
        self._tail = b""
        self._ended = False

    def read(self, size: int = 65536) -> bytes:
        piece = self._source.read(size)
        self._ended = not piece
        self._head = self._head or piece.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
        self._tail = (self._tail + piece)[-64:]
        return piece

    @property
    def is_cut_off(self) -> bool:
        """Whether it began as XML and ended before its end tag."""
        return self._ended and self._head in (b"", b"<") and not self._tail.rstrip().endswith(b"</Response>")


def stream_clients(source: Readable) -> Iterator[Document]:
    """Yield the clients of a ``client.api/list`` answer one by one; never more than one is held in memory.

    Raises ``NeedsUser`` for XPM's own refusal inside an answer (which it gives with HTTP 200), ``TryAgain`` for an
    answer that ends too early, ``BadInput`` for one that is not XPM's XML or that declares a document type.
    """
    answer: Document = {}
    for path, element in _elements(source):
        if path == ("Response", "Clients"):
            yield _document(element)
        elif path == ("Response",) and element.tag != "Clients":
            answer[str(element.tag)] = element.text or ""
    check_status(answer)


def read_answer(body: bytes, *, sent: Iterable[str] = ()) -> Document:
    """A whole answer as a document, its status checked; raises as ``stream_clients`` does.

    ``sent`` are the values of the request, which XPM may repeat in its refusal and no message of ours may hold.
    """
    answer: Document = {}
    for path, element in _elements(io.BytesIO(body), whole=True):
        if not path:
            answer = _document(element)
    check_status(answer, sent=sent)
    return answer


def check_status(answer: Mapping[str, Any], *, sent: Iterable[str] = ()) -> None:
    """Raise ``NeedsUser`` for an answer whose status is not OK, ``BadInput`` for one without a status.

    XPM says ``Invalid … identifier`` for a record that it does not have: that is ``NoSuchRecord``.
    """
    status = answer.get("Status")
    if status is None:
        raise BadInput("XPM's answer has no status.", title="This is not XPM's answer", hint=_UNREADABLE_HINT)
    if status != "OK":
        said = without_values(str(answer.get("ErrorDescription") or "no reason given"), sent).rstrip(".")
        kind = NoSuchRecord if _UNKNOWN_ID.search(said) else NeedsUser
        raise kind(f"XPM says: {said}.", title="XPM refused the request", hint="Correct it and repeat.")


def _elements(source: Readable, *, whole: bool = False) -> Iterator[tuple[tuple[str, ...], etree._Element]]:
    """Every finished element that a reader wants, with the path of its ancestors.

    Those are the root's children, the members of ``Clients`` and the root itself; a member is dropped once it was
    read, unless ``whole`` asks for the document in one piece.
    """
    watched = _Watched(source)
    path: list[str] = []
    try:
        events = etree.iterparse(
            watched,
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
            huge_tree=False,
        )
        for event, element in events:
            if event == "start":
                if not path:
                    _check_root(element, watched)
                path.append(str(element.tag))
                continue
            path.pop()
            member = path == ["Response", "Clients"]
            if member or len(path) < 2:
                yield tuple(path), element
            if member and not whole:
                _drop(element)
    except etree.XMLSyntaxError as error:
        raise _unreadable(watched, error) from error


def _check_root(root: etree._Element, watched: _Watched) -> None:
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.doctype:
        raise BadInput(
            "XPM's answer declares a document type, which XPM never does; it was not read.",
            title="This is not XPM's answer",
            hint=_UNREADABLE_HINT,
        )
    if root.tag != "Response" and not watched.is_cut_off:
        raise BadInput(
            "The document does not begin as XPM's answers do.", title="This is not XPM's answer", hint=_UNREADABLE_HINT
        )


def _drop(element: etree._Element) -> None:
    """Free an element that was read, and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _unreadable(watched: _Watched, error: etree.XMLSyntaxError) -> TryAgain | BadInput:
    if watched.is_cut_off:
        return TryAgain(
            "XPM's answer ended before it was complete.",
            title="XPM did not answer in full",
            hint="Repeat it; nothing of it was taken.",
        )
    return BadInput(
        "XPM's answer is not well-formed XML",
        title="This is not XPM's answer",
        hint=_UNREADABLE_HINT,
        line=error.lineno,
    )


def _document(element: etree._Element) -> Document:
    """An element's children as a dict; what repeats becomes a list, attributes become ``@name``."""
    document: Document = {f"@{name!s}": str(value) for name, value in element.attrib.items()}
    for child in element:
        key, value = str(child.tag), _value(child)
        if key not in document:
            document[key] = value
        elif key in LISTS:
            document[key] = [*document[key], *value]
        else:
            before = document[key]
            document[key] = [*before, value] if isinstance(before, list) else [before, value]
    return document


def _value(element: etree._Element) -> Any:
    if element.tag in LISTS:
        return [_value(child) for child in element]
    if len(element):
        return _document(element)
    return {**_document(element), "#text": element.text or ""} if element.attrib else (element.text or "")
