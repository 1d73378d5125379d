"""XPM's own words in its error answers."""

from __future__ import annotations

import pytest

from reconcile.apps import Patience
from reconcile.apps.xpm_api import XpmApi
from reconcile.errors import NeedsUser

from .scripted import Reply, Scripted

XML_ERROR = b"<Response><Status>ERROR</Status><ErrorDescription>Page size is wrong.</ErrorDescription></Response>"


@pytest.mark.parametrize(
    ("body", "media_type", "said"),
    [
        (b'{"status": "ERROR", "errorDescription": "Page size is wrong"}', "application/json", ": Page size is wrong"),
        (b'{"Title": "Bad", "Detail": "Page size is wrong"}', "application/json", ": Page size is wrong"),
        (XML_ERROR, "application/xml", ": Page size is wrong"),
        (b"[]", "application/json", "."),
        (b"{", "application/json", "."),
        (b"<Resp", "text/xml", "."),
        (b"<!DOCTYPE x><x/>", "text/xml", "."),
        (b"<html>Oops</html>", "text/html", "."),
    ],
)
def test_what_xpm_says_is_told_where_it_can_be_read(body: bytes, media_type: str, said: str, once: Patience) -> None:
    with Scripted(lambda _: Reply(body, 400, media_type)) as server, pytest.raises(NeedsUser) as caught:
        XpmApi(server.url, "t", "tenant", once).read("client.api/paged-list")
    assert caught.value.message.endswith(f"(HTTP 400){said}")
