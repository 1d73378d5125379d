"""Few answers settle much: what follows is not asked, and what cannot hold is told (DUP-6)."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.practices import demo_practice
from benchmarks.queue import compared
from reconcile.duplicates.asking_order import DIFFERENT, SAME, Asked, asking_order

RECORDS = "abcdef"
PAIRS = st.lists(
    st.tuples(
        st.sampled_from(list(itertools.combinations(RECORDS, 2))),
        st.floats(0.5, 0.99),
        st.sampled_from(["", SAME, DIFFERENT]),
    ),
    max_size=12,
    unique_by=lambda pair: pair[0],
)


def pair(ends: str, chance: float = 0.9, answer: str = "") -> Asked:
    return Asked(ends, ends[0], ends[1], chance, answer)


def test_dup_6_a_third_pair_follows_from_two() -> None:
    order = asking_order([pair("ab", answer=SAME), pair("bc", answer=SAME), pair("ac")])
    assert order.ask == ()
    assert order.implied == {"ac": SAME}


def test_dup_6_who_is_not_b_is_not_who_b_is() -> None:
    order = asking_order([pair("ab", answer=SAME), pair("bc", answer=DIFFERENT), pair("ac")])
    assert order.implied == {"ac": DIFFERENT}
    assert order.broken == ()


def test_dup_6_a_contradiction_is_told() -> None:
    order = asking_order([pair("ab", answer=SAME), pair("bc", answer=SAME), pair("ac", answer=DIFFERENT)])
    assert order.broken == ("ac",)


def test_a_link_counts_as_an_answer() -> None:
    order = asking_order([pair("ab", answer=SAME), pair("ac")], [("b", "c")])
    assert order.implied == {"ac": SAME}


def test_the_larger_cluster_is_asked_first_and_what_would_follow_last() -> None:
    triangle = [pair("ab", 0.8), pair("bc", 0.8), pair("ac", 0.7)]
    order = asking_order([pair("de", 0.82), *triangle])
    assert set(order.ask) == {"ab", "bc", "ac", "de"}
    assert order.ask[-1] == "ac"
    whole = asking_order([*triangle, pair("de", 0.82)], [("a", "b")])
    assert whole.ask[0] in {"bc", "ac"}, "one answer there settles two pairs"


@given(PAIRS)
def test_every_open_pair_is_asked_once_or_implied(drawn: list[tuple[tuple[str, str], float, str]]) -> None:
    pairs = [Asked("".join(ends), *ends, chance, answer) for ends, chance, answer in drawn]
    order = asking_order(pairs)
    open_pairs = [one.pair_id for one in pairs if not one.answer]
    assert sorted([*order.ask, *order.implied]) == sorted(open_pairs)
    assert asking_order(reversed(pairs)).ask == order.ask or len({one.probability for one in pairs}) < len(pairs)


@given(PAIRS, st.lists(st.sampled_from("xyz"), min_size=6, max_size=6))
def test_true_answers_never_imply_anything_untrue(
    drawn: list[tuple[tuple[str, str], float, str]], entities: list[str]
) -> None:
    entity = dict(zip(RECORDS, entities, strict=True))
    pairs = {"".join(ends): Asked("".join(ends), *ends, chance) for ends, chance, _ in drawn}
    while (order := asking_order(pairs.values())).ask:
        one = pairs[order.ask[0]]
        pairs[one.pair_id] = replace(one, answer=SAME if entity[one.a] == entity[one.b] else DIFFERENT)
        assert not order.broken
        for pair_id, verdict in asking_order(pairs.values()).implied.items():
            assert (verdict == SAME) == (entity[pair_id[0]] == entity[pair_id[1]])


def test_on_the_demo_practice_ours_needs_fewer_answers_than_the_order_by_probability() -> None:
    lines = compared(demo_practice(200, 2026, 1.0))
    ours, plain = lines["ours"], lines["by probability, nothing carried over"]
    assert ours is not None
    assert plain is not None
    assert ours < 0.95 * plain
    carried = lines["by probability, answers carried over"]
    assert carried is not None
    assert ours <= carried + 1
