"""The word lists of the demo practice, read once from the commented text files in the folder `words`.

Four shapes of file: sections of words (``[name]`` heads a section, words stand between commas), sections of words with
variants (``Cafe = Cafes``), tables of variants (one line, ``=`` between) and tables of columns (``|`` between).
``#`` begins a comment.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources


@cache
def lines(file: str) -> tuple[str, ...]:
    """The lines of one word file without comments and blank ones."""
    text = (resources.files(__package__) / "words" / file).read_text(encoding="utf-8")
    bare = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return tuple(line for line in bare if line)


@cache
def sections(file: str) -> dict[str, tuple[str, ...]]:
    """Section name → its words, in the order of the file; lines before the first section are under ``""``."""
    found: dict[str, list[str]] = {}
    current = ""
    for line in lines(file):
        if line.startswith("["):
            current = line.strip("[]")
        else:
            found.setdefault(current, []).extend(word.strip() for word in line.split(","))
    return {name: tuple(words) for name, words in found.items()}


@cache
def variants(file: str, section: str = "") -> dict[str, tuple[str, ...]]:
    """The first word of each ``a = b = c`` → the others."""
    table: dict[str, tuple[str, ...]] = {}
    current = ""
    for line in lines(file):
        if line.startswith("["):
            current = line.strip("[]")
        elif current == section:
            first, *others = (part.strip() for part in line.split("="))
            table[first] = tuple(word.strip() for part in others for word in part.split(","))
    return table


@cache
def either_way(file: str) -> dict[str, tuple[str, ...]]:
    """Every word of an ``a = b = c`` line → all others of its line; a word of two lines has the others of both."""
    table: dict[str, list[str]] = {}
    for first, others in variants(file).items():
        every = (first, *others)
        for word in every:
            table.setdefault(word, []).extend(other for other in every if other != word)
    return {word: tuple(others) for word, others in table.items()}


@cache
def doubles(section: str) -> tuple[tuple[str, str], ...]:
    """The words of a section of ``business.txt`` or ``places.txt`` as (form, other form); ``""`` where there is none."""
    file = "places.txt" if section.startswith("street") else "business.txt"
    pairs = (tuple(part.strip() for part in word.split("=")) for word in sections(file)[section])
    return tuple((pair[0], pair[1] if len(pair) > 1 else "") for pair in pairs)


@dataclass(frozen=True, slots=True)
class Place:
    """A town: `country` is its ISO code, `area` the telephone area as dialled inside the country."""

    country: str
    town: str
    region: str
    postcode: str
    area: str


@cache
def places() -> dict[str, tuple[Place, ...]]:
    """Country code → its towns."""
    found: dict[str, list[Place]] = {}
    for line in lines("places.txt"):
        if line.count("|") == 4:
            place = Place(*(part.strip() for part in line.split("|")))
            found.setdefault(place.country, []).append(place)
    return {country: tuple(towns) for country, towns in found.items()}
