"""What a run handed over, on a page: the files to upload, what uploading them does, and the checklist to tick off."""

from __future__ import annotations

import functools
from pathlib import PurePath
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from reconcile import frames, show
from reconcile.pages.allowed import button
from reconcile.pages.grid import read_only, tickable
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.top import said, showing, telling
from reconcile.plans.run import DONE, Run
from reconcile.plans.sheets import EXCEL
from reconcile.show.checklist import printable
from reconcile.show.paging import TablePage, places_of, select_places
from reconcile.show.words import ENDINGS, app_label, count, when
from reconcile.workspace import whoami
from reconcile.workspace.people import Role

if TYPE_CHECKING:
    from reconcile.plans.bulk_file import BulkFiles
    from reconcile.workspace.handing_over import HandedOver

WIDTHS = {
    "Client": st.column_config.Column(width=160),
    "Record": st.column_config.LinkColumn(width=70, display_text="Open"),
    "Task": st.column_config.Column(width=150),
    "Why": st.column_config.Column(width=300),
}
_KINDS = {".csv": "text/csv", ".xlsx": EXCEL}


def handed_over(facts: Facts, run: Run) -> None:
    """The part of a run's page for what went to a person; nothing where nothing did."""
    if run.state != DONE or not (run.outcomes["way"].isin(["by file", "by hand"])).any():
        return
    with showing():
        found = facts.ws.handed_over(run)
        if found.items.empty:
            return
        _standing(found)
        if found.bulk.files:
            bulk_edit(found.bulk, key=run.run_id, offered=True)
        if len(found.by_hand):
            _checklist(facts, found)


def _standing(found: HandedOver) -> None:
    outcomes = found.items["outcome"]
    open_items = int(outcomes.isin(["waiting", "not seen yet"]).sum())
    if not open_items:
        st.html(show.notice("All that was handed over has been seen in the apps.", tone="good"))
        return
    lines = []
    if found.bulk.files:
        lines.append("Upload the files in Ignition: Clients, Bulk edit. Upload each once, unopened.")
    if len(found.by_hand):
        lines.append("Work through the checklist and tick off what is done.")
    lines.append("Then take a snapshot of each app: it shows what has arrived, and a new plan holds what has not.")
    title = f"{count(open_items, 'change')} {'waits' if open_items == 1 else 'wait'} for a person"
    st.html(show.notice(title, tone="accent", lines=lines))


def bulk_edit(bulk: BulkFiles, *, key: str, offered: bool) -> None:
    """The bulk-edit files (``offered``: to download) and what uploading them will do."""
    st.subheader("Ignition's bulk edit")
    if offered:
        with st.container(horizontal=True):
            for name, data in bulk.files.items():
                _download(name, data, key)
    counts = [(number, what) for number, what in zip(bulk.counts().values(), _WORDS, strict=True) if number]
    st.html(
        show.notice("Uploading will do this", tone="plain", lines=[count(number, *what) for number, what in counts])
    )
    if bulk.warnings:
        st.html(show.notice("Mind this", tone="warn", lines=bulk.warnings))
    with st.expander(f"Preview, cell by cell · {len(bulk.preview):,}"):
        read_only(f"preview-{key}", bulk.preview, _shown_preview)


_WORDS = (
    ("client updated", "clients updated"),
    ("contact updated", "contacts updated"),
    ("contact added", "contacts added"),
    ("client created", "clients created"),
    ("change left to the checklist", "changes left to the checklist"),
)


def _shown_preview(rows: pd.DataFrame) -> pd.DataFrame:
    names = {"what": "What", "client_number": "Client Id", "client_name": "Client", "contact": "Contact"}
    names |= {"column": "Column", "before": "Before", "after": "After", "note": "Note"}
    return rows[list(names)].rename(columns=names)


def _download(name: str, data: bytes, key: str) -> None:
    kind = _KINDS[PurePath(name).suffix]
    st.download_button(name, data, name, kind, icon=":material/download:", on_click="ignore", key=f"{name}-{key}")


def _checklist(facts: Facts, found: HandedOver) -> None:
    items = found.by_hand
    ticked = frozenset(items.loc[items["done"].astype(bool), "change_id"])
    st.subheader(f"Checklist · {len(ticked):,} of {len(items):,} done")
    with st.container(horizontal=True, vertical_alignment="center"):
        _download("checklist.xlsx", found.excel(), found.run_id)
        page = printable(items, f"{facts.ws.name}: checklist of run {found.run_id}")
        st.download_button(
            "checklist.html",
            page,
            "checklist.html",
            "text/html",
            icon=":material/print:",
            on_click="ignore",
            key=f"html-{found.run_id}",
        )
        st.caption(
            "A tick is kept with your name. A change counts as applied once a snapshot shows it.", width="content"
        )
    tickable(
        f"checklist-{found.run_id}",
        items,
        "change_id",
        lambda page: _shown(facts, page.rows),
        ticked=lambda page: places_of(list(page.rows["change_id"]), ticked),
        meant=functools.partial(_tick, found.run_id),
        columns=WIDTHS,
    )
    with st.expander("Read back an edited checklist"):
        file = st.file_uploader("The Excel file; only its ticks are taken", type=["xlsx"], key=f"back-{found.run_id}")
        if file is not None:
            button(
                "Take its ticks",
                Role.REVIEWER,
                key="take-ticks",
                on_click=_take_ticks,
                args=(found.run_id, file.getvalue()),
            )


def _tick(run_id: str, page: TablePage, places: list[int]) -> None:
    """Takes over the ticks of the items shown; one that a snapshot has shown stays done."""
    ws = workspace()
    with telling():
        items = ws.handed_over(run_id).items
        now = frozenset(items.loc[items["done"].astype(bool), "change_id"])
        wanted = select_places(list(page.rows["change_id"]), places, now)
        ws.tick(run_id, wanted - now, by=whoami())
        ws.tick(run_id, now - wanted, done=False, by=whoami())


def _take_ticks(run_id: str, data: bytes) -> None:
    with telling():
        found = workspace().read_checklist(run_id, data, by=whoami())
        said(f"{count(len(found.ticked), 'item')} ticked off.", " ".join(found.ignored[:5]))


def _shown(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "App": [app_label(str(app)) for app in rows["app"]],
            "Client": rows["client_name"],
            "Record": [url or None for url in rows["url"]],
            "Task": rows["task"],
            "Field": rows["field_label"],
            "Before": rows["before"].fillna(""),
            "After": rows["after"],
            "Why": rows["why"],
            "Outcome": [f"{ENDINGS[one][0]} {one}" for one in rows["outcome"]],
            "Ticked by": [_who(facts, row) for row in frames.rows_of(rows)],
        }
    )


def _who(facts: Facts, row: dict[str, str]) -> str:
    if not row["ticked_by"]:
        return ""
    moment = pd.Timestamp(row["ticked_at"]).to_pydatetime()
    return f"{row['ticked_by']}, {when(moment, facts.zone)}"
