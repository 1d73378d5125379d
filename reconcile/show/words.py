"""The words that people see for what the toolkit calls by its own short names."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Literal

from reconcile.model import App

BANDS = {"certain": ("◉", "Certain"), "likely": ("◕", "Likely"), "possible": ("◔", "Possible")}
"""Icon and word of a pair's band (DUP-7)."""

VERDICTS = {"same": ("✓", "Same client"), "different": ("✕", "Different clients"), "later": ("◷", "Later")}
"""Icon and word of a person's answer (DUP-4)."""

KINDS = {
    "identical": "equal names",
    "legal-suffix": "legal form",
    "ampersand": "& / and",
    "suffix-junk": "extra words at the end",
    "number-word": "number as a word",
}
"""Kinds of DUP-2 that read better in other words; the rest are their own names without the dash."""

CHANGE_KINDS = {
    "create": "New client",
    "update": "Changed value",
    "clear": "Cleared value",
    "link": "Link",
    "contact-create": "New contact",
    "contact-update": "Changed contact",
}
"""What a planned change does."""

CHANGES_OF_KINDS = {**CHANGE_KINDS, "create": "New clients' values", "contact-create": "New contacts' values"}
"""The same where changes are counted: a new client has as many as it has values."""

ENDINGS = {
    "applied": ("✓", "good", "Written, and read back from the app."),
    "already there": ("✓", "good", "The app held the planned value already."),
    "stale": ("↻", "warn", "The record had moved since the plan was built; nothing was written."),
    "conflict": ("⚠", "warn", "Both sides had changed; nothing was written."),
    "refused": ("✕", "bad", "The app, a rule or a person refused it."),
    "failed": ("✕", "bad", "The app could not do it; a new plan tries again."),
    "uncertain": ("?", "bad", "It may or may not have been written; look at the record."),
    "waiting": ("◷", "plain", "Handed over to a person; the next snapshot of the app shows whether it is done."),
    "not seen yet": (
        "◌",
        "warn",
        "Handed over, and the newest snapshot does not show it; a new plan proposes it again.",
    ),
}
"""Icon, tone and meaning of the seven endings of an apply and the two of a hand-over (REL-1)."""

WAYS = {
    "directly": ("→", "Directly", "Written through the app's interface."),
    "by file": ("⇪", "By file", "Goes into a file that you upload in Ignition."),
    "by hand": ("✎", "By hand", "Goes onto a checklist that you work through."),
    "later": ("◷", "Later", "Follows from one of these; the next plan applies it."),
}
"""Icon, word and meaning of the ways of a change into its app (``plans.ways``)."""

FIELDS = {
    "name": "Name",
    "contact_name": "Contact",
    "email": "Email",
    "phone": "Phone",
    "address": "Address",
    "city": "City",
    "region": "Region",
    "postcode": "Postcode",
    "website": "Website",
    "state": "Status",
}
"""The fields of a record that two are compared by, in the order in which a reviewer looks at them."""


_APP_LABELS: dict[str, str] = {app.value: app.label for app in App}


def app_label(app: str) -> str:
    """The app's name as people write it; what is no app stays as it is."""
    return _APP_LABELS.get(app, app)


def app_place(app: str) -> int:
    """The order of the apps on the screen: XPM, then Gusto, then Ignition, which the others meet in."""
    order: tuple[str, ...] = (App.XPM, App.GUSTO, App.IGNITION)
    return order.index(app) if app in order else len(order)


def kind_label(kind: str) -> str:
    """A kind of difference in words (DUP-2)."""
    return KINDS.get(kind, kind.replace("-", " "))


def count(number: int, noun: str, plural: str = "") -> str:
    """``1 client``, ``1,204 clients``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def percent(probability: float) -> str:
    """A probability that never claims certainty: 0.9996 is ``over 99%``."""
    if probability > 0.99:
        return "over 99%"
    return "under 1%" if probability < 0.01 else f"{probability:.0%}"


def times(bits: float) -> str:
    """A weight in words: 3 bits are ``8 times likelier``, -1 bit ``half as likely``."""
    size = 2.0 ** min(abs(bits), 40.0)
    if size < 1.15:
        return "says little"
    if bits < 0 and size < 2.5:
        return "half as likely" if size >= 1.7 else "a little less likely"
    if size < 1.7:
        return "a little likelier"
    if size >= 10_000:
        number = "over a million" if size >= 1e6 else "over 10,000"
    else:
        digits = max(0, len(str(int(size))) - 2)
        number = f"{round(size / 10**digits) * 10**digits:,.0f}"
    return f"{number} times {'likelier' if bits > 0 else 'less likely'}"


def ago(moment: datetime, now: datetime | None = None) -> str:
    """How long ago something was, in the largest unit that fits."""
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    for size, noun in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{count(int(seconds // size), noun)} ago"
    return "just now"


def when(moment: datetime | Literal[""] | None, zone: tzinfo = UTC) -> str:
    """A time in the practice's own zone, to the minute; empty where there is none."""
    return "" if not moment else f"{moment.astimezone(zone):%d %b %Y, %H:%M}"


def pair_scope(app_a: str, app_b: str) -> str:
    """Where the two records of a pair stand: ``XPM ↔ Ignition`` or ``inside XPM``."""
    if app_a == app_b:
        return f"inside {app_label(app_a)}"
    first, second = sorted((app_a, app_b), key=app_place)
    return f"{app_label(first)} ↔ {app_label(second)}"
