"""How a run ended, by ending."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from reconcile.show.words import ENDINGS


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
