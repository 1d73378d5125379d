"""What a run handed over to a person and no snapshot has shown yet, as its journal tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from reconcile.plans.journal import Story
from reconcile.plans.outcome import Ending
from reconcile.plans.register import Note

WAITING_COLUMNS = (
    "run_id", "change_id", "app", "record_id", "client_name", "kind", "entity", "field", "field_label", "before", "after",
    "way", "outcome", "reason", "now", "handed_at", "by", "ticked", "ticked_by", "ticked_at",
)  # fmt: skip
"""``outcome`` is *waiting* or *not seen yet*; ``ticked`` says whether a person has ticked it off as done, and who and when."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One change that was handed over, with the value that was handed over, when (ISO, UTC), and by which run.

    ``after`` is None where the run's journal is lost and only its note is left (``register``).
    """

    change_id: str
    run_id: str
    after: str | None
    way: str
    handed_at: str


def waiting_of(story: Story) -> dict[str, Waiting]:
    """The changes of a run that are waiting, by change id: no snapshot was taken since that could show them."""
    return {
        change_id: Waiting(change_id, story.run_id, event["after"], event["way"], event["at"])
        for change_id, event in story.handed.items()
        if story.outcomes.get(change_id, {}).get("ending") == Ending.WAITING
    }


def lost_waiting(notes: Iterable[Note], stories: Iterable[Story], taken: Mapping[str, datetime]) -> dict[str, Waiting]:
    """What was handed over by runs whose journals do not tell of it any more, by change id.

    ``taken`` is when each app's newest snapshot was begun: one that is newer than the hand-over shows what became of it.
    """
    told = {story.run_id: set(story.handed) for story in stories}
    return {
        change_id: Waiting(change_id, note.run_id, None, "by a run whose record is lost", note.at.isoformat())
        for note in notes
        for change_id, app in note.changes.items()
        if change_id not in told.get(note.run_id, ()) and not (app in taken and taken[app] > note.at)
    }
