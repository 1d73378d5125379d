"""What the documents that are printed or filed have in common: one page that loads nothing, and tables in which all is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 14px/1.45 system-ui, "Segoe UI", Roboto, sans-serif; color: #1b2423; background: #fff; margin: 0 auto;
  max-width: 72rem; padding: 2rem 1.2rem; }
h1 { font-size: 1.5rem; margin: 0; } .lead { color: #55605e; margin: 0.2rem 0 1.2rem; }
h2 { font-size: 1.15rem; margin: 1.8rem 0 0.4rem; border-top: 1px solid #d5dfdd; padding-top: 1rem; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.5rem; border-bottom: 1px solid #d8dedc; overflow-wrap: anywhere; }
td { white-space: pre-wrap; }
thead th { font-weight: 600; font-size: 0.82rem; color: #55605e; overflow-wrap: normal; }
table.facts { width: auto; } table.facts th { font-weight: 400; color: #55605e; padding-right: 1.5rem; }
.none { color: #7b8583; font-style: italic; }
@media print {
  body { padding: 0; max-width: none; font-size: 9.5pt; } thead { display: table-header-group; } tr { break-inside: avoid; }
  h2 { break-after: avoid; } @page { size: landscape; margin: 12mm; }
}
"""
_NOTHING = '<span class="none">nothing</span>'


def document(title: str, lead: str, parts: Iterable[str]) -> str:
    """A whole HTML page; ``parts`` are pieces of HTML that are safe already."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{_STYLE}</style></head><body>'
        f'<h1>{escape(title)}</h1><p class="lead">{escape(lead)}</p>{"".join(parts)}</body></html>'
    )


def facts(rows: Iterable[tuple[str, object]]) -> str:
    """Names and values, one line each."""
    lines = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{_value(value)}</td></tr>' for name, value in rows)
    return f'<table class="facts"><tbody>{lines}</tbody></table>'


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; an absent or empty value reads *nothing*."""
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    lines = "".join("<tr>" + "".join(f"<td>{_value(value)}</td>" for value in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def section(title: str, *parts: str) -> str:
    """A part of the document under its title."""
    return f"<section><h2>{escape(title)}</h2>{''.join(parts)}</section>"


def sentence(text: str) -> str:
    """A paragraph."""
    return f"<p>{escape(text)}</p>"


def _value(value: object) -> str:
    if value is None or value == "":
        return _NOTHING
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else escape(str(value))
