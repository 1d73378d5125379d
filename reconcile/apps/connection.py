"""What is known of one app's connection: its address and who signs its calls."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, SecretStr, model_validator

from reconcile.apps.addresses import OptionalUrl, Url
from reconcile.apps.gusto import VERSION
from reconcile.apps.signin.grant import NO_SECRET, Grant


class _Connection(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    base_url: Url


class XpmConnection(_Connection):
    """XPM: the address, the practice's tenant, and a grant (or an access token).

    ``form`` (``xml`` or ``json``) and ``version`` (``3.1`` or ``3.0``) are left empty unless XPM should be spoken to in another
    way than usual, which is XML of 3.1.
    """

    token: SecretStr = NO_SECRET
    tenant_id: str
    tenant_name: str = ""
    grant: Grant | None = None
    form: Literal["", "xml", "json"] = ""
    version: Literal["", "3.1", "3.0"] = ""

    @property
    def way(self) -> dict[str, Any]:
        """The form and the version, where they are said."""
        return {name: value for name, value in (("form", self.form), ("version", self.version)) if value}

    @model_validator(mode="after")
    def _is_signed(self) -> XpmConnection:
        if self.grant is None and not self.token.get_secret_value():
            raise ValueError("it has neither a grant nor a token")
        return self


class GustoConnection(_Connection):
    """Gusto: the address, a grant (or a token) per company, and the version of the interface."""

    tokens: tuple[SecretStr, ...] = ()
    version: str = VERSION
    grants: tuple[Grant, ...] = ()


class IgnitionConnection(_Connection):
    """Ignition: the Reporting API, and where there are any the MCP server and the client export.

    ``writing`` is the grant of the MCP server, which signs in by itself; a plain token opens both. There may be one without the
    other: every plan has the MCP server, few have the Reporting API.
    """

    token: SecretStr = NO_SECRET
    grant: Grant | None = None
    writing: Grant | None = None
    mcp_url: OptionalUrl = ""
    export_url: OptionalUrl = ""

    @model_validator(mode="after")
    def _is_signed(self) -> IgnitionConnection:
        if self.grant is None and self.writing is None and not self.token.get_secret_value():
            raise ValueError("it has neither a grant nor a token")
        return self

    @property
    def reads(self) -> bool:
        """Whether the Reporting API is open."""
        return self.grant is not None or bool(self.token.get_secret_value())
