"""XPM's answers in whichever of its two spellings they come: XML in every version, JSON since 3.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from reconcile.apps import xpm_json, xpm_xml
from reconcile.apps.xpm_bounds import Document, Readable

Form = Literal["xml", "json"]

XML_TYPES = ("application/xml", "text/xml")
JSON_TYPES = ("application/json",)

_BLANK = b"\xef\xbb\xbf \t\r\n"
_LONGEST_BLANK = 64 * 1024


def accepted(form: Form) -> tuple[str, ...]:
    """The media types to ask for, the preferred first; both are always understood."""
    return (*XML_TYPES, *JSON_TYPES) if form == "xml" else (*JSON_TYPES, *XML_TYPES)


def stream_clients(source: Readable, media_type: str) -> Iterator[Document]:
    """Yield the clients of an answer one by one; raises as ``xpm_xml.stream_clients`` does."""
    return xpm_json.stream_clients(source) if media_type in JSON_TYPES else xpm_xml.stream_clients(source)


def read_answer(body: bytes, media_type: str, *, sent: Iterable[str] = ()) -> Document:
    """A whole answer as a document; raises as ``xpm_xml.read_answer`` does."""
    read = xpm_json.read_answer if media_type in JSON_TYPES else xpm_xml.read_answer
    return read(body, sent=sent)


def sniffed(source: Readable) -> tuple[Readable, str]:
    """The same bytes, and the media type that they look like, for an answer that was saved without its headers."""
    first = b""
    while len(first) < _LONGEST_BLANK and not first.lstrip(_BLANK) and (piece := source.read(4096)):
        first += piece
    kind = JSON_TYPES[0] if first.lstrip(_BLANK).startswith(b"{") else XML_TYPES[0]
    return _Again(first, source), kind


class _Again:
    """A source whose first bytes were looked at already."""

    def __init__(self, first: bytes, rest: Readable) -> None:
        self._first, self._rest = first, rest

    def read(self, size: int = 65536, /) -> bytes:
        """The next bytes; ``b""`` at the end."""
        first, self._first = self._first, b""
        return first or self._rest.read(size)
