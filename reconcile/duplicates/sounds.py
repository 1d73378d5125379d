"""How a word sounds and how other countries spell it: Centre and Center, Mohamed and Muhammad."""

from __future__ import annotations

import re
from functools import lru_cache

Rules = tuple[tuple[str, re.Pattern[str], str], ...]


def _compiled(*rules: tuple[str, str, str]) -> Rules:
    """Rules of spelling: letters without which a rule does nothing, its pattern and what that becomes."""
    return tuple((needed, re.compile(pattern), letters) for needed, pattern, letters in rules)


def _respelt(text: str, rules: Rules) -> str:
    for needed, pattern, letters in rules:
        if needed in text:  # most rules have nothing to do in most words
            text = pattern.sub(letters, text)
    return text


_BRITISH = _compiled(
    ("re", r"(?<=[a-z]{2}[bcdghktv])re$", "er"), ("our", r"(?<=[a-z])our", "or"), ("is", r"is(?=e|ing|ation)", "iz"),
    ("ae", r"ae", "e"), ("ll", r"ll(?=ing|ed|er)", "l"), ("ogue", r"ogue$", "og"), ("yre", r"yre", "ire"),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def american(key: str) -> str:
    """A word in American spelling: Centre as Center, Labour as Labor, Organisation as Organization."""
    return _respelt(key, _BRITISH)


_LONG_U = re.compile(r"ou|oo|ow")
_SOUNDS = _compiled(
    ("hs", r"^hs", "ks"), ("h", r"^(ch|kh)", "h"), ("ye", r"^ye", "e"), ("yi", r"^yi", "g"), ("ph", r"ph", "f"),
    ("ck", r"ck", "k"), ("q", r"q", "k"), ("c", r"c(?=[aou])", "k"), ("x", r"x", "ks"), ("w", r"w", "v"),
    ("h", r"(?<=[bdgkt])h", ""), ("a", r"(ae|ai)", "e"), ("z", r"z", "s"), ("h", r"(?<=[a-z])h$", ""),
    ("y", r"y", "i"), ("dj", r"dj", "j"), ("sch", r"sch", "sh"),
)  # fmt: skip


@lru_cache(maxsize=100_000)
def sound(key: str) -> str:
    """A word as it sounds, where it was carried over from another script: Youssef as Yusuf."""
    return _respelt(undoubled(_LONG_U.sub("u", key).replace("ee", "i")), _SOUNDS)


@lru_cache(maxsize=100_000)
def undoubled(key: str) -> str:
    """The word with every doubled letter once."""
    return _DOUBLED.sub(r"\1", key)


_DOUBLED = re.compile(r"(.)\1+")
