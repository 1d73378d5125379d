"""Calls of a plan, by app (REL-14)."""

from __future__ import annotations

import pandas as pd

from reconcile.model import App
from reconcile.plans.effort import BEFORE, calls_of


def changes(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["app", "op_id", "kind"])


def test_an_operation_is_counted_once_however_many_fields_it_writes() -> None:
    one = changes(("xpm", "1", "update"), ("xpm", "1", "clear"), ("xpm", "1", "link"))
    assert calls_of(one) == {App.XPM: BEFORE[App.XPM] + 3}


def test_in_xpm_twenty_writes_are_read_back_by_one_list_and_ten_updates_ask_first_what_has_moved() -> None:
    nine = changes(*(("xpm", str(number), "update") for number in range(9)))
    assert calls_of(nine) == {App.XPM: BEFORE[App.XPM] + 2 * 9 + 1}
    many = changes(*(("xpm", str(number), "update") for number in range(45)))
    assert calls_of(many) == {App.XPM: BEFORE[App.XPM] + 2 * 45 + 3 + 1}
    people = changes(*(("xpm", str(number), "contact-create") for number in range(45)))
    assert calls_of(people) == {App.XPM: BEFORE[App.XPM] + 2 * 45 + 3}
    elsewhere = changes(*(("ignition", str(number), "update") for number in range(45)))
    assert calls_of(elsewhere) == {App.IGNITION: BEFORE[App.IGNITION] + 3 * 45}


def test_a_new_client_is_searched_for_and_contacts_of_old_ones_are_calls_of_their_own() -> None:
    mixed = changes(
        ("ignition", "1", "create"),
        ("ignition", "1", "create"),
        ("ignition", "2", "contact-create"),
        ("xpm", "3", "create"),
        ("xpm", "4", "contact-update"),
    )
    assert calls_of(mixed) == {App.IGNITION: BEFORE[App.IGNITION] + 4 + 3, App.XPM: BEFORE[App.XPM] + 3 + 3}


def test_nothing_takes_no_call() -> None:
    assert calls_of(changes()) == {}
