"""What a schedule came to: whether every promise held, ended as documented, or was broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reconcile.model import App, Client
from reconcile.plans.journal import Story
from tests.proofs.app import Effect, PlainApp
from tests.proofs.cases import GONE, OLD_VALUE, OTHER_FIELD, PLANNED_VALUE, Apps, Case, value_of
from tests.proofs.timeline import FINE, Timeline

HOLDS, UNCERTAIN, GAP, TWO_HANDS, BROKEN = "holds", "uncertain", "gap", "two hands", "broken"
ENDINGS = (HOLDS, UNCERTAIN, GAP, TWO_HANDS, BROKEN)
"""``uncertain``: a new record whose answer was lost (REL-11), or a value that was sent and never answered. ``gap``: an edit
between the last read and the write was overwritten, or a contact doubled. ``two hands``:
somebody made a client of the same name in that very gap, so there are two."""

_SEVEN = {"applied", "already there", "stale", "conflict", "refused", "failed", "uncertain"}
Row = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """How one schedule ended, and what is wrong with it."""

    ending: str
    what: str = ""


def judge(case: Case, apps: Apps, timeline: Timeline, story: Story | None) -> Finding:
    """The worst that there is to say of a run that has ended, after everything late has arrived."""
    if story is None or story.ended_at is None:
        return Finding(BROKEN, "REL-1: the run has not ended")
    rows = case.rows
    if set(story.outcomes) != {row["change_id"] for row in rows}:
        return Finding(BROKEN, "REL-1: not every change has an ending")
    if {event["ending"] for event in story.outcomes.values()} - _SEVEN:
        return Finding(BROKEN, "REL-1: an ending that is none of the seven")
    if case.several:
        rows = [row for row in rows if row["kind"] != "contact-create"]  # judged by itself in a plan of its own
    if case.makes:
        found = [*_of_a_new_record(case, apps, timeline, story, rows)]
    else:
        found = [finding for row in rows for finding in _of_a_field(case, apps[case.app], timeline, story, row)]
    return min(found or [Finding(HOLDS)], key=lambda finding: -ENDINGS.index(finding.ending))


def _of_a_field(case: Case, app: PlainApp, timeline: Timeline, story: Story, row: Row) -> Iterator[Finding]:
    event, after = story.outcomes[row["change_id"]], row["after"]
    ending, reason = event["ending"], event["reason"]
    mine = [effect for effect in app.effects if _moves(effect, row)]
    held = [value_of(client, row) for client in app.held if client.client_id == row["record_id"]]
    edited = _was_edited(app, row)
    lost = [effect for effect in mine if edited and effect.at >= timeline.edited_at]
    for effect in lost:
        if timeline.schedule.kind == PLANNED_VALUE:
            continue
        before_the_read = effect.read_at >= timeline.edited_at
        put_back = timeline.schedule.kind == OLD_VALUE and len(mine) > 1  # as if the write had never arrived
        told_apart = before_the_read and not put_back
        yield Finding(BROKEN if told_apart or _keeps_versions(app) else GAP, "REL-3: an edit was overwritten")
    if len(mine) > 1 and not lost:
        yield Finding(BROKEN, "REL-2: written twice")
    if ending == "applied" and not mine and timeline.schedule.kind not in (PLANNED_VALUE, GONE):
        yield Finding(BROKEN, "REL-4: applied, and it was never written")
    if ending in ("applied", "already there") and after not in held:
        yield Finding(BROKEN, f"REL-4: {ending}, and it never held the value")
    if ending == "stale" and not edited:
        yield Finding(BROKEN, "REL-3: stale, and nobody had edited it")
    if ending in ("failed", "refused") and mine and not reason.startswith("The app took the call"):
        yield Finding(BROKEN, f"REL-1: {ending}, and it was written")
    if ending == "uncertain":
        yield _of_a_doubt(app, timeline)
        return
    calm = not edited and not timeline.schedule.always
    if calm and (ending != "applied" or _now(app, row) != after):
        yield Finding(BROKEN, f"REL-4: nothing was in its way and it ended {ending}")


def _of_a_doubt(app: PlainApp, timeline: Timeline) -> Finding:
    """A value's ending may be in doubt where no write was ever answered, and where one was not and the client was taken away.

    Or where a version tells that somebody saved it since.
    """
    if timeline.schedule.always:
        return Finding(UNCERTAIN, "sent again and again, and never answered")
    unheard = timeline.schedule.fate != FINE or timeline.crashed_at
    if unheard and timeline.edited_at and (_keeps_versions(app) or timeline.schedule.kind == GONE):
        return Finding(UNCERTAIN, "sent, and saved or taken away by somebody else since")
    return Finding(BROKEN, "REL-1: uncertain without need")


def _of_a_new_record(case: Case, apps: Apps, timeline: Timeline, story: Story, rows: list[Row]) -> Iterator[Finding]:
    app, what = apps[case.app], {"client": "create", "contact": "contact"}[case.makes]
    made = [effect for effect in app.effects if effect.what == what]
    told = {story.outcomes[row["change_id"]]["ending"] for row in rows if row["kind"] != "link"}
    if len(made) > 1:
        yield Finding(BROKEN, "REL-2: created twice")
    if told & {"stale", "already there", "refused"} and made and not timeline.edited_at:
        yield Finding(BROKEN, f"REL-1: {told}, and it was created")
    if "applied" in told and not made and not timeline.edited_at:
        yield Finding(BROKEN, "REL-4: applied, and it was never created")
    answered = any(event == f"{app.app} {what} answered" for event in timeline.labels)
    known = answered and timeline.schedule.fate == FINE and "before created" in timeline.labels
    if "uncertain" in told:
        unheard = timeline.schedule.fate != FINE or timeline.crashed_at
        yield Finding(UNCERTAIN if unheard and not (known and case.makes == "client" and _noted(story)) else BROKEN,
                      "uncertain")  # fmt: skip
    calm = timeline.schedule.fate == FINE and not timeline.crashed_at and not timeline.edited_at
    if calm and told != {"applied"}:
        yield Finding(BROKEN, f"REL-4: nothing was in its way and it ended {told}")
    if made and timeline.edited_at and timeline.schedule.kind not in (OTHER_FIELD, GONE):
        yield from _beside_another(case, app, timeline, made[0])
    yield from _link_to_it(apps, story, rows, made)


def _beside_another(case: Case, app: PlainApp, timeline: Timeline, made: Effect) -> Iterator[Finding]:
    """Somebody made the same by hand: after ours, in the gap, or so early that it had to be seen."""
    if made.at < timeline.edited_at:
        return
    if made.read_at >= timeline.edited_at:
        yield Finding(BROKEN, "IMP-3: it was there, and was made all the same")
    elif case.makes == "client":
        yield Finding(TWO_HANDS, "two of one name")
    else:
        yield Finding(BROKEN if _keeps_versions(app) else GAP, "a contact was doubled")


def _link_to_it(apps: Apps, story: Story, rows: list[Row], made: list[Effect]) -> Iterator[Finding]:
    for row in rows:
        if row["kind"] == "link":
            linked = apps[App(row["app"])].clients[row["record_id"]].xpm_id
            number = made[0].after.other_ids["number"] if made else None
            if linked not in ("", number) or (
                story.outcomes[row["change_id"]]["ending"] == "applied" and linked != number
            ):
                yield Finding(BROKEN, "REL-8: linked to another client")


def _noted(story: Story) -> bool:
    return bool(story.created)


def _was_edited(app: PlainApp, row: Row) -> bool:
    """Whether somebody else's edit changed the very value."""
    before, after = app.edited
    if before is None or before.client_id != row["record_id"]:
        return False
    return after is None or value_of(before, row) != value_of(after, row)


def _moves(effect: Effect, row: Row) -> bool:
    if effect.record_id != row["record_id"] or effect.before is None:
        return False
    return value_of(effect.before, row) != value_of(effect.after, row)


def _now(app: PlainApp, row: Row) -> str | None:
    client: Client | None = app.clients.get(row["record_id"])
    return value_of(client, row) if client else None


def _keeps_versions(app: PlainApp) -> bool:
    return hasattr(app, "expecting")
