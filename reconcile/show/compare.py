"""Two records side by side: the words that differ are marked, the rows that are equal step back."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

from reconcile.show.marks import marked
from reconcile.show.words import FIELDS, app_label, app_place

Record = Mapping[str, Any]


def sides_of(pair: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two records of a row of ``ws.duplicates()``: ``app``, ``id``, ``name`` and the compared fields.

    Ignition's is the second one, so that a reviewer finds each app always on the same side.
    """
    names = ("app", "id", "url", *FIELDS)
    a, b = ({name: pair.get(f"{name}_{side}") for name in names} for side in ("a", "b"))
    return (b, a) if app_place(str(a["app"])) > app_place(str(b["app"])) else (a, b)


def compare_records(a: Record, b: Record) -> str:
    """An HTML table of two records (as ``sides_of`` gives them), a row a field that at least one of them has.

    A field that the app did not send reads *not kept there*, one that it sent empty reads *empty*: they are two things.
    """
    rows = "".join(_row(field, label, a.get(field), b.get(field)) for field, label in FIELDS.items())
    return (
        '<table class="rc-compare"><thead><tr><th scope="col"><span class="rc-quiet">Field</span></th>'
        f'<th scope="col">{_head(a)}</th><th scope="col">{_head(b)}</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _head(record: Record) -> str:
    app = escape(app_label(str(record.get("app") or "")))
    url = str(record.get("url") or "")
    link = ""
    if urlsplit(url).scheme in ("http", "https"):
        link = f' <a href="{escape(url)}" target="_blank" rel="noopener noreferrer">open in {app} ↗</a>'
    return f'<span class="rc-app">{app}</span>{link}'


def _row(field: str, label: str, a: str | None, b: str | None) -> str:
    if not a and not b:
        return ""
    if a == b:
        return _cells("rc-equal", label, escape(str(a)), escape(str(b)), "equal")
    if not a or not b:
        return _cells(
            "rc-one", label, escape(a) if a else _nothing(a), escape(b) if b else _nothing(b), "on one side only"
        )
    if field == "state":  # each app has its own words for it
        return _cells("rc-equal", label, escape(a), escape(b), "each app's own")
    if field != "name" and _letters(a) == _letters(b):
        return _cells("rc-equal", label, escape(a), escape(b), "equal but for its spelling")
    left, right = marked(a, b)
    return _cells("rc-differs", label, left, right, "different")


def _cells(kind: str, label: str, a: str, b: str, spoken: str) -> str:
    hidden = f'<span class="rc-spoken"> ({spoken})</span>'
    return f'<tr class="{kind}"><th scope="row">{escape(label)}{hidden}</th><td>{a}</td><td>{b}</td></tr>'


def _letters(text: str) -> str:
    """Letters and digits alone: a telephone number with dots is the one with spaces."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _nothing(value: str | None) -> str:
    return f'<span class="rc-nothing">{"not kept there" if value is None else "empty"}</span>'
