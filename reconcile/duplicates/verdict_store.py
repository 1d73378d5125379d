"""The verdicts on pairs of names, kept in a file of the practice so that the next snapshot needs only the new ones."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import pandas as pd

from reconcile.duplicates.comparison import Label
from reconcile.duplicates.judging import Judgements
from reconcile.duplicates.names import Verdict
from reconcile.duplicates.separators import Separator

_COLUMNS = ("a", "b", "label", "bits", "kinds", "costs", "separators", "left", "telling", "trades", "named")
_SEPARATOR = ("name", "value_a", "value_b", "sentence")


@cache
def rules() -> str:
    """A short name of the rules that names are judged by: it changes with every word list and every line of this folder."""
    here = files("reconcile.duplicates")
    parts = [
        part for folder in (here, here / "words") for part in folder.iterdir() if part.name.endswith((".py", ".txt"))
    ]
    found = hashlib.sha256()
    for part in sorted(parts, key=lambda part: part.name):
        found.update(part.read_bytes())
    return found.hexdigest()[:12]


def read_judgements(path: Path) -> Judgements:
    """What is kept; nothing where the file is missing or cannot be read, because everything can be judged again."""
    try:
        rows = pd.read_parquet(path, columns=list(_COLUMNS))
    except (OSError, ValueError, KeyError):
        return Judgements()
    columns = (rows[name] for name in _COLUMNS)
    return Judgements({(a, b): _verdict(parts) for a, b, *parts in zip(*columns, strict=True)})


def _verdict(parts: Sequence[Any]) -> Verdict:
    """The verdict of a row, whose cells come in the order of the columns behind the two names."""
    label, bits, kinds, costs, separators, left, telling, trades, named = parts
    size = len(_SEPARATOR)
    found = tuple(Separator(*separators[start : start + size]) for start in range(0, len(separators), size))
    costed = tuple(zip(kinds, map(float, costs), strict=True))
    both = (trades[0], trades[1]) if len(trades) else None
    return Verdict(cast(Label, label), float(bits), costed, found, tuple(left), bool(telling), both, bool(named))


def keep_judgements(path: Path, judgements: Judgements) -> None:
    """Keeps the verdicts that were used, and forgets the rest."""
    if judgements.fresh == 0 and len(judgements.used) == len(judgements.known):
        return
    found = judgements.used
    rows = pd.DataFrame(
        {
            "a": [a for a, _ in found],
            "b": [b for _, b in found],
            "label": [verdict.label for verdict in found.values()],
            "bits": [verdict.bits for verdict in found.values()],
            "kinds": [[kind for kind, _ in verdict.kinds] for verdict in found.values()],
            "costs": [[cost for _, cost in verdict.kinds] for verdict in found.values()],
            "separators": [
                [getattr(item, name) for item in verdict.separators for name in _SEPARATOR]
                for verdict in found.values()
            ],
            "left": [list(verdict.left) for verdict in found.values()],
            "telling": [verdict.telling for verdict in found.values()],
            "trades": [list(verdict.trades or ()) for verdict in found.values()],
            "named": [verdict.named for verdict in found.values()],
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    rows.to_parquet(part)
    part.replace(path)
