"""Which way each change takes: whole for a new record, field by field for an old one, and never before what it follows from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reconcile.model import App
from reconcile.plans.change import Change, changes_frame
from reconcile.plans.operation import Operation, Row, operations
from reconcile.plans.plan import Plan
from reconcile.plans.ways import Door, NoFile, Way, ways_of

OPEN = Door(lambda _verb, _entity, _field: "", reason="Through it.")
SHUT = Door(closed="Not connected.")


class AllButNotes:
    """A bulk edit that carries all but fax."""

    def refuses(self, _operation: Operation) -> str:
        return ""

    def refuses_change(self, row: Row) -> str:
        return "No column." if row["field"] == "fax" else ""


def change(field: str, *, app: App = App.IGNITION, record: str = "i1", kind: str = "update", **more: Any) -> Change:
    source = App.XPM if app is App.IGNITION else App.IGNITION
    plain = Change(
        app, record, "Acme", kind, "client", "", field, field.title(), "1", "2", source, "s", "SYN-1", "Because."
    )
    return replace(plain, **more)


def ways(*changes: Change, xpm: Door = SHUT, ignition: Door = SHUT, file: bool = True) -> dict[str, Way]:
    plan = Plan("p", None, {}, "", "", changes_frame(list(changes)), changes_frame([]))  # type: ignore[arg-type]
    todo = operations(plan, {one.change_id for one in changes})
    return ways_of(todo, {App.XPM: xpm, App.IGNITION: ignition}, AllButNotes() if file else NoFile())


def test_what_an_interface_takes_goes_directly() -> None:
    one = change("phone")
    assert ways(one, ignition=OPEN)[one.change_id] == Way("directly", "Through it.")


def test_without_an_interface_ignition_goes_by_file_and_xpm_by_hand() -> None:
    one, other, fax = change("phone"), change("phone", app=App.XPM, record="x1"), change("fax")
    found = ways(one, other, fax)
    assert found[one.change_id] == Way("by file", "Not connected.")
    assert found[other.change_id].name == "by hand"
    assert found[fax.change_id] == Way("by hand", "Not connected. No column.")


def test_without_an_export_everything_goes_by_hand() -> None:
    one = change("phone")
    assert "no client export" in ways(one, file=False)[one.change_id].reason
    assert ways(one, file=False)[one.change_id].name == "by hand"


def test_one_field_that_the_interface_lacks_goes_another_way() -> None:
    door = Door(lambda _verb, _entity, field: "No city here." if field == "city" else "")
    phone, city = change("phone"), change("city")
    found = ways(phone, city, ignition=door)
    assert (found[phone.change_id].name, found[city.change_id]) == ("directly", Way("by file", "No city here."))


def test_a_new_record_goes_the_way_of_its_name() -> None:
    door = Door(lambda _verb, _entity, field: "No name here." if field == "name" else "")
    name = change("name", record="new:xpm:x1", kind="create")
    city = change("city", record="new:xpm:x1", kind="create")
    found = ways(name, city, ignition=door)
    assert {way.name for way in found.values()} == {"by file"}


def test_a_field_of_a_new_record_that_its_interface_lacks_goes_by_hand() -> None:
    """The record has no row in any export yet."""
    door = Door(lambda _verb, _entity, field: "No city here." if field == "city" else "")
    name = change("name", record="new:xpm:x1", kind="create")
    city = change("city", record="new:xpm:x1", kind="create")
    found = ways(name, city, ignition=door)
    assert (found[name.change_id].name, found[city.change_id].name) == ("directly", "by hand")
    assert "new" in found[city.change_id].reason


def test_set_10_a_direct_change_waits_for_a_handed_over_one() -> None:
    first = change("phone")
    after = change("phone", app=App.XPM, record="x1", depends_on=first.change_id)
    third = change("city", app=App.XPM, record="x2", depends_on=after.change_id)
    found = ways(first, after, third, xpm=OPEN)
    assert [found[one.change_id].name for one in (first, after, third)] == ["by file", "later", "later"]


def test_what_goes_by_hand_need_not_wait() -> None:
    first = change("phone")
    after = change("phone", app=App.XPM, record="x1", depends_on=first.change_id)
    assert ways(first, after)[after.change_id].name == "by hand"


def test_a_link_to_a_client_that_a_person_creates_goes_by_hand() -> None:
    """No file can hold a number that is not given yet."""
    made = change("name", app=App.XPM, record="new:ignition:i1", kind="create")
    link = change("xpm_id", kind="link", entity="link", after="", after_from="new:ignition:i1")
    assert ways(made, link)[link.change_id].name == "by hand"
    assert ways(made, link, ignition=OPEN)[link.change_id].name == "later"
    assert ways(made, link, xpm=OPEN)[link.change_id].name == "by file"
