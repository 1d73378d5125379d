"""What other pairs say of a pair: who is one client with two records is one client with both, or with neither.

Pairs are judged one by one, but being one client is transitive. If A is one client with B and B with C, then A and C are
as likely one as both of these hold, even where A has moved since; and where names separate A from C, B is one client with
at most one of them (DUP-6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from reconcile.duplicates.fields import Ints
from reconcile.duplicates.finer import Floats

RIVAL = 0.0
"""Bits from which on a pair is a rival of others."""
LINK = 5.0
"""Bits from which on a pair is a link of a chain: two people of one name may both look a little like a third record."""
FARTHEST = -2.0
"""Bits under which a pair is not lifted: too much speaks against it."""
REPEATED = 0.7
"""What counts of the bits that speak against two where a third is one of them: much of it was said of the third as well."""
MOST_PARTNERS = 30
"""Records with more partners than this tell nothing of one another."""

Near = dict[int, dict[int, float]]


def settled(
    i: Ints,
    j: Ints,
    bits: Floats,
    barred: NDArray[np.bool_],
    *,
    families: bool,
    whole: Collection[int] = frozenset(),
) -> Floats:
    """The bits of every pair, given those of the pairs that share a record with it.

    ``whole`` are records that say both of their names: who has the one is no rival of who has the other.
    Where a list holds no ``families``, what separates two names may be a slip, and makes nobody a rival.
    """
    if not families:
        return _by_thirds(i, j, bits, barred, _partners(i, j, bits, barred, LINK))
    near = _partners(i, j, bits, barred, RIVAL)
    bits = _without_rivals(i, j, bits, barred, near, whole)
    bits = _by_thirds(i, j, bits, barred, _partners(i, j, bits, barred, LINK))
    return _beside_likelier(i, j, bits, barred, near, whole)


def _partners(i: Ints, j: Ints, bits: Floats, barred: NDArray[np.bool_], least: float) -> Near:
    near: Near = defaultdict(dict)
    for place in np.flatnonzero((bits > least) & ~barred):
        a, b, worth = int(i[place]), int(j[place]), float(bits[place])
        near[a][b] = near[b][a] = worth
    return near


def _both_in(near: Near, i: Ints, j: Ints) -> NDArray[np.bool_]:
    """The pairs both of whose records have a partner."""
    known = np.zeros(max(int(i.max(initial=0)), int(j.max(initial=0))) + 1, dtype=bool)
    known[list(near)] = True
    return np.asarray(known[i] & known[j], dtype=bool)


def _without_rivals(
    i: Ints, j: Ints, bits: Floats, barred: NDArray[np.bool_], near: Near, whole: Collection[int]
) -> Floats:
    """A record that could be either of two whom their names separate is the likelier one."""
    apart: dict[int, dict[int, float]] = defaultdict(dict)  # record to partner to the bits of the partner's rivals
    for place in np.flatnonzero(barred & _both_in(near, i, j)):
        a, b = int(i[place]), int(j[place])
        for third in (near[a].keys() & near[b].keys()).difference(whole):
            of_third = apart[third]
            of_third[a] = float(np.logaddexp2(of_third.get(a, 0.0), near[third][b]))
            of_third[b] = float(np.logaddexp2(of_third.get(b, 0.0), near[third][a]))
    if not apart:
        return bits
    found = bits.copy()
    for place in np.flatnonzero((bits > RIVAL) & ~barred):
        a, b = int(i[place]), int(j[place])
        found[place] -= max(apart.get(a, {}).get(b, 0.0), apart.get(b, {}).get(a, 0.0))
    return found


def _beside_likelier(
    i: Ints, j: Ints, bits: Floats, barred: NDArray[np.bool_], near: Near, whole: Collection[int]
) -> Floats:
    """What speaks against two records being one client counts where a third would have to be one client with both.

    Father and son of one name at one home, whom no name separates, differ in mailbox and telephone; who has the father's
    telephone is not the son as well, or else father and son were one.
    """
    loss: dict[int, dict[int, float]] = defaultdict(dict)  # record to partner to the bits that the pair loses
    for place in np.flatnonzero((bits < 0) & ~barred & _both_in(near, i, j)):
        a, b, apart = int(i[place]), int(j[place]), REPEATED * float(bits[place])
        for third in (near[a].keys() & near[b].keys()).difference(whole):
            of_third = loss[third]
            for one, rival in ((a, near[third][b]), (b, near[third][a])):
                less = float(np.logaddexp2(0.0, rival + apart) - np.logaddexp2(0.0, rival))
                of_third[one] = min(of_third.get(one, 0.0), less)
    if not loss:
        return bits
    found = bits.copy()
    for place in np.flatnonzero((bits > RIVAL) & ~barred):
        a, b = int(i[place]), int(j[place])
        found[place] += min(loss.get(a, {}).get(b, 0.0), loss.get(b, {}).get(a, 0.0))
    return found


def _by_thirds(i: Ints, j: Ints, bits: Floats, barred: NDArray[np.bool_], near: Near) -> Floats:
    """A pair is as likely one client as both are one with a third."""
    found = bits.copy()
    for place in np.flatnonzero((bits > FARTHEST) & ~barred & _both_in(near, i, j)):
        of_a, of_b = near[int(i[place])], near[int(j[place])]
        if len(of_a) > MOST_PARTNERS or len(of_b) > MOST_PARTNERS:
            continue
        chains = [_both(of_a[third], of_b[third]) for third in of_a.keys() & of_b.keys()]
        if chains:
            found[place] = max(float(bits[place]), *chains)
    return found


def _both(one: float, other: float) -> float:
    """The log2 odds that both hold."""
    return float(-np.logaddexp2(np.logaddexp2(-one, -other), -one - other))
