"""How a run ended, by ending; what it waits for, and what it cost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from html import escape

from reconcile.show.words import ENDINGS, app_label, count


def ending_bar(endings: Mapping[str, int], total: int) -> str:
    """One bar of all approved changes, a part for each ending; what has not ended yet stays empty."""
    whole = max(total, sum(endings.values()), 1)
    parts = "".join(
        f'<span class="rc-part rc-{ENDINGS[ending][1]}" style="width:{100 * number / whole:.2f}%" '
        f'title="{escape(ending)}: {number:,}"></span>'
        for ending, number in _ordered(endings)
    )
    words = ", ".join(f"{number:,} {ending}" for ending, number in _ordered(endings)) or "nothing yet"
    return f'<div class="rc-track rc-tall" role="img" aria-label="{escape(words)} of {total:,}">{parts}</div>'


def endings_table(endings: Mapping[str, int]) -> str:
    """The endings with their counts and what each means."""
    rows = "".join(
        f'<tr><th scope="row"><span class="rc-{ENDINGS[ending][1]}-text" aria-hidden="true">{ENDINGS[ending][0]}</span> '
        f"{escape(ending.capitalize())}</th><td>{number:,}</td><td>{escape(ENDINGS[ending][2])}</td></tr>"
        for ending, number in _ordered(endings)
    )
    return f'<table class="rc-endings"><tbody>{rows}</tbody></table>'


def _ordered(endings: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(ending, int(endings[ending])) for ending in ENDINGS if endings.get(ending)]


def calls_sentences(calls: Mapping[str, int], least: Mapping[str, int]) -> list[str]:
    """What a run has called each app, against the least possible where that is known (``plans.calls.least_calls``)."""
    found = []
    for app, used in calls.items():
        fewest = f"; {least[app]:,} are the least possible" if app in least else ""
        found.append(f"{app_label(app)}: {count(used, 'call')}{fewest}.")
    return found


def waits_sentence(why: str, until: datetime, zone: tzinfo | None = None) -> str:
    """Why a run stands still and until when, in the given time zone or this machine's."""
    return f"{why}; it goes on at {until.astimezone(zone):%H:%M:%S}."
