"""XML and JSON say the same thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.sandbox.xpm.wire import Items, Unreadable, json_name, json_text, parse_json, parse_xml, to_xml

NAMES = frozenset({"Name", "Email", "Contacts", "GSTRegistered", "Client", "UUID"})
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"))


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("UUID", "uuid"), ("GSTRegistered", "gstRegistered"), ("PrepareGST", "prepareGst"), ("WebSite", "webSite"),
        ("AccountManagerUUID", "accountManagerUuid"), ("PostalPostCode", "postalPostCode"), ("Name", "name"),
        ("ActiveAtoClient", "activeAtoClient"),
    ],
)  # fmt: skip
def test_json_names_are_camel_case(element, expected):
    assert json_name(element) == expected


@given(TEXT, TEXT, TEXT)
def test_what_is_written_is_read_back_in_both_spellings(name, email, inner):
    fields = [("Name", name), ("Email", email), ("Contacts", Items("Contact", [[("Name", inner)]]))]
    expected = {"Name": name, "Email": email, "Contacts": [{"Name": inner}]}
    assert parse_json(json_text(fields).encode(), NAMES) == expected
    assert parse_xml(to_xml("Client", fields).encode()) == expected


def test_empty_is_an_empty_element_and_absent_is_none():
    assert to_xml("Client", [("Name", "A"), ("Email", "")]) == "<Client><Name>A</Name><Email /></Client>"
    assert json_text([("Name", "A"), ("Email", "")]) == '{"name": "A", "email": ""}'


def test_an_empty_list_is_an_empty_element_or_an_empty_array():
    assert to_xml("Client", [("Contacts", Items("Contact", []))]) == "<Client><Contacts /></Client>"
    assert json_text([("Contacts", Items("Contact", []))]) == '{"contacts": []}'


def test_whole_numbers_are_numbers_in_json():
    assert json_text([("BalanceMonth", "3"), ("Phone", "3")]) == '{"balanceMonth": 3, "phone": "3"}'


def test_null_is_absent_and_unknown_names_are_left_out():
    assert parse_json(b'{"name": null, "email": "", "strange": "x", "Name": "wrong case"}', NAMES) == {"Email": ""}


@pytest.mark.parametrize("content", [b"", b"<Client>", b"[1]", b"{", b"nonsense"])
def test_what_cannot_be_read_is_said_to_be_so(content):
    with pytest.raises(Unreadable):
        parse_xml(content)
    with pytest.raises(Unreadable):
        parse_json(content, NAMES)


def test_a_body_with_entities_is_refused():
    content = b'<!DOCTYPE a [<!ENTITY e "secret">]><Client><Name>&e;</Name></Client>'
    with pytest.raises(Unreadable):
        parse_xml(content)
