"""Web addresses that a token may be sent to: encrypted, or on this machine."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def safe_url(url: str) -> str:
    """The address itself; raises ``ValueError`` for one that could show a token to somebody else."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it must be a web address")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("it must begin with https, or the token could be read on its way")
    if parts.username or parts.password:
        raise ValueError("it must not hold a user name or a password")
    return url


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    return urlsplit(url).hostname in LOOPBACK


Url = Annotated[str, AfterValidator(safe_url)]
OptionalUrl = Annotated[str, AfterValidator(lambda url: safe_url(url) if url else url)]
