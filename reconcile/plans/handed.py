"""What a run handed over to a person and no snapshot has shown yet, as its journal tells it."""

from __future__ import annotations

from dataclasses import dataclass

from reconcile.plans.journal import Story
from reconcile.plans.outcome import Ending

WAITING_COLUMNS = (
    "run_id", "change_id", "app", "record_id", "client_name", "kind", "entity", "field", "field_label", "before", "after",
    "way", "outcome", "reason", "now", "handed_at", "by", "ticked", "ticked_by", "ticked_at",
)  # fmt: skip
"""``outcome`` is *waiting* or *not seen yet*; ``ticked`` says whether a person has ticked it off as done, and who and when."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One change that was handed over, with the value that was handed over, when (ISO, UTC), and by which run."""

    change_id: str
    run_id: str
    after: str
    way: str
    handed_at: str


def waiting_of(story: Story) -> dict[str, Waiting]:
    """The changes of a run that are waiting, by change id: no snapshot was taken since that could show them."""
    return {
        change_id: Waiting(change_id, story.run_id, event["after"], event["way"], event["at"])
        for change_id, event in story.handed.items()
        if story.outcomes.get(change_id, {}).get("ending") == Ending.WAITING
    }
