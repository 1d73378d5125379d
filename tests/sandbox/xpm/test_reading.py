"""XPM's lists, pages, searches and single records as they go over the wire."""

import time
from datetime import UTC, datetime, timedelta

import pytest

ORDER = (
    "UUID Name Title Email Address City Region PostCode Country PostalAddress Website IsProspect IsArchived IsDeleted"
)


def names(tree):
    return [name.text for name in tree.iterfind("Clients/Client/Name")]


def test_the_list_has_every_client_archived_ones_too(xpm):
    tree = xpm.tree("client.api/list")
    assert names(tree) == ["Harbour Joinery Ltd", "Kowhai & Sons <Trust>", "Smith, John", "Old Mill Ltd"]
    assert [flag.text for flag in tree.iterfind("Clients/Client/IsArchived")] == ["No", "No", "No", "Yes"]


def test_absent_is_not_empty(xpm, known):
    with_empty, without = xpm.tree("client.api/list").findall("Clients/Client")[:2]
    assert with_empty.find("Email").text is None
    assert without.find("Email") is None
    assert without.find("AccountManager") is None
    assert without.find("BusinessStructure") is None
    found = xpm.get(f"client.api/get/{known.KOWHAI}", headers={"Accept": "application/json"}).json()["client"]
    assert "email" not in found
    assert found["phone"] == ""


def test_uuid_comes_first_and_the_order_is_that_of_version_3_1(xpm, known):
    client = xpm.tree(f"client.api/get/{known.SMITH}").find("Client")
    elements = [child.tag for child in client]
    assert elements[0] == "UUID"
    assert elements[-1] == "WebUrl"
    assert "ID" not in elements
    positions = [elements.index(name) for name in ORDER.split() if name in elements]
    assert positions == sorted(positions)


def test_references_have_a_uuid_and_a_name(xpm, known):
    harbour, kowhai, smith = xpm.tree("client.api/list?detailed=true").findall("Clients/Client")[:3]
    assert [child.text for child in harbour.find("AccountManager")] == [known.ANNA, "Anna Reid"]
    assert [child.text for child in kowhai.find("JobManager")] == [known.BEN, "Ben Ito"]
    assert smith.findtext("BillingClient/Name") == "Harbour Joinery Ltd"
    assert kowhai.findtext("Relationships/Relationship/RelatedClient/Name") == "Harbour Joinery Ltd"
    assert harbour.findtext("Groups/Group/Name") == "Harbour family"


def test_contacts_are_in_every_list_and_not_sorted_by_primary(xpm):
    contacts = xpm.tree("client.api/list").findall("Clients/Client/Contacts/Contact")
    assert [contact.findtext("IsPrimary") for contact in contacts] == ["No", "Yes", "Yes"]
    assert contacts[1].findtext("Position") == "Director"


def test_a_client_without_contacts_has_an_empty_element(xpm):
    contacts = xpm.tree("client.api/list").findall("Clients/Client")[2].find("Contacts")
    assert contacts is not None
    assert len(contacts) == 0


def test_only_the_detailed_list_has_groups_notes_and_relationships(xpm):
    for wanted, query in ((False, ""), (True, "?detailed=true")):
        client = xpm.tree(f"client.api/list{query}").find("Clients/Client")
        for element in ("Groups", "Notes", "Relationships"):
            assert (client.find(element) is not None) is wanted


def test_the_number_is_only_in_the_web_address(xpm, known):
    client = xpm.tree(f"client.api/get/{known.HARBOUR}").find("Client")
    assert client.findtext("WebUrl") == "https://practicemanager.xero.com/Client/501/Detail"
    assert client.find("Number") is None


def test_line_ends_and_markup_survive(xpm, known):
    assert xpm.tree(f"client.api/get/{known.HARBOUR}").findtext("Client/Address") == "1 Quay St\nLevel 2"
    assert xpm.tree(f"client.api/get/{known.KOWHAI}").findtext("Client/Name") == "Kowhai & Sons <Trust>"


