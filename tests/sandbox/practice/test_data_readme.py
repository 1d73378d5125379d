"""What data/README.md says about the demo practice is so."""

from __future__ import annotations

import re
from pathlib import Path

from . import census

README = Path(__file__).resolve().parents[3] / "data" / "README.md"


def stated() -> dict[str, int]:
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    return {what.strip(): int(count) for what, count in rows}


def test_every_count_of_the_readme_is_what_the_generator_makes(world):
    assert stated() == census.counts(world)


def test_what_the_readme_says_of_the_staff(world):
    staff = {one["Name"]: one["Email"] for one in world.xpm_staff}
    users = {one["name"]: one["email"] for one in world.ignition_users}
    both = staff.keys() & users.keys()
    differing = sum(staff[name] != users[name] for name in both)
    assert (len(staff.keys() - users.keys()), differing, len(users.keys() - staff.keys())) == (2, 2, 1)


def test_the_example_runs():
    code = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    names: dict = {}
    exec(code[1], names)
    assert list(names["pairs"].columns) == ["id_a", "id_b", "label", "kinds", "separator"]
