"""A list of a person's own: its columns to confirm, the first clients as they will be taken, and the rows that cannot be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from reconcile import frames, show
from reconcile.model import App, Client
from reconcile.pages.taking_file import bad_rows, some_clients, take, take_button
from reconcile.pages.top import showing
from reconcile.show.recognition import field_title
from reconcile.show.words import count

if TYPE_CHECKING:
    from reconcile.apps.files import FileSource, Reading

PREVIEWED = 5


def own_list(reading: Reading, key: str) -> None:
    """A list of a person's own: its columns to confirm, the first clients, and the rows that cannot be taken."""
    from reconcile.apps.files import FileSource
    from reconcile.pages.columns import confirmed

    kept = reading.source
    if not isinstance(kept, FileSource):
        return
    _how(reading)
    if reading.recipe is not None:
        with st.expander("Its columns"):
            mapping = confirmed(kept, reading.found, kept.columns(), key)
    else:
        mapping = confirmed(kept, reading.found, kept.columns(), key)
    by_row = "id" not in mapping and st.toggle(
        "The file has no ids: use its row numbers",
        value=kept.ids == "row",
        key="row-ids",
        help="Good for one look. Nothing can be written back by row numbers.",
    )
    as_is = st.session_state.get(f"as-is-{key}", kept.as_is)
    same = reading.recipe is not None and mapping == dict(reading.recipe.columns)
    source = FileSource(
        kept.app,
        kept.path.name,
        mapping,
        ids="row" if by_row else "column",
        sheet=kept.sheet,
        as_is=as_is,
    ).of(kept.table())
    source.recipe = kept.recipe if same else ""
    with showing():
        _confirm_rows(source, reading if same else _own(reading), key)


def _how(reading: Reading) -> None:
    """How the file was recognised, and whether it looks like another app's."""
    from reconcile.apps.files.export_rules import REQUIRED

    if reading.recipe is not None:
        title = f"Read by the recipe {reading.recipe.told}."
        st.html(
            show.notice(
                title, "Nothing has to be confirmed: look at the first clients, and take the snapshot.", tone="good"
            )
        )
    elif reading.changed is not None:
        st.html(show.notice("This file has changed.", reading.changed.told, "Check the columns below.", tone="warn"))
    else:
        st.html(show.notice("Check the columns, then take the snapshot.", _recognised(reading), tone="accent"))
    if reading.app is not App.IGNITION and {each.header for each in reading.found} >= set(REQUIRED):
        title = "This looks like Ignition's client export."
        text = f"It is read as a list of {reading.app.label}, because that is what stands above."
        st.html(show.notice(title, text, "Choose Ignition as its app if it is.", tone="warn"))


def _recognised(reading: Reading) -> str:
    """What the columns were recognised by."""
    known, unsure = sum(each.field is not None for each in reading.found), len(reading.guesses)
    if not known:
        return "None was recognised: say which column holds what."
    if unsure > 1:
        return f"{count(unsure, 'column')} need a look: they were recognised by what stands in them."
    if unsure:
        return "1 column needs a look: it was recognised by what stands in it."
    return (
        "Every column was recognised by its name."
        if known == len(reading.found)
        else "Those that were recognised were so by their names."
    )


def _own(reading: Reading) -> Reading:
    """The reading without its recipe, once a person has changed what the columns are: it becomes a new one."""
    return replace(reading, recipe=None)


def _confirm_rows(source: FileSource, reading: Reading, key: str) -> None:
    found = source.check()
    total = count(len(found.clients), "client")
    blocked = not some_clients(len(found.clients), len(found.rejected))
    if found.clients:
        st.subheader("The first clients as they will be taken", divider="gray")
        st.dataframe(_preview(source), hide_index=True, placeholder="")
    if source.notes:
        st.html(show.notice("What was done to the file", lines=source.notes))
    if any("Excel" in note for note in source.notes) or source.as_is:
        st.toggle("Leave the numbers as Excel made them", key=f"as-is-{key}")
    if found.rejected:
        blocked |= not bad_rows(source.rejected, source.rest, source.path.stem, len(found.clients))
    name = ""
    if reading.recipe is None:
        before = reading.changed.recipe.name if reading.changed else f"{source.app.label}: {source.path.stem}"
        name = st.text_input("Remember these columns as", value=before, key=f"recipe-name-{key}")
    if take_button(source.app, blocked=blocked, note=total):
        source.good_rows_only = bool(found.rejected)
        take(replace(reading, source=source), recipe=name)


def _preview(source: FileSource) -> pd.DataFrame:
    fields = ["id", *(field for field in source.columns() if field != "id")]
    clients = source.preview(PREVIEWED)
    return frames.frame(
        [field_title(field) for field in fields], [[_shown(client, field) for field in fields] for client in clients]
    )


def _shown(client: Client, field: str) -> object:
    """A client's field as the preview shows it; contacts' fields one contact after another."""
    if field == "id":
        return client.client_id
    if field in ("state", "archived", "prospect"):
        return client.state.value
    if field == "groups":
        return ", ".join(client.groups)
    if field.startswith("contact_"):
        name = "name" if field.endswith("_name") else field.removeprefix("contact_")
        return "; ".join(str(getattr(contact, name) or "") for contact in client.contacts)
    return getattr(client, field)
