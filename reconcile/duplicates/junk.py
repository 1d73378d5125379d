"""What people type behind a client's name and is no part of it: "(old)", "- DO NOT USE", "copy", a client code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from reconcile.duplicates.normalise import Token
from reconcile.duplicates.numbers import is_year
from reconcile.duplicates.phrase import fold_phrase
from reconcile.duplicates.words import phrases, word_set

_LEADING = frozenset({"x", "xx", "xxx", "z", "zz", "zzz", "zzzz", "zzzzz"})
_PAST = frozenset({"ex", "former", "old", "past", "lost", "inactive"})
_COPIES = frozenset({"copy", "duplicate"})
_REGISTERS = frozenset({"sp", "ps", "dp", "cts", "up", "oc", "bc", "rp", "lot", "unit", "no", "cc", "ck"})
_DASH = re.compile(r"\s[-–—]+\s|[-–—]\s*$|^\s*[-–—]|:\s")


@cache
def _junk() -> frozenset[str]:
    return frozenset(fold_phrase(phrase) for phrase in phrases("junk_phrases"))


def split_junk(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], tuple[str, ...]]:
    """The tokens that are the name, and the texts that are not; a name of nothing but junk is kept whole."""
    if _is_clean(tokens):
        return tuple(tokens), ()
    kept = list(tokens)
    thrown: list[Token] = []
    for step in (_leading, _leading_code, _long_code, _trailing, _brackets, _dashes, _shouted, _code, _copies):
        drop = step(kept, thrown)
        if drop and len(drop) < len(kept):
            thrown += [kept[index] for index in sorted(drop)]
            kept = [token for index, token in enumerate(kept) if index not in drop]
    return tuple(kept), tuple(token.text for token in thrown)


def _is_clean(tokens: Sequence[Token]) -> bool:
    """Whether a glance tells that none of the steps finds anything: no number, bracket or dash, no word that junk ends with."""
    if not tokens:
        return True
    if (
        tokens[0].key in _LEADING
        or tokens[0].key in _COPIES
        or tokens[-1].key in _endings()
        or (len(tokens) > 1 and tokens[1].key == "client")
    ):
        return False
    for token in tokens:
        if token.group or token.glue not in _PLAIN_GLUE or token.key[:1].isdigit():
            return False
    return True


_PLAIN_GLUE = frozenset({"", " "})


@cache
def _endings() -> frozenset[str]:
    """The words that a phrase of junk can end with."""
    return frozenset(phrase.rpartition(" ")[2] for phrase in _junk()) | word_set("courtesy_words") | _LEADING | {"&"}


def _leading(tokens: list[Token], _thrown: list[Token]) -> set[int]:
    """A mark in front by which a list is sorted, "Ex client" and "Copy of", which no firm but a printer's is called."""
    marked = tokens and tokens[0].key in _LEADING and (len(tokens[0].key) > 1 or tokens[0].text.islower())
    if len(tokens) > 3 and tokens[1].key == "client" and tokens[0].key in _PAST:
        return {0, 1}
    if len(tokens) > 3 and tokens[1].key == "of" and tokens[0].key in _COPIES:
        return {0, 1}
    return {0} if marked and len(tokens) > 2 else set()


def _trailing(tokens: list[Token], _thrown: list[Token]) -> set[int]:
    """A small x behind a name that has capitals: "Ferris Trust No 2 x"."""
    if len(tokens) < 3 or tokens[-1].text not in _LEADING or tokens[-1].glue.strip():
        return set()
    return {len(tokens) - 1} if any(token.text != token.text.lower() for token in tokens) else set()


def _long_code(tokens: list[Token], _thrown: list[Token]) -> set[int]:
    """A client code that begins with a digit, in front of a dash or in brackets: "37CL0022 - 37 Clarence Court"."""
    for start in (0, *(index for index in range(1, len(tokens) - 2) if tokens[index].group != tokens[index - 1].group)):
        part = tokens[start : start + 3]
        if len(tokens) <= 3 or any(token.glue for token in part[1:]):
            continue
        shaped = (
            part[0].key.isdecimal() and part[1].text.isupper() and part[2].key.isdecimal() and len(part[2].key) >= 3
        )
        parted = bool(part[0].group) or (len(tokens) > 3 and bool(_DASH.search(tokens[3].glue)))
        if shaped and parted:
            return set(range(start, start + 3))
    return set()


