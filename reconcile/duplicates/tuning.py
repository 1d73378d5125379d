"""What people's answers would teach the weights, and what that does to precision and recall on those answers (DUP-9).

Nothing here changes anything: a person looks at a :class:`Tuning` and takes it or leaves it. Precision and recall come from
cross-validation: every answer is judged by weights that did not see it, nor any other answer of its cluster.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from reconcile import frames
from reconcile.duplicates.answers import WEIGHT_COLUMNS, changed_weights
from reconcile.duplicates.comparison import POSSIBLE
from reconcile.duplicates.fields import Records, read_records
from reconcile.duplicates.learning import Answers, Compared, Judged, compare_list, weigh_list
from reconcile.duplicates.name_levels import UNLIKE_NAMES
from reconcile.duplicates.score import probability

FOLDS = 5
FEWEST = 20
"""Answers under which nothing can be learnt that would hold for others."""
FEWEST_EACH = 5
"""Of them at least so many *same*, and so many *different*."""
SCORE_COLUMNS = ("measure", "before", "after")


@dataclass(frozen=True)
class Tuning:
    """What learning from the answers would change.

    ``enough`` says whether there are answers enough; ``said`` is the outcome as a sentence. ``changes`` has the weights before
    and after (``answers.WEIGHT_COLUMNS``), ``scores`` precision, recall and F1 on the answers by cross-validation
    (``SCORE_COLUMNS``). ``answers`` is what would be learnt from.
    """

    enough: bool
    said: str
    answers: Answers
    changes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(WEIGHT_COLUMNS)))
    scores: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(SCORE_COLUMNS)))

    def _repr_html_(self) -> str:
        same = sum(self.answers.values())
        answers = {"Answers “same”": same, "Answers “different”": len(self.answers) - same}
        scores = self.scores.map(lambda value: f"{value:.1%}" if isinstance(value, float) else value)
        return frames.in_html(self.said, answers, scores if len(scores) else None)


def tune(rows: pd.DataFrame, answers: Answers, now: Answers | None = None) -> Tuning:
    """What these answers would teach. ``rows`` are as for :func:`find_duplicates`, ``now`` the answers learnt from already."""
    same = sum(answers.values())
    missing = _missing(same, len(answers) - same)
    if missing:
        return Tuning(False, missing, answers)
    records = read_records(rows, None)
    compared = compare_list(records)
    if compared is None:
        return Tuning(False, "No two records of the newest snapshots are near enough to be compared.", answers)
    before, after = weigh_list(records, compared, now), weigh_list(records, compared, answers)
    scores = _scores(records, compared, answers, now or {})
    return Tuning(True, _said(scores), answers, changed_weights(before, after), scores)


def _missing(same: int, different: int) -> str:
    if same + different >= FEWEST and min(same, different) >= FEWEST_EACH:
        return ""
    return (
        f"There are {same} answers “same” and {different} “different”. At least {FEWEST} answers, with {FEWEST_EACH} of each,"
        " are needed before anything can be learnt from them."
    )


def _scores(records: Records, compared: Compared, answers: Answers, now: Answers) -> pd.DataFrame:
    """Precision, recall and F1 of held-out answers with the weights as they are and as they would be."""
    before: dict[frozenset[str], bool] = {}
    after: dict[frozenset[str], bool] = {}
    for held in _folds(answers):
        for known, found in ((now, before), (answers, after)):
            others = {pair: verdict for pair, verdict in known.items() if pair not in held}
            found.update(_called_same(records, weigh_list(records, compared, others), held))
    rows = []
    for name, measure in _MEASURES.items():
        rows.append((name, measure(answers, before), measure(answers, after)))
    return pd.DataFrame(rows, columns=list(SCORE_COLUMNS))


def _called_same(records: Records, judged: Judged, pairs: frozenset[frozenset[str]]) -> dict[frozenset[str], bool]:
    """Whether each of these pairs is flagged; a pair that is no candidate is not."""
    found = dict.fromkeys(pairs, False)
    wanted = {record for pair in pairs for record in pair}
    rows = np.asarray([record in wanted for record in records.ids], dtype=bool)
    free = (judged.bars == 0) | (judged.bars == UNLIKE_NAMES)
    for place in np.flatnonzero(rows[judged.i] & rows[judged.j]):
        pair = frozenset((records.ids[judged.i[place]], records.ids[judged.j[place]]))
        if pair in found:
            found[pair] = bool(free[place]) and probability(float(judged.bits[place])) >= POSSIBLE
    return found


def _folds(answers: Answers) -> Iterator[frozenset[frozenset[str]]]:
    """The answers in ``FOLDS`` parts; pairs that share a record stay together."""
    root: dict[str, str] = {}

    def find(record: str) -> str:
        while root.setdefault(record, record) != record:
            record = root[record]
        return record

    for pair in answers:
        first, *others = sorted(pair)
        for other in others:
            root[find(other)] = find(first)
    clusters: dict[str, list[frozenset[str]]] = {}
    for pair in sorted(answers, key=sorted):
        clusters.setdefault(find(min(pair)), []).append(pair)
    parts: list[list[frozenset[str]]] = [[] for _ in range(FOLDS)]
    for members in sorted(clusters.values(), key=len, reverse=True):
        min(parts, key=len).extend(members)
    return (frozenset(part) for part in parts if part)


def _hits(answers: Answers, called: Mapping[frozenset[str], bool]) -> int:
    return sum(same and called[pair] for pair, same in answers.items())


def _precision(answers: Answers, called: Mapping[frozenset[str], bool]) -> float:
    return _hits(answers, called) / max(1, sum(called.values()))


def _recall(answers: Answers, called: Mapping[frozenset[str], bool]) -> float:
    return _hits(answers, called) / max(1, sum(answers.values()))


def _f1(answers: Answers, called: Mapping[frozenset[str], bool]) -> float:
    return 2 * _hits(answers, called) / max(1, sum(called.values()) + sum(answers.values()))


_MEASURES = {"precision": _precision, "recall": _recall, "F1": _f1}


def _said(scores: pd.DataFrame) -> str:
    rows = [(str(row["measure"]), float(row["before"]), float(row["after"])) for row in frames.rows_of(scores)]
    gain = next(after - before for name, before, after in rows if name == "F1")
    told = ", ".join(f"{name} {before:.0%} → {after:.0%}" for name, before, after in rows)
    if abs(gain) < 0.005:
        return f"On the answers it makes no difference ({told})."
    return f"On answers it has not seen it does {'better' if gain > 0 else 'worse'} ({told})."
