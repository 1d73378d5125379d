"""The queue that grows with the answers says at every moment what working everything out anew says."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from reconcile.duplicates.asking_order import Asked, asking_order
from reconcile.duplicates.review_listing import Wanted
from reconcile.duplicates.review_queue import Given, ReviewQueue

RECORDS = [f"{app}:{number}" for app in ("xpm", "ignition") for number in range(5)]
ENDS = [(a, b) for place, a in enumerate(RECORDS) for b in RECORDS[place + 1 :]]
XPM_IGNITION = [(f"xpm:{a}", f"ignition:{b}") for a in range(5) for b in range(5)]


def pairs_of(chosen: list[tuple[int, int]]) -> pd.DataFrame:
    rows = []
    for place, (number, tenths) in enumerate(chosen):
        (app_a, _, id_a), (app_b, _, id_b) = (end.partition(":") for end in ENDS[number])
        band = "certain" if tenths > 8 else "likely" if tenths > 5 else "possible"
        kinds = ["spacing"] if place % 2 else ["typo", "spacing"]
        rows.append((f"p{number:02}", app_a, id_a, app_b, id_b, tenths / 10, band, kinds, "same", None))
    columns = ["pair_id", "app_a", "id_a", "app_b", "id_b", "probability", "band", "kinds", "label", "cluster_id"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.integers(0, 44), st.sampled_from(["same", "different", "later", None])),
        st.tuples(st.just("link"), st.integers(0, 24), st.booleans()),
    ),
    max_size=14,
)
lists = st.lists(
    st.tuples(st.integers(0, 44), st.integers(1, 10)), min_size=1, max_size=12, unique_by=lambda one: one[0]
)


def played(queue: ReviewQueue, taken: list[tuple[Any, ...]]) -> tuple[dict[str, Given], set[tuple[str, str]]]:
    """The answers and links that stand after these steps, each of which the queue was told."""
    answers: dict[str, Given] = {}
    links: set[tuple[str, str]] = set()
    for what, number, how in taken:
        if what == "answer":
            pair_id = f"p{number:02}"
            was = answers.pop(pair_id, None)
            if how is not None:
                answers[pair_id] = Given(how, *ENDS[number])
            if how is not None or was is not None:
                queue.take(answers=[(pair_id, answers.get(pair_id), True)])
        else:
            link = XPM_IGNITION[number]
            if how and all(link[0] != one for one, _ in links):
                links.add(link)
                queue.take(linked=[link])
            elif not how and link in links:
                links.remove(link)
                queue.take(parted=[link])
    return answers, links


@settings(max_examples=120)
@given(lists, steps)
def test_dup_6_it_agrees_with_working_everything_out_anew(
    chosen: list[tuple[int, int]], taken: list[tuple[Any, ...]]
) -> None:
    pairs = pairs_of(chosen)
    queue = ReviewQueue(pairs)
    answers, links = played(queue, taken)
    fresh = ReviewQueue(pairs)
    fresh.take([(pair_id, given_, True) for pair_id, given_ in answers.items()], sorted(links))
    roots = {end: root for a, root in links for end in (a, root)}
    asked = []
    for pair_id, app_a, id_a, app_b, id_b, chance in pairs.iloc[:, :6].itertuples(index=False):
        a, b = f"{app_a}:{id_a}", f"{app_b}:{id_b}"
        if a not in roots or roots[a] != roots.get(b):
            answer = answers[pair_id].verdict if pair_id in answers and answers[pair_id].verdict != "later" else ""
            asked.append(Asked(pair_id, a, b, chance, answer))
    known = {one.pair_id for one in asked}
    asked += [
        Asked(pair_id, one.a, one.b, 0.0, one.verdict)
        for pair_id, one in answers.items()
        if pair_id not in known and one.verdict != "later"
    ]
    order = asking_order(asked, links)
    for found in (queue, fresh):
        later = {pair_id for pair_id, one in answers.items() if one.verdict == "later"}
        assert set(found.ids_of(Wanted())) == set(order.ask) - later
        assert set(found.ids_of(Wanted(put_off=True))) == set(order.ask) & later
        assert found.implied == dict(order.implied)
        assert set(found.broken) == set(order.broken)
        for wanted in (Wanted(), Wanted(least=0.6), Wanted(bands=frozenset({"likely"}), kinds=frozenset({"typo"}))):
            ids = found.ids_of(wanted)
            assert [found.place_of(one, wanted) for one in ids] == list(range(1, len(ids) + 1))
            bands = [str(pairs.set_index("pair_id")["band"][one]) for one in ids]
            assert found.facets(wanted)["band"] == dict(Counter(bands))


@given(lists)
def test_the_order_of_a_fresh_list_is_that_of_asking_order(chosen: list[tuple[int, int]]) -> None:
    pairs = pairs_of(chosen)
    asked = [
        Asked(pair_id, f"{app_a}:{id_a}", f"{app_b}:{id_b}", chance)
        for pair_id, app_a, id_a, app_b, id_b, chance in pairs.iloc[:, :6].itertuples(index=False)
    ]
    assert ReviewQueue(pairs).ids_of(Wanted()) == list(asking_order(asked).ask)


def test_after_the_last_pair_comes_the_first() -> None:
    queue = ReviewQueue(pairs_of([(0, 9), (20, 7), (40, 5)]))
    first, *_, last = queue.ids_of(Wanted())
    assert queue.after(queue.key_of(last), Wanted()) == first
    assert queue.after(None, Wanted(bands=frozenset({"none"}))) == ""
