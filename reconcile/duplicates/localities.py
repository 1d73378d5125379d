"""Places that no list names, by how such names are built: East End, Quorn Brook, Port Quorn."""

from __future__ import annotations

from collections.abc import Sequence

from reconcile.duplicates.normalise import Token
from reconcile.duplicates.words import word_set

_BEFORE = frozenset(
    {"north", "south", "east", "west", "upper", "lower", "mount", "mt", "port", "saint", "st", "lake", "point", "glen"}
    | {"fort", "cape", "inner", "outer"}
)
_BEHIND = frozenset(
    {"end", "hill", "hills", "beach", "bay", "heights", "point", "creek", "brook", "valley", "junction", "vale", "cove"}
    | {"island", "harbour", "harbor", "lakes", "springs", "waters", "ridge", "plaza", "mall", "square", "quay", "wharf"}
    | {"village", "airport", "bridge", "port", "north", "south", "east", "west", "downs", "plains"}
    | {"crossing", "corner", "road", "street", "avenue", "parade", "esplanade", "arcade", "wells", "green", "common"}
)


def is_locality(words: Sequence[Token]) -> bool:
    """Whether the words are a place: one that is listed, or two words of which one is what places are called by."""
    keys = [token.key for token in words if not token.is_sign]
    if " ".join(keys) in word_set("places"):
        return True
    return len(keys) == 2 and all(key.isalpha() for key in keys) and (keys[0] in _BEFORE or keys[1] in _BEHIND)
