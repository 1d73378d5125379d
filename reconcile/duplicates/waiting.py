"""The pairs of a practice that wait for an answer, in the order to ask them, with what links and answers imply."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache

import pandas as pd

from reconcile.duplicates.asking_order import DIFFERENT, SAME, Asked, Order, asking_order


def review_order(pairs: pd.DataFrame, links: pd.DataFrame, decisions: pd.DataFrame) -> Order:
    """The order for the flagged pairs of ``ws.duplicates()``, given ``ws.links()`` and ``ws.decisions()``.

    A pair that was put off is asked like any other. Where two people's *same* and a third *different* cannot all hold, the pair
    of the *different* is among ``broken``.
    """
    flagged = pairs[pairs["label"] == "same"]
    asked = list(_asked(flagged))
    known = {pair.pair_id for pair in asked}
    asked += [pair for pair in _answered(decisions) if pair.pair_id not in known]
    ends = zip(links["app_a"], links["id_a"], links["app_b"], links["id_b"], strict=True)
    return asking_order(asked, ((f"{app_a}:{id_a}", f"{app_b}:{id_b}") for app_a, id_a, app_b, id_b in ends))


def _asked(pairs: pd.DataFrame) -> Iterator[Asked]:
    columns = ("pair_id", "app_a", "id_a", "app_b", "id_b", "probability", "decision")
    for pair_id, app_a, id_a, app_b, id_b, chance, decision in zip(*(pairs[name] for name in columns), strict=True):
        answer = decision if decision in (SAME, DIFFERENT) else ""
        yield Asked(pair_id, f"{app_a}:{id_a}", f"{app_b}:{id_b}", float(chance), answer)


def _answered(decisions: pd.DataFrame) -> Iterator[Asked]:
    """Answers on pairs that are not in the list any more: they still tell what follows from them."""
    for pair_id, decision, evidence in zip(
        decisions["pair_id"], decisions["decision"], decisions["evidence"], strict=True
    ):
        if decision in (SAME, DIFFERENT):
            a, b = _ends(evidence)
            yield Asked(pair_id, a, b, 0.0, decision)


@lru_cache(maxsize=100_000)
def _ends(evidence: str) -> tuple[str, str]:
    said = json.loads(evidence)
    return said["a"], said["b"]
