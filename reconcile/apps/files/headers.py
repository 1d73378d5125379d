"""How programs head the columns of a client list, and which of our fields each spelling means (``headers.toml``)."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib import resources

FILLER = frozenset(
    {"address", "details", "detail", "information", "info", "of", "the", "main", "s", "required", "physical", "client"}
)
"""Words that a header may have beside the telling ones: "Postal address - City" is the postal city."""

_WORDS = re.compile(r"[^\W_]+")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")


@functools.cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Canonical field → the spellings of its header, the most telling first, folded."""
    text = resources.files(__package__).joinpath("headers.toml").read_text(encoding="utf-8")
    return {field: tuple(dict.fromkeys(map(fold, spellings))) for field, spellings in tomllib.loads(text).items()}


@functools.cache
def meanings() -> Mapping[str, tuple[str, int]]:
    """Folded spelling → its field, and the place that the spelling has among the field's."""
    return {
        spelling: (field, rank) for field, spellings in synonyms().items() for rank, spelling in enumerate(spellings)
    }


def fold(header: str) -> str:
    """A header without case, spaces and punctuation; ``isDeleted`` and ``Is deleted`` are one."""
    return "".join(character for character in header.casefold() if character.isalnum())


def without_filler(header: str) -> str:
    """The same without the words that say nothing, ``""`` where nothing else is left."""
    words = [word.casefold() for part in _HUMPS.split(header) for word in _WORDS.findall(part)]
    # "Contact address" is no contact: an address at the end is what the column is
    return "".join(
        word for place, word in enumerate(words) if word not in FILLER or (word, place) == ("address", len(words) - 1)
    )


def is_known(header: str) -> bool:
    """Whether a header says by itself which field it is."""
    return fold(header) in meanings() or without_filler(header) in meanings()
