"""A plan as a file that is handed on: it follows its schema, comes back equal in every field, and not when somebody edited it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pandas as pd
import pytest

from reconcile.errors import BadInput, Brake, NeedsUser, NotAllowed
from reconcile.plans.plan import Plan
from reconcile.plans.plan_rows import digest_of
from reconcile.plans.plan_schema import plan_schema
from reconcile.plans.plan_sheet import plan_workbook
from reconcile.policy import Settings
from reconcile.show.plan_document import plan_document
from reconcile.workspace import Workspace, open_workspace
from reconcile.workspace.key import KEY
from tests.plans.test_apply import Rig, patient
from tests.practice import ignition, practice, xpm

HOSTILE = ('=HYPERLINK("http://evil.example")', "+61 2 5550 1234", "<script>alert(1)</script> & Sons", "@sum")


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Clients whose values a spreadsheet or a browser would run; for tests that only read."""
    pairs = [(xpm(f"x{n}", f"{text}"), ignition(f"i{n}", text, phone="1")) for n, text in enumerate(HOSTILE)]
    phones = [xpm("p1", "Phones", phone="=1+1", fax="-1"), ignition("q1", "Phones", phone="2", fax=None)]
    folder = tmp_path_factory.mktemp("files")
    return practice(folder, *phones, *(client for pair in pairs for client in pair), xpm("x9", "Prospective Ltd"))


@pytest.fixture(scope="module")
def plan(ws: Workspace) -> Plan:
    built = ws.build_plan()
    assert len(built.changes) > 3
    return built


def assert_equal(one: Plan, other: Plan) -> None:
    """Equal in every field: the header, and every cell of both tables, absent and empty told apart."""
    pd.testing.assert_frame_equal(one.changes, other.changes)
    pd.testing.assert_frame_equal(one.held, other.held)
    mine, theirs = dict(vars(one)), dict(vars(other))
    for name in ("changes", "held"):
        mine.pop(name)
        theirs.pop(name)
    assert mine == theirs


def test_a_plan_that_is_handed_on_comes_back_the_same(ws: Workspace, plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(ws.plan_file(plan))
    assert None in set(plan.changes["before"]), "an absent value is among them"
    assert_equal(ws.load_plan(path), plan)
    assert_equal(ws.load_plan(path.read_bytes()), plan)
    assert ws.plan_file(ws.load_plan(path)) == path.read_bytes()


def test_the_file_follows_its_published_schema_and_the_schema_says_what_is_wrong(ws: Workspace, plan: Plan) -> None:
    schema = plan_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    document = json.loads(ws.plan_file(plan))
    validator.validate(document)
    assert schema["$id"].endswith(f":{document['format']}")
    for path, value in (("kind", "delete"), ("ticked", "yes"), ("app", "quickbooks"), ("further", "1")):
        spoilt = json.loads(json.dumps(document))
        spoilt["changes"][0][path] = value
        assert not validator.is_valid(spoilt), path
    for member in document:
        assert not validator.is_valid({name: value for name, value in document.items() if name != member}), member


def test_a_plan_of_the_format_before_is_still_read(plan: Plan) -> None:
    from reconcile.plans.plan import _seal_of_columns

    document = json.loads(plan.to_json())
    for name in ("digest", "retry_of"):
        del document[name]
    for table in ("changes", "held"):
        columns = list(document[table][0]) if document[table] else list(getattr(plan, table))
        document |= {f"{table}_columns": columns, table: [list(row.values()) for row in document[table]]}
    document["format"] = 1
    old = json.dumps(document | {"seal": _seal_of_columns(document)}, ensure_ascii=False)
    assert_equal(Plan.from_json(old), plan)
    with pytest.raises(BadInput, match="changed"):
        Plan.from_json(old.replace('"phone"', '"fax"', 1))


def edited(data: bytes, **further: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(data)
    document["changes"][0]["after"] = "09 999 9999"
    return document | further


def test_an_edited_plan_is_refused_also_when_its_digest_was_made_to_fit(ws: Workspace, plan: Plan) -> None:
    data = ws.plan_file(plan)
    with pytest.raises(BadInput, match="changed after it was built"):
        ws.load_plan(json.dumps(edited(data)).encode())
    body = {name: value for name, value in edited(data).items() if name not in ("digest", "practice", "seal")}
    fitted = edited(data, digest=digest_of(body))
    assert Plan.from_json(json.dumps(fitted)).changes["after"].iloc[0] == "09 999 9999", (
        "the digest alone would let it pass"
    )
    with pytest.raises(BadInput, match="changed after it was built"):
        ws.load_plan(json.dumps(fitted).encode())
    del fitted["seal"]
    with pytest.raises(BadInput, match="without its practice's seal"):
        ws.load_plan(json.dumps(fitted).encode())


def test_every_part_of_a_plan_is_under_its_seal(ws: Workspace, plan: Plan) -> None:
    document = json.loads(ws.plan_file(plan))
    for name, value in document.items():
        if name == "practice":
            continue
        other = [] if isinstance(value, list) else {} if isinstance(value, dict) else f"{value}0"
        if other == value:
            continue
        with pytest.raises(BadInput):
            ws.load_plan(json.dumps(document | {name: other}).encode())


def test_a_plan_of_another_practice_is_refused_as_such(ws: Workspace, plan: Plan, tmp_path: Path) -> None:
    other = open_workspace(tmp_path / "other")
    with pytest.raises(BadInput, match="another practice"):
        other.load_plan(ws.plan_file(plan))


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"null", b"\xff\xfe", b'{"format": 2}', b'{"format": 9}', b'{"format": []}']
)
def test_what_is_no_plan_is_said_to_be_none(ws: Workspace, data: bytes) -> None:
    with pytest.raises(BadInput):
        ws.load_plan(data)


