"""The whole content of the three sandbox apps as plain, JSON-able documents, and the truth about them.

A `World` is what the generator of the demo practice hands to the sandbox: every document as the app holds it (XPM by
its XML element names, Ignition by its record fields, Gusto by its wire JSON), so that serving it is nothing but
rendering. The clients of a big practice are streamed; `World.materialised` makes them lists for who wants lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

Document = dict[str, Any]
"""One record as its app holds it; only dicts, lists, text, numbers, booleans and None."""


@dataclass(frozen=True)
class World:
    """Everything the sandbox serves, and what a marker needs to know about it.

    The small lists (`xpm_staff` … `ignition_users`) are lists. `xpm_clients`, `ignition_clients`, `gusto_companies` and
    `truth` are iterables, read in any order; a world of other make than `build_world` may allow one reading only.

    A row of `truth` has `app`, `client_id` (XPM UUID, Ignition slug, Gusto company UUID), `entity` and `family` (ids
    that are equal for records of one legal entity, of one family), `name` (as the record spells it), `relation` (the
    legal nature: person, couple, company, trust …), `kinds` (the DUP-2 kinds that made the spelling differ from the
    entity's formal name, joined with ``+``; empty for the formal name itself) and the further columns that
    `reconcile.sandbox.practice.truth` describes.
    """

    xpm_staff: list[Document]
    xpm_groups: list[Document]
    xpm_categories: list[Document]
    xpm_templates: list[Document]
    xpm_clients: Iterable[Document]
    ignition_users: list[Document]
    ignition_clients: Iterable[Document]
    gusto_companies: Iterable[Document]
    truth: Iterable[Document]

    def materialised(self) -> World:
        """The same world with every iterable read into a list; a streamed world is used up by it."""
        return replace(
            self,
            xpm_clients=list(self.xpm_clients),
            ignition_clients=list(self.ignition_clients),
            gusto_companies=list(self.gusto_companies),
            truth=list(self.truth),
        )
