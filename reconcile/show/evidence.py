"""Why a pair was flagged: badges of an icon and a word, and a bar for each thing that raised or lowered it (DUP-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from reconcile.duplicates.comparison import Comparison, Evidence
from reconcile.duplicates.separators import APART
from reconcile.duplicates.weighing import PRIOR
from reconcile.show.words import BANDS, kind_label, percent

_SLIGHT = 0.1
"""Bits that nobody needs to see."""
_FULL = 8.0
"""Bits that fill a bar; what weighs more is no longer."""


def badge(icon: str, word: str, tone: str = "plain") -> str:
    """An icon and a word in a frame; the tone colours it and never says anything that the word does not."""
    return f'<span class="rc-badge rc-{tone}"><span aria-hidden="true">{escape(icon)}</span> {escape(word)}</span>'


def pair_badges(pair: Mapping[str, Any]) -> str:
    """A pair's band and probability, its kinds (DUP-2) and its separators (DUP-3); ``pair`` is a row of ``ws.duplicates()``."""
    icon, word = BANDS.get(pair["band"], ("○", "Related"))
    tone = {"certain": "good", "likely": "accent", "possible": "warn"}.get(pair["band"], "plain")
    parts = [badge(icon, f"{word} · {percent(float(pair['probability'] or 0))}", tone)]
    parts += [badge("≈", kind_label(kind)) for kind in pair["kinds"]]
    parts += [badge("≠", kind_label(separator), "bad") for separator in pair["separators"]]
    return f'<div class="rc-badges">{"".join(parts)}</div>'


def evidence_bars(comparison: Comparison, reasons: Sequence[str] = ()) -> str:
    """A row for each piece of evidence, heaviest first: to the right it speaks for one client, to the left against.

    One step of the bar is a bit: one bit is twice as likely, two bits four times. ``reasons`` that the evidence does not name
    follow as a list.
    """
    said = " ".join(entry.sentence for entry in _shown(comparison))
    rest = [reason for reason in (*comparison.reasons, *reasons) if reason not in said]
    return _bars(comparison) + _reasons(list(dict.fromkeys(rest)))


def _reasons(reasons: Sequence[str]) -> str:
    lines = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
    return f'<ul class="rc-reasons">{lines}</ul>' if reasons else ""


def _bars(comparison: Comparison) -> str:
    shown = _shown(comparison)
    if not shown:
        return ""
    rows = "".join(_row(entry) for entry in shown)
    return (
        '<table class="rc-evidence"><thead><tr><th scope="col">Evidence</th><th scope="col">against ◂ ▸ for</th>'
        f'<th scope="col">Why</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _shown(comparison: Comparison) -> list[Evidence]:
    """What is worth a bar, heaviest first; where all begins is no evidence."""
    found = [
        entry
        for entry in comparison.evidence
        if entry.name != PRIOR and (abs(entry.weight) >= _SLIGHT or entry.name in APART)
    ]
    return sorted(found, key=lambda entry: -abs(entry.weight))


def _row(entry: Evidence) -> str:
    raises = entry.weight >= 0
    width = min(abs(entry.weight) / _FULL, 1) * 50
    place = f"left:50%;width:{width:.1f}%" if raises else f"right:50%;width:{width:.1f}%"
    spoken = f"{'for' if raises else 'against'}, {abs(entry.weight):.1f} bits"
    sign = "▲" if raises else "▼"
    return (
        f'<tr><th scope="row"><span aria-hidden="true">{sign}</span> {escape(kind_label(entry.name.replace("_", " ")))}</th>'
        f'<td><span class="rc-scale" role="img" aria-label="{spoken}" title="{spoken}">'
        f'<span class="rc-bit rc-{"good" if raises else "bad"}" style="{place}"></span></span></td>'
        f"<td>{escape(entry.sentence)}</td></tr>"
    )
