"""Several practices and several people: each sees what is theirs, and nothing goes from one practice to another."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from reconcile.errors import NotAllowed
from reconcile.pages import practices, signing
from reconcile.workspace.people import Role, act_as, at_work, save_people
from tests.pages.reading import html
from tests.practice import ignition, practice, xpm

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two practices in one folder, each with a client of its own."""
    for name, client in (("harbour", "Kea Farm"), ("ranges", "Tui Farm")):
        made = practice(tmp_path / "work", xpm("x1", client), ignition("i1", client))
        made.link_exact_names()
        made.folder.rename(tmp_path / name)
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("RECONCILE_WORKSPACE", raising=False)
    monkeypatch.setenv("RECONCILE_PRACTICES", str(tmp_path))
    return tmp_path


def opened(name: str = "links", **parameters: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in parameters.items():
        page.query_params[key] = value
    page.run()
    page.switch_page(f"reconcile/pages/{name}.py").run()
    assert not page.exception, page.exception
    return page


def listed(page: AppTest) -> list[str]:
    return [name for table in page.dataframe for name in table.value.get("Client there", [])]


def test_the_switch_goes_from_one_practice_to_the_other_and_takes_nothing_along(two: Path) -> None:
    page = opened()
    assert listed(page) == ["Kea Farm"]
    page.text_input(key="link-name").input("kea").run()
    page.selectbox(key="practice-switch").select("ranges").run()
    assert listed(page) == ["Tui Farm"]
    assert page.text_input(key="link-name").value == ""
    assert "Kea" not in html(page)


def test_a_practice_is_opened_by_its_address(two: Path) -> None:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    page.query_params["practice"] = "ranges"
    page.run()
    assert '<h1 class="rc-heading">ranges</h1>' in html(page)


@pytest.mark.parametrize("name", ["../harbour", "nowhere", ""])
def test_an_address_names_no_folder_that_is_no_practice(two: Path, name: str) -> None:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    page.query_params["practice"] = name
    page.run()
    assert '<h1 class="rc-heading">harbour</h1>' in html(page)


def test_a_signed_in_person_sees_the_practices_that_name_them_and_no_other(
    two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_people(two / "ranges", {"kim@practice.example": "viewer"})
    monkeypatch.setattr("reconcile.pages.practices.signed_in", lambda: "kim@practice.example")
    page = opened(practice="harbour")
    assert listed(page) == ["Tui Farm"]
    assert "practice-switch" not in [box.key for box in page.selectbox]


def test_a_signed_in_person_whom_nobody_named_sees_nothing(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reconcile.pages.practices.signed_in", lambda: "eve@elsewhere.example")
    page = opened("overview")
    assert "No way in" in html(page)
    assert not page.dataframe


NEEDED = {
    "duplicates": (Role.REVIEWER, ("Same client", "Different", "Later", "Undo")),
    "first_import": (Role.REVIEWER, ("Link 1",)),
    "plan": (Role.APPROVER, ("Apply ", "Hand over")),
    "settings": (Role.APPROVER, ("Save", "Add or change", "Connect")),
    "snapshots": (Role.REVIEWER, ("Take a snapshot of XPM",)),
}


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_buttons_beyond_a_person_s_role_are_off_and_say_who_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, role: str
) -> None:
    others = [(f"x{number}", f"{word} Farm Pty Ltd") for number, word in enumerate(("Moa", "Weka", "Kaka", "Ruru"), 2)]
    made = practice(
        tmp_path,
        xpm("x1", "Kea Farm", phone="02 5550 1001"),
        ignition("i1", "Kea Farm", phone="02 5550 1009"),
        *(xpm(one, word, phone=f"02 5550 20{one[1:]}0") for one, word in others),
        *(ignition(f"i{one}", word.replace("Pty Ltd", "P/L"), phone=f"02 5550 20{one[1:]}0") for one, word in others),
    )
    if name != "first_import":
        made.build_plan()
    save_people(made.folder, {"kim@practice.example": role})
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("RECONCILE_WORKSPACE", str(made.folder))
    monkeypatch.setattr("reconcile.pages.practices.signed_in", lambda: "kim@practice.example")
    try:
        page = opened(name)
    finally:
        act_as(None)
    needed, labels = NEEDED[name]
    for label in labels:
        found = [entry for entry in page.button if entry.label.startswith(label)]
        assert found, (label, [entry.label for entry in page.button])
        if not Role(role).covers(needed):
            assert all(entry.disabled for entry in found), label
            assert any(f"{needed.value} can do this. You are a {role}" in str(entry.proto.help) for entry in found)
        elif label not in ("Undo", "Save", "Take a snapshot of XPM"):  # off for reasons of their own
            assert not all(entry.disabled for entry in found), label


def test_who_is_turned_away_leaves_no_wider_role_behind(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practices, "signed_in", lambda: "eve@elsewhere.example")
    try:
        with pytest.raises(NotAllowed, match="No way in"):
            practices.folder_at_hand()
        assert at_work().role is Role.VIEWER
    finally:
        act_as(None)


SERVED = {"Host": "clients.practice.example"}


@pytest.mark.parametrize(
    "headers",
    [SERVED, {"Host": "127.0.0.1:8501", "X-Forwarded-For": "203.0.113.9"}, {"Host": "[2001:db8::1]:8501"}],
)
def test_nobody_is_served_from_elsewhere_where_nobody_signs_in(headers: dict[str, str]) -> None:
    with pytest.raises(NotAllowed, match="Nobody is served without signing in"):
        signing.check_who_is_served(headers)


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501", "localhost"])
def test_on_this_machine_nobody_signs_in(host: str) -> None:
    signing.check_who_is_served({"Host": host})


def test_an_address_open_to_others_is_refused_whatever_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda _: "0.0.0.0")
    with pytest.raises(NotAllowed, match="Nobody is served without signing in"):
        signing.check_who_is_served({"Host": "localhost:8501"})


def test_a_proxy_s_header_is_not_believed_where_the_proxy_can_be_walked_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECONCILE_USER_HEADER", "X-Forwarded-Email")
    signing.check_who_is_served(SERVED)
    monkeypatch.setattr(st, "get_option", lambda _: "0.0.0.0")
    with pytest.raises(NotAllowed, match="walked around"):
        signing.check_who_is_served(SERVED)
