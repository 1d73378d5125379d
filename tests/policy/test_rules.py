"""The field table says what the apps do."""

import pytest

from reconcile.errors import Bug, NeedsUser
from reconcile.model import CLIENT_TEXT_FIELDS, CONTACT_TEXT_FIELDS, App
from reconcile.plans.values import comparable
from reconcile.policy import AppSettings, Direction, Scope, Settings, load_policy
from reconcile.policy.rules import parse_policy

POLICY = load_policy()
ADDRESS = {"address", "city", "region", "postcode", "country"}
POSTAL = {f"postal_{name}" for name in ADDRESS}


def flow(entity: str, source: App, target: App, direction: Direction, scope: Scope = Scope.EVERYTHING) -> set[str]:
    other = source if source is not App.IGNITION else target
    off = AppSettings(scope=Scope.NOTHING)
    app = AppSettings(scope=scope, direction=direction)
    settings = Settings(xpm=app, gusto=off) if other is App.XPM else Settings(xpm=off, gusto=app)
    return {rule.name for rule in POLICY.synced(entity, source, target, settings)}


def test_imp_6_client_fields_of_the_first_import() -> None:
    carried = {rule.name for rule in POLICY.imported("client")}
    assert carried == {
        "name",
        "phone",
        "fax",
        "website",
        "structure",
        "tax_registered",
        "groups",
        "partner",
        "manager",
        *ADDRESS,
        *POSTAL,
    }


def test_imp_7_contact_fields_of_the_first_import() -> None:
    carried = {rule.name for rule in POLICY.imported("contact")}
    assert carried == {"name", "email", "phone", "mobile", "salutation", "addressee", "is_primary"}


@pytest.mark.parametrize(
    "name",
    ["relationships", "custom_fields", "tax_number", "company_number", "business_number", "jobs", "documents", "state"],
)
def test_imp_9_never_imported_nor_synced(name: str) -> None:
    rule = POLICY.rule("client", name)
    assert rule.sync == "never"
    assert rule.import_rule is None


def test_syn_1_and_syn_3_flow_both_ways() -> None:
    both = {"name", "phone", "fax", "partner", "manager", *ADDRESS, *POSTAL}
    assert flow("client", App.IGNITION, App.XPM, Direction.TWO_WAY) == both
    assert both < flow("client", App.XPM, App.IGNITION, Direction.TWO_WAY)
    assert flow("contact", App.IGNITION, App.XPM, Direction.TWO_WAY) == {
        "name",
        "email",
        "phone",
        "mobile",
        "salutation",
    }


def test_syn_4_from_xpm_only() -> None:
    extra = flow("client", App.XPM, App.IGNITION, Direction.TWO_WAY) - flow(
        "client", App.IGNITION, App.XPM, Direction.TWO_WAY
    )
    assert extra == {"website", "tax_registered", "groups"}


def test_syn_5_structure_is_written_once() -> None:
    assert POLICY.rule("client", "structure").sync == "import-only"
    assert "structure" not in flow("client", App.XPM, App.IGNITION, Direction.TWO_WAY)


def test_syn_6_tax_numbers_never_flow() -> None:
    for direction in Direction:
        for source, target in ((App.XPM, App.IGNITION), (App.IGNITION, App.XPM)):
            assert not {"tax_number", "company_number", "business_number"} & flow("client", source, target, direction)


def test_set_1_client_name_carries_the_name_alone() -> None:
    assert flow("client", App.XPM, App.IGNITION, Direction.FROM_APP, Scope.CLIENT_NAME) == {"name"}
    assert flow("contact", App.XPM, App.IGNITION, Direction.FROM_APP, Scope.CLIENT_NAME) == set()


def test_one_way_flows_one_way() -> None:
    assert flow("client", App.XPM, App.IGNITION, Direction.TO_APP) == set()
    assert flow("client", App.IGNITION, App.XPM, Direction.FROM_APP) == set()
    assert "name" in flow("client", App.IGNITION, App.XPM, Direction.TO_APP)


def test_set_5_gusto_flows_to_ignition_only() -> None:
    assert {"name", "phone", "address"} <= flow("client", App.GUSTO, App.IGNITION, Direction.FROM_APP)


def test_set_6_nothing_flows_to_gusto() -> None:
    for direction in Direction:
        assert flow("client", App.IGNITION, App.GUSTO, direction) == set()


def test_every_synced_field_is_one_that_records_hold() -> None:
    known = {"client": {*CLIENT_TEXT_FIELDS, "groups"}, "contact": {*CONTACT_TEXT_FIELDS, "is_primary"}}
    for rule in POLICY.rules:
        if rule.sync != "never":
            assert rule.name in known[rule.entity]
            assert comparable(rule.compare, "x") is not None


def test_every_row_says_why_and_by_which_rule() -> None:
    for rule in POLICY.rules:
        assert rule.why.endswith(".")
        assert rule.rule.split("-")[0] in {"IMP", "SYN"}


def test_find_takes_names_and_labels() -> None:
    assert POLICY.find("Phone") is POLICY.rule("client", "phone")
    assert POLICY.find("contact email") is POLICY.rule("contact", "email")
    assert POLICY.find("contact.email") is POLICY.rule("contact", "email")
    with pytest.raises(NeedsUser, match="no field"):
        POLICY.find("shoe size")


def test_a_table_with_an_unknown_direction_is_a_bug() -> None:
    row = '[[field]]\nentity="client"\nname="x"\nlabel="X"\ncompare="text"\nsync="sideways"\nrule="SYN-1"\nwhy="No."\n'
    with pytest.raises(Bug, match="sideways"):
        parse_policy(row)
