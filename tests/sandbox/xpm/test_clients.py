"""What XPM does with clients that are sent to it."""

import pytest
from lxml import etree


def client(tree):
    assert tree.findtext("Status") == "OK", tree.findtext("ErrorDescription")
    return tree.find("Client")


def update(xpm, uuid, elements):
    return xpm.send("PUT", "client.api/update", f"<Client><UUID>{uuid}</UUID>{elements}</Client>")


def test_a_left_out_element_keeps_its_value_and_an_empty_one_clears_it(xpm, known):
    found = client(update(xpm, known.HARBOUR, "<City /><Phone>03 1</Phone>"))
    assert found.findtext("City") == ""
    assert found.findtext("Phone") == "03 1"
    assert found.findtext("Address") == "1 Quay St\nLevel 2"
    assert client(xpm.tree(f"client.api/get/{known.HARBOUR}")).findtext("Phone") == "03 1"


def test_what_is_unset_is_absent_after_a_clear(xpm, known):
    found = client(update(xpm, known.HARBOUR, "<AccountManagerUUID /><BusinessStructure />"))
    assert found.find("AccountManager") is None
    assert found.find("BusinessStructure") is None


def test_website_is_read_and_web_site_is_written(xpm, known):
    assert (
        client(update(xpm, known.HARBOUR, "<Website>wrong.example</Website>")).findtext("Website") == "harbour.example"
    )
    assert client(update(xpm, known.HARBOUR, "<WebSite>new.example</WebSite>")).findtext("Website") == "new.example"


def test_people_are_written_by_their_uuid(xpm, known):
    elements = f"<AccountManagerUUID>{known.BEN}</AccountManagerUUID><JobManagerUUID>{known.ANNA}</JobManagerUUID>"
    found = client(update(xpm, known.SMITH, elements))
    assert (found.findtext("AccountManager/Name"), found.findtext("JobManager/Name")) == ("Ben Ito", "Anna Reid")
    nested = f"<AccountManager><UUID>{known.ANNA}</UUID></AccountManager>"
    assert client(update(xpm, known.SMITH, nested)).findtext("AccountManager/Name") == "Ben Ito"


def test_the_app_trims_and_writes_line_ends_its_own_way(xpm, known):
    body = {"uuid": known.SMITH, "address": "  1 Elm St\r\nFlat 2\r\n ", "phone": "\t03 9 "}
    answer = xpm("PUT", "client.api/update", json=body, headers={"Accept": "application/json"}).json()["client"]
    assert (answer["address"], answer["phone"]) == ("1 Elm St\nFlat 2", "03 9")


def test_json_is_written_in_camel_case(xpm, known):
    body = {"uuid": known.SMITH, "webSite": "j.example", "gstRegistered": "Yes", "accountManagerUuid": known.ANNA}
    answer = xpm("PUT", "client.api/update", json=body, headers={"Accept": "application/json"}).json()["client"]
    assert (answer["website"], answer["gstRegistered"]) == ("j.example", "Yes")
    assert answer["accountManager"] == {"uuid": known.ANNA, "name": "Anna Reid"}


@pytest.mark.parametrize(
    ("elements", "says"),
    [
        ("<Name> </Name>", "Client name is required"),
        ("<GSTRegistered>true</GSTRegistered>", "GSTRegistered must be Yes or No"),
        ("<AccountManagerUUID>nobody</AccountManagerUUID>", "Invalid AccountManager identifier"),
        ("<BillingClientUUID>nobody</BillingClientUUID>", "Invalid BillingClient identifier"),
        ("<Phone><Deep>1</Deep></Phone>", "Invalid value of Phone"),
    ],
)
def test_what_is_refused_changes_nothing(sandbox, xpm, known, elements, says):
    before = sandbox.state.xpm_client(known.SMITH)
    tree = update(xpm, known.SMITH, f"<City>Paris</City>{elements}")
    assert (tree.findtext("Status"), tree.findtext("ErrorDescription")) == ("ERROR", says)
    assert sandbox.state.xpm_client(known.SMITH) == before
    assert sandbox.requests()[-1]["effect"] is False


def test_an_unknown_or_deleted_client_cannot_be_updated(sandbox, xpm, known):
    assert update(xpm, "nobody", "").findtext("ErrorDescription") == "Invalid client identifier"
    sandbox.edit("xpm", known.SMITH, {"IsDeleted": "Yes"})
    assert update(xpm, known.SMITH, "").findtext("ErrorDescription") == "Invalid client identifier"


def test_a_contact_is_no_client(xpm, known):
    assert xpm.tree(f"client.api/get/contact:{known.MARY}").findtext("Status") == "ERROR"


def test_add_creates_a_client_with_contacts(xpm, known):
    body = (
        "<Client><Name> New Co </Name><Phone>1</Phone><Contacts><Contact><Name>Zoe</Name><IsPrimary>Yes</IsPrimary>"
        "</Contact><Contact><Name>Yan</Name></Contact></Contacts></Client>"
    )
    made = client(xpm.send("POST", "client.api/add", body))
    assert made.findtext("Name") == "New Co"
    assert made.findtext("WebUrl").endswith("/Client/505/Detail")
    assert [contact.findtext("IsPrimary") for contact in made.iterfind("Contacts/Contact")] == ["Yes", "No"]
    again = client(xpm.tree(f"client.api/get/{made.findtext('UUID')}"))
    assert etree.tostring(again) == etree.tostring(made)


def test_a_fresh_client_has_empty_texts_but_no_unset_elements(xpm):
    made = client(xpm.send("POST", "client.api/add", "<Client><Name>Bare</Name></Client>"))
    assert made.findtext("Address") == ""
    assert made.find("Email") is None
    assert made.find("AccountManager") is None
    assert (made.findtext("IsProspect"), made.findtext("GSTRegistered")) == ("No", "No")


def test_names_are_not_unique_and_a_repeated_add_makes_a_second_client(xpm):
    """REL-11 is needed because of this."""
    body = "<Client><Name>Twice</Name></Client>"
    first, second = (client(xpm.send("POST", "client.api/add", body)).findtext("UUID") for _ in range(2))
    assert first != second
    assert len(xpm.tree("client.api/search?query=Twice").findall("Clients/Client")) == 2


def test_a_client_needs_a_name_and_so_do_its_contacts(sandbox, xpm):
    assert xpm.send("POST", "client.api/add", "<Client />").findtext("ErrorDescription") == "Client name is required"
    body = "<Client><Name>A</Name><Contacts><Contact><Email>a@b.example</Email></Contact></Contacts></Client>"
    assert xpm.send("POST", "client.api/add", body).findtext("ErrorDescription") == "Contact name is required"
    assert sandbox.state.count("xpm") == 4


def test_archive_and_delete_mark_the_client(xpm, known):
    body = f"<Client><UUID>{known.SMITH}</UUID></Client>"
    assert client(xpm.send("PUT", "client.api/archive", body)).findtext("IsArchived") == "Yes"
    deleted = xpm.send("POST", "client.api/delete", body)
    assert [child.tag for child in deleted] == ["Status"]
    assert xpm.tree(f"client.api/get/{known.SMITH}").findtext("Client/IsDeleted") == "Yes"


def test_the_log_says_whether_a_write_had_an_effect(sandbox, xpm, known):
    for city in ("Lyon", "Lyon", " Lyon "):
        update(xpm, known.SMITH, f"<City>{city}</City>")
    assert [row["effect"] for row in sandbox.requests()] == [True, False, False]
    assert all(row["mutating"] for row in sandbox.requests())
