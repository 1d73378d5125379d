"""Reports: a document about this practice, made in the background, to print or to hand on."""

from __future__ import annotations

import streamlit as st

from reconcile import show
from reconcile.pages import menu
from reconcile.pages.outcomes import labels_of_runs, make_report
from reconcile.pages.practice import Facts, workspace
from reconcile.pages.top import begin, nothing_yet, showing
from reconcile.reports import Making, Report, kept_reports, made_by, reports
from reconcile.show.words import when


def main() -> None:
    facts = begin("Reports", "One document about this practice, to print or to hand on. A report changes nothing.")
    if not facts.ws.newest():
        text = "A report tells what is in the snapshots. Take one of XPM and one of Ignition first."
        nothing_yet("▤", "Nothing to report yet", text, page=menu.SNAPSHOTS, label="Go to Snapshots")
        return
    with showing():
        runs = labels_of_runs(facts)
        for report in reports():
            with st.container(border=True, horizontal=True, vertical_alignment="center", wrap=False):
                st.html(f"<strong>{report.title}</strong><br><span class='rc-quiet'>{report.about}</span>")
                _offer(report, runs)
        _making(facts)
        _kept(facts, runs)


def _offer(report: Report, runs: dict[str, str]) -> None:
    """The button that makes a report, beside it the run that it shall tell of."""
    run_id = ""
    if report.of_run and runs:
        run_id = str(
            st.selectbox(
                "Run",
                list(runs),
                format_func=runs.__getitem__,
                key=f"run-of-{report.name}",
                label_visibility="collapsed",
                width=330,
            )
        )
    st.button(
        "Make it",
        key=f"make-{report.name}",
        type="primary",
        on_click=make_report,
        args=(report.name, run_id),
        disabled=report.of_run and not runs,
        help="Apply a plan first: there is no run yet." if report.of_run and not runs else None,
    )


def _making(facts: Facts) -> None:
    making = made_by(facts.ws.folder)
    if making is None:
        return
    if making.is_over:
        _told(making)
    else:
        _progress()


@st.fragment(run_every=1)
def _progress() -> None:
    making = made_by(workspace().folder)
    if making is None or making.is_over:
        st.rerun()
        return
    share = making.done / making.total if making.total else 0.0
    st.progress(share, text=f"Making “{making.report.title}”… you may leave this page.")


def _told(making: Making) -> None:
    if making.problem is not None:
        st.html(show.problem(making.problem))
    else:
        st.html(show.notice(f"“{making.report.title}” is ready.", "It is the first in the list below.", tone="good"))


def _kept(facts: Facts, runs: dict[str, str]) -> None:
    titles = {report.name: report.title for report in reports()}
    kept = kept_reports(facts.ws.folder)
    if not kept:
        return
    st.subheader("Made before")
    for number, document in enumerate(kept[:20]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"kept-{number}"):
            of_run = f" · run of {runs[document.run_id]}" if document.run_id in runs else ""
            title = titles.get(document.name, document.name)
            st.text(f"{title} · {when(document.made_at, facts.zone)}{of_run}", width="content")
            st.download_button(
                "Download",
                data=document.path.read_bytes,
                file_name=document.path.name,
                mime="text/html",
                key=f"download-{document.path.name}",
                icon=":material/download:",
                on_click="ignore",
            )
    st.caption(f"They are kept in {facts.ws.folder / 'reports'}. Open one in a browser and print it from there.")


if __name__ == "__main__":
    main()
