"""Verdicts that are kept change nothing but the time: the answer is that of a comparison from scratch."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconcile.duplicates import find_duplicates
from reconcile.duplicates.judging import Judgements, keeping
from reconcile.duplicates.names import NO_NAME, compare_names, judge_briefly, judge_sorted, turned
from reconcile.duplicates.verdict_store import keep_judgements, read_judgements, rules
from tests.duplicates.test_find import practice, with_copies

BEFORE = with_copies(practice(60))
NAMES = st.sampled_from(
    [*BEFORE["name"].iloc[::7], "Trelawny Plumbing 2 Pty Ltd", "J Kowalski", "Kowalski, John", "The Baxter Trust", ""]
)
CHANGES = st.lists(st.tuples(st.integers(0, len(BEFORE) - 1), NAMES), max_size=4)


def changed(rows: pd.DataFrame, changes: list[tuple[int, str]]) -> pd.DataFrame:
    names = list(rows["name"])
    for place, name in changes:
        names[place] = name
    return rows.assign(name=names)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGES)
def test_with_kept_verdicts_the_answer_is_that_from_scratch(changes: list[tuple[int, str]]) -> None:
    after = changed(BEFORE, changes)
    with keeping(Judgements()) as first:
        find_duplicates(BEFORE)
    with keeping(Judgements(known=first.used)) as second:
        found = find_duplicates(after)
    pd.testing.assert_frame_equal(found, find_duplicates(after))
    moved = {name for _, name in changes}
    fresh = set(second.used) - set(first.used)
    assert second.fresh == len(fresh)
    if len(second.used) < 5_000:  # so short a list has the same candidates: only changed names are new
        assert len([pair for pair in fresh if not moved & set(pair)]) <= len(second.used) // 20


def test_the_same_list_again_needs_no_comparison() -> None:
    with keeping(Judgements()) as first:
        find_duplicates(BEFORE)
    with keeping(Judgements(known=first.used)) as second:
        find_duplicates(BEFORE)
    assert first.fresh > 0
    assert second.fresh == 0


def test_verdicts_are_kept_in_a_file_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "names.verdicts"
    with keeping(Judgements()) as first:
        find_duplicates(BEFORE)
    keep_judgements(path, first)
    assert read_judgements(path).known == first.used
    firms = judge_sorted("Zephyr Bakery Pty Ltd", "Zephyr Scaffolding Pty Ltd")
    assert firms.trades is not None, "what two firms do tells them apart in the next snapshot as well"
    keep_judgements(path, Judgements(used={("a", "b"): firms}, fresh=1))
    assert read_judgements(path).known == {("a", "b"): firms}
    path.write_bytes(b"no parquet")
    assert read_judgements(path).known == {}
    assert read_judgements(tmp_path / "missing").known == {}
    assert len(rules()) == 12


def test_a_verdict_comes_through_a_pipe_as_it_was() -> None:
    pairs = [("Ann Rowe", "Ben Rowe"), ("Zephyr Bakery Pty Ltd", "Zephyr Scaffolding Pty Ltd"), ("Ann Rowe", "Ltd")]
    for verdict in [judge_sorted(*pair) for pair in pairs]:
        assert pickle.loads(pickle.dumps(verdict, pickle.HIGHEST_PROTOCOL)) == verdict


def test_a_verdict_tells_whether_both_names_name_somebody(tmp_path: Path) -> None:
    nameless = judge_sorted("", "Ann Rowe")
    assert not nameless.named
    assert judge_sorted("Ann Rowe", "Ben Rowe").named
    keep_judgements(tmp_path / "names.verdicts", Judgements(used={("", "Ann Rowe"): nameless}, fresh=1))
    assert read_judgements(tmp_path / "names.verdicts").known == {("", "Ann Rowe"): nameless}
    assert compare_names("Ann Rowe", "").probability == compare_names("", "Ann Rowe").probability == NO_NAME.probability
    assert compare_names("&", " &").label == compare_names("&", "&").label == "same"


def test_a_brief_verdict_says_the_same_as_a_full_one() -> None:
    names = [*BEFORE["name"].iloc[:60], "Smith, John", "John Smith", "J Smith Pty Ltd", "Smith T/A Acme (old)"]
    for a in names:
        for b in names:
            if a < b:
                brief, full = judge_briefly(a, b), judge_sorted(a, b)
                assert (brief.label, brief.separators, brief.telling) == (full.label, full.separators, full.telling)
                assert brief == full or full.label == "different"
                assert turned(turned(full)) == full
