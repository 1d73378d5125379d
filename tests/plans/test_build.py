"""Plans, rule by rule, from snapshots in real DuckDB files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reconcile.errors import BadInput, NeedsUser
from reconcile.model import App, State
from reconcile.plans.plan import Plan
from reconcile.policy import AppSettings, Direction, Scope, Settings
from reconcile.workspace import Workspace
from tests.practice import Records, contact, gusto, ignition, practice, staff, take, xpm

OFF = AppSettings(scope=Scope.NOTHING)
TWO_WAY = Settings(xpm=AppSettings(scope=Scope.EVERYTHING, direction=Direction.TWO_WAY), gusto=OFF)
FROM_XPM = Settings(xpm=AppSettings(scope=Scope.EVERYTHING, direction=Direction.FROM_APP), gusto=OFF)


def changes(plan: Plan, **wanted: Any) -> list[dict[str, Any]]:
    rows = plan.changes.to_dict("records")
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def held(plan: Plan, reason: str) -> list[dict[str, Any]]:
    return [row for row in plan.held.to_dict("records") if row["reason"] == reason]


def with_settings(workspace: Workspace, settings: Settings) -> Workspace:
    workspace.save_settings(settings)
    return workspace


def linked(folder: Path, settings: Settings, here: dict[str, Any], there: dict[str, Any]) -> Workspace:
    """One client in XPM and Ignition, linked already, with these fields."""
    workspace = practice(
        folder, xpm("x1", "Kea Farm", number="11", **here), ignition("i1", "Kea Farm", xpm_id="11", **there)
    )
    return with_settings(workspace, settings)


def test_imp_1_current_xpm_clients_become_leads(tmp_path: Path) -> None:
    workspace = practice(
        tmp_path,
        xpm(
            "x1",
            "Kea Farm",
            number="11",
            phone="02 5550 1111",
            structure="Company",
            contacts=(contact("c1", "Ann Kea", addressee="Ms Kea"),),
        ),
        xpm("x2", "Gone Ltd", state=State.ARCHIVED),
        xpm("x3", "Deleted Ltd", state=State.DELETED),
        ignition("i1", "Somebody Else Entirely", state=State.LEAD),
    )
    plan = workspace.build_plan()
    made = changes(plan, app="ignition", kind="create")
    assert {row["client_name"] for row in made} == {"Kea Farm"}
    assert {(row["entity"], row["field"]): row["after"] for row in made} == {
        ("client", "name"): "Kea Farm",
        ("client", "phone"): "02 5550 1111",
        ("client", "structure"): "Company",
        ("contact", "name"): "Ann Kea",
        ("contact", "addressee"): "Ms Kea",
        ("link", "xpm_id"): "11",
    }
    assert len({row["op_id"] for row in made}) == 1
    assert made[0]["rule"] == "IMP-1"
    assert all(row["ticked"] for row in made)


def test_imp_1_in_the_newer_way_a_person_picks(tmp_path: Path) -> None:
    workspace = practice(tmp_path, xpm("x1", "Kea Farm"), ignition("i1", "Somebody Else Entirely", state=State.LEAD))
    plan = with_settings(workspace, Settings(import_mode="pick")).build_plan()
    assert changes(plan, kind="create")
    assert not any(row["ticked"] for row in changes(plan, kind="create"))


def test_imp_2_the_equal_name_is_linked_and_not_created(tmp_path: Path) -> None:
    workspace = practice(tmp_path, xpm("x1", "Kea Farm", number="11"), ignition("i1", "Kea Farm"))
    plan = workspace.build_plan()
    assert [(row["kind"], row["before"], row["after"], row["rule"]) for row in changes(plan)] == [
        ("link", "", "11", "IMP-2")
    ]


def test_imp_2_nothing_to_write_where_the_app_tells_no_mappings(tmp_path: Path) -> None:
    workspace = practice(tmp_path, xpm("x1", "Kea Farm"), ignition("i1", "Kea Farm", xpm_id=None))
    assert workspace.build_plan().is_empty
    assert len(workspace.links()) == 1


def test_imp_8_partner_only_where_a_user_in_ignition(tmp_path: Path) -> None:
    workspace = practice(
        tmp_path,
        xpm(
            "x1",
            "Kea Farm",
            partner="ann@example.com",
            partner_name="Ann A",
            manager="bob@example.com",
            manager_name="Bob B",
        ),
        staff(App.XPM, "Ann A", "ann@example.com"),
        staff(App.XPM, "Bob B", "bob@example.com"),
        staff(App.IGNITION, "Ann A", "Ann@example.com"),
        ignition("i1", "Somebody Else Entirely", state=State.LEAD),
    )
    plan = workspace.build_plan()
    assert [row["after"] for row in changes(plan, field="partner")] == ["Ann@example.com"]
    assert not changes(plan, field="manager")
    (item,) = held(plan, "staff not matched")
    assert item["rule"] == "IMP-8"
    assert "not a user in Ignition" in item["why"]


def test_imp_9_a_plan_never_carries_what_is_not_imported(tmp_path: Path) -> None:
    workspace = practice(
        tmp_path,
        xpm("x1", "Kea Farm", email="kea@example.com", raw={"TaxNumber": "*** 123", "BusinessNumber": "55"}),
        ignition("i1", "Somebody Else Entirely", state=State.LEAD),
    )
    fields = {row["field"] for row in changes(workspace.build_plan(), kind="create")}
    assert fields == {"name", "xpm_id"}


def test_dup_4_no_create_beside_an_undecided_near_duplicate(tmp_path: Path) -> None:
    workspace = practice(
        tmp_path, xpm("x1", "Kea Farm Pty Limited"), ignition("i1", "Kea Farm Pty Ltd", state=State.LEAD)
    )
    plan = workspace.build_plan()
    assert not changes(plan, kind="create")
    assert held(plan, "near duplicate not decided")
    pair = workspace.duplicates().iloc[0]
    workspace.decide(pair["pair_id"], "later", by="ann")
    assert not changes(workspace.build_plan(), kind="create")
    workspace.decide(pair["pair_id"], "different", by="ann")
    assert changes(workspace.build_plan(), kind="create", app="ignition")
    workspace.decide(pair["pair_id"], "same", by="ann")
    plan = workspace.build_plan()
    assert not changes(plan, kind="create")
    assert [row["origin"] for row in workspace.links().to_dict("records")] == ["decision"]
    assert changes(plan, kind="link")


def test_imp_5_equal_names_on_one_side_go_to_review(tmp_path: Path) -> None:
    workspace = practice(
        tmp_path,
        xpm("x1", "John Smith", email="one@example.com"),
        xpm("x2", "John Smith", email="two@example.com"),
        ignition("i1", "John Smith", state=State.LEAD),
    )
    plan = workspace.build_plan()
    assert workspace.links().empty
    assert not changes(plan, kind="create")
    members = {row["record_id"] for row in plan.held.to_dict("records") if row["rule"] == "IMP-5"}
    assert members == {"x1", "x2", "i1"}


def test_new_1_active_clients_go_to_xpm_and_are_linked_back(tmp_path: Path) -> None:
    person = contact("c9", "Tui Nest", email="tui@example.com")
    workspace = practice(
        tmp_path, xpm("x1", "Kea Farm"), ignition("i1", "Tui Nest", phone="09 555 0001", contacts=(person,))
    )
    plan = workspace.build_plan()
    made = changes(plan, app="xpm")
    assert {(row["entity"], row["field"], row["after"]) for row in made} == {
        ("client", "name", "Tui Nest"),
        ("client", "phone", "09 555 0001"),
        ("contact", "name", "Tui Nest"),
        ("contact", "email", "tui@example.com"),
    }
    (link,) = changes(plan, app="ignition", kind="link")
    assert link["after_from"] == made[0]["record_id"]
    assert made[0]["rule"] == "NEW-1"


@pytest.mark.parametrize(("trigger", "words"), [("accepted", "proposal is accepted"), ("workflow", "first workflow")])
def test_new_1_new_2_new_4_a_lead_waits_and_the_plan_says_why(tmp_path: Path, trigger: Any, words: str) -> None:
    workspace = practice(tmp_path, xpm("x1", "Kea Farm"), ignition("i1", "Tui Nest", state=State.LEAD))
    plan = with_settings(workspace, Settings(create_trigger=trigger)).build_plan()
    assert not changes(plan, app="xpm")
    (item,) = held(plan, "lead")
    assert words in item["why"]
    assert "create it in XPM, sync" in item["why"]
    assert item["rule"] == "NEW-1"


def test_new_2_an_equal_name_in_xpm_is_linked_instead(tmp_path: Path) -> None:
    workspace = practice(tmp_path, xpm("x1", "Tui Nest", number="5"), ignition("i1", "Tui Nest"))
    assert {row["kind"] for row in changes(workspace.build_plan())} == {"link"}


def test_new_3_made_in_xpm_after_the_import_is_picked_by_a_person(tmp_path: Path) -> None:
    workspace = practice(tmp_path, xpm("x1", "Kea Farm", number="1"), ignition("i1", "Kea Farm", xpm_id="1"))
    with workspace._database.open() as connection:
        from reconcile.plans.store import keep_first_import

        keep_first_import(connection, workspace.newest()[App.XPM].snapshot_id, "run")
    take(workspace, xpm("x1", "Kea Farm", number="1"), xpm("x2", "Brand New Bakery", number="2"))
    made = changes(workspace.build_plan(), kind="create")
    assert made[0]["rule"] == "NEW-3"
    assert not made[0]["ticked"]


def test_syn_1_one_way_to_xpm(tmp_path: Path) -> None:
    workspace = linked(tmp_path, Settings(), {"phone": "1", "city": "Perth"}, {"phone": "2", "city": ""})
    plan = workspace.build_plan()
    assert [(row["app"], row["field"], row["before"], row["after"]) for row in changes(plan)] == [
        ("xpm", "phone", "1", "2")
    ]


def test_syn_1_values_equal_as_the_apps_see_them_need_nothing(tmp_path: Path) -> None:
    here = {"phone": "(02) 5550 1234", "address": "1 High St\r\nCity"}
    workspace = linked(tmp_path, FROM_XPM, here, {"phone": "+61 2 5550 1234", "address": "1 High St\nCity"})
    assert workspace.build_plan().is_empty


def test_syn_2_primary_contact_only_where_no_default_is_set(tmp_path: Path) -> None:
    here = {
        "contacts": (
            contact("a1", "Ann", email="a@example.com", is_primary=True),
            contact("a2", "Bob", email="b@example.com"),
        )
    }
    none = {
        "contacts": (
            contact("b1", "Ann", email="a@example.com", is_primary=False),
            contact("b2", "Bob", email="b@example.com"),
        )
    }
    plan = linked(tmp_path / "none", FROM_XPM, here, none).build_plan()
    assert [(row["entity_id"], row["field"], row["after"], row["rule"]) for row in changes(plan)] == [
        ("b1", "is_primary", "Yes", "SYN-2")
    ]
    other = {
        "contacts": (
            contact("b1", "Ann", email="a@example.com"),
            contact("b2", "Bob", email="b@example.com", is_primary=True),
        )
    }
    assert linked(tmp_path / "set", FROM_XPM, here, other).build_plan().is_empty


def test_syn_3_staff_by_email_and_the_cause_is_told(tmp_path: Path) -> None:
    workspace = linked(tmp_path, FROM_XPM, {"manager": "bob@old.example", "manager_name": "Bob B"}, {"manager": ""})
    take(
        workspace,
        xpm("x1", "Kea Farm", number="11", manager="bob@old.example", manager_name="Bob B"),
        staff(App.XPM, "Bob B", "bob@old.example"),
        ignition("i1", "Kea Farm", xpm_id="11", manager=""),
        staff(App.IGNITION, "Bob B", "bob@new.example"),
    )
    plan = workspace.build_plan()
    assert plan.is_empty
    (item,) = held(plan, "staff not matched")
    assert item["rule"] == "SYN-3"
    assert "Make the two emails of Bob B equal" in item["why"]


def test_syn_4_website_and_groups_come_from_xpm_only(tmp_path: Path) -> None:
    here = {"website": "kea.example", "groups": ("B group", "A group"), "tax_registered": "Yes"}
    there = {"website": "other.example", "groups": (), "tax_registered": "No"}
    plan = linked(tmp_path / "from", FROM_XPM, here, there).build_plan()
    assert {row["field"]: row["after"] for row in changes(plan)} == {
        "website": "kea.example",
        "groups": "A group",
        "tax_registered": "Yes",
    }
    assert "2 groups" in changes(plan, field="groups")[0]["why"]
    assert {row["rule"] for row in changes(plan)} == {"SYN-4"}
    assert linked(tmp_path / "to", Settings(), here, there).build_plan().is_empty


def test_syn_4_a_group_that_is_one_of_xpms_is_kept(tmp_path: Path) -> None:
    assert linked(tmp_path, FROM_XPM, {"groups": ("A", "B")}, {"groups": ("B",)}).build_plan().is_empty


def test_syn_5_structure_is_not_written_to_a_linked_client(tmp_path: Path) -> None:
    assert linked(tmp_path, FROM_XPM, {"structure": "Trust"}, {"structure": "Company"}).build_plan().is_empty


def test_syn_6_a_tax_number_in_the_raw_answer_goes_nowhere(tmp_path: Path) -> None:
    assert linked(tmp_path, FROM_XPM, {"raw": {"TaxNumber": "1"}}, {"raw": {"Tax Number": "2"}}).build_plan().is_empty


def test_syn_7_archived_on_one_side_is_reported_and_never_planned(tmp_path: Path) -> None:
    workspace = linked(tmp_path, FROM_XPM, {"phone": "1"}, {"phone": "2", "state": State.ARCHIVED})
    plan = workspace.build_plan()
    assert plan.is_empty
    (item,) = held(plan, "archived on one side")
    assert item["rule"] == "SYN-7"


def test_syn_8_a_vanished_record_is_reported_and_never_planned(tmp_path: Path) -> None:
    workspace = linked(tmp_path, FROM_XPM, {}, {})
    assert workspace.build_plan().is_empty
    take(workspace, xpm("x2", "Another One"))
    plan = workspace.build_plan()
    assert not changes(plan, client_name="Kea Farm")
    assert {row["rule"] for row in held(plan, "vanished")} == {"SYN-8"}


def test_syn_13_14_16_three_way_over_snapshots(tmp_path: Path) -> None:
    workspace = linked(
        tmp_path, TWO_WAY, {"phone": "1", "fax": "5", "city": "Perth"}, {"phone": "1", "fax": "5", "city": "Perth"}
    )
    assert workspace.build_plan().is_empty
    take(
        workspace,
        xpm("x1", "Kea Farm", number="11", phone="2", fax="6", city=""),
        ignition("i1", "Kea Farm", xpm_id="11", phone="1", fax="7", city="Perth"),
    )
    plan = workspace.build_plan()
    (phone,) = changes(plan, field="phone")
    assert (phone["app"], phone["after"], phone["rule"]) == ("ignition", "2", "SYN-13")
    (city,) = changes(plan, field="city")
    assert (city["kind"], city["after"], city["rule"], city["ticked"]) == ("clear", "", "SYN-16", False)
    (fax,) = changes(plan, field="fax")
    assert (fax["app"], fax["after"], fax["rule"], fax["ticked"], fax["risk"]) == (
        "ignition",
        "6",
        "SYN-14",
        False,
        "high",
    )
    (conflict,) = held(plan, "conflict")
    assert (conflict["rule"], conflict["value_here"], conflict["value_there"]) == ("SYN-14", "7", "6")
    assert "“5”" in conflict["why"]


def test_syn_15_a_first_difference_follows_the_setting(tmp_path: Path) -> None:
    here, there = {"phone": "1", "fax": ""}, {"phone": "2", "fax": "9"}
    plan = linked(tmp_path / "xpm", TWO_WAY, here, there).build_plan()
    assert {(row["app"], row["field"], row["after"], row["rule"]) for row in changes(plan)} == {
        ("ignition", "phone", "1", "SYN-15"),
        ("xpm", "fax", "9", "SYN-15"),
    }
    plan = linked(
        tmp_path / "ignition", TWO_WAY.model_copy(update={"first_winner": "ignition"}), here, there
    ).build_plan()
    assert ("xpm", "2") in {(row["app"], row["after"]) for row in changes(plan, field="phone")}


def test_set_7_an_edit_that_will_be_lost_is_named(tmp_path: Path) -> None:
    same = {"phone": "555 0100"}
    workspace = practice(tmp_path, gusto("g1", "Kea LLC", **same), ignition("i1", "Kea LLC", **same))
    workspace.build_plan()
    take(workspace, ignition("i1", "Kea LLC", phone="555 0199"))
    (change,) = changes(workspace.build_plan())
    assert (change["app"], change["after"], change["risk"]) == ("ignition", "555 0100", "high")
    assert "555 0199" in change["why"]
    assert "SET-7" in change["why"]


def test_set_10_gusto_flows_through_ignition_to_xpm_in_one_plan(tmp_path: Path) -> None:
    workspace = practice(
        tmp_path,
        gusto("g1", "Kea LLC", phone="555 0100"),
        ignition("i1", "Kea LLC", phone="555 0199", xpm_id="1"),
        xpm("x1", "Kea LLC", number="1", phone="555 0199"),
    )
    plan = workspace.build_plan()
    first, second = changes(plan, field="phone")
    assert (first["app"], first["after"], second["app"], second["after"]) == ("ignition", "555 0100", "xpm", "555 0100")
    assert second["depends_on"] == first["change_id"]


def test_set_10_an_app_that_comes_later_is_planned_beside_one_whose_values_are_known(tmp_path: Path) -> None:
    """The first app's clients have nothing new to keep, and of the second's nothing is known."""
    kea = ignition("i1", "Kea LLC", phone="555 0100")
    workspace = practice(tmp_path, gusto("g1", "Kea LLC", phone="555 0100"), kea)
    workspace.build_plan()
    later = [ignition("i2", "Tui Ltd", phone="2", xpm_id="7"), xpm("x2", "Tui Ltd", number="7", phone="3")]
    take(workspace, gusto("g1", "Kea LLC", phone="555 0199"), kea, *later)
    found = {row["record_id"]: row["after"] for row in changes(workspace.build_plan(), field="phone")}
    assert found["i1"] == "555 0199"
    assert found["x2"] == "2"


def test_set_5_set_6_gusto_is_never_a_target(tmp_path: Path) -> None:
    workspace = practice(
        tmp_path,
        gusto("g1", "Kea LLC", phone="1"),
        ignition("i1", "Kea LLC", phone="2", contacts=(contact("c", "Ann"),)),
    )
    assert {row["app"] for row in changes(workspace.build_plan())} == {"ignition"}


def test_a_gusto_company_alone_waits_for_a_person_to_pick_it(tmp_path: Path) -> None:
    workspace = practice(tmp_path, gusto("g1", "Kea LLC"), ignition("i1", "Somebody Else Entirely", state=State.LEAD))
    (change,) = changes(workspace.build_plan(), kind="create")
    assert not change["ticked"]
    assert change["rule"] == "SET-5"


def test_contacts_are_added_and_never_deleted(tmp_path: Path) -> None:
    here = {"contacts": (contact("a1", "Ann Kea", email="ann@example.com", phone="1"),)}
    there = {
        "contacts": (
            contact("b1", "Ann Kea", email="ann@example.com", phone="2"),
            contact("b2", "Old Friend", email="old@example.com"),
        )
    }
    plan = linked(tmp_path, FROM_XPM, here, there).build_plan()
    assert [(row["entity_id"], row["field"], row["after"]) for row in changes(plan)] == [("b1", "phone", "1")]
    plan = linked(
        tmp_path / "more", FROM_XPM, {"contacts": (*here["contacts"], contact("a2", "New One", mobile="3"))}, there
    ).build_plan()
    assert {
        (row["kind"], row["after"]) for row in changes(plan, entity="contact") if row["kind"] == "contact-create"
    } == {
        ("contact-create", "New One"),
        ("contact-create", "3"),
    }


def test_scope_nothing_plans_nothing_for_that_app(tmp_path: Path) -> None:
    workspace = linked(tmp_path, Settings(xpm=OFF, gusto=OFF), {"phone": "1"}, {"phone": "2"})
    assert workspace.build_plan().is_empty


def test_a_plan_needs_two_apps(tmp_path: Path) -> None:
    with pytest.raises(NeedsUser, match="snapshot"):
        practice(tmp_path, xpm("x1", "Kea Farm")).build_plan()


def test_a_plan_goes_through_json_unchanged_and_an_edited_one_is_refused(tmp_path: Path) -> None:
    plan = linked(tmp_path, FROM_XPM, {"phone": "1"}, {"phone": "2"}).build_plan()
    again = Plan.from_json(plan.to_json())
    assert again.to_json() == plan.to_json()
    assert again.summary() == plan.summary()
    edited = plan.to_json().replace('"after":"1"', '"after":"9"')
    assert edited != plan.to_json()
    with pytest.raises(BadInput, match="changed"):
        Plan.from_json(edited)
    for text in ("", "[]", "{}", "null", "not json"):
        with pytest.raises(BadInput):
            Plan.from_json(text)


def test_change_ids_are_the_same_in_every_plan_of_the_same_facts(tmp_path: Path) -> None:
    workspace = linked(tmp_path, FROM_XPM, {"phone": "1"}, {"phone": "2"})
    assert list(workspace.build_plan().changes["change_id"]) == list(workspace.build_plan().changes["change_id"])


@pytest.mark.parametrize(("choice", "ticked"), [("ask", False), ("newest", True)])
def test_syn_13_syn_14_the_later_change_is_proposed_and_written_where_the_settings_say_so(
    tmp_path: Path, choice: Any, ticked: bool
) -> None:
    """Ignition's change was seen before a snapshot in which XPM had not changed yet, so XPM's is certainly the later one."""
    settings = TWO_WAY.model_copy(update={"conflict": choice, "first_winner": "ignition"})
    workspace = linked(tmp_path, settings, {"fax": "5"}, {"fax": "5"})
    workspace.build_plan()
    take(workspace, ignition("i1", "Kea Farm", xpm_id="11", fax="7"))
    take(workspace, xpm("x1", "Kea Farm", number="11", fax="5"))
    take(workspace, xpm("x1", "Kea Farm", number="11", fax="6"))
    plan = workspace.build_plan()
    (fax,) = changes(plan, field="fax")
    assert (fax["app"], fax["after"], fax["rule"], fax["ticked"]) == ("ignition", "6", "SYN-14", ticked)
    assert len(held(plan, "conflict")) == (0 if ticked else 1)


def test_syn_13_where_the_two_intervals_overlap_nobody_knows_which_is_newer(tmp_path: Path) -> None:
    settings = TWO_WAY.model_copy(update={"conflict": "newest"})
    workspace = linked(tmp_path, settings, {"fax": "5"}, {"fax": "5"})
    workspace.build_plan()
    take(workspace, xpm("x1", "Kea Farm", number="11", fax="6"), ignition("i1", "Kea Farm", xpm_id="11", fax="7"))
    plan = workspace.build_plan()
    (fax,) = changes(plan, field="fax")
    assert (fax["after"], fax["ticked"]) == ("6", False)
    (item,) = held(plan, "conflict")
    assert item["why"].count(" between ") == 2


def test_syn_16_a_list_without_the_column_has_cleared_nothing(tmp_path: Path) -> None:
    workspace = linked(tmp_path, TWO_WAY, {"fax": "5", "phone": "1"}, {"fax": "5", "phone": "1"})
    workspace.build_plan()
    source = Records(App.XPM, [xpm("x1", "Kea Farm", number="11", phone="1")])
    workspace.take_snapshot(source)
    assert [row["kind"] for row in changes(workspace.build_plan(), field="fax")] == ["clear"]
    source.kind = "file"
    workspace.take_snapshot(source)
    assert workspace.build_plan().is_empty


def test_imp_4_a_client_whose_mapping_is_not_told_is_not_created_in_xpm_again(tmp_path: Path) -> None:
    mapped = ignition("i1", "Kea Farm", xpm_id="11")
    workspace = practice(
        tmp_path,
        xpm("x1", "Kea Farm", number="11"),
        mapped,
        ignition("i2", "Tui Nest", xpm_id=None),
        ignition("i3", "Moa", xpm_id=""),
    )
    plan = workspace.build_plan()
    assert {row["client_name"] for row in changes(plan, app="xpm", kind="create")} == {"Moa"}
    (item,) = held(plan, "mapping to XPM not known")
    assert (item["client_name"], item["rule"]) == ("Tui Nest", "IMP-4")
