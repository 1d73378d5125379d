"""Clusters never cross what separates (DUP-6)."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from reconcile.duplicates import cluster_members, clusters, contradictions


def pairs(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id_a", "id_b", "label", "probability"])


CHAIN = pairs(("a", "b", "same", 0.99), ("b", "c", "same", 0.9), ("a", "c", "related", 0.02))


def test_dup_6_a_chain_does_not_make_its_ends_the_same() -> None:
    assert clusters(CHAIN).tolist() == ["a", None, None]


def test_dup_6_a_contradiction_is_reported() -> None:
    found = contradictions(CHAIN)
    assert found[["id_a", "id_b", "id_c"]].to_numpy().tolist() == [["b", "c", "a"]] or set(found.iloc[0][:3]) == {
        "a",
        "b",
        "c",
    }
    assert "two clients" in found["reason"].iloc[0]


def test_dup_6_a_cluster_is_whole() -> None:
    found = cluster_members(pairs(("a", "b", "same", 0.9), ("b", "c", "same", 0.8), ("x", "y", "same", 0.7)))
    assert found.to_numpy().tolist() == [["a", "a", 3], ["b", "a", 3], ["c", "a", 3], ["x", "x", 2], ["y", "x", 2]]


def test_dup_6_people_may_hold_two_records_apart() -> None:
    joined = pairs(("a", "b", "same", 0.9), ("b", "c", "same", 0.8))
    assert clusters(joined).tolist() == ["a", "a"]
    assert clusters(joined, apart=[("a", "c")]).tolist() == ["a", None]


def test_no_pairs_no_clusters() -> None:
    assert clusters(pairs()).empty
    assert cluster_members(pairs()).empty
    assert contradictions(pairs()).empty


ids = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(ids, ids, st.sampled_from(["same", "related"]), st.floats(0.5, 0.99)), max_size=20))
def test_dup_6_separated_records_never_share_a_cluster(rows: list[tuple[str, str, str, float]]) -> None:
    listed = pairs(*[row for row in rows if row[0] != row[1]])
    members = dict(cluster_members(listed)[["id", "cluster_id"]].to_numpy().tolist())
    for a, b, label in zip(listed["id_a"], listed["id_b"], listed["label"], strict=True):
        if label == "related":
            assert members.get(a, a) != members.get(b, b)
