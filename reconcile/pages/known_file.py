"""A file that says itself what it is: an app's own export or a saved answer, which needs nothing but a press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from reconcile import show
from reconcile.model import Client
from reconcile.pages.taking_file import HELD, bad_rows, some_clients, take, take_button
from reconcile.show.words import count

if TYPE_CHECKING:
    from reconcile.apps.files import Reading


def known_file(upload: str, reading: Reading, paths: Sequence[Path]) -> None:
    """A file that says itself what it is: what it holds, and the rows that cannot be taken.

    ``upload`` tells one upload from the next.
    """
    from reconcile.apps.files import Said, open_list

    held = _held(upload, reading, paths)
    what = "Ignition's client export" if reading.what == "export" else f"a saved answer of {reading.app.label}"
    counts = f"{count(held.clients, 'client')}, {count(held.contacts, 'contact')}."
    st.html(show.notice(f"This is {what}.", counts, tone="good", lines=held.notes))
    good = bad_rows(held.rejected, held.rest, paths[0].stem, held.clients)
    some = some_clients(held.clients, len(held.rejected))
    if take_button(reading.app, blocked=not good or not some):
        take(open_list(paths[0], reading.app, Said(good_rows_only=len(held.rejected) > 0), more=paths[1:]))


@dataclass(frozen=True)
class _Held:
    """What a file that needs no confirmation holds."""

    clients: int
    contacts: int
    notes: tuple[str, ...]
    rejected: pd.DataFrame
    rest: bytes


def _held(upload: str, reading: Reading, paths: Sequence[Path]) -> _Held:
    """Read once for each upload: the good rows counted, the bad ones listed."""
    from reconcile.apps.files import Said, open_list

    kept = st.session_state.get(HELD)
    if kept is None or kept[0] != upload:
        source = open_list(paths[0], reading.app, Said(good_rows_only=True), more=paths[1:]).source
        tables = getattr(source, "tables", lambda: None)()
        if tables is not None:
            clients, contacts = tables["clients"].num_rows, tables["contacts"].num_rows
        else:
            people = [len(record.contacts) for record in source.records() if isinstance(record, Client)]
            clients, contacts = len(people), sum(people)
        rejected, rest = getattr(source, "rejected", pd.DataFrame()), getattr(source, "rest", b"")
        kept = st.session_state[HELD] = (upload, _Held(clients, contacts, source.notes, rejected, rest))
    found: _Held = kept[1]
    return found
