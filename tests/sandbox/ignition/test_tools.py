"""Ignition's MCP tools, called with the official client over HTTP."""

import pytest

CLIENT_FIELDS = (
    *("email", "phone", "fax", "website", "address", "city", "region", "post_code", "country", "postal_address"),
    *("postal_city", "postal_region", "postal_post_code", "postal_country", "business_structure", "gst_registered"),
    *("partner_email", "manager_email", "group"),
)


def test_users(tool):
    assert tool("list_users")["users"] == [{"id": 1, "name": "Anna Reid", "email": "anna@practice.example"}]


@pytest.mark.parametrize("client_id", ["cli_1001", "CLI-0001", "1001", 1001])
def test_a_client_is_found_by_any_of_its_three_ids(tool, client_id):
    found = tool("get_client", client_id=client_id)
    assert (found["slug"], found["xpm_id"], found["address"]) == ("cli_1001", "501", "1 Quay St\nLevel 2")
    assert [contact["id"] for contact in found["contacts"]] == [70, 71]
    assert found["link"].endswith("/clients/1001")


def test_a_contacts_alias_is_no_client_id(tool):
    assert tool.refusal("get_client", client_id="contact:70") == "There is no such client"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, [1001, 1002]), ({"name": "joinery"}, [1001]), ({"email": "MARY@example.com"}, [1001]),
        ({"state": "archived"}, [1003]), ({"tag": "vip"}, [1001]), ({"tag": "vi"}, []),
        ({"partner": "anna@practice.example"}, [1001]), ({"manager": "anna@practice.example"}, []),
    ],
)  # fmt: skip
def test_clients_are_filtered(tool, filters, found):
    assert [client["id"] for client in tool("list_clients", **filters)["clients"]] == found


def test_a_listed_client_has_its_ids_but_no_mapping_and_no_address(tool):
    client = tool("list_clients")["clients"][0]
    assert (client["id"], client["reference"], client["slug"]) == (1001, "CLI-0001", "cli_1001")
    assert not {"xpm_id", "address", "contacts"} & set(client)


def test_clients_come_in_pages(tool):
    first = tool("list_clients", limit=1)
    second = tool("list_clients", limit=1, cursor=first["next_cursor"])
    assert [page["clients"][0]["id"] for page in (first, second)] == [1001, 1002]
    assert second["next_cursor"] is None
    assert "cursor is invalid" in tool.refusal("list_clients", cursor="{}")


def test_a_new_client_is_a_lead_with_ids_of_its_own(tool):
    made = tool(
        "create_client", name="  New Co ", email=" A@Practice.Example ", phone=" 03 1 ", xpm_id="502",
        external_client_id="X-1", contacts=[{"name": "Zoe", "is_primary": True}, {"name": "Yan", "email": "Y@Y.EXAMPLE"}],
    )  # fmt: skip
    assert (made["name"], made["state"], made["email"], made["phone"]) == (
        "New Co",
        "lead",
        "a@practice.example",
        "03 1",
    )
    assert (made["id"], made["reference"], made["xpm_id"]) == (1004, "CLI-0004", "502")
    assert [(each["id"], each["is_primary"], each["email"]) for each in made["contacts"]] == [
        (73, True, ""),
        (74, False, "y@y.example"),
    ]
    assert tool("get_client", client_id=made["slug"]) == made


def test_a_second_client_of_one_name_is_not_refused(tool):
    """DUP-1, kind identical: this is how such pairs come about."""
    first, second = (tool("create_client", name="Harbour Joinery Ltd")["id"] for _ in range(2))
    assert first != second


@pytest.mark.parametrize("field", CLIENT_FIELDS)
def test_every_field_can_be_set_and_cleared_alone(tool, field):
    value = "anna@practice.example" if field.endswith("email") else "value"
    before = tool("get_client", client_id=1001)
    changed = tool("update_client", client_id=1001, **{field: value})
    assert changed[field] == value
    assert {k: v for k, v in changed.items() if k not in (field, "updated_at")} == {
        k: v for k, v in before.items() if k not in (field, "updated_at")
    }
    assert tool("update_client", client_id=1001, **{field: ""})[field] == ""


