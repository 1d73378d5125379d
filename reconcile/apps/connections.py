"""The connections of one practice: where its apps are and with which tokens, kept in a file only its owner can read."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr, ValidationError

from reconcile.apps.gusto import VERSION, GustoSource
from reconcile.apps.ignition import IgnitionSource
from reconcile.apps.ignition_target import IgnitionTarget
from reconcile.apps.protocols import Source, Target
from reconcile.apps.retries import Patience
from reconcile.apps.xpm import XpmSource, XpmTarget
from reconcile.errors import BadInput, NeedsUser, NotAllowed
from reconcile.model import App

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _safe_url(url: str) -> str:
    """A web address that a token may be sent to: encrypted, or on this machine."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it must be a web address")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("it must begin with https, or the token could be read on its way")
    if parts.username or parts.password:
        raise ValueError("it must not hold a user name or a password")
    return url


Url = Annotated[str, AfterValidator(_safe_url)]
OptionalUrl = Annotated[str, AfterValidator(lambda url: _safe_url(url) if url else url)]


class _Connection(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    base_url: Url


class XpmConnection(_Connection):
    """XPM: the address, an access token, and the practice's tenant id."""

    token: SecretStr
    tenant_id: str


class GustoConnection(_Connection):
    """Gusto: the address, one token per company, and the version of the interface."""

    tokens: tuple[SecretStr, ...] = ()
    version: str = VERSION


class IgnitionConnection(_Connection):
    """Ignition: the Reporting API, and where there are any the MCP server and the client export."""

    token: SecretStr
    mcp_url: OptionalUrl = ""
    export_url: OptionalUrl = ""


class Connections(BaseModel):
    """What is known of each app; an app that is not connected is ``None``. Tokens do not show when printed."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    xpm: XpmConnection | None = None
    gusto: GustoConnection | None = None
    ignition: IgnitionConnection | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Connections:
        """Connections out of plain data; raises ``BadInput`` that names what is wrong, but no value."""
        try:
            return cls.model_validate(dict(data))
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise BadInput(
                f"The connection's {place or 'data'} cannot be used: {first['msg']}.",
                title="This connection is not complete",
                hint="Correct it, or connect the app again.",
            ) from None

    @classmethod
    def load(cls, path: str | Path) -> Connections:
        """Read the file; raises ``NeedsUser`` where there is none and ``BadInput`` where it cannot be understood."""
        path = Path(path)
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise NeedsUser(f"{path.name} is not there.", title="No app is connected", hint="Connect one.") from None
        except (OSError, ValueError):
            raise BadInput(f"{path.name} cannot be understood.", hint="Connect the apps again.") from None
        if not isinstance(data, dict):
            raise BadInput(f"{path.name} holds no connections.", hint="Connect the apps again.")
        return cls.from_dict(data)

    def save(self, path: str | Path) -> None:
        """Write the file, whole or not at all, readable by its owner only (mode 0600)."""
        path = Path(path)
        handle, name = tempfile.mkstemp(prefix=".connections-", dir=path.parent)  # made with mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(self.to_dict(), file, indent=2)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def to_dict(self) -> dict[str, Any]:
        """The connections as plain data, tokens and all: for the file, never for a screen or a log."""
        return {app: _plain(value) for app, value in self if value is not None}

    @property
    def apps(self) -> tuple[App, ...]:
        """The apps that are connected."""
        return tuple(app for app in App if getattr(self, app.value) is not None)

    def source(self, app: App | str, *, patience: Patience | None = None) -> Source:
        """The app's source; raises ``NeedsUser`` where the app is not connected."""
        connection = self._of(App(app))
        if isinstance(connection, XpmConnection):
            token = connection.token.get_secret_value()
            return XpmSource(connection.base_url, token, connection.tenant_id, patience=patience)
        if isinstance(connection, GustoConnection):
            tokens = [token.get_secret_value() for token in connection.tokens]
            return GustoSource(connection.base_url, tokens, version=connection.version, patience=patience)
        token, urls = connection.token.get_secret_value(), (connection.export_url, connection.mcp_url)
        return IgnitionSource(connection.base_url, token, export_url=urls[0], mcp_url=urls[1], patience=patience)

    def target(self, app: App | str, *, patience: Patience | None = None) -> Target:
        """The app's target; raises ``NotAllowed`` for Gusto (SET-6), ``NeedsUser`` where there is no way to write."""
        connection = self._of(App(app))
        if isinstance(connection, GustoConnection):
            raise NotAllowed("Nothing is ever written to Gusto (SET-6).", title="Gusto is only read")
        token = connection.token.get_secret_value()
        if isinstance(connection, XpmConnection):
            return XpmTarget(connection.base_url, token, connection.tenant_id, patience=patience)
        if not connection.mcp_url:
            hint = "Add the address of Ignition's MCP server to the connection."
            raise NeedsUser("Ignition is connected for reading only.", title="No way to write", hint=hint)
        return IgnitionTarget(connection.mcp_url, token, patience=patience)

    def _of(self, app: App) -> XpmConnection | GustoConnection | IgnitionConnection:
        connection: XpmConnection | GustoConnection | IgnitionConnection | None = getattr(self, app.value)
        if connection is None:
            raise NeedsUser(f"{app.label} is not connected.", title="Not connected", hint=f"Connect {app.label} first.")
        return connection


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, BaseModel):
        return {name: _plain(inner) for name, inner in value}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value
