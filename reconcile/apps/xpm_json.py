"""XPM's answers in JSON, read bit by bit into the same documents as those in XML, under the names of the XML elements.

The standard library's decoder reads one record at a time out of the text that has arrived; only the outermost object,
whose list of clients may be longer than memory, is walked here. ``null`` is an absent element, a number its own
digits, and true and false are the ``Yes`` and ``No`` of XPM's flags.
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from reconcile.apps.xpm_bounds import (
    LONGEST_ANSWER,
    MOST_MARKS_OF_AN_ANSWER,
    Document,
    Readable,
    Spelling,
    Watched,
)
from reconcile.apps.xpm_names import LISTS, element_name
from reconcile.apps.xpm_status import SAID, check_status

JSON = Spelling("JSON", b"{", b"}", (b"{", b"[", b","))
_SPACE = " \t\r\n"
_LONGEST_SIGN = 12  # two escaped halves of one character, the longest sign that a piece can end inside of


def stream_clients(source: Readable) -> Iterator[Document]:
    """Yield the clients of an answer one by one; raises as ``xpm_xml.stream_clients`` does."""
    answer: Document = {}
    watched = Watched(source, JSON)
    try:
        for name, value, is_member in _walk(_Text(watched)):
            if (is_member and name == "Clients") or name == "Client":
                if not isinstance(value, dict):
                    raise _Malformed
                yield value
                watched.record_ended()
            elif name in SAID:
                answer[name] = value
    except (ValueError, RecursionError) as error:
        raise watched.unreadable() from error
    check_status(answer)


def read_answer(body: bytes, *, sent: Iterable[str] = ()) -> Document:
    """A whole answer as a document, its status checked; raises as ``xpm_xml.read_answer`` does."""
    watched = Watched(io.BytesIO(body), JSON, longest=LONGEST_ANSWER, marks=MOST_MARKS_OF_AN_ANSWER)
    answer: Document = {}
    try:
        for name, value, is_member in _walk(_Text(watched)):
            if is_member:
                answer.setdefault(name, []).append(value)
            else:
                answer[name] = value
    except (ValueError, RecursionError) as error:
        raise watched.unreadable() from error
    check_status(answer, sent=sent)
    return answer


class _Malformed(ValueError):
    """The text is not JSON, or not JSON of the expected shape."""


class _Text:
    """The text of an answer as far as it has arrived, and how far it has been read."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("strict").decode
        self._text = ""
        self._at = 0

    def peek(self) -> str:
        """The next sign that is not space; ``""`` at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more(1):
                return ""

    def take(self, signs: str) -> str:
        """The next sign, which must be one of these."""
        sign = self.peek()
        if not sign or sign not in signs:
            raise _Malformed
        self._at += 1
        return sign

    def value(self) -> Any:
        """The next whole value; waits for more text while there may be more of it."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                # twice as much before the next try, so that a long record is not read over and over
                if not self._may_go_on(error) or not self._more(len(self._text) - self._at):
                    raise
                continue
            if end == len(self._text) and self._more(1):
                continue  # a number or a word may go on
            self._at = end
            return value

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether the text that has not arrived yet could make the value whole."""
        return error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _LONGEST_SIGN

    def _more(self, least: int) -> bool:
        """Wait for so many more signs, or the end; whether any came."""
        pieces = [self._text[self._at :]]
        came = 0
        while came < max(least, 1) and (piece := self._watched.read()):
            pieces.append(self._decode(piece))
            came += len(pieces[-1])
        if not came:
            self._decode(b"", final=True)
        self._text, self._at = "".join(pieces), 0
        return came > 0


def _walk(text: _Text) -> Iterator[tuple[str, Any, bool]]:
    """The members of the outermost object: name, value, and whether it is one member of a list of that name."""
    text.take("{")
    more = text.peek() != "}"
    while more:
        name = text.value()
        if not isinstance(name, str):
            raise _Malformed
        element = element_name(name)
        text.take(":")
        if text.peek() == "[":
            for value in _items(text):
                yield element, value, True
        else:
            value = text.value()
            if element in LISTS and value is not None:
                for member in _listed(value):
                    yield element, member, True
            elif value is not None:
                yield element, value, False
        more = text.peek() == ","
        if more:
            text.take(",")
    text.take("}")
    if text.peek():
        raise _Malformed


def _items(text: _Text) -> Iterator[Any]:
    text.take("[")
    more = text.peek() != "]"
    while more:
        yield text.value()
        more = text.peek() == ","
        if more:
            text.take(",")
    text.take("]")


def _object(pairs: list[tuple[str, Any]]) -> Document:
    """An object under XPM's element names. One item that is not wrapped in a list is a list of one."""
    document: Document = {}
    for name, value in pairs:
        if value is None:
            continue
        element = element_name(name)
        if value is True or value is False:
            document[element] = "Yes" if value else "No"
        else:
            document[element] = _listed(value) if element in LISTS else value
    return document


def _listed(value: Any) -> list[Any]:
    """The members of a list that may have come as one item, or inside an object of their own name."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and not value.keys() & {"UUID", "Name"}:
        return [member for inner in value.values() for member in (inner if isinstance(inner, list) else [inner])]
    return [value] if value != "" else []


def _refuse(word: str) -> Any:
    raise _Malformed(word)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=_refuse)
