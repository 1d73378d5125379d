"""A plan handed on as a file, and taken back from one."""

from __future__ import annotations

import streamlit as st

from reconcile.pages.allowed import button
from reconcile.pages.choice import Choice, forget_ticks
from reconcile.pages.practice import Facts, facts_now, workspace
from reconcile.pages.top import said, telling
from reconcile.plans.plan import Plan
from reconcile.plans.plan_sheet import plan_workbook
from reconcile.plans.sheets import EXCEL
from reconcile.show.plan_document import plan_document
from reconcile.show.words import when
from reconcile.workspace.people import Role


def export(facts: Facts, plan: Plan, choice: Choice) -> None:
    """The plan as ticked now, as a file to hand on and load back, to look at, or to print. Each is made when it is asked for."""

    def approved() -> Plan:
        return plan if choice.is_as_built else plan.ticked(choice.ticked)

    name, zone, practice = f"plan-{plan.plan_id}", facts.zone, facts.ws.name
    with st.popover("Export", icon=":material/download:", key="export"):
        st.caption(
            "With the ticks as they stand now. The JSON file can be loaded back here; one that was edited cannot."
        )
        st.download_button(
            "JSON, to hand on",
            lambda: workspace().plan_file(approved()),
            f"{name}.json",
            "application/json",
            on_click="ignore",
            key="plan-json",
        )
        st.download_button(
            "Excel", lambda: plan_workbook(approved()), f"{name}.xlsx", EXCEL, on_click="ignore", key="plan-xlsx"
        )
        st.download_button(
            "HTML, to print",
            lambda: plan_document(approved(), practice, zone),
            f"{name}.html",
            "text/html",
            on_click="ignore",
            key="plan-html",
        )


def load() -> None:
    """Takes back a plan that was handed on."""
    with st.popover("Load", icon=":material/upload:", key="load"):
        file = st.file_uploader("A plan as a JSON file, from Export", type=["json"], key="plan-file")
        if file is not None:
            button(
                "Load this plan",
                Role.REVIEWER,
                type="primary",
                key="load-plan",
                on_click=_load,
                args=(file.getvalue(),),
            )


def _load(data: bytes) -> None:
    with telling():
        plan = workspace().load_plan(data)
        facts = facts_now()
        run = facts.ws.run(plan.plan_id)
        if run is not None:
            st.session_state["run_id"] = run.run_id
            said(
                "This plan was used already.",
                f"{run.by} applied it on {when(run.started_at, facts.zone)}; a plan is used once.",
                tone="warn",
            )
            return
        forget_ticks(plan.plan_id)
        st.session_state["plan_id"] = plan.plan_id
        said(f"Plan {plan.plan_id} was loaded.", "It is whole and of this practice.")
