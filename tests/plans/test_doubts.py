"""Two people of one name may be linked by it (IMP-2); nothing is written over such a link without a tick."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reconcile.plans.doubts import EQUAL_NAME
from tests.practice import contact, ignition, practice, xpm

ANN = {"phone": "02 5550 1111", "address": "1 High St", "contacts": (contact("a", "Ann Lee", email="ann@example.com"),)}
OTHER = {"phone": "09 555 2222", "address": "9 Low Rd", "contacts": (contact("b", "Ann Lee", email="lee@example.org"),)}


def test_imp_2_a_link_that_nothing_bears_out_is_left_for_a_person(tmp_path: Path) -> None:
    workspace = practice(tmp_path, xpm("x1", "Ann Lee", number="1", **ANN), ignition("i1", "Ann Lee", **OTHER))
    plan = workspace.build_plan()
    assert len(workspace.links()) == 1
    assert {"link", "update"} <= set(plan.changes["kind"])
    assert not plan.changes["ticked"].any()
    (item,) = [row for row in plan.held.to_dict("records") if row["reason"] == EQUAL_NAME]
    assert (item["record_id"], item["other_id"], item["rule"]) == ("x1", "i1", "IMP-2")


@pytest.mark.parametrize(
    "there",
    [
        OTHER | {"phone": "+61 2 5550 1111"},
        OTHER | {"address": "1 high st"},
        OTHER | {"contacts": (contact("b", "Ann Lee", email="ANN@example.com"),)},
        {"phone": "09 555 2222"},
        {},
    ],
    ids=["one phone", "one address", "one email", "too little to say", "nothing to say"],
)
def test_a_link_with_anything_in_common_or_little_to_compare_is_not_doubted(
    tmp_path: Path, there: dict[str, Any]
) -> None:
    workspace = practice(tmp_path, xpm("x1", "Ann Lee", number="1", **ANN), ignition("i1", "Ann Lee", **there))
    plan = workspace.build_plan()
    assert plan.changes["ticked"].all()
    assert EQUAL_NAME not in set(plan.held["reason"])


def test_imp_4_a_mapping_is_not_doubted(tmp_path: Path) -> None:
    workspace = practice(
        tmp_path, xpm("x1", "Ann Lee", number="1", **ANN), ignition("i1", "Ann Lee", xpm_id="1", **OTHER)
    )
    assert workspace.build_plan().changes["ticked"].all()
