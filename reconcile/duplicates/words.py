"""The word lists of ``words/*.txt``, loaded once and kept.

A list is plain text: one entry per line, ``#`` starts a comment, ``key | a, b`` gives several spellings of a key. All
entries are folded (see :func:`reconcile.duplicates.normalise.fold`). Reading them is the only I/O of this folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from nicknames import NickNamer

USUAL = 2
"""So many formal names of a nickname are usual; the lists name the most frequent first."""


def _lines(name: str) -> Iterator[str]:
    text = files("reconcile.duplicates").joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("# "):
            yield line.strip()


@cache
def word_set(name: str) -> frozenset[str]:
    """The words of a list without keys, e.g. ``given_names``; an underscore in the file joins the words of one entry."""
    return frozenset(word.replace("_", " ") for line in _lines(name) for word in line.split())


@cache
def table(name: str) -> dict[str, tuple[str, ...]]:
    """A list of ``key | spelling, spelling`` lines as a dict; a key that stands twice keeps both lines' spellings."""
    rows: dict[str, tuple[str, ...]] = {}
    for line in _lines(name):
        key, _, spellings = line.partition("|")
        found = tuple(part.strip() for part in spellings.split(",") if part.strip())
        rows[key.strip()] = rows.get(key.strip(), ()) + found
    return rows


@cache
def phrases(name: str) -> frozenset[str]:
    """The comma-separated phrases of a list without keys, e.g. ``estate_phrases``."""
    return frozenset(part.strip() for line in _lines(name) for part in line.split(",") if part.strip())


@cache
def inverse(name: str) -> dict[str, str]:
    """Spelling to key for a table whose spellings are unique; the first line that claims a spelling keeps it."""
    found: dict[str, str] = {}
    for key, spellings in table(name).items():
        for spelling in spellings:
            found.setdefault(spelling, key)
    return found


@cache
def name_variants() -> dict[str, frozenset[tuple[int, bool]]]:
    """Given name to the families of spellings it belongs to: (family number, True where the letters are of one language)."""
    found: dict[str, set[tuple[int, bool]]] = {}
    for number, line in enumerate(_lines("name_variants")):
        for word in line.removeprefix("=").split():
            found.setdefault(word, set()).add((number, line.startswith("=")))
    return {word: frozenset(families) for word, families in found.items()}


@cache
def trade_families() -> dict[str, int]:
    """Word of a trade to the number of its line: painting and painters are one."""
    return {word: number for number, line in enumerate(_lines("trade_families")) for word in line.split()}


@cache
def full_names(short: str) -> frozenset[str]:
    """The full given names that a nickname may stand for, itself included."""
    return own_full_names(short) | frozenset(_namer().canonicals_of(short))


@cache
def own_full_names(short: str) -> frozenset[str]:
    """The same by our own list alone, which is narrower: the package takes Bill for Robert too."""
    return frozenset({short} | _nicknames().get(short, set()))


@cache
def formal_initials(short: str) -> frozenset[str]:
    """First letters of the formal names that a nickname stands for, the usual ones only: r for Bob; none for a name."""
    if short in word_set("given_names"):
        return frozenset()
    return frozenset(name[0] for name in _formal_names().get(short, ())[:USUAL])


@cache
def _formal_names() -> dict[str, list[str]]:
    """Nickname to its formal names in the order of the list."""
    found: dict[str, list[str]] = {}
    for full, shorts in table("nicknames").items():
        for short in dict.fromkeys(word for part in shorts for word in part.split()):
            found.setdefault(short, []).append(full)
    return found


@cache
def _namer() -> NickNamer:
    return NickNamer()


@cache
def _nicknames() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for full, shorts in table("nicknames").items():
        for short in (word for part in shorts for word in part.split()):
            found.setdefault(short, set()).add(full)
    return found


@cache
def known_given_names() -> frozenset[str]:
    """Every word that may be a given name: the list, the spellings and the nicknames."""
    full = table("nicknames")
    shorts = {word for parts in full.values() for part in parts for word in part.split()}
    return word_set("given_names") | frozenset(full) | frozenset(shorts) | frozenset(name_variants())


@cache
def known_words() -> frozenset[str]:
    """Words that are right as they stand, so that one is never taken for a misspelling of another."""
    places = {part for place in word_set("places") for part in place.split()}
    full = {word for phrase in table("abbreviations") for word in phrase.split()}
    return word_set("business_words") | known_given_names() | frozenset(places) | frozenset(full)
