"""What the matcher's answers are worth against the truth: precision, recall, F1, reliability and calibration.

``python -m benchmarks.quality [NAMES.csv …]`` prints the score of compared names: by fold of name clusters, and by phenomenon.
With ``--splink`` it also matches the real lists that are beside the repository with ours and with Splink.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.name_quality import by_fold, by_phenomenon, f1_of_same, read_pairs
from benchmarks.practices import Practice
from benchmarks.splink_quality import beside_splink
from reconcile.duplicates import compare_names
from reconcile.duplicates.fields import read_records
from reconcile.duplicates.learning import judge_list
from reconcile.duplicates.name_levels import UNLIKE_NAMES

Pairs = set[frozenset[str]]
ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
LABELLED = (SHARED / "name_pairs.csv", ROOT / "tests" / "duplicates" / "labelled_names.csv")
REAL = ("febrl4", "fake_1000", "fodors_zagat", "irs_5k")
FACTORS = tuple(round(0.3 + 0.1 * step, 1) for step in range(9))


@dataclass(frozen=True)
class Scored:
    """Flagged pairs against true ones; ``chances`` and ``right`` are by flagged pair."""

    flagged: Pairs
    truth: Pairs
    chances: NDArray[np.float64]
    right: NDArray[np.bool_]

    def line(self) -> dict[str, object]:
        """Precision, recall, F1 and expected calibration error."""
        hits = len(self.flagged & self.truth)
        return {
            "precision": round(hits / max(1, len(self.flagged)), 3),
            "recall": round(hits / max(1, len(self.truth)), 3),
            "F1": round(2 * hits / max(1, len(self.flagged) + len(self.truth)), 4),
            "ECE": round(calibration_error(self.chances, self.right), 3),
        }


def scored(pairs: pd.DataFrame, truth: Pairs | frozenset[frozenset[str]]) -> Scored:
    """The flagged pairs of :func:`find_duplicates` against the true ones."""
    same = pairs[pairs["label"] == "same"]
    ends = [frozenset(pair) for pair in zip(same["id_a"], same["id_b"], strict=True)]
    right = np.asarray([pair in truth for pair in ends], dtype=bool)
    return Scored(set(ends), set(truth), same["probability"].to_numpy(dtype=np.float64), right)


def calibration_error(chances: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """How far the mean probability of each tenth is from its share of true pairs, weighed by its pairs."""
    tenths = np.clip((chances * 10).astype(int), 0, 9)
    inside = [tenths == tenth for tenth in range(10) if (tenths == tenth).any()]
    return float(sum(part.mean() * abs(chances[part].mean() - right[part].mean()) for part in inside))


def reliability(found: Sequence[Scored]) -> pd.DataFrame:
    """By tenth of the probability: pairs, mean probability, share of true ones."""
    chances = np.concatenate([one.chances for one in found])
    right = np.concatenate([one.right for one in found])
    tenths = np.clip((chances * 10).astype(int), 0, 9)
    rows = [
        (f"{tenth / 10:.1f}–{(tenth + 1) / 10:.1f}", int(part.sum()), chances[part].mean(), right[part].mean())
        for tenth in range(10)
        if (part := tenths == tenth).any()
    ]
    return pd.DataFrame(rows, columns=["probability", "pairs", "mean", "true"]).round(3)


def calibration(practices: Sequence[Practice]) -> pd.DataFrame:
    """By factor on the bits: the mean and the largest expected calibration error of these practices."""
    errors: dict[float, list[float]] = {factor: [] for factor in FACTORS}
    for practice in practices:
        records = read_records(practice.records, None)
        judged = judge_list(records)
        if judged is None:
            continue
        flagged = ((judged.bars == 0) | (judged.bars == UNLIKE_NAMES)) & (judged.bits >= 0)
        ends = zip(records.ids[judged.i[flagged]], records.ids[judged.j[flagged]], strict=True)
        right = np.asarray([frozenset(pair) in practice.truth for pair in ends], dtype=bool)
        for factor in FACTORS:
            chances = 1 / (1 + np.exp2(-np.clip(factor * judged.bits[flagged], -10, 10)))
            errors[factor].append(calibration_error(chances, right))
    rows = [(factor, float(np.mean(found)), float(np.max(found))) for factor, found in errors.items()]
    return pd.DataFrame(rows, columns=["factor", "mean ECE", "largest ECE"]).round(4)


def measure_names(path: Path) -> dict[str, object]:
    """One line of the table of labelled names; columns name_a, name_b, label, reason."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [(row, compare_names(row["name_a"], row["name_b"])) for row in rows]
    same = [(row, answer) for row, answer in found if row["label"] == "same" == answer.label]
    related = [(row, answer) for row, answer in found if row["label"] == "related"]
    apart = [(row, answer) for row, answer in related if answer.label == "related"]
    flagged, true = (sum(label == "same" for label in labels) for labels in _labels(found))
    chances = np.asarray([answer.probability for _, answer in found])
    return {
        "names": path.stem,
        "pairs": len(rows),
        "F1": round(2 * len(same) / max(1, flagged + true), 4),
        "of three": round(sum(row["label"] == answer.label for row, answer in found) / len(found), 4),
        "related called same": f"{sum(answer.label == 'same' for _, answer in related)}/{len(related)}",
        "kinds": f"{sum('+'.join(answer.kinds) == row['reason'] for row, answer in same)}/{len(same)}",
        "separators": f"{sum(row['reason'] in answer.separators for row, answer in apart)}/{len(apart)}",
        "ECE": round(calibration_error(chances, np.asarray([row["label"] == "same" for row in rows])), 3),
    }


def _labels(found: Sequence[tuple[dict[str, str], object]]) -> tuple[list[str], list[str]]:
    return [getattr(answer, "label", "") for _, answer in found], [row["label"] for row, _ in found]


def main(arguments: list[str]) -> None:
    """Print the tables."""
    given = [Path(argument) for argument in arguments if not argument.startswith("--")]
    for path in given or LABELLED:
        if not path.exists():
            print(f"skipped, not there: {path.name}")
            continue
        pairs = read_pairs(path)
        folds = by_fold(pairs)
        print(pd.DataFrame([measure_names(path)]).to_string(index=False), end="\n\n")
        print(
            "Nothing is fitted on rows: leaving a fold out changes no answer. F1 of all"
            f" {f1_of_same(pairs):.4f}, by fold of name clusters {folds['F1'].mean():.4f} ± {folds['F1'].std():.4f}.\n"
        )
        print(folds.to_string(index=False), end="\n\n")
        print(by_phenomenon(pairs).to_string(index=False), end="\n\n")
    if "--splink" in arguments:
        lists = [SHARED / "real" / f"{name}.parquet" for name in REAL]
        print(pd.DataFrame([beside_splink(path) for path in lists if path.exists()]).to_string(index=False))


if __name__ == "__main__":
    main(sys.argv[1:])
