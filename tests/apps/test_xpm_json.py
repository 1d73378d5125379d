"""XPM's JSON: read bit by bit into the documents that its XML gives, and never trusted."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from reconcile.apps.xpm_answers import sniffed
from reconcile.apps.xpm_json import read_answer, stream_clients
from reconcile.apps.xpm_wire import client_from_wire
from reconcile.errors import BadInput, NeedsUser, TryAgain

LIST = json.dumps(
    {
        "status": "OK",
        "clients": [
            {
                "uuid": "1",
                "name": "Tē 茶 \U0001f600 Ltd",
                "email": "",
                "fax": None,
                "balanceMonth": 3,
                "contacts": [{"uuid": "7", "name": "Mia", "isPrimary": "Yes"}],
                "gstRegistered": "No",
                "notYetKnown": {"a": [1, 2.50]},
            },
            {"uuid": "2", "name": "Two"},
        ],
        "pagination": {"links": {"first": "x"}},
    },
    ensure_ascii=False,
).encode()


class Slowly(io.BytesIO):
    """Hands out a few bytes at a time, as a network may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 1, 7))


def clients(value: Any) -> list[dict[str, Any]]:
    return list(stream_clients(io.BytesIO(json.dumps(value).encode())))


def test_everything_is_kept_under_the_names_of_the_elements() -> None:
    first, second = list(stream_clients(Slowly(LIST)))
    assert first == {
        "UUID": "1",
        "Name": "Tē 茶 \U0001f600 Ltd",
        "Email": "",
        "BalanceMonth": "3",
        "Contacts": [{"UUID": "7", "Name": "Mia", "IsPrimary": "Yes"}],
        "GSTRegistered": "No",
        "NotYetKnown": {"A": ["1", "2.5"]},
    }
    assert second == {"UUID": "2", "Name": "Two"}


@pytest.mark.parametrize("source", [io.BytesIO, Slowly], ids=["at-once", "slowly"])
def test_an_answer_cut_anywhere_is_try_again_or_refused(source: type[io.BytesIO]) -> None:
    for length in range(len(LIST)):
        with pytest.raises((TryAgain, BadInput)) as caught:
            list(stream_clients(source(LIST[:length])))
        if not LIST[:length].rstrip().endswith(b"}"):
            assert isinstance(caught.value, TryAgain), LIST[:length]


@pytest.mark.parametrize(
    "given",
    [
        {"status": "OK", "clients": {"uuid": "1", "name": "A"}},
        {"status": "OK", "clients": {"client": {"uuid": "1", "name": "A"}}},
        {"status": "OK", "clients": {"client": [{"uuid": "1", "name": "A"}]}},
        {"status": "OK", "client": {"uuid": "1", "name": "A"}},
        {"clients": [{"uuid": "1", "name": "A"}], "status": "OK"},
    ],
)
def test_one_item_is_read_however_it_is_wrapped(given: dict[str, Any]) -> None:
    assert clients(given) == [{"UUID": "1", "Name": "A"}]


@pytest.mark.parametrize(
    "contacts", [{"uuid": "7", "name": "M"}, [{"uuid": "7", "name": "M"}], {"contact": {"uuid": "7"}}]
)
def test_one_contact_is_not_lost_for_want_of_a_list(contacts: Any) -> None:
    (document,) = clients({"status": "OK", "clients": [{"uuid": "1", "name": "A", "contacts": contacts}]})
    assert [contact.contact_id for contact in client_from_wire(document, {}).contacts] == ["7"]


@pytest.mark.parametrize("none", [{"clients": []}, {"clients": None}, {}])
def test_no_clients(none: dict[str, Any]) -> None:
    assert clients({"status": "OK", **none}) == []


def test_true_and_false_are_yes_and_no() -> None:
    (document,) = clients(
        {"status": "OK", "clients": [{"uuid": "1", "name": "A", "isArchived": True, "isDeleted": False}]}
    )
    assert (document["IsArchived"], document["IsDeleted"]) == ("Yes", "No")


@pytest.mark.parametrize("reader", [lambda body: list(stream_clients(io.BytesIO(body))), read_answer])
def test_a_business_error_in_a_200_is_seen(reader: Any) -> None:
    with pytest.raises(NeedsUser, match="No permission"):
        reader(b'{"status":"ERROR","errorDescription":"No permission"}')
    with pytest.raises(NeedsUser, match="No permission"):
        reader(b'{"clients":[{"uuid":"1"}],"status":"ERROR","errorDescription":"No permission"}')
    with pytest.raises(BadInput, match="no status"):
        reader(b'{"clients":[]}')


@pytest.mark.parametrize("text", [b"[]", b"<Response/>", b"nothing", b'{"a" 1}', b'{"a":1,}', b"{1:2}"])
def test_what_is_not_xpms_answer_is_bad_input(text: bytes) -> None:
    with pytest.raises(BadInput):
        read_answer(text + b" }")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (b" \n{}", "application/json"),
        (b"\xef\xbb\xbf{", "application/json"),
        (b"<a/>", "application/xml"),
        (b"", "application/xml"),
    ],
)
def test_a_saved_answer_is_what_it_looks_like(text: bytes, kind: str) -> None:
    source, found = sniffed(io.BytesIO(text))
    assert found == kind
    assert source.read() + source.read() == text
