"""A snapshot from a file: Ignition's client export, or any list of clients once a person has confirmed its columns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from reconcile import frames, show
from reconcile.errors import BadInput
from reconcile.model import App, Client
from reconcile.pages.practice import workspace
from reconcile.pages.top import said, showing
from reconcile.show.differences import field_word
from reconcile.show.words import count

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from reconcile.apps import Source

NOTHING = "(no column)"
EXPORT = ("Client Id", "Client Name", "Contact Id")
"""The columns by which Ignition's own client export is known."""


def upload() -> None:
    """The uploader, and below it what the file was recognised as."""
    st.html(
        show.notice(
            "Ignition's client export, or any list of clients",
            "CSV, TSV, Excel or Parquet, one client a row, with ids and names. The columns are recognised, and you confirm them.",
        )
    )
    left, right = st.columns([2, 1])
    file = left.file_uploader("A list of clients", type=["csv", "tsv", "txt", "xlsx", "parquet"], key="file")
    app = right.selectbox(
        "Which app does it come from?", list(App), format_func=lambda value: value.label, key="file-app"
    )
    if file is None or app is None:
        return
    with showing(), _on_disk(file) as path:
        if _is_export(path, app):
            _export(path)
        else:
            _any_list(path, app)


@contextmanager
def _on_disk(file: UploadedFile) -> Iterator[Path]:
    """The upload as a file of its own name that only its owner can read, gone again at the end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(file.name).name
        path.write_bytes(file.getvalue())
        yield path


def _is_export(path: Path, app: App) -> bool:
    if app is not App.IGNITION:
        return False
    headers = _headers(path)
    return all(column in headers for column in EXPORT)


def _export(path: Path) -> None:
    from reconcile.apps import IgnitionExportSource  # here: the ways into the apps take a second to import

    good_only = st.toggle(
        "Take the good rows only", help="A client with a bad row is left out whole, and listed.", key="good-only"
    )
    source = IgnitionExportSource(path, good_rows_only=good_only)
    clients = [record for record in source.records() if isinstance(record, Client)]
    contacts = sum(len(client.contacts) for client in clients)
    st.html(
        show.notice(
            "This is Ignition's client export.",
            f"{count(len(clients), 'client')}, {count(contacts, 'contact')}.",
            tone="good",
        )
    )
    if len(source.rejected):
        st.dataframe(source.rejected, hide_index=True)
    if st.button("Take the snapshot", type="primary", key="take-file"):
        _take(IgnitionExportSource(path, good_rows_only=good_only))


def _any_list(path: Path, app: App) -> None:
    from reconcile.apps import FileSource

    found = FileSource(app, path)
    recognised, headers = found.columns(), _headers(path)
    mapping = _confirmed(recognised, headers, path.name)
    by_row = "id" not in mapping and st.toggle(
        "The file has no ids: use its row numbers",
        key="row-ids",
        help="Good for one look. Nothing can be written back by row numbers.",
    )
    source = FileSource(app, path, mapping, ids="row" if by_row else "column")
    with showing():
        sample = [record for record in islice(source.records(), 5) if isinstance(record, Client)]
        st.caption("The first clients as they would be read:")
        st.dataframe(_sample(sample, list(mapping)), hide_index=True, placeholder="")
        if st.button(f"Take the snapshot of {app.label}", type="primary", key="take-file"):
            _take(FileSource(app, path, mapping, ids="row" if by_row else "column"))


def _confirmed(recognised: dict[str, str], headers: list[str], name: str) -> dict[str, str]:
    """Which column is which field, as recognised and as a person corrected it."""
    from reconcile.apps.files.columns import synonyms

    st.caption("Recognised columns. Correct what is wrong; a field without a column is left out.")
    fields = ["id", "name", *(field for field in recognised if field not in ("id", "name"))]
    others = [field for field in synonyms() if field not in fields]
    picked = _choices(fields, recognised, headers, name)
    with st.expander(f"More fields · {len(others)}"):
        picked |= _choices(others, recognised, headers, name)
    twice = pd.Series(list(picked.values()), dtype=object)
    if twice.duplicated().any():
        raise BadInput(
            "One column is chosen for two fields",
            title="A column is used twice",
            column=str(twice[twice.duplicated()].iloc[0]),
        )
    return picked


def _choices(fields: list[str], recognised: dict[str, str], headers: list[str], name: str) -> dict[str, str]:
    columns = st.columns(4)
    picked = {}
    for number, field in enumerate(fields):
        options = [NOTHING, *headers]
        place = options.index(recognised[field]) if field in recognised else 0
        label = "Id" if field == "id" else field_word("client", field)
        header = columns[number % 4].selectbox(label, options, index=place, key=f"column-{name}-{field}")
        if header != NOTHING:
            picked[field] = header
    return picked


def _headers(path: Path) -> list[str]:
    from reconcile.apps.files.tables import read_table

    return list(read_table(path).header)


def _sample(clients: list[Client], fields: list[str]) -> pd.DataFrame:
    columns = ["id", *(field for field in fields if field != "id" and hasattr(Client, field))]
    rows = [[client.client_id, *(getattr(client, field) for field in columns[1:])] for client in clients]
    return frames.frame(["Id", *(field_word("client", field) for field in columns[1:])], rows)


def _take(source: Source) -> None:
    taken = workspace().take_snapshot(source)
    said("The snapshot is taken.", f"{taken.app.label}: {count(taken.clients, 'client')} from {taken.origin_place}.")
    st.rerun()
