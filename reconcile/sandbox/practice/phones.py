"""Telephone numbers that nobody is called by, and the ways people write them.

The ranges are those that regulators keep for films and books: Australia's 0491 57x xxx and 5550 xxxx, the United
Kingdom's 07700 900xxx, 01632 960xxx and xxx 496 0xxx, North America's 555-01xx. New Zealand, Ireland and South Africa
keep none, so theirs are merely plausible. A number is kept as ``+<country><rest>`` and only written in other ways.
"""

from __future__ import annotations

from itertools import accumulate
from random import Random

from reconcile.sandbox.practice.registry import Registry
from reconcile.sandbox.practice.words import Place

CALLING_CODES = {"AU": "61", "NZ": "64", "GB": "44", "IE": "353", "US": "1", "ZA": "27"}
"""Country → its calling code."""


def landline(place: Place, registry: Registry) -> str:
    """A number at a place, as ``+…``."""
    area = place.area
    match place.country:
        case "AU":
            rest = f"5550{registry.line('AU' + area, 10_000):04d}"
        case "NZ":
            rest = f"555{registry.line('NZ' + area, 10_000):04d}"
        case "GB" if area == "01632":
            rest = f"960{registry.line('GB' + area, 1000):03d}"
        case "GB" if area == "029":
            rest = f"20180{registry.line('GB' + area, 1000):03d}"
        case "GB":
            rest = f"4960{registry.line('GB' + area, 1000):03d}"
        case "US":
            rest = f"55501{registry.line('US' + area, 100):02d}"
        case _:
            rest = f"555{registry.line(place.country + area, 10_000):04d}"
    return f"+{CALLING_CODES[place.country]}{area.removeprefix('0')}{rest}"


def mobile(place: Place, registry: Registry) -> str:
    """A mobile number of a country, as ``+…``; the United States have no numbers of their own for mobiles."""
    code = f"+{CALLING_CODES[place.country]}"
    match place.country:
        case "AU":
            return f"{code}49157{registry.line('AU mobile', 10_000):04d}"
        case "NZ":
            return f"{code}21555{registry.line('NZ mobile', 10_000):04d}"
        case "GB":
            return f"{code}7700900{registry.line('GB mobile', 1000):03d}"
        case "IE":
            return f"{code}85555{registry.line('IE mobile', 10_000):04d}"
        case "ZA":
            return f"{code}71555{registry.line('ZA mobile', 10_000):04d}"
        case _:
            return landline(place, registry)


def write(number: str, country: str, rng: Random) -> str:
    """A number in one of the fashions that people write it in; all of them are the same number."""
    code = CALLING_CODES[country]
    rest = number.removeprefix(f"+{code}")
    if country == "US":
        area, first, last = rest[:3], rest[3:6], rest[6:]
        return rng.choice(
            (f"({area}) {first}-{last}", f"({area}) {first}-{last}", f"{area}-{first}-{last}", f"{area}.{first}.{last}",
             rest, f"+1 {area} {first} {last}")
        )  # fmt: skip
    head, *others = _groups(rest, country)
    spaced, tight = " ".join(others), "".join(others)
    fashions = [f"0{head} {spaced}", f"0{head} {spaced}", f"0{rest}", f"+{code} {head} {spaced}", number,
                f"+{code} (0){head} {spaced}", f"0{head}-{'-'.join(others)}"]  # fmt: skip
    if not is_mobile(number, country):
        fashions += [f"(0{head}) {spaced}", f"(0{head}) {spaced}", f"(0{head}) {tight}"]
    return rng.choice(fashions)


def is_mobile(number: str, country: str) -> bool:
    """Is it a mobile's number? Never in the United States, where one cannot tell."""
    return country in _MOBILE and number.startswith(f"+{CALLING_CODES[country]}{_MOBILE[country]}")


def _groups(rest: str, country: str) -> tuple[str, ...]:
    """The figures behind the country code, apart as the country sets them; the area comes first."""
    if rest.startswith(("1632", "7700")) and country == "GB":
        sizes: tuple[int, ...] = (4, 6)
    elif country == "AU":
        sizes = (3, 3, 3) if rest.startswith(_MOBILE["AU"]) else (1, 4, 4)
    elif country == "GB" and rest.startswith("29"):
        sizes = (2, 4, 4)
    else:
        sizes = (len(rest) - 7, 3, 4)
    ends = list(accumulate(sizes))
    return tuple(rest[end - size : end] for size, end in zip(sizes, ends, strict=True))


def former(number: str) -> str:
    """The number that a client had before, out of the same range."""
    return f"{number[:-2]}{(int(number[-2:]) + 37) % 100:02d}"


def national(number: str) -> str:
    """Ten bare figures, as Gusto keeps the numbers of the United States."""
    return number.removeprefix("+1")


_MOBILE = {"AU": "49157", "NZ": "21", "GB": "7700", "IE": "85", "ZA": "71"}
"""What a mobile's number begins with behind the country code."""
