"""People's answers move the weights, and the tool says by how much (DUP-9)."""

from __future__ import annotations

from reconcile.duplicates import find_duplicates, weight_changes
from tests.duplicates.test_find import practice, with_copies


def test_dup_9_answers_re_estimate_the_weights() -> None:
    rows = with_copies(practice(400))
    flagged = find_duplicates(rows)
    same = flagged[flagged["label"] == "same"]
    refused = {frozenset(pair): False for pair in zip(same["id_a"], same["id_b"], strict=True)}
    changes = weight_changes(rows, None, refused)
    email = changes[(changes["field"] == "email") & (changes["level"] == 0)].iloc[0]
    assert email["after"] < email["before"]
    changed = (changes["before"] - changes["after"]).abs()
    assert changed.is_monotonic_decreasing


def test_dup_9_no_answers_change_nothing() -> None:
    changes = weight_changes(with_copies(practice(200)), None, {})
    assert (changes["before"] == changes["after"]).all()
