"""From doubts and separators to a probability: everything is counted in bits, so that the parts add up."""

from __future__ import annotations

SURE = 8.0
"""Bits for two names whose every word has its partner, before the doubts that kinds leave."""
SEPARATED = -6.0
"""Bits where something separates two entities of one family."""
UNLIKE = -9.0
"""Bits where the names share nothing that tells."""
LEFTOVER_COST = {
    "word": 14.0,
    "weak": 9.5,
    "bracket": 6.0,
    "company": 2.0,
    "no-given-name": 10.0,
    "first-name": 6.5,
    "middle-name": 0.0,
}
"""Bits of doubt that words without a partner leave, by what they are."""
FLOOR, CEILING = 0.001, 0.999


def probability(bits: float) -> float:
    """The probability whose odds are 2 to the power of ``bits``, kept off 0 and 1."""
    if bits > 30:
        return CEILING
    if bits < -30:
        return FLOOR
    odds = float(2.0**bits)
    return min(CEILING, max(FLOOR, odds / (1.0 + odds)))


RECALIBRATED = 0.75
"""What the bits of two records count for in their probability.

Evidence that is taken one by one is never quite independent, so that sums of weights are too sure of themselves. The factor
is the one at which probabilities mean what they say on invented practices of several makes;
``python -m benchmarks.duplicates --calibration`` derives it again. It moves no pair across even odds.
"""


def record_probability(bits: float) -> float:
    """The probability that two records of these log2 odds are one client (DUP-7)."""
    return probability(RECALIBRATED * bits)
