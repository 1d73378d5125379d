"""One document out of a notebook that was run: text, tables and pictures, nothing to load from anywhere."""

from __future__ import annotations

from html import escape
from importlib import resources
from typing import Any

import nbformat
from jinja2 import Environment
from markdown_it import MarkdownIt

from reconcile import show


def document(notebook: nbformat.NotebookNode, title: str) -> str:
    """The notebook's text and outputs as one HTML page with its style inside; code is left out. It prints on A4 and Letter."""
    text = resources.files("reconcile.reports").joinpath("document.html").read_text(encoding="utf-8")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    parts = [
        part
        for cell in notebook.cells
        if "parameters" not in cell.metadata.get("tags", []) and "quiet" not in cell.metadata.get("tags", [])
        for part in (
            [markdown.render(cell.source)] if cell.cell_type == "markdown" else map(_shown, cell.get("outputs", []))
        )
    ]
    template = Environment(autoescape=True).from_string(text)
    return template.render(title=title, style=show.style(), parts=[part for part in parts if part])


def _shown(output: dict[str, Any]) -> str:
    """One output: a picture, a table, or words; what a cell printed to its error stream is not shown."""
    data = output.get("data", {})
    if "image/svg+xml" in data:
        return f"<figure>{_text(data['image/svg+xml'])}</figure>"
    if "text/html" in data:
        return f'<div class="part">{_text(data["text/html"])}</div>'
    words = data.get("text/plain") or (output.get("text") if output.get("name") == "stdout" else "")
    return f"<pre>{escape(_text(words))}</pre>" if words else ""


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)
