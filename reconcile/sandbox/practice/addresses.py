"""Addresses of invented houses in real towns, and the ways people write them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from reconcile.sandbox.practice.words import Place, doubles, places

COUNTRIES = {
    "AU": ("Australia", "Australia", "AU", "AUSTRALIA", ""),
    "NZ": ("New Zealand", "New Zealand", "NZ", "Aotearoa New Zealand", ""),
    "GB": ("United Kingdom", "UK", "England", "GB", ""),
    "IE": ("Ireland", "Ireland", "Éire", "IE", ""),
    "US": ("USA", "United States", "US", "United States of America", ""),
    "ZA": ("South Africa", "South Africa", "RSA", "ZA", ""),
}
"""Country code → how ledgers write the country, the tidy way first."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address; `street` may have two lines with a line feed between, `country` is the code."""

    street: str
    town: str
    region: str
    postcode: str
    country: str


def towns(country: str) -> tuple[Place, ...]:
    """The towns of a country."""
    return places()[country]


def town(country: str, rng: Random) -> Place:
    """A town of a country."""
    return rng.choice(towns(country))


def at(place: Place, rng: Random) -> Address:
    """A house in a town."""
    name, kind = rng.choice(doubles("street"))[0], rng.choice(doubles("street type"))[0]
    house = f"{rng.randint(1, 398)} {name} {kind}"
    if rng.random() < 0.15:
        flat = f"{rng.choice(('Unit', 'Flat', 'Level', 'Suite'))} {rng.randint(1, 24)}"
        house = rng.choice((f"{flat}\n{house}", f"{flat}, {house}"))
    return Address(house, place.town, place.region, _postcode(place, rng), place.country)


def box(place: Place, rng: Random) -> Address:
    """A post office box in a town."""
    return Address(f"PO Box {rng.randint(10, 9899)}", place.town, place.region, _postcode(place, rng), place.country)


def _postcode(place: Place, rng: Random) -> str:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    if place.country == "GB":
        return f"{place.postcode} {rng.randint(1, 9)}{rng.choice(letters)}{rng.choice(letters)}"
    if place.country == "IE":
        return f"{place.postcode} {rng.choice('ACDEFHK')}{rng.randint(100, 999)}"
    return place.postcode


def rewritten(address: Address, rng: Random) -> Address:
    """The same house in another writing: the street's kind written short, a unit in front with a stroke, capitals."""
    street = address.street
    for full, short in doubles("street type"):
        if street.endswith(full):
            return replace(address, street=street.removesuffix(full) + short)
    if "\n" in street:
        return replace(address, street=street.replace("\n", ", "))
    return replace(address, town=address.town.upper()) if rng.random() < 0.5 else address
