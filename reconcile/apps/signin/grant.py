"""What ``connections.json`` keeps of signing in: the practice's registrations, and which grants it holds. No tokens."""

from __future__ import annotations

import os
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr

from reconcile.apps.addresses import OptionalUrl
from reconcile.apps.signin.provider import ProviderName

NO_SECRET = SecretStr("")


def _one_line(text: str) -> str:
    if text != text.strip() or not text.isprintable():
        raise ValueError("it must be one line without spaces around it")
    return text


Line = Annotated[str, AfterValidator(_one_line)]


class Registration(BaseModel):
    """The app that the practice has registered with a provider; addresses and scopes only where they are not the usual ones.

    ``client_secret`` is read from old and hand-written files; the toolkit keeps it with the tokens instead.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    client_id: Line = ""
    client_secret: SecretStr = NO_SECRET
    redirect_uri: OptionalUrl = ""
    base_url: OptionalUrl = ""
    authorize_url: OptionalUrl = ""
    token_url: OptionalUrl = ""
    revoke_url: OptionalUrl = ""
    export_url: OptionalUrl = ""
    scopes: Line | None = None


class Grant(BaseModel):
    """One sign-in that was granted: the name under which its tokens are kept, and what it opens.

    ``id`` and ``name`` are the tenant's, company's or practice's; ``connection_id`` is Xero's id of the connection;
    ``connected_at`` is the moment (UTC, ISO 8601).
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    key: Line
    id: str = ""
    name: str = ""
    connection_id: str = ""
    connected_at: str = ""


def client_id_from_environment(name: ProviderName) -> str:
    """``RECONCILE_XPM_CLIENT_ID`` and the like."""
    return os.environ.get(f"RECONCILE_{_shouted(name)}_CLIENT_ID", "").strip()


def client_secret_from_environment(name: ProviderName) -> str:
    """``RECONCILE_XPM_CLIENT_SECRET`` and the like."""
    return os.environ.get(f"RECONCILE_{_shouted(name)}_CLIENT_SECRET", "").strip()


def _shouted(name: ProviderName) -> str:
    return name.value.upper().replace("-", "_")