def test_null_is_absent(tool):
    assert tool("update_client", client_id=1001, phone=None)["phone"] == "03 555 0100"


def test_texts_are_trimmed_and_emails_lowered(tool):
    found = tool("update_client", client_id=1001, address=" 2 Elm\r\nFlat 3 ", partner_email=" ANNA@Practice.example")
    assert (found["address"], found["partner_email"]) == ("2 Elm\nFlat 3", "anna@practice.example")


@pytest.mark.parametrize(
    ("call", "arguments", "says"),
    [
        (
            "update_client",
            {"client_id": 1001, "partner_email": "nobody@x.example"},
            "not the email address of an Ignition",
        ),
        ("update_client", {"client_id": 1001, "email": "no address"}, "email is not an email address"),
        ("update_client", {"client_id": 1001, "name": " "}, "name must not be empty"),
        ("update_client", {"client_id": 1001, "state": "active"}, "state: Extra inputs are not permitted"),
        ("update_client", {"client_id": 1001, "phone": 7}, "phone: Input should be a valid string"),
        ("update_client", {"client_id": "cli_none", "phone": "7"}, "There is no such client"),
        ("update_client", {"phone": "7"}, "client_id: Field required"),
        ("create_client", {"name": ""}, "name: String should have at least 1 character"),
        ("create_client", {"name": "A", "contacts": [{"email": "a@b.example"}]}, "contacts.0.name: Field required"),
        ("create_client", {"name": "A", "contacts": [{"name": "B", "email": "b"}]}, "email is not an email address"),
        ("update_contact", {"client_id": 1001, "contact_id": 72, "name": "A"}, "no such contact"),
        ("no_tool", {}, "There is no such tool"),
    ],
)
def test_what_is_refused_changes_nothing_and_repeats_no_value(sandbox, tool, call, arguments, says):
    before = list(sandbox.state.ignition_clients())
    refusal = tool.refusal(call, **arguments)
    assert says in refusal
    assert "nobody@x.example" not in refusal
    assert list(sandbox.state.ignition_clients()) == before


def test_archiving_is_refused_with_an_accepted_proposal(tool):
    assert "active engagements" in tool.refusal("archive_client", client_id=1001)
    assert tool("archive_client", client_id=1002)["state"] == "archived"


def test_restoring_brings_back_a_lead(tool):
    assert tool("restore_client", client_id=1003)["state"] == "lead"
    assert "not archived" in tool.refusal("restore_client", client_id=1001)


def test_contacts_are_added_and_changed(tool):
    added = tool("add_contact", client_id="CLI-0002", name=" Zoe ", email="Z@Z.example", is_primary=True)
    assert added["contact_id"] == 73
    changed = tool("update_contact", client_id=1002, contact_id=73, mobile="1", email="")
    (contact,) = changed["contacts"]
    assert (contact["name"], contact["mobile"], contact["email"], contact["is_primary"]) == ("Zoe", "1", "", True)


def test_a_client_has_one_primary_contact(tool):
    found = tool("update_contact", client_id=1001, contact_id="con_71", is_primary=True)
    assert [contact["is_primary"] for contact in found["contacts"]] == [False, True]


def test_a_change_shows_in_the_times_of_what_changed(tool):
    found = tool("update_contact", client_id=1001, contact_id=71, mobile="1")
    assert found["updated_at"] > "2026-01-02T03:04:05+00:00"
    assert [contact["updated_at"] > "2026-01-02T03:04:05+00:00" for contact in found["contacts"]] == [False, True]


def test_the_reporting_api_and_the_export_see_what_tools_write(tool, ignition):
    tool("update_client", client_id=1002, name="Renamed", xpm_id="502")
    assert ignition.get("external/api/v1/reporting/clients").json()["data"][1]["name"] == "Renamed"
    assert '"Renamed"' in ignition.get("exports/clients.csv").text
