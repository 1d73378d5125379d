"""How the columns of a list were recognised, as people read it: the column and its values, how sure, and why."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from reconcile.apps.files import Found
from reconcile.show.differences import field_word

TITLES = {
    "id": "Client's id",
    "name": "Client's name",
    "archived": "Archived (yes or no)",
    "prospect": "Prospect (yes or no)",
    "partner_name": "Partner (name)",
    "manager_name": "Manager (name)",
    "partner": "Partner (email)",
    "manager": "Manager (email)",
    "contact_name": "Contact's name",
    "contact_first_name": "Contact's first name",
    "contact_last_name": "Contact's last name",
    "xpm_id": "XPM Id",
    "url": "Link to the record",
    "created_at": "Created",
    "updated_at": "Last changed",
}
"""The fields whose words in a list are not those of the field table."""

NOT_TAKEN = "(not taken)"
_LONG = 60


def field_title(field: str) -> str:
    """What a canonical field of a list is called."""
    if field in TITLES:
        return TITLES[field]
    if field.startswith("contact_"):
        return f"Contact's {field_word('contact', field.removeprefix('contact_')).removeprefix('Contact ').lower()}"
    return field_word("client", field)


def sureness(found: Found, field: str | None) -> tuple[str, str, str]:
    """Icon, word and tone for how sure a column is; ``field`` is what a person said it is."""
    if field is None:
        return "–", "Not taken", "plain"
    if field != found.field:
        return "✎", "You said so", "accent"
    if found.is_sure:
        return "✓", "Sure", "good"
    return ("≈", "Likely", "accent") if found.confidence >= 0.6 else ("?", "A guess", "warn")


def column_cell(header: str, samples: Sequence[str], filled: int, rows: int) -> str:
    """A column of the file: its header, some of its values, and how many rows have one."""
    shown = " · ".join(_short(value) for value in samples)
    values = f"{filled:,} of {rows:,} rows" if filled else "empty"
    return (
        f'<div class="rc-column"><strong>{escape(header)}</strong> <span class="rc-quiet">{values}</span>'
        f'<div class="rc-quiet">{escape(shown)}</div></div>'
    )


def why_cell(found: Found, field: str | None) -> str:
    """How sure it is, as a badge, and why."""
    icon, word, tone = sureness(found, field)
    reason = found.reason if field == found.field else "Remembered, or chosen here"
    return (
        f'<div class="rc-column"><span class="rc-badge rc-{tone}"><span aria-hidden="true">{icon}</span> {word}</span>'
        f'<div class="rc-quiet">{escape(reason)}.</div></div>'
    )


def _short(value: str) -> str:
    text = " ".join(value.split())
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
