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
    if not texts:
        return []
    together = "\n".join(texts)
    if is_plain(together) and together.count("\n") == len(texts) - 1:
        return _of_plain(texts)
    found = [""] * len(texts)
    plain = [place for place, text in enumerate(texts) if text.isascii() and "\n" not in text and is_plain(text)]
    for place in set(range(len(texts))).difference(plain):
        found[place] = words(texts[place])
    for place, line in zip(plain, _of_plain([texts[place] for place in plain]), strict=True):
        found[place] = line
    return found


def _of_plain(texts: Sequence[str]) -> list[str]:
    """The words of plain texts without a line's end, all in one go."""
    if not texts:
        return []
    lines = "\n".join([text[:LONGEST_NAME] for text in texts]).translate(_SPACED)
    while "  " in lines:
        lines = lines.replace("  ", " ")
    return [line.strip(" ") for line in lines.split("\n")]
