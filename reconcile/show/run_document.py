"""The report of a run as one page to print and to file."""

from __future__ import annotations

from reconcile import frames
from reconcile.plans.report import RunReport
from reconcile.show import printed
from reconcile.show.words import ENDINGS, app_label, count


def run_document(report: RunReport) -> str:
    """A whole HTML page: the facts, what was not put in place and why, and every change; all is escaped, nothing is loaded."""
    parts = [printed.facts((row["what"], row["value"]) for row in frames.rows_of(report.facts))]
    if len(report.causes):
        rows = [
            (row["outcome"], app_label(row["app"]), row["cause"], row["changes"], row["todo"])
            for row in frames.rows_of(report.causes)
        ]
        headings = ("Outcome", "App", "Cause", "Changes", "What to do")
        parts.append(printed.section("Not put in place, by cause", printed.table(headings, rows)))
    for ending, (_, _, meaning) in reversed(ENDINGS.items()):
        changes = report.changes[report.changes["outcome"] == ending]
        if len(changes):
            title = f"{ending.capitalize()}: {count(len(changes), 'change')}"
            parts.append(printed.section(title, printed.sentence(meaning), _changes(frames.rows_of(changes))))
    if report.changes.empty:
        parts.append(printed.sentence("No change has its ending yet."))
    practice = report.facts["value"].iloc[0]
    return printed.document(
        f"{practice}: run {report.run.run_id}", "What was approved, on what evidence, and what came of it.", parts
    )


def _changes(rows: list[dict[str, str]]) -> str:
    headings = (
        "App",
        "Client",
        "Field",
        "Before",
        "After",
        "Now",
        "How",
        "Rule",
        "Planned because",
        "Reason of the outcome",
    )
    return printed.table(
        headings,
        (
            (
                app_label(row["app"]), row["client_name"], row["field_label"], row["before"], row["after"], row["now"], row["way"],
                row["rule"], row["why"], row["reason"] or "–",
            )
            for row in rows
        ),
    )  # fmt: skip
