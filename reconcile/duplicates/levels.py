"""The fields beside the name and their levels: what the weights are learnt for.

Every field has its levels from full agreement down to difference, with what is usual among records of one client.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reconcile.duplicates.agreement import (
    address_levels,
    city_levels,
    contact_levels,
    email_levels,
    phone_levels,
    postcode_levels,
    region_levels,
    website_levels,
)
from reconcile.duplicates.fields import Levels, Texts


@dataclass(frozen=True, slots=True)
class Field:
    """A field's levels: their sentences, and what is usual for two records of one client (``usual``, sums to 1).

    ``chance`` is how often two records of two clients of one practice stand there, where no list is at hand to count in.
    From the first level of ``fixed`` up to the second, a list cannot teach that it is much commoner among matches.
    """

    name: str
    sentences: tuple[str, ...]
    usual: tuple[float, ...]
    compare: Callable[[Texts, Texts], Levels]
    chance: tuple[float, ...] = ()
    fixed: tuple[int, int] = (99, 99)

    @property
    def size(self) -> int:
        """How many levels there are."""
        return len(self.usual)


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field(
            "email",
            (
                "The email is the same.",
                "The email is nearly the same.",
                "The mail domain is the same.",
                "The emails differ.",
            ),
            (0.70, 0.08, 0.06, 0.16),
            email_levels,
            (0.004, 0.002, 0.01, 0.984),
        ),
        Field(
            "phone",
            ("The phone number is the same.", "The phone numbers differ in one digit.", "The phone numbers differ."),
            (0.75, 0.05, 0.20),
            phone_levels,
            (0.003, 0.001, 0.996),
        ),
        Field(
            "website",
            ("The website is the same.", "The websites differ."),
            (0.85, 0.15),
            website_levels,
            (0.003, 0.997),
        ),
        Field(
            "address",
            (
                "The address is the same.",
                "The address is nearly the same.",
                "The address is much the same.",
                "The street is the same, the number another.",
                "The addresses have a part in common.",
                "The addresses differ.",
            ),
            (0.55, 0.15, 0.07, 0.02, 0.05, 0.16),
            address_levels,
            (0.002, 0.001, 0.002, 0.004, 0.03, 0.961),
            fixed=(2, 5),
        ),
        Field(
            "postcode",
            (
                "The postcode is the same.",
                "The postcode is the same but for its last part.",
                "The postcodes differ in one place.",
                "The postcodes differ.",
            ),
            (0.78, 0.02, 0.05, 0.15),
            postcode_levels,
            (0.04, 0.02, 0.02, 0.92),
        ),
        Field(
            "city",
            ("The town is the same.", "The town is nearly the same.", "The towns differ."),
            (0.75, 0.08, 0.17),
            city_levels,
            (0.08, 0.02, 0.90),
        ),
        Field("region", ("The region is the same.", "The regions differ."), (0.9, 0.1), region_levels, (0.35, 0.65)),
        Field(
            "contact_name",
            ("The contact is the same person.", "The contacts share a name.", "The contacts differ."),
            (0.80, 0.08, 0.12),
            contact_levels,
            (0.003, 0.01, 0.987),
        ),
    )
}
"""The fields beside the name, with their levels."""

RELATIVES: dict[str, tuple[float, ...]] = {
    "email": (0.40, 0.03, 0.07, 0.50),
    "phone": (0.40, 0.02, 0.58),
    "website": (0.30, 0.70),
    "address": (0.60, 0.10, 0.03, 0.01, 0.03, 0.23),
    "postcode": (0.80, 0.02, 0.02, 0.16),
    "city": (0.82, 0.03, 0.15),
    "region": (0.95, 0.05),
    "contact_name": (0.40, 0.40, 0.20),
}
"""By field: where two clients of one household or group usually stand."""
