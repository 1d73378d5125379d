"""Why is my data not syncing? The checks of WHY-1 to WHY-6 in their order, ending in the one thing to do."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from reconcile import frames
from reconcile.model import App
from reconcile.plans.lists import Row
from reconcile.plans.plan import Plan
from reconcile.plans.run import RUNNING, Run
from reconcile.plans.staff import StaffDirectory
from reconcile.policy import FieldRule, Policy, Settings
from reconcile.policy.schedule import sync_health

CHECK_COLUMNS = ("rule", "question", "answer", "is_cause")


@dataclass(frozen=True, slots=True)
class Check:
    """One question of the diagnosis; ``todo`` is what to do where this is the cause."""

    rule: str
    question: str
    answer: str
    is_cause: bool = False
    todo: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """The checks in their order; the first that is a cause gives the one thing to do."""

    client_name: str
    field_label: str
    checks: tuple[Check, ...]

    @property
    def cause(self) -> Check | None:
        """The first check that explains it, or None."""
        return next((check for check in self.checks if check.is_cause), None)

    @property
    def todo(self) -> str:
        """The one thing to do."""
        if self.cause is not None:
            return self.cause.todo
        return "Nothing here explains it. Take fresh snapshots, build a plan, and look whether the change is in it."

    def table(self) -> pd.DataFrame:
        """The checks as rows: ``rule``, ``question``, ``answer``, ``is_cause``."""
        return frames.frame(
            CHECK_COLUMNS, [(check.rule, check.question, check.answer, check.is_cause) for check in self.checks]
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{check.rule}</td><td>{html.escape(check.question)}</td>"
            f"<td>{'<b>' if check.is_cause else ''}{html.escape(check.answer)}{'</b>' if check.is_cause else ''}</td></tr>"
            for check in self.checks
        )
        title = html.escape(f"{self.client_name} {self.field_label}".strip())
        return f"<p><b>{title}</b></p><table>{rows}</table><p>→ {html.escape(self.todo)}</p>"


@dataclass(frozen=True)
class Case:
    """What is known of one client: the records that are it (by app), and everything that may explain its field."""

    app: App
    record: Row
    partners: dict[App, Row]
    pairs: pd.DataFrame
    linked: frozenset[tuple[str, str]]
    plan: Plan | None
    run: Run | None
    staff: StaffDirectory
    settings: Settings
    policy: Policy


def diagnose(case: Case, rule: FieldRule | None) -> Diagnosis:
    """The diagnosis of one client, for one field or for none in particular."""
    checks = [_field(case, rule), _staff(case, rule), _sync(case), _duplicate(case), _held(case, rule), _reminder()]
    return Diagnosis(
        case.record["name"], rule.label if rule else "", tuple(check for check in checks if check is not None)
    )


def _field(case: Case, rule: FieldRule | None) -> Check | None:
    question = "Does this field sync at all, and in this direction?"
    if rule is None:
        return Check("WHY-1", question, "No field was named; name one to have its direction checked.")
    if rule.sync in ("never", "import-only"):
        todo = f"Change it in {App(rule.home).label}." if rule.home else "Change it by hand in each app."
        return Check("WHY-1", question, f"No. {rule.why} ({rule.rule})", True, todo)
    policy, settings = case.policy, case.settings
    flows = [
        f"{source.label} → {target.label}"
        for source, target in ((App.GUSTO, App.IGNITION), (App.XPM, App.IGNITION), (App.IGNITION, App.XPM))
        if rule in policy.synced(rule.entity, source, target, settings)
        and (source is not App.GUSTO or App.GUSTO in (case.app, *case.partners))
    ]
    if not flows:
        todo = "Change the data or direction setting, or change the field by hand."
        return Check("WHY-1", question, f"Not under these settings. Otherwise: {rule.why} ({rule.rule})", True, todo)
    outward = any(flow.startswith(case.app.label) for flow in flows)
    if not outward:
        todo = f"Change it in {flows[0].split(' → ')[0]}; from there it syncs."
        return Check(
            "WHY-1", question, f"Only {', '.join(flows)}: a change in {case.app.label} goes nowhere.", True, todo
        )
    return Check("WHY-1", question, f"Yes: {', '.join(flows)}.")


def _staff(case: Case, rule: FieldRule | None) -> Check | None:
    if rule is None or rule.compare != "staff":
        return None
    question = "Is this person a user in both apps, under one email?"
    email, name = case.record.get(rule.name), case.record.get(f"{rule.name}_name")
    target = App.XPM if case.app is App.IGNITION else App.IGNITION
    if not (email or name):
        return Check(
            "WHY-2", question, f"No {rule.label.lower()} is set here.", True, f"Set the {rule.label.lower()} first."
        )
    email = email or case.staff.email_of(case.app, name)
    if email and case.staff.email_in(target, email):
        return Check("WHY-2", question, "Yes.")
    reason = case.staff.why_not(case.app, target, email, name)
    return Check("WHY-2", question, reason.answer, True, reason.todo)


def _sync(case: Case) -> Check:
    question = "Did a sync run since the change?"
    if case.run is None:
        return Check(
            "WHY-3", question, "Nothing has been applied yet.", case.plan is None, "Build a plan and apply it."
        )
    if case.run.state == RUNNING:
        health = sync_health(case.run.started_at, datetime.now(UTC))
        todo = {
            "normal": "Wait until it has ended; up to 30 minutes is normal (SYN-12).",
            "slow": "Wait a little longer; after an hour it is a fault (SYN-12).",
            "fault": "It has run for more than an hour, which is a fault: stop it and tell support (SYN-12).",
        }[health]
        return Check("WHY-3", question, "One is running now.", True, todo)
    when = f"{case.run.started_at:%d %b %Y %H:%M} UTC"
    return Check("WHY-3", question, f"The last one was started {when} and is {case.run.state}.")


def _duplicate(case: Case) -> Check:
    question = "Is this one of a set of duplicates?"
    mine = (case.app.value, case.record["client_id"])
    pairs = case.pairs[case.pairs["decision"] != "different"] if not case.pairs.empty else case.pairs
    for row in frames.rows_of(pairs):
        a, b = (row["app_a"], row["id_a"]), (row["app_b"], row["id_b"])
        if mine not in (a, b):
            continue
        other, other_name = (b, row["name_b"]) if mine == a else (a, row["name_a"])
        if other in case.linked and mine not in case.linked:
            answer = f"“{other_name}” in {App(other[0]).label} may be the same client, and that one is linked."
            return Check(
                "WHY-4",
                question,
                answer,
                True,
                "Decide the pair on the Duplicates page; edit the linked one meanwhile.",
            )
        if mine not in case.linked:
            answer = f"“{other_name}” in {App(other[0]).label} may be the same client."
            return Check("WHY-4", question, answer, True, "Decide the pair on the Duplicates page.")
    if mine not in case.linked:
        return Check(
            "WHY-4",
            question,
            "No, but it is not linked to any other app's client.",
            True,
            "Link it, or let a plan create it.",
        )
    return Check("WHY-4", question, "No, and it is linked.")


def _held(case: Case, rule: FieldRule | None) -> Check:
    question = "Is it held back, or did the app refuse it?"
    ids = {case.record["client_id"], *(row["client_id"] for row in case.partners.values())}
    label = rule.label if rule else None
    if case.run is not None:
        for row in frames.rows_of(case.run.outcomes):
            wanted = row["record_id"] in ids and (label is None or row["field_label"] == label)
            if wanted and row["outcome"] not in ("applied", "already there"):
                answer = f"{row['field_label']} ended {row['outcome']} at the last try: {row['reason']}"
                todo = _AFTER.get(row["outcome"], "Settle what the app said, then build a new plan.")
                return Check("WHY-5", question, answer, True, todo)
    if case.plan is None:
        return Check("WHY-5", question, "There is no plan to look into.")
    for row in frames.rows_of(case.plan.held):
        if row["record_id"] in ids and (label is None or row["field"] in ("", label)):
            return Check(
                "WHY-5",
                question,
                f"Held: {row['reason']} ({row['rule']}). {row['why']}",
                True,
                row["why"].rsplit(". ", 1)[-1],
            )
    for row in frames.rows_of(case.plan.changes):
        if row["record_id"] in ids and (label is None or row["field_label"] == label):
            waits = "approval and apply" if row["ticked"] else "a tick: it is left unticked on purpose"
            answer = f"{row['field_label']} is in the plan and waits for {waits}."
            return Check("WHY-5", question, answer, True, "Review the plan and apply it.")
    return Check("WHY-5", question, "No.")


_AFTER = {
    "stale": "Take fresh snapshots and build a new plan.",
    "conflict": "Take fresh snapshots and build a new plan.",
    "uncertain": "Look in the app whether it has arrived, then take fresh snapshots and build a new plan.",
}
"""What to do after the last try ended so."""


def _reminder() -> Check:
    answer = (
        "For Xero itself to follow, XPM must have “Update details in Xero: every time client or supplier details are"
        " updated” ticked."
    )
    return Check("WHY-6", "Does Xero follow XPM?", answer)
