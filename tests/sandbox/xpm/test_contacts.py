"""Contacts in XPM: people who may stand at several clients, with a place of their own at each."""

import pytest


def contact(tree):
    assert tree.findtext("Status") == "OK", tree.findtext("ErrorDescription")
    return tree.find("Contact")


def places(xpm, client_id):
    found = xpm.tree(f"client.api/get/{client_id}").iterfind("Client/Contacts/Contact")
    return {each.findtext("Name"): (each.findtext("IsPrimary"), each.findtext("Position")) for each in found}


def test_add_creates_and_attaches(xpm, known):
    body = f"<Contact><Name>Zoe</Name><Email>z@z.example</Email><Client><UUID>{known.SMITH}</UUID></Client></Contact>"
    made = contact(xpm.send("POST", "client.api/contact", body))
    assert (made.findtext("Email"), made.findtext("Phone")) == ("z@z.example", "")
    assert places(xpm, known.SMITH) == {"Zoe": ("No", "")}
    again = contact(xpm.tree(f"client.api/contact/{made.findtext('UUID')}"))
    assert again.findtext("Name") == "Zoe"


@pytest.mark.parametrize("client", ["", "<Client><UUID>nobody</UUID></Client>"])
def test_a_contact_needs_a_client(xpm, client):
    tree = xpm.send("POST", "client.api/contact", f"<Contact><Name>Zoe</Name>{client}</Contact>")
    assert tree.findtext("ErrorDescription") == "Invalid client identifier"


def test_position_and_primary_are_told_only_for_a_client(xpm, known):
    alone = contact(xpm.tree(f"client.api/contact/{known.MARY}"))
    assert (alone.find("Position"), alone.find("IsPrimary")) == (None, None)
    at_client = contact(xpm.tree(f"client.api/contact/{known.MARY}?clientUuid={known.HARBOUR}"))
    assert (at_client.findtext("Position"), at_client.findtext("IsPrimary")) == ("Director", "Yes")


def test_update_changes_the_person_everywhere_and_the_place_at_one_client(xpm, known):
    body = "<Contact><Phone>03 7</Phone><Position>Chair</Position></Contact>"
    xpm.send("PUT", f"client.api/contact/{known.MARY}?clientUuid={known.KOWHAI}", body)
    for client_id, position in ((known.HARBOUR, "Director"), (known.KOWHAI, "Chair")):
        found = contact(xpm.tree(f"client.api/contact/{known.MARY}?clientUuid={client_id}"))
        assert (found.findtext("Phone"), found.findtext("Position")) == ("03 7", position)
        assert found.findtext("Email") == "mary@example.com"


def test_the_client_may_stand_in_the_body(xpm, known):
    body = f"<Contact><Position>Chair</Position><Client><UUID>{known.KOWHAI}</UUID></Client></Contact>"
    assert contact(xpm.send("PUT", f"client.api/contact/{known.MARY}", body)).findtext("Position") == "Chair"


def test_a_client_has_one_primary_contact(xpm, known):
    xpm.send(
        "PUT",
        f"client.api/contact/{known.TOM}?clientUuid={known.HARBOUR}",
        "<Contact><IsPrimary>Yes</IsPrimary></Contact>",
    )
    assert places(xpm, known.HARBOUR) == {"Tom Ng": ("Yes", ""), "Mary Kowhai": ("No", "Director")}
    assert places(xpm, known.KOWHAI) == {"Mary Kowhai": ("Yes", "Director")}


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("nobody", "", "Invalid contact identifier"),
        ("{TOM}?clientUuid={KOWHAI}", "", "Invalid contact identifier"),
        ("{TOM}", "<Name /><Phone>1</Phone>", "Contact name is required"),
        ("{TOM}?clientUuid={HARBOUR}", "<IsPrimary>true</IsPrimary>", "IsPrimary must be Yes or No"),
    ],
)
def test_what_is_refused_changes_nothing(sandbox, xpm, known, path, body, says):
    before = list(sandbox.state.xpm_clients())
    tree = xpm.send("PUT", "client.api/contact/" + path.format(**vars(known)), f"<Contact>{body}</Contact>")
    assert (tree.findtext("Status"), tree.findtext("ErrorDescription")) == ("ERROR", says)
    assert list(sandbox.state.xpm_clients()) == before


def test_delete_from_one_client_or_from_all(xpm, known):
    xpm("DELETE", f"client.api/contact/{known.MARY}?clientUuid={known.KOWHAI}")
    assert "Mary Kowhai" not in places(xpm, known.KOWHAI)
    assert "Mary Kowhai" in places(xpm, known.HARBOUR)
    xpm("DELETE", f"client.api/contact/{known.MARY}")
    assert places(xpm, known.HARBOUR) == {"Tom Ng": ("No", "")}
    assert xpm.tree(f"client.api/contact/{known.MARY}").findtext("ErrorDescription") == "Invalid contact identifier"


def test_existing_contacts_are_attached(xpm, known):
    body = {"contacts": [{"uuid": known.TOM, "position": "Clerk", "isPrimary": "Yes"}, {"uuid": known.MARY}]}
    answer = xpm("POST", f"client.api/client/{known.SMITH}/contacts", json=body, headers={"Accept": "application/json"})
    assert answer.json()["client"] == {
        "uuid": known.SMITH,
        "contacts": [
            {"uuid": known.TOM, "isPrimary": "Yes", "position": "Clerk"},
            {"uuid": known.MARY, "isPrimary": "No", "position": ""},
        ],
    }
    assert places(xpm, known.SMITH) == {"Tom Ng": ("Yes", "Clerk"), "Mary Kowhai": ("No", "")}


@pytest.mark.parametrize(("client", "people", "status"), [("SMITH", 0, 400), ("SMITH", 11, 400), ("x", 1, 404)])
def test_attaching_too_many_or_to_nobody(xpm, known, client, people, status):
    body = {"contacts": [{"uuid": known.TOM}] * people}
    path = f"client.api/client/{getattr(known, client, client)}/contacts"
    assert xpm("POST", path, json=body).status_code == status


def test_attaching_nobody_is_404(xpm, known):
    body = {"contacts": [{"uuid": "nobody"}]}
    assert xpm("POST", f"client.api/client/{known.SMITH}/contacts", json=body).status_code == 404
