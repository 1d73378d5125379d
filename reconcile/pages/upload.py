"""A snapshot from a file: an app's own export, a saved answer, or any list of clients once a person has confirmed its columns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from reconcile import frames, show
from reconcile.model import App, Client
from reconcile.pages.allowed import button
from reconcile.pages.practice import workspace
from reconcile.pages.recipes import recipes
from reconcile.pages.top import said, showing
from reconcile.show.recognition import field_title
from reconcile.show.words import count
from reconcile.workspace.people import Role

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from reconcile.apps.files import FileSource, Reading

TOLD = "As the file tells"
PREVIEWED = 5
_ENDINGS = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "parquet", "xml", "json"]
_OPENED, _HELD = "opened-list", "held-list"


def upload() -> None:
    """The uploader, and below it what the file was recognised as."""
    st.html(
        show.notice(
            "A list that an app has exported, or that you keep yourself",
            "Ignition's client export, an XPM or Gusto list as CSV or Excel, or a saved answer of an app (XML or JSON). "
            "Columns are recognised, and you confirm them once: the next such file is read in the same way.",
        )
    )
    left, right = st.columns([2, 1])
    files = left.file_uploader("A list of clients", type=_ENDINGS, key="file", accept_multiple_files=True)
    app = right.selectbox("Which app does it come from?", [TOLD, *App], format_func=_app_word, key="file-app")
    with showing():
        if files:
            _read(files, App(app) if app in set(App) else None)
    with showing():
        recipes()


def _app_word(value: Any) -> str:
    return App(value).label if value in set(App) else str(value)


def _read(files: Sequence[UploadedFile], app: App | None) -> None:
    with _on_disk(files) as paths:
        sheet = st.session_state.get(_sheet_key(files))
        reading = _opened(files, paths, app, sheet)
        if len(reading.sheets) > 1:
            st.selectbox("Which sheet?", reading.sheets, key=_sheet_key(files))
        if reading.what == "list":
            _list(reading, _key(files))
        else:
            _known(files, reading, paths)


@contextmanager
def _on_disk(files: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The uploads as files of their own names that only their owner can read, gone again at the end."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, file in enumerate(files):
            place = Path(folder) / str(number)
            place.mkdir()
            paths.append(place / Path(file.name).name)
            paths[-1].write_bytes(file.getbuffer())
        yield paths


def _key(files: Sequence[UploadedFile]) -> str:
    return "-".join(file.file_id for file in files)


def _sheet_key(files: Sequence[UploadedFile]) -> str:
    return f"sheet-{_key(files)}"


def _opened(files: Sequence[UploadedFile], paths: Sequence[Path], app: App | None, sheet: str | None) -> Reading:
    """What the file is. Kept for the upload, because every click runs the page again; forgotten with the next one."""
    from reconcile.apps.files import Said, open_list  # here: the ways into the apps take a second to import

    book = workspace().recipes
    stamp = (str(workspace().folder), _key(files), app, sheet, _touched(book.path))
    kept = st.session_state.get(_OPENED)
    if kept is None or kept[0] != stamp:
        st.session_state.pop(_OPENED, None)
        reading = open_list(paths[0], app, Said(sheet=sheet), more=paths[1:], recipes=book)
        kept = st.session_state[_OPENED] = (stamp, reading)
    found: Reading = kept[1]
    return found


def _touched(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def _known(files: Sequence[UploadedFile], reading: Reading, paths: Sequence[Path]) -> None:
    """A file that says itself what it is: what it holds, and the rows that cannot be taken."""
    from reconcile.apps.files import Said, open_list

    held = _held(files, reading, paths)
    what = "Ignition's client export" if reading.what == "export" else f"a saved answer of {reading.app.label}"
    counts = f"{count(held.clients, 'client')}, {count(held.contacts, 'contact')}."
    st.html(show.notice(f"This is {what}.", counts, tone="good", lines=held.notes))
    good = _bad_rows(held.rejected, held.rest, paths[0].stem, held.clients)
    if _take_button(reading.app, blocked=not good):
        _take(open_list(paths[0], reading.app, Said(good_rows_only=len(held.rejected) > 0), more=paths[1:]))


@dataclass(frozen=True)
class _Held:
    """What a file that needs no confirmation holds."""

    clients: int
    contacts: int
    notes: tuple[str, ...]
    rejected: pd.DataFrame
    rest: bytes


def _held(files: Sequence[UploadedFile], reading: Reading, paths: Sequence[Path]) -> _Held:
    """Read once for each upload: the good rows counted, the bad ones listed."""
    from reconcile.apps.files import Said, open_list

    stamp, kept = _key(files), st.session_state.get(_HELD)
    if kept is None or kept[0] != stamp:
        source = open_list(paths[0], reading.app, Said(good_rows_only=True), more=paths[1:]).source
        tables = getattr(source, "tables", lambda: None)()
        if tables is not None:
            clients, contacts = tables["clients"].num_rows, tables["contacts"].num_rows
        else:
            people = [len(record.contacts) for record in source.records() if isinstance(record, Client)]
            clients, contacts = len(people), sum(people)
        rejected, rest = getattr(source, "rejected", pd.DataFrame()), getattr(source, "rest", b"")
        kept = st.session_state[_HELD] = (stamp, _Held(clients, contacts, source.notes, rejected, rest))
    found: _Held = kept[1]
    return found


def _list(reading: Reading, key: str) -> None:
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
    """How the file was recognised, in one notice."""
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
        unsure = len(reading.guesses)
        words = f"{count(unsure, 'column')} need a look" if unsure > 1 else "1 column needs a look"
        title = "Check the columns, then take the snapshot." if unsure else "Every column was recognised by its name."
        text = (
            f"{words}: they were recognised by what stands in them."
            if unsure
            else "Check them, then take the snapshot."
        )
        st.html(show.notice(title, text, tone="accent"))


def _own(reading: Reading) -> Reading:
    """The reading without its recipe, once a person has changed what the columns are: it becomes a new one."""
    return replace(reading, recipe=None)


def _confirm_rows(source: FileSource, reading: Reading, key: str) -> None:
    found = source.check()
    total = count(len(found.clients), "client")
    st.subheader("The first clients as they will be taken", divider="gray")
    st.dataframe(_preview(source), hide_index=True, placeholder="")
    if source.notes:
        st.html(show.notice("What was done to the file", lines=source.notes))
    if any("Excel" in note for note in source.notes) or source.as_is:
        st.toggle("Leave the numbers as Excel made them", key=f"as-is-{key}")
    blocked = False
    if found.rejected:
        blocked = not _bad_rows(source.rejected, source.rest, source.path.stem, len(found.clients))
    name = ""
    if reading.recipe is None:
        before = reading.changed.recipe.name if reading.changed else f"{source.app.label}: {source.path.stem}"
        name = st.text_input("Remember these columns as", value=before, key=f"recipe-name-{key}")
    if _take_button(source.app, blocked=blocked, note=total):
        source.good_rows_only = bool(found.rejected)
        _take(replace(reading, source=source), recipe=name)


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


def _bad_rows(rejected: pd.DataFrame, rest: bytes, name: str, clients: int) -> bool:
    """What is wrong with the rows that cannot be taken, and the choice; returns whether the good ones shall be."""
    if not len(rejected):
        return True
    title = f"{count(len(rejected), 'row')} cannot be taken, so nothing is taken yet."
    text = "Correct the file and upload it again, or take the good rows only. The others can be downloaded with the reasons."
    st.html(show.notice(title, text, tone="warn"))
    shown = rejected.head(50).rename(
        columns={"line": "Line", "column": "Column", "reason": "What is wrong", "hint": "What to do"}
    )
    st.dataframe(shown, hide_index=True, column_config={"What to do": st.column_config.Column(width="large")})
    with st.container(horizontal=True, vertical_alignment="center"):
        label = f"Take the {count(clients, 'good client')} only"
        good = st.toggle(label, key="good-only", help="A client with a bad row is left out whole.")
        st.download_button("Download the other rows", rest, f"{name}-rest.csv", "text/csv", on_click="ignore")
    return bool(good)


def _take_button(app: App, *, blocked: bool, note: str = "") -> bool:
    label = f"Take the snapshot of {app.label}" + (f" · {note}" if note else "")
    return bool(button(label, Role.REVIEWER, type="primary", key="take-file", disabled=blocked))


def _take(reading: Reading, *, recipe: str = "") -> None:
    from reconcile.workspace.lists import take_list

    taken = take_list(workspace(), reading, recipe=recipe)
    snapshot = taken.snapshot
    hint = ""
    if taken.recipe is not None and taken.is_new_recipe:
        hint = f"The columns are remembered as “{taken.recipe.name}”."
    if taken.rest is not None:
        place = f"{taken.rest.name}, in the practice's folder “{taken.rest.parent.name}”"
        hint += f" {count(taken.rest_rows, 'row')} not taken: see {place}."
    text = f"{snapshot.app.label}: {count(snapshot.clients, 'client')} from {snapshot.origin_place}."
    said("The snapshot is taken.", text, hint.strip())
    for kept in (_OPENED, _HELD):
        st.session_state.pop(kept, None)
    st.rerun()
