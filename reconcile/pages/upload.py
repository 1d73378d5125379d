"""A snapshot from a file: the uploader, and what the file is: one that says so itself, or a list of a person's own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from reconcile import show
from reconcile.model import App
from reconcile.pages.known_file import known_file
from reconcile.pages.own_list import own_list
from reconcile.pages.practice import workspace
from reconcile.pages.recipes import recipes
from reconcile.pages.taking_file import OPENED
from reconcile.pages.top import showing

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from reconcile.apps.files import Reading

TOLD = "As the file tells"
_ENDINGS = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "parquet", "xml", "json"]


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
            own_list(reading, _key(files))
        else:
            known_file(_key(files), reading, paths)


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
    kept = st.session_state.get(OPENED)
    if kept is None or kept[0] != stamp:
        st.session_state.pop(OPENED, None)
        reading = open_list(paths[0], app, Said(sheet=sheet), more=paths[1:], recipes=book)
        kept = st.session_state[OPENED] = (stamp, reading)
    found: Reading = kept[1]
    return found


def _touched(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0
