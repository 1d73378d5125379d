"""Many texts folded at once: those of plain letters in one pass over all of them, which is what nearly every text is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reconcile.duplicates.normalise import LONGEST_NAME, clean, fold

_WORD = re.compile(r"[^\W_]+")
_SPACED = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)} | {ord("\n"): "\n"}
"""Every sign of ASCII to what it becomes: small letters, digits and spaces; a line's end stays."""


def words(value: str) -> str:
    """Folded words, one space between."""
    return " ".join(fold(word) for word in _WORD.findall(clean(value)))


def is_plain(text: str) -> bool:
    """Whether :func:`~reconcile.duplicates.normalise.clean` can change nothing in a text but its length and its control signs."""
    return text.isascii() and not ("&" in text and ";" in text)


def all_words(texts: Sequence[str]) -> list[str]:
    """:func:`words` of every text, in their order."""
    found = [""] * len(texts)
    plain = []
    for place, text in enumerate(texts):
        if is_plain(text) and "\n" not in text:
            plain.append(place)
        else:
            found[place] = words(text)
    lines = "\n".join([texts[place][:LONGEST_NAME] for place in plain]).translate(_SPACED).split("\n")
    for place, line in zip(plain, lines, strict=False):
        found[place] = " ".join(line.split())
    return found
