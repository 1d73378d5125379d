"""The keys that the apps give their records, drawn from a random source so that they come out the same again."""

from __future__ import annotations

from random import Random


def uuid_key(rng: Random) -> str:
    """A random UUID (version 4) as text; `uuid.UUID` gives the same, three times slower."""
    digits = f"{rng.getrandbits(128):032x}"
    return (
        f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{'89ab'[int(digits[16], 16) & 3]}{digits[17:20]}-{digits[20:]}"
    )


def slug(prefix: str, rng: Random) -> str:
    """One of Ignition's slugs: ``cli_…``, ``con_…``."""
    return f"{prefix}_{rng.getrandbits(80):020x}"
