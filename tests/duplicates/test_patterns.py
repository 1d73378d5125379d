"""Pairs of one pattern counted as one teach what all of them teach."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconcile.duplicates import learning, weights
from reconcile.duplicates.fields import read_records
from reconcile.duplicates.levels import FIELDS
from reconcile.duplicates.name_levels import NAME
from reconcile.duplicates.patterns import patterns
from reconcile.duplicates.sample import Sample
from tests.duplicates.test_find import practice, with_copies


@pytest.fixture(scope="module")
def sample() -> Sample:
    records = read_records(with_copies(practice(80)), None)
    compared = learning.compare_list(records)
    assert compared is not None
    found, _, _ = learning._learnt(records, compared.i, compared.j, compared.levels, compared.bars, {})
    return found


@settings(max_examples=20, deadline=None)
@given(st.booleans(), st.booleans(), st.randoms(use_true_random=False))
def test_weights_and_odds_are_those_of_all_pairs(sample: Sample, renames: bool, asked: bool, random) -> None:  # type: ignore[no-untyped-def]
    said = np.asarray([random.choice([np.nan, np.nan, 0.0, 1.0]) for _ in sample.barred]) if asked else None
    sample = replace(sample, renames=renames, answers=said)
    fields = {"name": NAME, **FIELDS}
    slow, slow_odds = weights._learnt(sample, fields)
    fast, fast_odds = weights.learn(sample, fields)
    assert np.allclose(fast_odds, slow_odds, rtol=0, atol=1e-9)
    assert (fast.prior, fast.family) == pytest.approx((slow.prior, slow.family), abs=1e-9)
    for name in slow.codes:
        assert np.allclose(fast.codes[name], slow.codes[name], rtol=0, atol=1e-9)
        assert np.allclose(fast.bits[name], slow.bits[name], rtol=0, atol=1e-9)


def test_every_pair_has_its_own_pattern_and_every_pattern_counts_its_pairs(sample: Sample) -> None:
    fewer, pattern = patterns(sample)
    assert fewer.counts is not None
    assert len(fewer.barred) < len(sample.barred) == fewer.counts.sum()
    assert (fewer.barred[pattern] == sample.barred).all()
    for name, column in sample.columns.items():
        assert (fewer.columns[name].codes[pattern] == column.codes).all()
        assert (fewer.columns[name].drawn == column.drawn).all()
    for name, most in sample.caps.items():
        assert (fewer.caps[name][pattern] == most).all()
    for name, more in sample.extras.items():
        assert (fewer.extras[name][pattern] == more).all()


def test_no_pairs_have_no_patterns(sample: Sample) -> None:
    nothing = np.zeros(0, dtype=bool)
    columns = {name: replace(column, codes=column.codes[:0]) for name, column in sample.columns.items()}
    fewer, pattern = patterns(replace(sample, columns=columns, barred=nothing, caps={}, extras={}, kin=None))
    assert len(fewer.barred) == len(pattern) == 0