def _leading_code(tokens: list[Token], _thrown: list[Token]) -> set[int]:
    """A client code in front: MERC012, or C1234 and 1042 before a dash."""
    if len(tokens) < 3:
        return set()
    size = 2 if _is_code(tokens[:2]) else 1 if tokens[0].key.isdecimal() else 0
    parted = bool(size) and len(tokens) > size and bool(_DASH.search(tokens[size].glue))
    if size == 1 and tokens[1].key.isdecimal() and " " not in tokens[1].glue:
        return set()  # 9240-7718 Québec Inc
    letters = len(tokens[0].key) if size == 2 else 0
    digits = len(tokens[size - 1].key) if size else 0
    if parted:
        told = digits >= 3 or (letters >= 3 and digits == 2)
        return set(range(size)) if told and not (size == 1 and is_year(tokens[0])) else set()
    sure = (letters >= 3 and digits >= 2) or (letters == 2 and digits >= 3) or (letters == 1 and digits >= 4)
    return {0, 1} if sure and len(tokens) > 3 and not tokens[2].key.isdecimal() else set()


def _is_code(tokens: Sequence[Token]) -> bool:
    """Capitals and digits written together, that are no number of a register."""
    if len(tokens) != 2:
        return False
    letters, digits = tokens
    shaped = digits.key.isdecimal() and not digits.glue and 2 <= len(digits.key) <= 6
    return shaped and letters.text.isupper() and len(letters.key) <= 6 and letters.key not in _REGISTERS


def _brackets(tokens: list[Token], _thrown: list[Token]) -> set[int]:
    drop: set[int] = set()
    for group in {token.group for token in tokens} - {0}:
        inside = [index for index, token in enumerate(tokens) if token.group == group]
        part = [tokens[index] for index in inside]
        if _is_junk(part) or _is_code(part) or (inside[-1] == len(tokens) - 1 and _is_cut_junk(part)):
            drop.update(inside)
    return drop


def _is_cut_junk(part: Sequence[Token]) -> bool:
    """Whether an app's field has cut a remark off: "(inacti"."""
    text = " ".join(token.key for token in part)
    return len(text) > 3 and any(phrase.startswith(text) for phrase in _junk())


def _dashes(tokens: list[Token], _thrown: list[Token]) -> set[int]:
    """A last part behind a dash that is junk or a bare code."""
    starts = [index for index, token in enumerate(tokens) if index and _DASH.search(token.glue)]
    if not starts:
        return set()
    part = tokens[starts[-1] :]
    code = len(part) == 1 and part[0].key.isdecimal() and len(part[0].key) >= 4 and not is_year(part[0])
    first = tokens[: starts[0]]
    if _is_junk(part) or code:
        return set(range(starts[-1], len(tokens)))
    return set(range(starts[0])) if _is_junk(first) and len(starts) == 1 else set()


def _shouted(tokens: list[Token], _thrown: list[Token]) -> set[int]:
    """Junk at the end without a bracket: in capitals behind a name that is not, or a word that is nothing else."""
    for size in (4, 3, 2, 1):
        part = tokens[-size:]
        if len(tokens) <= size or not _is_junk(part):
            continue
        if "." in part[0].text[:-1]:
            continue  # S.A. is a form
        loud = all(token.text.isupper() for token in part) and not all(t.text.isupper() for t in tokens[:-size])
        if loud or size >= 3 or (len(tokens) - size >= 2 and all(token.key in word_set("bare_junk") for token in part)):
            return set(range(len(tokens) - size, len(tokens)))
    return set()


def _code(tokens: list[Token], _thrown: list[Token]) -> set[int]:
    """A client code at the end: ZIMM001, in brackets or not."""
    if len(tokens) < 4:
        return set()
    named = _is_code(tokens[-2:]) and len(tokens[-2].key) > 1
    return {len(tokens) - 2, len(tokens) - 1} if named else set()


def _copies(tokens: list[Token], thrown: list[Token]) -> set[int]:
    """The number of a copy, "(2) - dup", once other junk was found."""
    last = tokens[-1] if tokens else None
    alone = last is not None and last.group and last.key.isdecimal() and len(last.key) == 1
    return {len(tokens) - 1} if alone and thrown else set()


_FILED = frozenset({"file", "files", "record", "entry", "account", "card", "details"})
"""What a remark can be about: a closed file, an old record."""


def _is_junk(tokens: Sequence[Token]) -> bool:
    if not tokens or len(tokens) > 6:
        return False
    words = [token.key for token in tokens]
    if words[-1].isdecimal() and len(words) > 1:  # a year or a date: "inactive 2019", "closed FY21"
        words = [word for word in words if not word.isdecimal() and word != "fy"]
    if " ".join(words) in _junk():
        return True
    joined = word_set("courtesy_words") | {"&"} | _FILED
    return len(words) > 1 and not _FILED.issuperset(words) and all(word in _junk() or word in joined for word in words)
