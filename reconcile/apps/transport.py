"""Below the session: how a request is signed and sent, and what its failures without an answer mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from reconcile.apps.statuses import no_answer, not_reachable
from reconcile.errors import NeedsUser
from reconcile.model import App


class Body:
    """The bytes of an answer as they arrive; a break in the stream is a ``TryAgain``."""

    def __init__(self, app: App, response: requests.Response) -> None:
        self._app = app
        self._raw = response.raw
        self.media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        self.ended = False

    def read(self, size: int = 65536) -> bytes:
        """The next bytes, at most ``size``; ``b""`` at the end."""
        try:
            piece: bytes = self._raw.read(size, decode_content=True)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise no_answer(self._app) from error
        self.ended = not piece
        return piece


class Bearer(AuthBase):
    """Sends the token; as an ``auth`` object it also keeps a ``.netrc`` from replacing it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _AskedOnce(requests.Session):
    """Looks for proxies and certificates in the environment once for each host; asking at every call is a fifth of its work."""

    def __init__(self) -> None:
        super().__init__()
        self._settings: dict[tuple[str, str], Any] = {}

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        """As the base class, but remembered; every call of this toolkit passes the same arguments."""
        key = urlsplit(str(url))[:2]
        if key not in self._settings:
            self._settings[key] = super().merge_environment_settings(url, proxies, stream, verify, cert)
        return dict(self._settings[key])


def requests_session(headers: Mapping[str, str], concurrent: int) -> requests.Session:
    """A session that keeps no cookies, repeats nothing by itself and has a connection per concurrent call."""
    session = _AskedOnce()
    session.headers.update({"User-Agent": "reconcile", **headers})
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = HTTPAdapter(pool_connections=4, pool_maxsize=concurrent, max_retries=0)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


@contextmanager
def as_errors(app: App) -> Iterator[None]:
    """Turn the ways in which a request fails without an answer into the error tree."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise NeedsUser(
            f"The identity of {app.label}'s server could not be confirmed.",
            title="No trusted connection",
            hint="Check the address of the connection and this computer's certificates.",
        ) from error
    except (
        requests.exceptions.InvalidURL,
        requests.exceptions.InvalidSchema,
        requests.exceptions.MissingSchema,
    ) as error:
        raise NeedsUser(
            f"The address in the connection to {app.label} is not a web address.", hint="Correct it and repeat."
        ) from error
    except requests.exceptions.ConnectTimeout as error:
        raise not_reachable(app) from error
    except requests.exceptions.ConnectionError as error:
        raise (not_reachable(app) if _never_left(error) else no_answer(app)) from error
    except requests.RequestException as error:
        raise no_answer(app) from error


def _never_left(error: requests.exceptions.ConnectionError) -> bool:
    """Whether the connection itself failed, so that no byte of the request can have arrived."""
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", None)
    return isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError)
