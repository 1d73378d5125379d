"""How a word sounds and how other countries spell it: Centre and Center, Mohamed and Muhammad."""

from __future__ import annotations

import re
from functools import lru_cache


def _compiled(*rules: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Rules of spelling as patterns that are ready to be used."""
    return tuple((re.compile(pattern), letters) for pattern, letters in rules)


_BRITISH = _compiled(
    (r"(?<=[a-z]{2}[bcdghktv])re$", "er"), (r"(?<=[a-z])our", "or"), (r"is(?=e|ing|ation)", "iz"), (r"ae", "e"),
    (r"ll(?=ing|ed|er)", "l"), (r"ogue$", "og"), (r"yre", "ire"),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def american(key: str) -> str:
    """A word in American spelling: Centre as Center, Labour as Labor, Organisation as Organization."""
    for pattern, letters in _BRITISH:
        key = pattern.sub(letters, key)
    return key


_LONG_U = re.compile(r"ou|oo|ow")
_SOUNDS = _compiled(
    (r"^hs", "ks"), (r"^(ch|kh)", "h"), (r"^ye", "e"), (r"^yi", "g"), (r"ph", "f"), (r"(ck|q)", "k"),
    (r"c(?=[aou])", "k"), (r"x", "ks"), (r"w", "v"), (r"(?<=[bdgkt])h", ""), (r"(ae|ai)", "e"), (r"z", "s"),
    (r"(?<=[a-z])h$", ""), (r"y", "i"), (r"dj", "j"), (r"sch", "sh"),
)  # fmt: skip


@lru_cache(maxsize=100_000)
def sound(key: str) -> str:
    """A word as it sounds, where it was carried over from another script: Youssef as Yusuf."""
    text = undoubled(_LONG_U.sub("u", key).replace("ee", "i"))
    for pattern, letters in _SOUNDS:
        text = pattern.sub(letters, text)
    return text


@lru_cache(maxsize=100_000)
def undoubled(key: str) -> str:
    """The word with every doubled letter once."""
    return re.sub(r"(.)\1+", r"\1", key)