def test_no_answer_tells_when_a_client_changed(xpm):
    text = xpm.get("client.api/list?detailed=true").text.lower()
    assert "modified" not in text
    assert "updated" not in text


@pytest.mark.parametrize("spelling", ["modifiedsince", "modifiedSince"])
def test_modifiedsince_gives_what_changed_since_then(sandbox, xpm, known, spelling):
    later = datetime.now(UTC) + timedelta(seconds=1)
    time.sleep(1.1)
    sandbox.edit("xpm", known.SMITH, {"Phone": "1"})
    assert names(xpm.tree(f"client.api/list?{spelling}={later:%Y-%m-%dT%H:%M:%S}")) == ["Smith, John"]
    assert len(names(xpm.tree(f"client.api/list?{spelling}=2020-01-01T00:00:00"))) == 4
    assert xpm.tree(f"client.api/list?{spelling}=yesterday").findtext("Status") == "ERROR"


def test_search_looks_for_a_part_of_the_name_in_any_case(xpm):
    assert names(xpm.tree("client.api/search?query=sONS")) == ["Kowhai & Sons <Trust>"]
    assert names(xpm.tree("client.api/search?query=nobody")) == []
    assert xpm.tree("client.api/search?query=").findtext("Status") == "ERROR"


def test_search_leaves_out_deleted_clients(sandbox, xpm, known):
    sandbox.edit("xpm", known.SMITH, {"IsDeleted": "Yes"})
    assert names(xpm.tree("client.api/search?query=smith")) == []


def test_pages_have_current_clients_without_contacts(sandbox, xpm, known):
    sandbox.edit("xpm", known.KOWHAI, {"IsDeleted": "Yes"})
    first = xpm.tree("client.api/paged-list?pageSize=1")
    assert names(first) == ["Harbour Joinery Ltd"]
    assert first.find("Clients/Client/Contacts") is None
    path = first.findtext("Pagination/Links/Next").removeprefix(xpm.base)
    second = xpm.tree(path)
    assert names(second) == ["Smith, John"]
    assert second.find("Pagination/Links/Next") is None


@pytest.mark.parametrize("query", ["pageSize=0", "pageSize=501", "pageSize=x", "pageToken=%C3%A9", "pageToken=abc"])
def test_a_page_that_cannot_be_is_400(xpm, query):
    answer = xpm.get(f"client.api/paged-list?{query}", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["status"]) == (400, "ERROR")


def test_staff_groups_categories_and_templates(xpm, known):
    assert [email.text for email in xpm.tree("staff.api/list").iterfind("StaffList/Staff/Email")] == [
        "anna@practice.example",
        "ben@practice.example",
    ]
    assert xpm.tree(f"staff.api/get/{known.BEN}").findtext("Staff/Name") == "Ben Ito"
    assert xpm.tree("clientgroup.api/list").findtext("Groups/Group/Taxable") == "No"
    group = xpm.tree(f"clientgroup.api/get/{known.FAMILY}").find("Group")
    assert [name.text for name in group.iterfind("Clients/Client/Name")] == ["Harbour Joinery Ltd"]
    assert xpm.tree("category.api/list").findtext("Categories/Category/Name") == "Tax return"
    assert xpm.tree("template.api/list").findtext("Templates/Template/Name") == "Annual accounts"
    for path in ("staff.api/get/x", "clientgroup.api/get/x"):
        assert xpm.tree(path).findtext("Status") == "ERROR"


def test_the_list_is_streamed_in_pieces(sandbox, xpm, known):
    for number in range(600):
        sandbox.state.put_xpm_client(known.xpm_client(f"client-{number}", 1000 + number, f"Client {number}"))
    answer = xpm.get("client.api/list?detailed=true", stream=True)
    assert answer.headers["Transfer-Encoding"] == "chunked"
    pieces = list(answer.raw.stream(10_000_000))
    assert len(pieces) > 5
    assert b"".join(pieces).count(b"<Client>") == 604
