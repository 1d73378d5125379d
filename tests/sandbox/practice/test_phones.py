"""Telephone numbers of the practice are one number in any writing, and nobody's."""

from __future__ import annotations

import re
from random import Random

import phonenumbers
import pytest

from reconcile.sandbox.practice import phones
from reconcile.sandbox.practice.registry import Registry
from reconcile.sandbox.practice.words import places

TOWNS = [town for towns in places().values() for town in towns]
FICTION = {
    "AU": r"\+61([2378]5550\d{4}|49157\d{4})",
    "GB": r"\+44(1632960\d{3}|\d{3}4960\d{3}|2920180\d{3}|7700900\d{3})",
    "US": r"\+1\d{3}55501\d{2}",
}


@pytest.mark.parametrize("make", [phones.landline, phones.mobile])
@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.town)
def test_every_writing_is_the_same_possible_number(make, town):
    number = make(town, Registry())
    assert phonenumbers.is_possible_number(phonenumbers.parse(number, town.country))
    for seed in range(30):
        written = phonenumbers.parse(phones.write(number, town.country, Random(seed)), town.country)
        assert phonenumbers.format_number(written, phonenumbers.PhoneNumberFormat.E164) == number


@pytest.mark.parametrize("town", [town for town in TOWNS if town.country in FICTION], ids=lambda town: town.town)
def test_numbers_are_kept_for_fiction_where_a_country_keeps_some(town):
    registry = Registry()
    for _ in range(50):
        for number in (phones.landline(town, registry), phones.mobile(town, registry)):
            assert re.fullmatch(FICTION[town.country], number)
            assert re.fullmatch(FICTION[town.country], phones.former(number))
            assert phones.former(number) != number


def test_lines_are_given_out_once_until_a_range_is_used_up():
    registry, town = Registry(), places()["AU"][0]
    assert len({phones.landline(town, registry) for _ in range(10_000)}) == 10_000


def test_gusto_keeps_ten_figures():
    assert phones.national("+15035550142") == "5035550142"
