"""Contacts are matched within their client, and nobody is added twice."""

from hypothesis import given
from hypothesis import strategies as st

from reconcile.plans.contacts import match_contacts


def person(contact_id: str, name: str, email: str | None = None) -> dict[str, str | None]:
    return {"contact_id": contact_id, "name": name, "email": email}


def test_by_email_and_name_then_email_then_name() -> None:
    here = [person("a1", "Ann", "x@example.com"), person("a2", "Bob", "b@example.com"), person("a3", "Cy")]
    there = [person("b1", "Annie", "X@example.com"), person("b2", "Bob", "b@example.com"), person("b3", "cy")]
    pairs, left, right = match_contacts(here, there)
    assert {(a["contact_id"], b["contact_id"]) for a, b in pairs} == {("a1", "b1"), ("a2", "b2"), ("a3", "b3")}
    assert not left
    assert not right


def test_two_people_with_one_email_are_not_mixed_up() -> None:
    here = [person("a1", "Ann", "office@example.com"), person("a2", "Bob", "office@example.com")]
    there = [person("b1", "Bob", "office@example.com"), person("b2", "Cy", "office@example.com")]
    pairs, left, right = match_contacts(here, there)
    assert [(a["contact_id"], b["contact_id"]) for a, b in pairs] == [("a2", "b1"), ("a1", "b2")]
    assert (left, right) == ([], [])


def test_one_person_listed_twice_counts_once() -> None:
    here = [person("a1", "Ann", "a@example.com"), person("a2", "Ann", "a@example.com")]
    pairs, left, right = match_contacts(here, [person("b1", "Ann", "a@example.com")])
    assert [(a["contact_id"], b["contact_id"]) for a, b in pairs] == [("a1", "b1")]
    assert (left, right) == ([], [])


def test_a_name_without_an_email_is_the_person_of_that_name() -> None:
    here = [person("a1", "Ann", "a@example.com"), person("a2", "Ann")]
    pairs, left, right = match_contacts(here, [person("b1", "Ann", "a@example.com")])
    assert len(pairs) == 1
    assert (left, right) == ([], [])


PEOPLE = st.lists(
    st.tuples(st.sampled_from(["Ann", "Bob", "Cy"]), st.sampled_from([None, "", "a@example.com", "b@example.com"])),
    max_size=5,
)


@given(PEOPLE, PEOPLE)
def test_adding_what_is_missing_leaves_nothing_to_add(
    here: list[tuple[str, str | None]], there: list[tuple[str, str | None]]
) -> None:
    """The second plan after the contacts were added is empty (REL-6)."""
    ours = [person(f"a{number}", *who) for number, who in enumerate(here)]
    theirs = [person(f"b{number}", *who) for number, who in enumerate(there)]
    _, missing, _ = match_contacts(ours, theirs)
    theirs += [person(f"n{number}", str(row["name"]), row["email"]) for number, row in enumerate(missing)]
    _, again, _ = match_contacts(ours, theirs)
    assert again == []
