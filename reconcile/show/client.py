"""One client's records side by side: every field, what last agreed, and where they differ."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import pandas as pd

from reconcile import frames
from reconcile.show.words import app_label
from reconcile.workspace.client_story import DIFFERENT, EQUAL, PARTLY

_KINDS = {DIFFERENT: "rc-differs", EQUAL: "rc-equal", PARTLY: "rc-one"}


def client_table(records: pd.DataFrame, fields: pd.DataFrame) -> str:
    """An HTML table of a client story's ``records`` and ``fields``: a column for each record, and one for what last agreed."""
    keys = [row["record"] for row in frames.rows_of(records)]
    heads = "".join(f'<th scope="col">{_head(row)}</th>' for row in frames.rows_of(records))
    rows = "".join(_row(row, keys) for row in frames.rows_of(fields))
    return (
        '<div class="rc-wide-table"><table class="rc-compare rc-story"><thead><tr>'
        '<th scope="col"><span class="rc-quiet">Field</span></th>'
        f'{heads}<th scope="col"><span class="rc-quiet">Last agreed</span></th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _head(record: dict[str, str]) -> str:
    app = escape(app_label(record["app"]))
    url = str(record["url"] or "")
    link = ""
    if urlsplit(url).scheme in ("http", "https"):
        link = f' <a href="{escape(url)}" target="_blank" rel="noopener noreferrer">open ↗</a>'
    return f'<span class="rc-app">{app}</span>{link}<br><span class="rc-quiet">{escape(record["client_id"])}</span>'


def _row(row: dict[str, str | None], keys: list[str]) -> str:
    values = [row[key] for key in keys]
    spoken = str(row["standing"])
    kind = _KINDS[spoken]
    cells = "".join(f"<td>{_cell(value)}</td>" for value in values)
    label = escape(str(row["field_label"]))
    common = row["common"]
    agreed = escape(common) if common else '<span class="rc-nothing">–</span>'
    return f'<tr class="{kind}"><th scope="row">{label}<span class="rc-spoken"> ({spoken})</span></th>{cells}<td>{agreed}</td></tr>'


def _cell(value: str | None) -> str:
    if value:
        return escape(value)
    return f'<span class="rc-nothing">{"not kept there" if value is None else "empty"}</span>'
