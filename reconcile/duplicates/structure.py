"""A client's name taken apart: who it is, in which legal form, for whom, trading as what.

:func:`reconcile.duplicates.parse.parse_name` makes them; comparing then never looks at raw text again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from reconcile.duplicates.couple import Couple
from reconcile.duplicates.legal_forms import Form
from reconcile.duplicates.normalise import Token


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, couple or organisation that a name speaks of.

    ``core`` is what is left of the words after form, titles, articles and the like were taken away; ``family_name`` and
    ``given`` are positions in ``core``; ``personal`` says that the core is a bare personal name; ``generation`` is the
    rank (senior, junior, third, …); ``estate`` that it is the estate of somebody.
    """

    core: tuple[Token, ...]
    form: Form | None = None
    couple: Couple | None = None
    personal: bool = False
    family_name: frozenset[int] = frozenset()
    given: frozenset[int] = frozenset()
    nicknames: tuple[Token, ...] = ()
    estate: tuple[Token, ...] = ()
    estate_last: bool = False
    generation: str = ""
    generation_text: str = ""
    articles: tuple[Token, ...] = ()
    article_last: bool = False
    titles: tuple[Token, ...] = ()
    title_last: bool = False
    form_first: bool = False
    markers: tuple[Token, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """The keys of the core."""
        return frozenset(token.key for token in self.core if not token.is_sign)


@dataclass(frozen=True, slots=True)
class Name:
    """A whole name: the entity it is about, and what else it says.

    ``trustee`` is who holds the trust ("X" of "X ATF Y"), ``trust_phrase`` the phrase that said so,
    ``aliases`` are trading names, ``junk`` texts that are no part of the name.
    """

    raw: str
    entity: Entity
    trustee: Entity | None = None
    trust_phrase: str = ""
    aliases: tuple[Entity, ...] = field(default=())
    junk: tuple[str, ...] = ()
