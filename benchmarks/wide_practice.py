"""A practice whose XPM records are as wide as real ones: 3,400 bytes of XML a client, as 15,000 clients of 50 MB have.

The generated practice has narrower records, because it is looked at by people. Names and words are invented.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reconcile.sandbox.practice import build_world
from reconcile.sandbox.state import SandboxState
from reconcile.sandbox.world import World

MODELS = 500
"""So many generated clients are repeated, each time under an id and a name of their own."""

TAX = {
    "BranchNumber": "",
    "BalanceMonth": "3",
    "PrepareGST": "No",
    "GSTPeriod": "2",
    "GSTBasis": "Invoice",
    "ProvisionalTaxBasis": "StandardOption",
    "SignedTaxAuthority": "No",
    "TaxAgent": "Harbour Tax Agents",
    "AgencyStatus": "With EOT",
    "ReturnType": "IR4",
    "PrepareActivityStatement": "No",
    "PrepareTaxReturn": "Yes",
    "ActiveAtoClient": "No",
}
NOTE = {
    "Title": "Telephone call",
    "Text": "Spoke about the year-end accounts; the papers follow next week & the invoice with them. " * 3,
    "Folder": "General",
    "Date": "2026-03-04T00:00:00",
    "CreatedBy": "Ana Petrov",
}


def fill(folder: Path, clients: int) -> None:
    """Put such a practice into an empty sandbox folder: XPM only."""
    narrow = build_world(MODELS)
    state = SandboxState(folder)
    state.load(
        World(
            xpm_staff=narrow.xpm_staff,
            xpm_groups=narrow.xpm_groups,
            xpm_categories=narrow.xpm_categories,
            xpm_templates=narrow.xpm_templates,
            xpm_clients=wide_clients(list(narrow.xpm_clients), clients),
            ignition_users=[],
            ignition_clients=[],
            gusto_companies=[],
            truth=[],
        )
    )
    state.close()


def wide_clients(models: list[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    """Clients after the models, each with tax settings, four notes and one more contact; streamed."""
    for number, model in zip(range(1, count + 1), itertools.cycle(models), strict=False):
        contacts = [{**each, "UUID": _uuid("contact", number, each["UUID"])} for each in model["Contacts"]]
        further = {"UUID": _uuid("contact", number, "accounts"), "Name": "Accounts", "IsPrimary": "No"}
        more = {"Email": f"accounts{number}@client.example", "Phone": "", "Mobile": "", "Position": "Office"}
        yield {
            **model,
            **TAX,
            "UUID": _uuid("client", number),
            "Number": 1_000_000 + number,
            "Name": f"{model['Name']} {number}",
            "Contacts": [*contacts, {**further, **more}],
            "Notes": [NOTE] * 4,
            "Relationships": [],
        }


def _uuid(*parts: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, parts))))
