"""The whole practice in short: families are made until every card of the deck is dealt to an entity."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from reconcile.errors import Bug
from reconcile.sandbox.practice import business
from reconcile.sandbox.practice.cards import Card, deck
from reconcile.sandbox.practice.entities import Draft, Entity, Family
from reconcile.sandbox.practice.families import AMERICAN, LOCAL, Shape, lone_person
from reconcile.sandbox.practice.furnish import furnish
from reconcile.sandbox.practice.kin import Setting
from reconcile.sandbox.practice.names import key
from reconcile.sandbox.practice.records import Record, state_of
from reconcile.sandbox.practice.registry import Registry
from reconcile.sandbox.practice.spelt import Speller

COUNTRIES = {"AU": 44, "NZ": 33, "GB": 9, "IE": 8, "ZA": 6}
"""Country → how many of a hundred families outside the United States live there."""

ORGANISATIONS = frozenset({"company", "association", "partnership"})
"""What can be an employer with Gusto."""

TRIES = 400
"""How often a family is made anew whose names are taken; the shape is changed on the way."""

CLIENTS_A_BOOKKEEPER = 200
NAMESAKES_EARLY, AMERICANS_EARLY = 3.0, 1.8
"""How many entities a plain family has against these, so that both kinds of cards run out together."""


@dataclass
class Cast:
    """Families and records, in the order of making."""

    families: list[Family] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)


class Casting:
    """Makes one `Cast`; an instance is used once."""

    def __init__(self, clients: int, rng: Random, corruption: float) -> None:
        self._rng = rng
        self._registry = Registry()
        self._speller = Speller(self._registry, rng, corruption)
        cards = deck(clients, rng)
        self._namesakes = [card for card in cards if card.namesakes]
        self._gusto = [card for card in cards if card.gusto]
        self._general = [card for card in cards if not card.gusto and not card.namesakes]
        self._shapes = {"US": self._turns(AMERICAN)} | dict.fromkeys(COUNTRIES, self._turns(LOCAL))
        self._bookkeepers = self._mailboxes(max(1, clients // CLIENTS_A_BOOKKEEPER))
        self._cast = Cast()
        self._entities = 0

    def cast(self) -> Cast:
        """Deal all cards."""
        while left := len(self._general) + len(self._gusto) + len(self._namesakes):
            if self._namesakes and self._rng.random() < NAMESAKES_EARLY * len(self._namesakes) / left:
                self._deal_namesakes(self._namesakes.pop())
            elif not self._general or self._rng.random() < AMERICANS_EARLY * len(self._gusto) / left:
                self._deal(self._family("US"))
            else:
                self._deal(self._family(self._country()))
        return self._cast

    def _country(self) -> str:
        return self._registry.turn("country", COUNTRIES, self._rng)

    def _mailboxes(self, count: int) -> list[str]:
        names = [business.trust_word(self._rng).text for _ in range(count)]
        return [self._registry.email(name, "bookkeeping.example") for name in names]

    def _turns(self, shapes: dict[Shape, int]) -> Iterator[Shape]:
        """The shapes for ever, each as often as its share in every round."""
        while True:
            turn = [shape for shape, count in shapes.items() for _ in range(count)]
            self._rng.shuffle(turn)
            yield from turn

    def _family(self, country: str) -> Family:
        """The next family of a country, with names that nobody else has."""
        shape = next(self._shapes[country])
        for again in range(TRIES):
            drafts = shape(Setting(country, self._registry, self._rng))
            if self._are_free(drafts):
                return self._furnished(drafts, country)
            if again % 20 == 19:
                shape = next(self._shapes[country])
        raise Bug(f"no free names are left for a family after {TRIES} tries: the word lists are too short")

    def _are_free(self, drafts: list[Draft]) -> bool:
        texts = [draft.name.text for draft in drafts]
        claims = itertools.chain(texts, *(draft.claims for draft in drafts))
        return len({key(text) for text in texts}) == len(texts) and self._registry.is_free(claims)

    def _furnished(self, drafts: list[Draft], country: str, namesakes: str = "") -> Family:
        family = f"F{len(self._cast.families) + 1:06d}"
        made = furnish(
            drafts, Setting(country, self._registry, self._rng), family, self._entities + 1, self._bookkeepers
        )
        made.entities = (
            [replace(entity, namesakes=namesakes) for entity in made.entities] if namesakes else made.entities
        )
        self._entities += len(drafts)
        for entity in made.entities:
            self._registry.take([entity.name.text], entity.entity)
            self._registry.take(entity.draft.claims, family)
        self._cast.families.append(made)
        return made

    def _deal(self, family: Family) -> None:
        """Give every entity of a family a card; those for whom none is left are no clients of the practice."""
        kept = []
        for entity in family.entities:
            employer = family.country == "US" and entity.relation in ORGANISATIONS
            cards = self._gusto if employer and self._gusto else self._general
            if cards:
                kept.append(entity)
                self._record(entity, cards.pop())
        family.entities = kept

    def _record(self, entity: Entity, card: Card) -> None:
        made: list[Record] = []
        for app in ("xpm", "ignition", "gusto"):
            made += [self._new(app, entity, how, card, len(made)) for how in card.spellings(app)]
        if card.mapped == "xpm":
            next(record for record in made if record.app == "ignition").mapped = made[0]
        self._cast.records += made

    def _new(self, app: str, entity: Entity, how: str, card: Card, nth: int) -> Record:
        name, kinds = self._speller.spell(entity, how)
        state = state_of(app, card, nth, self._rng)
        return Record(app, entity, name, kinds, card.name, nth, self._rng.getrandbits(48), state)

    def _deal_namesakes(self, card: Card) -> None:
        """Two people of one name: the first has the first record of each app, the other one what is left."""
        namesakes = f"N{len(self._cast.families):06d}"
        while not self._are_free(drafts := lone_person(Setting(country := self._country(), self._registry, self._rng))):
            pass
        one = self._furnished(drafts, country, namesakes).entities[0]
        other = self._furnished(drafts, self._country(), namesakes).entities[0]
        both_in_xpm = len(card.xpm) > 1
        self._record(one, replace(card, xpm=card.xpm[:1], ignition=card.ignition if both_in_xpm else ()))
        self._record(other, replace(card, xpm=card.xpm[1:], ignition=() if both_in_xpm else card.ignition))
