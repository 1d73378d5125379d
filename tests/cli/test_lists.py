"""Lists in files on the command line: shown, confirmed, taken, remembered, and what is not taken put aside."""

from __future__ import annotations

from pathlib import Path

from tests.apps.files import messy


def test_a_dry_run_shows_the_recognition_and_stores_nothing(run, tmp_path):
    path = messy.xpm_report(tmp_path / "report.csv")
    command = ("snapshot", tmp_path / "practice", "--app", "xpm", "--file", path, "--dry-run")
    words = run(*command)
    assert words.code == 0
    assert "Account Manager" in words.out
    assert "3 clients would be taken. Nothing was stored." in words.out
    told = run(*command, "--json").document
    assert {column["header"]: column["field"] for column in told["columns"]}["Client Code"] == "id"
    assert (told["clients"], told["first"][0]["postal_city"]) == (3, "Dubbo")
    assert not (tmp_path / "practice").exists()


def test_a_dry_run_that_lacks_an_id_shows_the_columns_all_the_same(run, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Client name,City\nHarbour,Napier\nHarbour,Napier\n", encoding="utf-8")
    command = ("snapshot", tmp_path / "practice", "--app", "xpm", "--file", path, "--dry-run")
    words = run(*command)
    assert words.code == 1
    assert "Client name" in words.out
    assert "row numbers can stand in" in words.err
    told = run(*command, "--json")
    assert (told.code, told.document["problem"]["error"]) == (1, "BadInput")


def test_the_first_file_makes_a_recipe_and_the_next_one_uses_it(run, tmp_path):
    folder, path = tmp_path / "practice", tmp_path / "list.csv"
    path.write_text("Ding,Dong\nX1,Harbour Glass\n", encoding="utf-8")
    first = run("snapshot", folder, "--app", "xpm", "--file", path, "--columns", "id=Ding,name=Dong")
    assert first.code == 0, first.err
    assert "remembered as the recipe “XPM: list”" in first.out
    again = run("snapshot", folder, "--file", path)
    assert again.code == 0, again.err
    assert "The recipe “XPM: list”, confirmed on" in again.out
    (known,) = run("recipes", folder, "--rename", "XPM: list", "Monthly", "--json").document["recipes"]
    assert (known["name"], known["columns"]) == ("Monthly", ["id=Ding", "name=Dong"])
    path.write_text("Ding,Dong,Third\nX1,Harbour Glass,x\n", encoding="utf-8")
    changed = run("snapshot", folder, "--app", "xpm", "--file", path, "--json")
    assert changed.code == 1
    assert "new columns: Third" in changed.document["failed"][0]["message"]
    named = run("snapshot", folder, "--file", path, "--recipe", "Monthly", "--json")
    assert named.document["snapshots"][0]["recipe"] == "Monthly"
    assert run("recipes", folder, "--delete", "Monthly", "--json").document["recipes"] == []
    assert "No recipe yet" in run("recipes", folder).out


def test_columns_that_are_not_sure_are_confirmed_first(run, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Ref,Who\nC-1,Harbour Glass Ltd\nC-2,Inlet Sails Ltd\n", encoding="utf-8")
    command = ("snapshot", tmp_path / "practice", "--app", "gusto", "--file", path, "--json")
    (refused,) = run(*command).document["failed"]
    assert refused["title"] == "The columns have to be confirmed"
    assert "'Who' as name" in refused["message"]
    assert run(*command, "--yes").document["snapshots"][0]["clients"] == 2


def test_the_good_rows_are_taken_only_when_that_is_said(run, tmp_path):
    path, folder = messy.bad_rows(tmp_path / "bad.csv"), tmp_path / "practice"
    command = ("snapshot", folder, "--app", "xpm", "--file", path)
    refused = run(*command)
    assert refused.code == 1
    assert "line 3" in refused.out
    assert not list((folder / "snapshots").glob("*.duckdb"))
    taken = run(*command, "--good-rows", "--json").document["snapshots"][0]
    assert (taken["clients"], taken["rest_rows"]) == (1, 4)
    rest = Path(taken["rest"])
    assert (rest.parent.name, rest.stat().st_mode & 0o077) == ("rest", 0)
    assert "a client has no id" in rest.read_text(encoding="utf-8-sig")
    own = run(*command, "--rest", tmp_path / "mine.csv")
    assert "mine.csv" in own.out.replace("\n", "")
    assert (tmp_path / "mine.csv").exists()


def test_which_app_it_is_need_not_be_said_where_the_file_tells(run, tmp_path):
    answer = tmp_path / "answer.json"
    answer.write_text('{"uuid": "g-1", "name": "Kowhai Inc", "entity_type": "LLC"}', encoding="utf-8")
    assert run("snapshot", tmp_path / "practice", "--file", answer, "--json").document["snapshots"][0]["app"] == "gusto"
    plain = tmp_path / "plain.csv"
    plain.write_text("Id,Name\n1,A\n", encoding="utf-8")
    (refused,) = run("snapshot", tmp_path / "practice", "--file", plain, "--json").document["failed"]
    assert refused["title"] == "Which app?"
    shown = run("snapshot", tmp_path / "practice", "--file", answer, "--dry-run", "--json").document
    assert (shown["what"], shown["clients"]) == ("answer", 1)


def test_a_sheet_is_chosen_by_its_name(run, tmp_path):
    path = messy.spoilt_workbook(tmp_path / "spoilt.xlsx")
    command = ("snapshot", tmp_path / "practice", "--app", "xpm", "--file", path, "--json")
    assert run(*command, "--sheet", "Clients").document["snapshots"][0]["clients"] == 3
    (refused,) = run(*command, "--sheet", "Nowhere").document["failed"]
    assert "Its sheets are" in refused["hint"]
