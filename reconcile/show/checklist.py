"""The checklist as a page to print: self-contained, client by client, a box to tick beside every item."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from itertools import groupby
from typing import Any

import pandas as pd

from reconcile import frames
from reconcile.show.words import app_label, count

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 14px/1.45 system-ui, "Segoe UI", Roboto, sans-serif; color: #1b2423; background: #fff; margin: 0 auto;
  max-width: 60rem; padding: 2rem 1.2rem; }
h1 { font-size: 1.5rem; margin: 0; } .lead { color: #55605e; margin: 0.2rem 0 1.2rem; }
section { margin: 0 0 1.3rem; break-inside: avoid; }
h2 { font-size: 1.05rem; margin: 0 0 0.3rem; overflow-wrap: anywhere; } h2 a, h2 span { font-weight: 400; font-size: 0.86rem; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.5rem;
  border-bottom: 1px solid #d8dedc; overflow-wrap: anywhere; }
td.value { white-space: pre-wrap; } th { font-weight: 600; font-size: 0.82rem; color: #55605e; }
.box { width: 3.6rem; } .box input { width: 1.05rem; height: 1.05rem; } .task { width: 20%; } .field { width: 15%; }
.why { color: #55605e; font-size: 0.86rem; } .none { color: #7b8583; font-style: italic; }
@media print {
  body { padding: 0; max-width: none; font-size: 10.5pt; } a { color: inherit; text-decoration: none; }
  h2 a::after { content: " " attr(href); word-break: break-all; } thead { display: table-header-group; } tr { break-inside: avoid; }
  @page { margin: 14mm; }
}
"""


def printable(items: pd.DataFrame, title: str, lead: str = "") -> str:
    """A whole HTML page of the items (``plans.checklist.CHECKLIST_COLUMNS``); everything in it is escaped, nothing is loaded."""
    rows = frames.rows_of(items)
    groups = groupby(rows, key=lambda row: (row["app"], row["client_name"], row["url"]))
    body = "".join(_client(app, name, url, list(members)) for (app, name, url), members in groups)
    done = sum(bool(row["done"]) for row in rows)
    head = f"{count(len(rows), 'item')}, {done:,} done. {lead}".strip()
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f'<h1>{escape(title)}</h1><p class="lead">{escape(head)}</p>'
        f"{body or '<p>There is nothing to do by hand.</p>'}</body></html>"
    )


def _client(app: str, name: str, url: str, rows: list[Mapping[str, Any]]) -> str:
    place = f'<a href="{escape(url)}">Open the record</a>' if _is_web(url) else ""
    items = "".join(_item(row) for row in rows)
    return (
        f"<section><h2>{escape(name)} <span>· {escape(app_label(app))}</span> {place}</h2>"
        '<table><thead><tr><th class="box" scope="col">Done</th><th class="task" scope="col">What to do</th>'
        '<th class="field" scope="col">Field</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>'
        f"<tbody>{items}</tbody></table></section>"
    )


def _item(row: Mapping[str, Any]) -> str:
    label = escape(f"{row['task']}: {row['field_label']}", quote=True)
    box = f'<input type="checkbox" aria-label="{label}"{" checked" if row["done"] else ""}>'
    return (
        f'<tr><td class="box">{box}</td><td>{escape(row["task"])}<div class="why">{escape(row["why"])}</div></td>'
        f'<td>{escape(row["field_label"])}</td><td class="value">{_value(row["before"])}</td>'
        f'<td class="value">{_value(row["after"])}</td></tr>'
    )


def _value(value: object) -> str:
    return escape(str(value)) if value else '<span class="none">nothing</span>'


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))
