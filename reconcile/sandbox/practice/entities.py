"""The legal entities of the practice and the families that they belong to."""

from __future__ import annotations

from dataclasses import dataclass, field

from reconcile.sandbox.practice.addresses import Address
from reconcile.sandbox.practice.names import Name
from reconcile.sandbox.practice.persons import Person
from reconcile.sandbox.practice.words import Place

RELATIONS = (
    "person", "couple", "company", "trustee-company", "trust", "super-fund", "partnership", "estate", "association",
)  # fmt: skip
"""The formal natures of an entity."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entity on paper: what it is and what it is called, before it has an id, an address and a telephone.

    `people` are those one writes to, the first one first. `base` holds the words that relatives share (a surname, a
    brand). `number`, `year`, `place`, `generation` are what tells it from a relative of equal name (DUP-3), `claims`
    what no other family may use. `trades` is set for businesses that have a door of their own: a domain, a line, an
    address. `trustee_of` is the position in the family of the trust that a trustee company serves.
    """

    relation: str
    name: Name
    people: tuple[Person, ...]
    base: str
    claims: tuple[str, ...] = ()
    number: str = ""
    year: str = ""
    place: str = ""
    generation: str = ""
    trades: bool = False
    trustee_of: int | None = None
    unfit: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Particulars:
    """How an entity is reached, as it is in truth; ledgers hold it in part, in other writing or out of date.

    Telephone numbers are ``+…``; `place` is the town it is at home in.
    """

    email: str
    phone: str
    fax: str
    website: str
    address: Address
    postal: Address | None
    place: Place


@dataclass(frozen=True, slots=True)
class Entity:
    """One legal person or entity: records that hold one entity are the same client."""

    entity: str
    family: str
    draft: Draft
    country: str
    particulars: Particulars
    namesakes: str = ""
    trustee_of: str = ""
    partner: int = 0
    manager: int = 0

    @property
    def relation(self) -> str:
        """Its formal nature, one of `RELATIONS`."""
        return self.draft.relation

    @property
    def name(self) -> Name:
        """Its formal name."""
        return self.draft.name


@dataclass(slots=True)
class Family:
    """Entities that belong together; `group` is the name of their group in XPM, ``""`` where they have none."""

    family: str
    country: str
    entities: list[Entity] = field(default_factory=list)
    group: str = ""
