"""What came of a scenario, as text that a practice manager can read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from reconcile import frames
from reconcile.errors import ReconcileError
from reconcile.model import CLIENT_TEXT_FIELDS, CONTACT_TEXT_FIELDS, App, Client
from reconcile.plans.journal import read_events
from reconcile.plans.plan import Plan
from reconcile.plans.why import Diagnosis
from reconcile.show.words import count
from reconcile.workspace.nights import Night
from tests.scenarios.apps import StoryApp
from tests.scenarios.outline import written

_RANDOM = re.compile(r"\b[0-9a-f]{12}\b")
_TIME = re.compile(r"\d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}( UTC)?")
_SHOWN = [name for name in CLIENT_TEXT_FIELDS if name not in ("name", "url", "created_at", "updated_at")]


def settled(text: str) -> str:
    """A text without what is different every time: ids and times."""
    return _TIME.sub("⟨time⟩", _RANDOM.sub("⟨id⟩", text))


def told_plan(title: str, plan: Plan, brakes: Iterable[str]) -> str:
    """A plan: each change with its tick and its reason, then what is held back, then the brakes that are on."""
    counts = plan.summary()
    lines = [f"{title}: {count(counts['changes'], 'change')}, {counts['ticked']} ticked, {counts['held']} held back"]
    for row in frames.rows_of(plan.changes):
        tick = "x" if row["ticked"] else " "
        before = (
            "new" if row["before"] is None and row["kind"].endswith("create") else f"“{written(row['before'] or '')}”"
        )
        after = written(row["after"]) if not row["after_from"] else f"the number of {row['after_from']}"
        what = f"{row['field_label']}: {before} → “{after}”"
        facts = [row["kind"], row["rule"], *(["high risk"] if row["risk"] == "high" else [])]
        where = f"{App(row['app']).label} {row['client_name']} ({row['record_id']})"
        who = f" {row['entity_id']}" if row["entity"] == "contact" else ""
        lines += [f"  [{tick}] {where}{who} {what}  [{', '.join(facts)}]", f"      {row['why']}"]
    if counts["held"]:
        lines.append("  Held back")
    for row in frames.rows_of(plan.held):
        where = f"{App(row['app']).label} {row['client_name']} ({row['record_id']})"
        values = [
            f"{'here' if name == 'value_here' else 'there'} “{written(row[name])}”"
            for name in ("value_here", "value_there")
            if row[name] is not None
        ]
        what = ", ".join([" ".join(filter(None, [row["field"], row["reason"]])), row["rule"], *values])
        lines += [f"  !   {where} {what}", f"      {row['why']}"]
    lines += [f"  Brake: {sentence}" for sentence in brakes]
    return settled("\n".join(lines))


def told_journal(title: str, path: Path, plan: Plan, writes: list[str]) -> str:
    """A run as its journal tells it, and the writes that the apps received meanwhile."""
    changes = {row["change_id"]: row for row in frames.rows_of(plan.changes)}
    operations = {row["op_id"]: row for row in changes.values()}
    lines = []
    for event in read_events(path):
        match event["event"]:
            case "begin":
                lines.append(f"{title}: {count(len(event['approved']), 'change')} approved by {event['by']}")
            case "sending":
                row = operations[event["op_id"]]
                lines.append(f"  sending         {App(row['app']).label} {row['client_name']}")
            case "created":
                lines.append(f"  created         {App(event['app']).label} {event['client_id']}")
            case "outcome":
                row = changes[event["change_id"]]
                now = "" if event["now"] is None else f" “{written(event['now'])}”"
                reason = f"  {event['reason']}" if event["reason"] else ""
                where = f"{App(row['app']).label} {row['client_name']} {row['field_label']}"
                lines.append(f"  {event['ending']:<15} {where}{now}{reason}")
            case "end":
                lines.append(f"  ended, with {count(len(writes), 'write')}{': ' if writes else ''}{', '.join(writes)}")
    return settled("\n".join(lines))


def told_apps(apps: Iterable[StoryApp]) -> str:
    """What the apps hold: every field that is not empty."""
    lines: list[str] = []
    for app in apps:
        if app.clients:
            lines.append(app.app.label)
        for client in sorted(app.clients.values(), key=lambda one: one.client_id):
            lines += [f"  {line}" for line in _client(client)]
    return "\n".join(lines)


def _client(client: Client) -> list[str]:
    lines = [f"client {written(client.name)} ({client.client_id}), {client.state.value}"]
    facts = {name: getattr(client, name) for name in _SHOWN}
    facts |= {"number": client.other_ids.get("number"), "groups": "; ".join(client.groups)}
    lines += [f"  {name.replace('_', ' ')}: {written(value)}" for name, value in facts.items() if value]
    for person in client.contacts:
        lines.append(f"  contact {person.name} ({person.contact_id}){', default' if person.is_primary else ''}")
        values = {name: getattr(person, name) for name in CONTACT_TEXT_FIELDS if name != "name"}
        lines += [f"    {name}: {written(value)}" for name, value in values.items() if value]
    return lines


def told_diagnosis(found: Diagnosis) -> str:
    """Why something does not sync, check by check, and the one thing to do."""
    lines = [f"Why {found.client_name} {found.field_label}".rstrip()]
    lines += [
        f"  {'→' if check is found.cause else ' '} {check.rule} {check.question} {check.answer}"
        for check in found.checks
    ]
    return settled("\n".join([*lines, f"  To do: {found.todo}"]))


def told_night(day: str, night: Night, zone: str) -> str:
    """A nightly sync: when it was due, how long it took, and what it did."""
    finished = night.finished_at or night.started_at
    minutes = int((finished - night.started_at).total_seconds() // 60)
    due = f"{night.due.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %Z} ({night.due:%H:%M} UTC)"
    lines = [
        f"Night of {day}: {night.state}, {night.health(finished)}",
        f"  began {due}, took {minutes} minutes",
        f"  read {', '.join(night.snapshots) or 'nothing'}; {night.planned} planned, {night.held} held back",
        f"  applied {night.applied}, set aside {night.set_aside}",
        *(f"  {app} could not be read: {reason}" for app, reason in night.failed.items()),
        *([f"  {night.reason}"] if night.reason else []),
    ]
    return settled("\n".join(lines))


def told_error(what: str, error: ReconcileError) -> str:
    """A refusal in its three parts."""
    return settled(f"{what}: {error.title}. {error.message}{f' → {error.hint}' if error.hint else ''}")
