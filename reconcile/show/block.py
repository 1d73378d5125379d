"""A piece of HTML with the style that it needs."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources


@functools.cache
def style() -> str:
    """The style sheet of everything in this package, as a ``<style>`` element.

    All of its colours are mixed from the text's own, or see-through, so that one sheet serves light and dark.
    """
    return f"<style>{resources.files('reconcile.show').joinpath('look.css').read_text(encoding='utf-8')}</style>"


@dataclass(frozen=True, slots=True)
class Block:
    """HTML that a notebook shows as it is meant to look. ``html`` is escaped already."""

    html: str

    def _repr_html_(self) -> str:
        return style() + self.html


def block(html: str) -> Block:
    """Wraps the HTML that a function of this package gave, for the last line of a notebook's cell."""
    return Block(html)
