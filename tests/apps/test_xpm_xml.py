"""XPM's XML: read bit by bit, and never trusted."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from reconcile.apps.xpm_xml import read_answer, stream_clients
from reconcile.errors import BadInput, NeedsUser, TryAgain

LIST = (
    b'<?xml version="1.0" encoding="utf-8"?>\n'
    b'<Response api-method="List"><Status>OK</Status><Clients><Client><UUID>1</UUID><Name>Harbour Joinery Ltd</Name>'
    b"<Email /><Contacts><Contact><UUID>7</UUID><Name>Mia</Name><IsPrimary>Yes</IsPrimary></Contact></Contacts>"
    b"<Groups /><Relationships><Relationship><Type>Trustee</Type><RelatedClient><UUID>2</UUID><Name>Two</Name>"
    b"</RelatedClient></Relationship></Relationships></Client>"
    b"<Client><UUID>2</UUID><Name>Two</Name></Client></Clients></Response>"
)


class Slowly(io.BytesIO):
    """Hands out a few bytes at a time, as a network may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 1, 7))


def read(document: bytes) -> list[dict[str, Any]]:
    return list(stream_clients(io.BytesIO(document)))


def test_everything_is_kept_and_only_clients_are_clients() -> None:
    first, second = list(stream_clients(Slowly(LIST)))
    assert first == {
        "UUID": "1",
        "Name": "Harbour Joinery Ltd",
        "Email": "",
        "Contacts": [{"UUID": "7", "Name": "Mia", "IsPrimary": "Yes"}],
        "Groups": [],
        "Relationships": [{"Type": "Trustee", "RelatedClient": {"UUID": "2", "Name": "Two"}}],
    }
    assert second == {"UUID": "2", "Name": "Two"}


@pytest.mark.parametrize("source", [io.BytesIO, Slowly], ids=["at-once", "slowly"])
def test_a_document_cut_anywhere_is_try_again(source: type[io.BytesIO]) -> None:
    for length in range(len(LIST)):
        with pytest.raises(TryAgain):
            list(stream_clients(source(LIST[:length])))


class Pieces:
    """A list of clients as long as is wanted, made while it is read; ``largest`` is the most memory in use, in bytes."""

    def __init__(self, count: int) -> None:
        self.process = psutil.Process()
        self.largest = 0
        self.rest = self._pieces(count)

    def _pieces(self, count: int) -> Iterator[bytes]:
        yield b"<Response><Status>OK</Status><Clients>"
        for _ in range(count):
            self.largest = max(self.largest, self.process.memory_info().rss)
            yield b"".join(b"<Client><UUID>1</UUID><Name>" + b"x" * 900 + b"</Name></Client>" for _ in range(100))
        yield b"</Clients></Response>"

    def read(self, _: int = 0) -> bytes:
        return next(self.rest, b"")


def test_memory_stays_bounded_however_long_the_list_is() -> None:
    assert sum(1 for _ in stream_clients(Pieces(10))) == 1_000
    before = psutil.Process().memory_info().rss
    pieces = Pieces(600)
    assert sum(1 for _ in stream_clients(pieces)) == 60_000
    assert pieces.largest - before < 12_000_000, "of the 56 MB that were read"


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE Response [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
    b"<Response><Status>OK</Status><Clients><Client><UUID>1</UUID><Name>&d;&d;&d;</Name></Client></Clients></Response>"
)
EXTERNAL = (
    b'<?xml version="1.0"?><!DOCTYPE Response [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<Response><Status>OK</Status><Clients><Client><UUID>1</UUID><Name>&x;</Name></Client></Clients></Response>"
)
OUTSIDE_DTD = b'<!DOCTYPE Response SYSTEM "http://127.0.0.1:9/x.dtd"><Response><Status>OK</Status></Response>'
UNDECLARED = b"<Response><Status>OK</Status><Clients><Client><Name>&nosuch;</Name></Client></Clients></Response>  "


@pytest.mark.parametrize(
    "document", [BOMB, EXTERNAL, OUTSIDE_DTD, UNDECLARED], ids=["bomb", "external", "dtd", "entity"]
)
@pytest.mark.parametrize("reader", [read, read_answer], ids=["streamed", "whole"])
def test_hostile_xml_is_refused(document: bytes, reader: Any) -> None:
    with pytest.raises(BadInput) as caught:
        reader(document)
    assert "root:" not in str(caught.value)


@pytest.mark.parametrize(
    "document", [b"<html><body>Sign in</body></html>", b"{}", b"<Response><Clients/></Response>", b"\x00\x01"]
)
def test_what_is_not_xpms_answer_is_bad_input(document: bytes) -> None:
    with pytest.raises(BadInput):
        read(document + b"\n\n")


@pytest.mark.parametrize("reader", [read, read_answer])
def test_a_business_error_in_a_200_is_seen(reader: Any) -> None:
    document = (
        b"<Response><Status>ERROR</Status><ErrorDescription>No permission for Zed Ltd</ErrorDescription></Response>"
    )
    with pytest.raises(NeedsUser, match="No permission"):
        reader(document)
    with pytest.raises(NeedsUser) as caught:
        read_answer(document, sent=["Zed Ltd"])
    assert "Zed" not in str(caught.value)
