"""The connections of one practice: where its apps are, and who signs the calls, kept in a file only its owner can read.

The file names each grant; its tokens are in the practice's token store (``signin.store``). A file of old, or the sandbox's, may
hold plain tokens instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from reconcile.apps.connection import GustoConnection, IgnitionConnection, XpmConnection
from reconcile.apps.credentials import Credential
from reconcile.apps.gusto import GustoSource
from reconcile.apps.ignition import IgnitionSource
from reconcile.apps.ignition_target import IgnitionTarget
from reconcile.apps.private_file import write_private
from reconcile.apps.protocols import Source, Target
from reconcile.apps.retries import Patience
from reconcile.apps.signin.clients import authority_of, provider_at
from reconcile.apps.signin.grant import NO_SECRET, Grant, Registration
from reconcile.apps.signin.provider import Provider, ProviderName
from reconcile.apps.signin.renewal import RenewingToken
from reconcile.apps.signin.store import TokenStore
from reconcile.apps.xpm import XpmSource, XpmTarget
from reconcile.errors import BadInput, NeedsUser, NotAllowed
from reconcile.frames import in_html
from reconcile.model import App

LEFT_OUT_WHEN_EMPTY = frozenset({"grant", "grants", "writing", "tenant_name", "registrations", "form", "version"})
"""What the file does not mention where there is nothing to say; and of a registration everything."""


class Connections(BaseModel):
    """What is known of each app; an app that is not connected is ``None``. Tokens do not show when printed.

    ``registrations`` are the apps that the practice has registered with the providers, connected or not; ``practice`` is its
    folder, where the tokens of the grants are.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    xpm: XpmConnection | None = None
    gusto: GustoConnection | None = None
    ignition: IgnitionConnection | None = None
    registrations: dict[ProviderName, Registration] = Field(default_factory=dict)
    practice: Path | None = Field(default=None, exclude=True, repr=False)

    def __eq__(self, other: object) -> bool:
        """The same content; where it is kept does not count."""
        return isinstance(other, Connections) and self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]  # it holds dicts

    def _repr_html_(self) -> str:
        places = {app: getattr(self, app.value) for app in App}
        return in_html("Connections", {app.label: place.base_url if place else None for app, place in places.items()})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, practice: Path | None = None) -> Connections:
        """Connections out of plain data; raises ``BadInput`` that names what is wrong, but no value."""
        try:
            return cls.model_validate({**data, "practice": practice})
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
        return cls.from_dict(data, practice=path.parent)

    def save(self, path: str | Path) -> None:
        """Write the file, whole or not at all, readable by its owner only (mode 0600)."""
        write_private(Path(path), json.dumps(self.to_dict(), indent=2).encode())

    def to_dict(self) -> dict[str, Any]:
        """The connections as plain data, tokens and all: for the file, never for a screen or a log."""
        return _plain_fields((name, value) for name, value in self if value is not None and name != "practice")

    @property
    def apps(self) -> tuple[App, ...]:
        """The apps that can be read."""
        reads = self.ignition is not None and self.ignition.reads
        return tuple(app for app in App if (reads if app is App.IGNITION else getattr(self, app.value) is not None))

    @property
    def grant_keys(self) -> tuple[str, ...]:
        """The names of all grants, under which the token store keeps their tokens."""
        return tuple(grant.key for _, grant in self.grants)

    @property
    def grants(self) -> tuple[tuple[ProviderName, Grant], ...]:
        """Every grant with the provider that gave it."""
        xpm, gusto, ignition = self.xpm, self.gusto, self.ignition
        found = [
            (ProviderName.XPM, xpm.grant if xpm else None),
            *((ProviderName.GUSTO, grant) for grant in (gusto.grants if gusto else ())),
            (ProviderName.IGNITION, ignition.grant if ignition else None),
            (ProviderName.IGNITION_MCP, ignition.writing if ignition else None),
        ]
        return tuple((name, grant) for name, grant in found if grant is not None)

    def granted(self, provider: Provider, grant: Grant) -> Connections:
        """The same with a new grant in its place; another one of Gusto's is one company more."""
        base = provider.base_url.rstrip("/")
        export = self.registrations.get(ProviderName.IGNITION, Registration()).export_url
        ignition = self.ignition
        if provider.name is ProviderName.XPM:
            way = self.xpm.way if self.xpm else {}
            xpm = XpmConnection(base_url=base, tenant_id=grant.id, tenant_name=grant.name, grant=grant, **way)
            return self.model_copy(update={"xpm": xpm})
        if provider.name is ProviderName.GUSTO:
            before = self.gusto or GustoConnection(base_url=base)
            others = tuple(other for other in before.grants if other.id != grant.id)
            gusto = before.model_copy(update={"base_url": base, "grants": (*others, grant)})
            return self.model_copy(update={"gusto": gusto})
        if provider.name is ProviderName.IGNITION:
            reading = ignition or IgnitionConnection(base_url=base, grant=grant)
            addresses = {"base_url": base, "export_url": export or reading.export_url}
            # a plain token stays: it may be what opens the MCP server
            return self.model_copy(update={"ignition": reading.model_copy(update={**addresses, "grant": grant})})
        before_writing = ignition or IgnitionConnection(
            base_url=self._reporting_url(), writing=grant, export_url=export
        )
        writing = before_writing.model_copy(update={"writing": grant, "mcp_url": provider.base_url})
        return self.model_copy(update={"ignition": writing})

    def without(self, name: ProviderName, key: str = "") -> Connections:
        """The same without what a provider opened, its plain tokens too; with ``key`` without that one grant."""
        if name is ProviderName.GUSTO and self.gusto and key:
            left = tuple(grant for grant in self.gusto.grants if grant.key != key)
            gusto = self.gusto.model_copy(update={"grants": left}) if left or self.gusto.tokens else None
            return self.model_copy(update={"gusto": gusto})
        if name.app is not App.IGNITION or self.ignition is None:
            return self.model_copy(update={name.app.value: None})
        gone: dict[str, Any] = {"grant": None, "token": NO_SECRET}
        if name is ProviderName.IGNITION_MCP:
            gone = {"writing": None, "mcp_url": ""}
        ignition = self.ignition.model_copy(update=gone)
        return self.model_copy(update={"ignition": ignition if ignition.reads or ignition.writing else None})

    def _reporting_url(self) -> str:
        return provider_at(ProviderName.IGNITION, self.registrations).base_url

    def source(self, app: App | str, *, patience: Patience | None = None) -> Source:
        """The app's source; raises ``NeedsUser`` where the app is not connected."""
        connection = self._of(App(app))
        if isinstance(connection, XpmConnection):
            signer, tenant = self._xpm(connection), connection.tenant_id
            return XpmSource(connection.base_url, signer, tenant, patience=patience, **connection.way)
        if isinstance(connection, GustoConnection):
            plain = [token.get_secret_value() for token in connection.tokens]
            granted = [self.credential(ProviderName.GUSTO, grant) for grant in connection.grants]
            tokens: list[str | Credential] = [*plain, *granted]
            return GustoSource(connection.base_url, tokens, version=connection.version, patience=patience)
        if not connection.reads:
            hint = "Take its snapshots from the client export, or connect the Reporting API too."
            raise NeedsUser("Ignition is connected for writing only.", title="No way to read", hint=hint)
        plain_token = connection.token.get_secret_value()
        reading = self.credential(ProviderName.IGNITION, connection.grant) if connection.grant else plain_token
        # the MCP server tells the users; it is asked only by whoever may
        writing = self.credential(ProviderName.IGNITION_MCP, connection.writing) if connection.writing else plain_token
        return IgnitionSource(
            connection.base_url,
            reading,
            export_url=connection.export_url,
            mcp_url=connection.mcp_url if writing else "",
            mcp_token=writing,
            patience=patience,
        )

    def target(self, app: App | str, *, patience: Patience | None = None) -> Target:
        """The app's target; raises ``NotAllowed`` for Gusto (SET-6), ``NeedsUser`` where there is no way to write."""
        connection = self._of(App(app))
        if isinstance(connection, GustoConnection):
            raise NotAllowed("Nothing is ever written to Gusto (SET-6).", title="Gusto is only read")
        if isinstance(connection, XpmConnection):
            signer, tenant = self._xpm(connection), connection.tenant_id
            return XpmTarget(connection.base_url, signer, tenant, patience=patience, **connection.way)
        token = connection.token.get_secret_value()
        if not connection.mcp_url or (connection.writing is None and not token):
            hint = "Connect Ignition's MCP server too (Settings, Connections), or apply by file."
            raise NeedsUser("Ignition is connected for reading only.", title="No way to write", hint=hint)
        writing = self.credential(ProviderName.IGNITION_MCP, connection.writing) if connection.writing else token
        return IgnitionTarget(connection.mcp_url, writing, patience=patience)

    def credential(self, name: ProviderName, grant: Grant) -> Credential:
        """Signs with a grant. Raises ``NeedsUser`` where it is not known in which folder its tokens are."""
        if self.practice is None:
            raise NeedsUser("This connection's tokens are in its practice's folder.", hint="Open the practice itself.")
        store = TokenStore(self.practice)
        holder = (grant.id, grant.name)
        return RenewingToken(store, grant.key, authority_of(name, self.registrations, store), holder=holder)

    def _xpm(self, connection: XpmConnection) -> str | Credential:
        plain = connection.token.get_secret_value()
        return self.credential(ProviderName.XPM, connection.grant) if connection.grant else plain

    def _of(self, app: App) -> XpmConnection | GustoConnection | IgnitionConnection:
        connection: XpmConnection | GustoConnection | IgnitionConnection | None = getattr(self, app.value)
        if connection is None:
            raise NeedsUser(f"{app.label} is not connected.", title="Not connected", hint=f"Connect {app.label} first.")
        return connection


def _plain_fields(fields: Iterable[tuple[str, Any]], *, sparse: bool = False) -> dict[str, Any]:
    plain = {str(name): _plain(value) for name, value in fields}
    return {
        name: value
        for name, value in plain.items()
        if value not in (None, "", [], {}) or not (sparse or name in LEFT_OUT_WHEN_EMPTY)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, BaseModel):
        fields = _plain_fields(value, sparse=isinstance(value, Grant | Registration))
        signed = any(fields.get(name) for name in ("grant", "writing"))
        return {name: inner for name, inner in fields.items() if inner or name != "token" or not signed}
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value
