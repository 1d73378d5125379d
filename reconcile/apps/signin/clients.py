"""The client that a practice signs in as: its id and its secret, from the settings or the environment, and at which addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reconcile.apps.signin.authority import Authority
from reconcile.apps.signin.grant import Registration, client_id_from_environment, client_secret_from_environment
from reconcile.apps.signin.provider import Provider, ProviderName, providers
from reconcile.apps.signin.store import TokenStore
from reconcile.errors import NeedsUser

Registrations = Mapping[ProviderName, Registration]


def provider_at(name: ProviderName, registrations: Registrations) -> Provider:
    """The provider at the practice's own addresses, where it has any."""
    provider = providers()[name]
    return provider.at(registrations[name]) if name in registrations else provider


def client_id_of(name: ProviderName, registrations: Registrations) -> str:
    """The id that the practice has entered, else the environment's; ``""`` where there is none."""
    entered = registrations[name].client_id if name in registrations else ""
    return entered or client_id_from_environment(name)


def client_of(name: ProviderName, registrations: Registrations, store: TokenStore) -> Authority:
    """The authorization server as the practice's registered app sees it. Raises ``NeedsUser`` where it is not registered yet."""
    provider = provider_at(name, registrations)
    client_id = client_id_of(name, registrations)
    if not client_id:
        raise NeedsUser(
            f"No client id for {provider.label} is known.",
            title=f"Register an app with {provider.label} first",
            hint=f"Enter its client id in Settings, Connections, or set RECONCILE_{_shouted(name)}_CLIENT_ID.",
        )
    authority = authority_of(name, registrations, store)(client_id)
    if provider.secret_required and not authority.client_secret:
        raise NeedsUser(
            f"{provider.label} needs the client secret beside the client id.",
            title="The client secret is missing",
            hint=f"Enter it in Settings, Connections, or set RECONCILE_{_shouted(name)}_CLIENT_SECRET.",
        )
    return authority


def authority_of(name: ProviderName, registrations: Registrations, store: TokenStore) -> Callable[[str], Authority]:
    """The authorization server as the client with a given id sees it; a grant belongs to the client that it was given to."""
    provider = provider_at(name, registrations)
    registration = registrations.get(name, Registration())

    def build(client_id: str) -> Authority:
        kept = (store.read_record(secret_name(name)) or {}).get(client_id, "")
        entered = registration.client_secret.get_secret_value() if registration.client_id == client_id else ""
        environment = client_secret_from_environment(name)
        known = client_id_from_environment(name) in ("", client_id)
        secret = str(kept or entered or (environment if known else ""))
        return Authority(provider, client_id, secret)

    return build


def keep_secret(name: ProviderName, client_id: str, secret: str, store: TokenStore) -> None:
    """Keeps a client's secret beside the tokens; older clients' secrets stay, because their grants may still be in use."""
    with store.lock(secret_name(name)):
        record = store.read_record(secret_name(name)) or {}
        if record.get(client_id) != secret:
            store.write_record(secret_name(name), {**record, client_id: secret})


def has_secret(name: ProviderName, client_id: str, registrations: Registrations, store: TokenStore) -> bool:
    """Whether a secret of this client is known."""
    return bool(authority_of(name, registrations, store)(client_id).client_secret)


def secret_name(name: ProviderName) -> str:
    """The name under which the store keeps the secrets of the practice's clients, by client id."""
    return f"client-{name.value}"


def _shouted(name: ProviderName) -> str:
    return name.value.upper().replace("-", "_")
