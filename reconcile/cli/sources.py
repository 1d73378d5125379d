"""Sources that a person names on the command line: a file, or an app at another address than its connection's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import typer

from reconcile.errors import NotAllowed
from reconcile.model import App

if TYPE_CHECKING:
    from reconcile.apps import Connections, Source

_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def file_source(app: App, path: Path, columns: Sequence[str] = (), *, row_ids: bool = False) -> Source:
    """The source that reads this file: Ignition's export, a saved answer of XPM's, or any list of clients.

    ``columns`` are ``field=Header``; with any of them the file is read as a plain list.
    """
    from reconcile.apps import FileSource, IgnitionExportSource, SavedAnswerSource, recognise_columns
    from reconcile.apps.files.ignition_export import REQUIRED
    from reconcile.apps.files.tables import read_table

    mapping = dict(_column(text) for text in columns)
    if not mapping and not row_ids:
        if app is App.XPM and path.suffix.lower() == ".xml":
            return SavedAnswerSource(path)
        if app is App.IGNITION and set(read_table(path).header) >= set(REQUIRED):
            return IgnitionExportSource(path)
    if mapping:
        recognised = recognise_columns(read_table(path).frame())
        kept = {field: header for field, header in recognised.items() if header not in mapping.values()}
        mapping = {**kept, **mapping}
    return FileSource(app, path, mapping or None, ids="row" if row_ids else "column")


def elsewhere(connections: Connections, app: App, url: str, *, token: str = "", tenant: str = "") -> Source:
    """A connected app at another address.

    A kept token goes to the host it was kept for and nowhere else, unless both are this machine; otherwise ``token`` must be
    given. Raises ``NotAllowed`` where it is missing.
    """
    from reconcile.apps import Connections

    kept: dict[str, Any] = connections.to_dict().get(app.value, {})
    base = url.rstrip("/")
    if not token and not _same_place(kept.get("base_url", ""), base):
        raise NotAllowed(
            f"There is no token for {app.label} at this address.",
            title="No token for this address",
            hint="Set RECONCILE_TOKEN (and RECONCILE_TENANT for XPM) in the environment; never write it into a command.",
        )
    moved = {
        name: base + value.removeprefix(kept["base_url"])
        for name, value in kept.items()
        if name in ("mcp_url", "export_url") and value.startswith(kept["base_url"])
    }
    given = {"token": token, "tokens": [token]} if token else {}
    rest = {name: value for name, value in kept.items() if name not in ("mcp_url", "export_url")}
    whole = {**rest, **moved, **given, **({"tenant_id": tenant} if tenant else {}), "base_url": base}
    return Connections.from_dict({app.value: whole}).source(app)


def _same_place(kept: str, asked: str) -> bool:
    one, other = urlsplit(kept).hostname, urlsplit(asked).hostname
    return bool(one) and (one == other or (one in _THIS_MACHINE and other in _THIS_MACHINE))


def _column(text: str) -> tuple[str, str]:
    field, equals, header = text.partition("=")
    if not (field.strip() and equals and header):
        raise typer.BadParameter(f"{text!r} is not of the form field=Header", param_hint="--column")
    return field.strip(), header
