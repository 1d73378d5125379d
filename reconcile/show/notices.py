"""Messages to a person: what is the matter, what happened, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from reconcile.errors import Brake, ReconcileError, TryAgain

_ICONS = {"good": "✓", "warn": "⚠", "bad": "✕", "plain": "›", "accent": "▸"}


def notice(title: str, message: str = "", hint: str = "", *, tone: str = "plain", lines: Sequence[str] = ()) -> str:
    """A framed message; ``lines`` become a list. Everything is escaped."""
    role = "alert" if tone == "bad" else "status"
    body = f"<p>{escape(message)}</p>" if message else ""
    body += f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""
    body += f'<p class="rc-hint">{escape(hint)}</p>' if hint else ""
    icon = f'<span class="rc-icon" aria-hidden="true">{_ICONS.get(tone, "›")}</span>'
    return (
        f'<div class="rc-notice rc-{tone}" role="{role}">{icon}<div><strong>{escape(title)}</strong>{body}</div></div>'
    )


def problem(error: ReconcileError) -> str:
    """An error as its title, what happened and what to do; a brake and a busy app are warnings, the rest is bad."""
    tone = "warn" if isinstance(error, TryAgain | Brake) else "bad"
    return notice(error.title, error.message, error.hint, tone=tone)


def empty_state(icon: str, title: str, message: str) -> str:
    """What a page says while it has nothing to show yet."""
    return (
        f'<div class="rc-empty"><div class="rc-empty-icon" aria-hidden="true">{escape(icon)}</div>'
        f"<strong>{escape(title)}</strong><p>{escape(message)}</p></div>"
    )


def cards(entries: Sequence[Mapping[str, str]]) -> str:
    """A row of cards; each has ``title`` and, where there are any, ``value``, ``note``, ``tone`` and ``foot``."""
    return f'<div class="rc-cards">{"".join(_card(entry) for entry in entries)}</div>'


def steps(entries: Sequence[tuple[str, str, str]]) -> str:
    """The steps of a guided review: (title, note, state), state being ``done``, ``now`` or ``next``."""
    icons = {"done": "✓", "now": "●", "next": "○"}
    parts = "".join(
        f'<li class="rc-step rc-{state}"{" aria-current=step" if state == "now" else ""}>'
        f'<span class="rc-step-icon" aria-hidden="true">{icons[state]}</span>'
        f"<div><strong>{escape(title)}</strong><br><span>{escape(note)}</span></div></li>"
        for title, note, state in entries
    )
    return f'<ol class="rc-steps">{parts}</ol>'


def _card(entry: Mapping[str, str]) -> str:
    value = f'<div class="rc-value">{escape(entry["value"])}</div>' if entry.get("value") else ""
    note = f'<div class="rc-note">{escape(entry["note"])}</div>' if entry.get("note") else ""
    foot = f'<div class="rc-foot">{escape(entry["foot"])}</div>' if entry.get("foot") else ""
    tone = escape(entry.get("tone", "plain"))
    return (
        f'<div class="rc-card rc-{tone}"><div class="rc-title">{escape(entry["title"])}</div>{value}{note}{foot}</div>'
    )
