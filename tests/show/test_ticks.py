"""Ticks: no approved plan has a hole in it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reconcile.model import App
from reconcile.plans.change import Change, changes_frame
from reconcile.show.ticks import Mask, Needs, needs

NUMBER = 8
PLACES = st.integers(0, NUMBER - 1)
EDGES = st.lists(st.tuples(PLACES, PLACES), max_size=12, unique=True)


def of(edges: list[tuple[int, int]]) -> Needs:
    return Needs(*np.array(edges, dtype=np.intp).reshape(-1, 2).T)


def mask(*places: int) -> Mask:
    found = np.zeros(NUMBER, dtype=np.bool_)
    found[list(places)] = True
    return found


@given(EDGES, st.lists(st.tuples(st.booleans(), PLACES), max_size=12))
def test_whatever_is_ticked_and_unticked_everything_needed_is_there(
    edges: list[tuple[int, int]], presses: list[tuple[bool, int]]
) -> None:
    table, ticked = of(edges), mask()
    for tick, place in presses:
        before = ticked.copy()
        after = ticked | mask(place) if tick else ticked & ~mask(place)
        settled = table.settle(ticked, after)
        assert all(settled[wanted] for change, wanted in edges if settled[change])
        assert settled[place] == tick
        assert (ticked == before).all(), "what others hold is left as it is"
        ticked = settled


def created(field: str, *, entity: str = "client", entity_id: str = "", kind: str = "create") -> Change:
    return Change(
        App.IGNITION, "new:xpm:x1", "Acme", kind, entity, entity_id, field, field, None, "value", App.XPM, "x1", "IMP-1", ""
    )  # fmt: skip


def test_a_new_client_s_fields_go_only_with_the_client() -> None:
    changes = [created("name"), created("phone")]
    changes += [created(field, entity="contact", entity_id="new:xpm:c1") for field in ("name", "email")]
    name, phone, person, email = range(4)
    table, all_of_them = needs(changes_frame(changes)), np.ones(4, dtype=np.bool_)
    assert not table.untick(all_of_them, np.array([name])).any()
    assert list(table.tick(~all_of_them, np.array([email])).nonzero()[0]) == [name, person, email]
    assert list(table.untick(all_of_them, np.array([person])).nonzero()[0]) == [name, phone]