def test_a_missing_file_and_a_broken_key_are_told(ws: Workspace, plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(NeedsUser, match="cannot be opened"):
        ws.load_plan(tmp_path / "nothing.json")
    data = ws.plan_file(plan)
    other = open_workspace(tmp_path / "other")
    (other.folder / KEY).write_text("short")
    with pytest.raises(BadInput, match="cannot be understood"):
        other.load_plan(data)


def test_the_key_is_its_owners_alone_and_stays_out_of_the_file(ws: Workspace, plan: Plan) -> None:
    data = ws.plan_file(plan)
    path = ws.folder / KEY
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() not in data
    path.chmod(0o644)
    ws.load_plan(data)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len({ws.plan_file(plan), open_workspace(ws.folder).plan_file(plan)}) == 1


def test_rel_5_a_plan_is_used_once_across_its_file(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    plan = rig.plan()
    data = rig.workspace().plan_file(plan)
    rig.workspace().apply(plan, watch=patient())
    writes = list(rig.writes)
    loaded = rig.workspace().load_plan(data)
    with pytest.raises(NotAllowed, match="applied already"):
        rig.workspace().apply(loaded, watch=patient())
    assert rig.writes == writes


def test_rel_9_a_plan_from_a_file_is_checked_against_todays_settings(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    data = rig.workspace().plan_file(rig.plan())
    rig.workspace().save_settings(Settings(conflict="newest"))
    loaded = rig.workspace().load_plan(data)
    with pytest.raises(Brake, match="settings have changed"):
        rig.workspace().apply(loaded, watch=patient())
    assert rig.writes == []


def test_a_plan_whose_file_was_lost_is_at_hand_again_behind_newer_ones(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    first = rig.plan()
    data = rig.workspace().plan_file(first)
    second = rig.plan()
    (rig.folder / "plans" / f"{first.plan_id}.json").unlink()
    assert_equal(rig.workspace().load_plan(data), first)
    assert_equal(rig.workspace().plan(first.plan_id), first)
    newest = rig.workspace().newest_plan()
    assert newest is not None
    assert newest.plan_id == second.plan_id


def test_excel_has_three_sheets_and_nothing_in_it_can_run(plan: Plan) -> None:
    book = openpyxl.load_workbook(io.BytesIO(plan_workbook(plan)))
    assert book.sheetnames == ["Changes", "Held", "Summary"]
    rows = list(book["Changes"].iter_rows(min_row=2))
    assert len(rows) == len(plan.changes)
    assert len(list(book["Held"].iter_rows(min_row=2))) == len(plan.held)
    cells = [cell for sheet in book for line in sheet.iter_rows(min_row=2) for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}, "no cell is a formula"
    values = {cell.value for cell in cells}
    assert {"=1+1", *HOSTILE} <= values
    assert all(cell.quotePrefix for cell in cells if str(cell.value)[0] in "=+-@")
    assert book["Changes"].auto_filter.ref == f"A1:O{len(plan.changes) + 1}"
    assert book["Changes"].freeze_panes == "A2"
    assert book["Changes"].column_dimensions["C"].width > 20


def test_html_is_one_page_that_loads_nothing_and_escapes_everything(plan: Plan) -> None:
    page = plan_document(plan, "Kōwhai & Co")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons" in page
    assert "Kōwhai &amp; Co: plan" in page
    assert not [word for word in ("src=", "href=", "url(", "@import") if word in page]
    for row in plan.changes.to_dict("records"):
        assert row["field_label"] in page
    assert all(reason in page for reason in plan.summary()["held_by_reason"])
