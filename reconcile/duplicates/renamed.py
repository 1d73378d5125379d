"""Clients that were renamed: two records with unlike names that are alone at an address may still be one client.

Where a list holds no families, who shares an address are strangers of one house, or one client under two names. How many
strangers share an address by chance falls off steadily with their number, so that the addresses of three foretell the
addresses of two; if there are many more of two, the others are renamed clients. Their number is taken from that, for
estimating it pair by pair has no answer: such pairs look like one another, whichever they are.
"""

from __future__ import annotations

import numpy as np

from reconcile.duplicates.finer import Floats
from reconcile.duplicates.levels import FIELDS
from reconcile.duplicates.sample import Sample

TWOS = 6.0
"""Addresses that two strangers share for one that three share, as it is among 100,000 organisations of the United States."""
SPARE_TWOS = 4.0
"""So many more are put down to chance."""
BY_THREE = FIELDS["address"].size
"""The code of an address that three records have; that of two is 0."""
IMAGINED = 8.0
"""How many imagined pairs without a renamed client are counted with those that are seen."""


def sharing_by_chance(sample: Sample) -> float:
    """How many pairs of strangers are alone with one another at an address: as many as are seen, or fewer if foretold."""
    by_three = _unlike_at_one_address(sample, BY_THREE)
    return min(_twos(sample) + 0.5, by_three * TWOS / 3 + SPARE_TWOS)


def renamed_share(sample: Sample, chances: Floats) -> float:
    """The share of unlike names among the records of one client; ``chances`` is how likely each pair is one."""
    renamed = max(0.0, _twos(sample) - sharing_by_chance(sample))
    alike = (sample.columns["address"].codes == 0) & ~sample.named_unlike()
    named = sample.total(np.where(alike, chances, 0.0))
    return float((renamed + IMAGINED * sample.columns["name"].usual[-1]) / (renamed + named + IMAGINED))


def _twos(sample: Sample) -> float:
    return _unlike_at_one_address(sample, 0)


def _unlike_at_one_address(sample: Sample, code: int) -> float:
    return sample.total((sample.columns["address"].codes == code) & sample.named_unlike())
