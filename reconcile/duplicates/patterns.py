"""Pairs that are alike in all that the learning of weights sees, counted as one: a long list has few patterns for its pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reconcile.duplicates.fields import Ints
from reconcile.duplicates.finer import Floats
from reconcile.duplicates.sample import Sample


def patterns(sample: Sample) -> tuple[Sample, Ints]:
    """The sample with one pair for each pattern, that counts as often as it stands there; and the pattern of every pair."""
    pattern = _numbered(sample)
    kept = np.zeros(int(pattern.max(initial=-1)) + 1, dtype=np.int64)
    kept[pattern[::-1]] = np.arange(len(pattern))[::-1]
    counts = np.bincount(pattern, minlength=len(kept)).astype(np.float64)
    columns = {
        name: replace(column, codes=column.codes[kept], counts=counts) for name, column in sample.columns.items()
    }
    fewer = replace(
        sample,
        columns=columns,
        caps=_of(sample.caps, kept),
        extras=_of(sample.extras, kept),
        barred=sample.barred[kept],
        answers=None if sample.answers is None else sample.answers[kept],
        kin=None if sample.kin is None else sample.kin[kept],
        counts=counts,
    )
    return fewer, pattern


def _of(columns: Mapping[str, Floats], kept: Ints) -> dict[str, Floats]:
    return {name: values[kept] for name, values in columns.items()}


def _numbered(sample: Sample) -> Ints:
    """The number of every pair's pattern; pairs have the same one where nothing tells them apart."""
    seen: list[NDArray[Any]] = [column.codes for column in sample.columns.values()]
    seen += [sample.barred, *sample.caps.values(), *sample.extras.values()]
    seen += [values for values in (sample.answers, sample.kin) if values is not None]
    pattern = np.zeros(len(sample.barred), dtype=np.int64)
    for values in seen:
        codes, distinct = pd.factorize(values, use_na_sentinel=False)
        pattern = pd.factorize(pattern * len(distinct) + codes)[0].astype(np.int64)
    return pattern
