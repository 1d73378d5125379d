"""IMP-2 to IMP-5: what is linked without a person, and what never is."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile import frames
from reconcile.links import link_exact_names
from reconcile.links.exact import LinkReport
from reconcile.model import App

NO_LINKS = frames.frame(("id_a", "id_b"))


def clients(*rows: tuple[str, str], current: bool = True) -> pd.DataFrame:
    return frames.frame(
        ("client_id", "name", "is_current", "number"), [(key, name, current, f"9{key}") for key, name in rows]
    )


def ignition(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    return frames.frame(
        ("client_id", "name", "is_current", "xpm_id"), [(key, name, True, xpm_id) for key, name, xpm_id in rows]
    )


def pairs(report: LinkReport) -> set[tuple[str, str, str]]:
    return set(zip(report.linked["id_a"], report.linked["id_b"], report.linked["rule"], strict=True))


def link(here: pd.DataFrame, there: pd.DataFrame, links: pd.DataFrame = NO_LINKS, **options: object) -> LinkReport:
    return link_exact_names(App.XPM, here, there, links, **options)  # type: ignore[arg-type]


def test_imp_2_equal_names_are_linked() -> None:
    assert pairs(link(clients(("x1", "Kea Farm")), ignition(("i1", "Kea Farm", "")))) == {("x1", "i1", "IMP-2")}


@pytest.mark.parametrize(
    "other",
    ["kea farm", "Kea Farm ", " Kea Farm", "Kea  Farm", "Kea Farm.", "Kéa Farm", "Kea\u00a0Farm", "KEA FARM"],
)
def test_imp_3_exactly_means_the_very_same_string(other: str) -> None:
    assert pairs(link(clients(("x1", "Kea Farm")), ignition(("i1", other, "")))) == set()


def test_imp_3_two_ways_to_write_one_accent_are_two_names() -> None:
    composed, decomposed = unicodedata.normalize("NFC", "Māori"), unicodedata.normalize("NFD", "Māori")
    assert pairs(link(clients(("x1", composed)), ignition(("i1", decomposed, "")))) == set()


@pytest.mark.parametrize("mapping", ["9x1", "x1"])
def test_imp_4_a_mapping_is_kept_whatever_the_name(mapping: str) -> None:
    report = link(clients(("x1", "Kea Farm"), ("x2", "Quite Another")), ignition(("i1", "Quite Another", mapping)))
    assert pairs(report) == {("x1", "i1", "IMP-4")}


def test_imp_4_a_mapping_to_nobody_is_left_and_not_linked_by_name() -> None:
    report = link(clients(("x1", "Kea Farm")), ignition(("i1", "Kea Farm", "12345")))
    assert pairs(report) == set()
    assert list(report.left["reason"]) == ["mapped to a client that XPM does not list"]


def test_imp_4_two_mapped_to_one_are_both_left() -> None:
    report = link(clients(("x1", "Kea Farm")), ignition(("i1", "Kea Farm", "9x1"), ("i2", "Kea Farm 2", "9x1")))
    assert pairs(report) == set()
    assert list(report.left["client_id"]) == ["i1", "i2"]


@pytest.mark.parametrize(("here", "there"), [(2, 1), (1, 2), (2, 2), (3, 1)])
def test_imp_5_one_name_more_than_once_is_for_a_person(here: int, there: int) -> None:
    left = clients(*[(f"x{number}", "John Smith") for number in range(here)])
    right = ignition(*[(f"i{number}", "John Smith", "") for number in range(there)])
    report = link(left, right)
    assert pairs(report) == set()
    assert len(report.left) == here + there
    assert set(report.left["rule"]) == {"IMP-5"}


def test_imp_5_a_mapped_client_of_that_name_does_not_make_the_other_ambiguous() -> None:
    report = link(
        clients(("x1", "Kea Farm"), ("x9", "Other")), ignition(("i1", "Kea Farm", ""), ("i2", "Kea Farm", "9x9"))
    )
    assert pairs(report) == {("x1", "i1", "IMP-2"), ("x9", "i2", "IMP-4")}


def test_archived_xpm_clients_are_not_linked_by_name() -> None:
    assert pairs(link(clients(("x1", "Kea Farm"), current=False), ignition(("i1", "Kea Farm", "")))) == set()


def test_what_a_person_called_different_is_never_linked_again() -> None:
    assert pairs(link(clients(("x1", "Kea Farm")), ignition(("i1", "Kea Farm", "")), refused={("x1", "i1")})) == set()


def test_links_that_hold_are_left_alone() -> None:
    held = frames.frame(("id_a", "id_b"), [("x1", "i1")])
    assert pairs(link(clients(("x1", "Kea Farm")), ignition(("i1", "Kea Farm", "")), held)) == set()


NAMES = st.lists(st.sampled_from(["A", "B", "C", "a", "A ", ""]), max_size=8)


@given(NAMES, NAMES)
def test_a_link_is_one_to_one_and_between_equal_names(here: list[str], there: list[str]) -> None:
    report = link(
        clients(*[(f"x{number}", name) for number, name in enumerate(here)]),
        ignition(*[(f"i{number}", name, "") for number, name in enumerate(there)]),
    )
    linked = report.linked
    assert list(linked["name_a"]) == list(linked["name_b"])
    assert linked["id_a"].is_unique
    assert linked["id_b"].is_unique
    for name in set(linked["name_a"]):
        assert here.count(name) == there.count(name) == 1


def test_what_a_person_unlinked_is_not_linked_again_by_its_name_or_its_mapping() -> None:
    here = clients(("x1", "Kea Farm"), ("x2", "Tui Farm"))
    there = ignition(("i1", "Kea Farm", ""), ("i2", "Tui Farm", "9x2"))
    report = link(here, there, refused={("x1", "i1"), ("x2", "i2")})
    assert pairs(report) == set()
    assert list(report.left["reason"]) == ["unlinked by hand, still mapped in Ignition"]
