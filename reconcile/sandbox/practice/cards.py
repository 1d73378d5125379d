"""In which apps an entity stands and how it is spelt there: the deck of cards that is dealt to the entities.

Counts are those of the default practice (420 XPM clients, 300 in Ignition, 80 in Gusto); other sizes have the same
shares, and the sums come out exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

DEFAULT_SIZES = {"xpm": 420, "ignition": 300, "gusto": 80}
"""App → its clients in the default practice."""

FORMAL, NEAR, RENAMED = "formal", "near", "renamed"
"""How a record spells its entity: as the entity is called, in another way (DUP-2), or by quite another name."""


@dataclass(frozen=True, slots=True)
class Card:
    """The records of one entity: one spelling a record and app.

    `mapped` is Ignition's own mapping of its first record: ``"xpm"`` to the first XPM record (IMP-4), ``"vanished"`` to
    a record that XPM no longer has (SYN-8). `state` is the Ignition state, ``""`` for any. `archived` names the app
    that alone has archived the client (SYN-7). `namesakes` deals the second record to another person of equal name.
    """

    name: str
    count: int
    xpm: tuple[str, ...] = ()
    ignition: tuple[str, ...] = ()
    gusto: tuple[str, ...] = ()
    mapped: str = ""
    state: str = ""
    archived: str = ""
    namesakes: bool = False

    def spellings(self, app: str) -> tuple[str, ...]:
        """How its records in an app spell the entity, one after the other."""
        return {"xpm": self.xpm, "ignition": self.ignition, "gusto": self.gusto}[app]


_F, _N = (FORMAL,), (NEAR,)

CARDS: tuple[Card, ...] = (
    # XPM and Ignition
    Card("exact", 58, _F, _F),
    Card("exact-mapped", 40, _F, _F, mapped="xpm"),
    Card("mapped-near", 8, _F, _N, mapped="xpm"),
    Card("mapped-renamed", 4, _F, (RENAMED,), mapped="xpm"),
    Card("near", 44, _F, _N),
    Card("exact-archived-xpm", 5, _F, _F, archived="xpm"),
    Card("exact-archived-ignition", 5, _F, _F, archived="ignition"),
    # more than one record in an app
    Card("ignition-twice-near", 6, _F, _F + _N),
    Card("ignition-twice-identical", 3, _F, _F + _F),
    Card("ignition-only-twice-near", 3, (), _F + _N, state="lead"),
    Card("xpm-twice-near", 10, _F + _N, _F),
    Card("xpm-only-twice-near", 8, _F + _N),
    Card("xpm-twice-identical", 3, _F + _F, _F),
    Card("xpm-only-twice-identical", 2, _F + _F),
    # two people of one name
    Card("namesakes-xpm", 3, _F + _F, _F, namesakes=True),
    Card("namesakes-across", 3, _F, _F, namesakes=True),
    # one app only
    Card("xpm-only", 149, _F),
    Card("lead-only", 18, (), _F, state="lead"),
    Card("active-only", 12, (), _F, state="active"),
    Card("other-only", 6, (), _F, state="other"),
    Card("mapped-vanished", 2, (), _F, mapped="vanished", state="active"),
    # with Gusto
    Card("gusto-exact-everywhere", 16, _F, _F, _F),
    Card("gusto-near-mapped", 10, _F, _F, _N, mapped="xpm"),
    Card("gusto-exact-xpm-near", 6, _N, _F, _F),
    Card("gusto-near-both", 4, _F, _N, _N),
    Card("gusto-exact-ignition", 8, (), _F, _F),
    Card("gusto-near-ignition", 10, (), _F, _N),
    Card("gusto-exact-xpm", 4, _F, (), _F),
    Card("gusto-near-xpm", 2, _F, (), _N),
    Card("gusto-twice", 1, _F, _F, _F + _N),
    Card("gusto-only", 18, (), (), _F),
)
"""The deck of the default practice."""

_PLAIN = {"xpm": "xpm-only", "ignition": "lead-only", "gusto": "gusto-only"}


def sizes(clients: int) -> dict[str, int]:
    """App → its clients in a practice with this many XPM clients."""
    return {app: round(clients * size / DEFAULT_SIZES["xpm"]) for app, size in DEFAULT_SIZES.items()}


def deck(clients: int, rng: Random) -> list[Card]:
    """The shuffled cards of a practice, whose records add up to `sizes`."""
    counts = _scaled(clients / DEFAULT_SIZES["xpm"])
    wanted = sizes(clients)
    for app, plain in _PLAIN.items():
        while (missing := wanted[app] - _records(counts, app)) + counts[plain] < 0:
            counts[_largest(counts, app, plain)] -= 1
        counts[plain] += missing
    cards = [card for card in CARDS for _ in range(counts[card.name])]
    rng.shuffle(cards)
    return cards


def _scaled(scale: float) -> dict[str, int]:
    """Counts by the largest remainders, so that rare cards are not all rounded away."""
    exact = {card.name: card.count * scale for card in CARDS}
    counts = {name: math.floor(value) for name, value in exact.items()}
    left = round(sum(exact.values())) - sum(counts.values())
    for name in sorted(exact, key=lambda name: counts[name] - exact[name])[:left]:
        counts[name] += 1
    return counts


def _records(counts: dict[str, int], app: str) -> int:
    return sum(counts[card.name] * len(card.spellings(app)) for card in CARDS)


def _largest(counts: dict[str, int], app: str, plain: str) -> str:
    others = [card.name for card in CARDS if card.spellings(app) and counts[card.name] and card.name != plain]
    return max(others, key=lambda name: counts[name])
