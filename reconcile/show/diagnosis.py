"""A diagnosis of why something does not sync, as HTML: the one thing to do first, the checks that led to it after."""

from __future__ import annotations

from html import escape

from reconcile.plans.why import Check, Diagnosis
from reconcile.show.notices import notice


def diagnosis(found: Diagnosis) -> str:
    """The cause and what to do about it, and every check of WHY-1 to WHY-6 in its order."""
    cause = found.cause
    if cause is None:
        head = notice("Nothing that was checked explains it.", found.todo, tone="plain")
    else:
        head = notice(found.todo, f"{cause.answer} ({cause.rule})", tone="warn")
    return f"{head}<ol class='rc-checks'>{''.join(_check(check, cause) for check in found.checks)}</ol>"


def _check(check: Check, cause: Check | None) -> str:
    """One line of the list. Several checks can be in the way; the first is the one to settle now."""
    if check is cause:
        icon, tone, spoken = "✕", "bad", "this is the cause"
    elif check.is_cause:
        icon, tone, spoken = "!", "warn", "in the way too, after the cause"
    else:
        icon, tone, spoken = "·", "plain", "not the cause"
    return (
        f'<li><span class="rc-badge rc-{tone}">{icon} {escape(check.rule)}</span>'
        f'<span class="rc-spoken"> ({spoken})</span> <strong>{escape(check.question)}</strong>'
        f"<br>{escape(check.answer)}</li>"
    )
