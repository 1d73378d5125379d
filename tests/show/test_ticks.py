"""Ticks: no approved plan has a hole in it."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from reconcile.model import App
from reconcile.plans.change import Change, changes_frame
from reconcile.show.ticks import Needs, needs

IDS = "abcdefgh"
EDGES = st.dictionaries(st.sampled_from(IDS), st.frozensets(st.sampled_from(IDS), max_size=3))


def both(of: Mapping[str, frozenset[str]]) -> Needs:
    by: dict[str, set[str]] = {}
    for change, wanted in of.items():
        for other in wanted:
            by.setdefault(other, set()).add(change)
    return Needs(of, {change: frozenset(found) for change, found in by.items()})


def whole(of: Mapping[str, frozenset[str]], selected: frozenset[str]) -> bool:
    return all(of.get(change, frozenset()) <= selected for change in selected)


@given(EDGES, st.lists(st.tuples(st.booleans(), st.sampled_from(IDS)), max_size=12))
def test_whatever_is_ticked_and_unticked_everything_needed_is_there(
    of: Mapping[str, frozenset[str]], presses: list[tuple[bool, str]]
) -> None:
    table, selected = both(of), frozenset[str]()
    for tick, change in presses:
        after = selected | {change} if tick else selected - {change}
        selected = table.settle(selected, after)
        assert whole(of, selected)
        assert (change in selected) == tick


def created(field: str, *, entity: str = "client", entity_id: str = "", kind: str = "create") -> Change:
    return Change(
        App.IGNITION, "new:xpm:x1", "Acme", kind, entity, entity_id, field, field, None, "value", App.XPM, "x1", "IMP-1", ""
    )  # fmt: skip


def test_a_new_client_s_fields_go_only_with_the_client() -> None:
    name, phone = created("name"), created("phone")
    person, email = (created(field, entity="contact", entity_id="new:xpm:c1") for field in ("name", "email"))
    table = needs(changes_frame([name, phone, person, email]))
    assert table.untick({change.change_id for change in (name, phone, person, email)}, [name.change_id]) == frozenset()
    assert table.tick((), [email.change_id]) == {email.change_id, person.change_id, name.change_id}
    left = table.untick({change.change_id for change in (name, phone, person, email)}, [person.change_id])
    assert left == {name.change_id, phone.change_id}
