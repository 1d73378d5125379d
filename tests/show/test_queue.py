"""The queue of pairs: filters, counts, the next one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reconcile import frames
from reconcile.show.queue import PairFilter, following, pair_facets

COLUMNS = ("pair_id", "app_a", "app_b", "band", "kinds", "decision")
PAIRS = frames.frame(
    COLUMNS,
    [
        ("p1", "xpm", "ignition", "certain", ["case"], None),
        ("p2", "ignition", "xpm", "likely", ["typo", "case"], None),
        ("p3", "xpm", "xpm", "likely", ["typo"], "later"),
        ("p4", "gusto", "ignition", "possible", [], "different"),
    ],
)


def ids(wanted: PairFilter) -> list[str]:
    return list(wanted.rows(PAIRS)["pair_id"])


def test_filters_keep_what_waits_and_fits() -> None:
    assert ids(PairFilter()) == ["p1", "p2"]
    assert ids(PairFilter(put_off=True)) == ["p3"]
    assert ids(PairFilter(bands=["likely"])) == ["p2"]
    assert ids(PairFilter(scopes=["XPM ↔ Ignition"])) == ["p1", "p2"]
    assert ids(PairFilter(kinds=["typo"])) == ["p2"]


def test_facets_count_what_waits() -> None:
    facets = pair_facets(PairFilter().rows(PAIRS))
    assert facets["scope"] == {"XPM ↔ Ignition": 2}
    assert facets["kind"] == {"case": 2, "typo": 1}


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.sampled_from("abcdefg"), st.sets(st.sampled_from("abcdef")))
def test_the_next_pair_is_one_that_waits_and_none_is_passed_over(
    order: list[str], current: str, waiting: set[str]
) -> None:
    found = following(order, current, waiting)
    left = [pair for pair in order if pair in waiting and pair != current]
    assert (found in left) if left else (found == "")
    if current in order and left:
        between = [*order[order.index(current) + 1 :], *order[: order.index(current)]]
        assert found == next(pair for pair in between if pair in waiting)
