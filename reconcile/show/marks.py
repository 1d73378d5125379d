"""Marks the words in which two texts differ."""

from __future__ import annotations

import difflib
import re
from html import escape

_WORD = re.compile(r"\s+|[^\s]+")


def marked(a: str, b: str) -> tuple[str, str]:
    """Both texts as HTML, each with the words in a ``<mark>`` that the other one lacks; equal texts have no mark.

    Words are compared as they are, so a difference of case or of spaces alone is marked too (IMP-3).
    """
    words_a, words_b = _WORD.findall(a), _WORD.findall(b)
    matcher = difflib.SequenceMatcher(a=words_a, b=words_b, autojunk=False)
    left, right = [], []
    for what, start_a, end_a, start_b, end_b in matcher.get_opcodes():
        left.append(_piece(words_a[start_a:end_a], differs=what != "equal"))
        right.append(_piece(words_b[start_b:end_b], differs=what != "equal"))
    return "".join(left), "".join(right)


def _piece(words: list[str], *, differs: bool) -> str:
    text = "".join(words)
    if not differs or not text:
        return escape(text)
    return f"<mark>{escape(text)}</mark>"
