"""How many answers it takes to find the true pairs of a practice, in several orders: ``python -m benchmarks.queue``.

The sandbox knows which records are one client, so a person's answers can be played: each order is asked from its first pair on
until 95 % of the true pairs that the matcher flags are found. Splink's order is of its own pairs and of the same records.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.peers import PEERS, environment
from benchmarks.practices import Practice, demo_practice
from reconcile.duplicates import find_duplicates
from reconcile.duplicates.asking_order import DIFFERENT, SAME, Asked, asking_order
from reconcile.duplicates.flagged import pair_id

FOUND = 0.95
"""Share of the true pairs that is to be found."""

Ends = tuple[str, str]
IsSame = Callable[[str, str], bool]


class Found:
    """The records that answers have brought together, and how many of the wanted pairs are among them."""

    def __init__(self, wanted: Iterable[Ends], *, carried: bool) -> None:
        self._wanted = {frozenset(ends) for ends in wanted}
        self._carried = carried
        self._group: dict[str, set[str]] = {}
        self.pairs = 0

    def take(self, a: str, b: str) -> None:
        """A yes. ``carried`` answers count for everything that follows from them."""
        one, other = self._group.setdefault(a, {a}), self._group.setdefault(b, {b})
        if not self._carried:
            self.pairs += frozenset((a, b)) in self._wanted
        elif one is not other:
            self.pairs += sum(frozenset((x, y)) in self._wanted for x in one for y in other)
            one |= other
            for record in other:
                self._group[record] = one

    def follows(self, a: str, b: str) -> bool:
        """Whether earlier answers say already that the two are one client."""
        return self._carried and b in self._group.get(a, ())


def answers_needed(order: Iterable[Ends], is_same: IsSame, wanted: Sequence[Ends], *, carried: bool) -> int | None:
    """Answers until ``FOUND`` of the wanted pairs are found; None where the order ends before."""
    found, asked = Found(wanted, carried=carried), 0
    target = FOUND * len(wanted)
    for a, b in order:
        if found.follows(a, b):
            continue
        asked += 1
        if is_same(a, b):
            found.take(a, b)
        if found.pairs >= target:
            return asked
    return None


def answers_needed_by_ours(pairs: Sequence[Asked], is_same: IsSame, wanted: Sequence[Ends]) -> int | None:
    """The same where every answer changes what is asked next, as on the page."""
    known = {pair.pair_id: pair for pair in pairs}
    found, asked = Found(wanted, carried=True), 0
    while True:
        order = asking_order(known.values()).ask
        if not order:
            return None
        pair = known[order[0]]
        asked += 1
        same = is_same(pair.a, pair.b)
        known[pair.pair_id] = replace(pair, answer=SAME if same else DIFFERENT)
        if same:
            found.take(pair.a, pair.b)
        if found.pairs >= FOUND * len(wanted):
            return asked


def asked_pairs(flagged: pd.DataFrame) -> list[Asked]:
    """Flagged pairs of ``find_duplicates`` as the order takes them."""
    ends = zip(flagged["id_a"], flagged["id_b"], flagged["probability"], strict=True)
    return [Asked(pair_id(a, b), a, b, float(chance)) for a, b, chance in ends]


def compared(practice: Practice, splink: pd.DataFrame | None = None) -> dict[str, int | None]:
    """Answers needed by each order."""
    found = find_duplicates(practice.records)
    pairs = asked_pairs(found[found["label"] == "same"])
    wanted = [(pair.a, pair.b) for pair in pairs if frozenset((pair.a, pair.b)) in practice.truth]

    def is_same(a: str, b: str) -> bool:
        return frozenset((a, b)) in practice.truth

    by_probability = [(pair.a, pair.b) for pair in sorted(pairs, key=lambda pair: (-pair.probability, pair.pair_id))]
    lines: dict[str, int | None] = {"true pairs flagged": len(wanted)}
    lines["ours"] = answers_needed_by_ours(pairs, is_same, wanted)
    lines["by probability, nothing carried over"] = answers_needed(by_probability, is_same, wanted, carried=False)
    lines["by probability, answers carried over"] = answers_needed(by_probability, is_same, wanted, carried=True)
    if splink is not None:
        by_weight = list(
            splink.sort_values("score", ascending=False)[["id_a", "id_b"]].itertuples(index=False, name=None)
        )
        lines["by Splink's weight, nothing carried over"] = answers_needed(by_weight, is_same, wanted, carried=False)
        lines["by Splink's weight, answers carried over"] = answers_needed(by_weight, is_same, wanted, carried=True)
    return lines


def splink_order(records: pd.DataFrame, folder: Path) -> pd.DataFrame | None:
    """Splink's pairs of the same records with their match weights; None where the peers' environment cannot be made."""
    python = environment()
    if python is None:
        return None
    columns = ["id", "name", "email", "phone", "address", "city", "postcode"]
    records[columns].to_parquet(folder / "records.parquet")
    program = PEERS / "splink_pairs.py"
    command = [
        str(python),
        str(program),
        str(folder / "records.parquet"),
        str(folder / "splink.parquet"),
        "few",
        "0.0001",
    ]
    subprocess.run(command, check=True, capture_output=True)
    return pd.read_parquet(folder / "splink.parquet")


def main(
    clients: Annotated[int, typer.Option("--clients", min=20, help="XPM clients of the practice.")] = 420,
    seed: Annotated[list[int] | None, typer.Option("--seed", help="Of the practice; may be repeated.")] = None,
    peers: Annotated[bool, typer.Option("--peers/--no-peers", help="Also ask in Splink's order.")] = True,
) -> None:
    """Prints the answers needed by each order."""
    console = Console()
    for number in seed or [2026]:
        practice = demo_practice(clients, number, 1.0)
        with tempfile.TemporaryDirectory(prefix="reconcile-queue-") as name:
            lines = compared(practice, splink_order(practice.records, Path(name)) if peers else None)
        table = Table(title=f"Answers to find {FOUND:.0%} of the true pairs: {clients:,} clients, seed {number}")
        table.add_column("Order")
        table.add_column("Answers", justify="right")
        for order, answers in lines.items():
            table.add_row(order, "not reached" if answers is None else f"{answers:,}")
        console.print(table)


if __name__ == "__main__":
    typer.run(main)
