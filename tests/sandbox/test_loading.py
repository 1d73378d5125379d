"""From a world to rows: streamed, counted, and with the truth beside."""

from datetime import UTC, datetime

import pyarrow.parquet as pq

from reconcile.sandbox.loading import TRUTH_COLUMNS, highest_numbers, rows_of, write_truth


def test_every_document_becomes_a_row_and_iterables_are_read_once(known):
    from dataclasses import replace

    world = known.world()
    streamed = replace(world, xpm_clients=iter(world.xpm_clients), ignition_clients=iter(world.ignition_clients))
    rows = list(rows_of(streamed, datetime(2026, 5, 1, tzinfo=UTC)))
    counted = {}
    for row in rows:
        counted[row.app, row.kind] = counted.get((row.app, row.kind), 0) + 1
    assert counted == {
        ("xpm", "staff"): 2, ("xpm", "group"): 1, ("xpm", "category"): 1, ("xpm", "template"): 1, ("xpm", "client"): 4,
        ("ignition", "user"): 1, ("ignition", "client"): 3, ("gusto", "client"): 1,
    }  # fmt: skip


def test_the_highest_numbers_are_known_when_all_rows_have_passed(known):
    highest = {}
    rows = rows_of(known.world(), datetime(2026, 5, 1, tzinfo=UTC))
    assert sum(1 for _ in highest_numbers(rows, highest)) == 14
    assert highest == {"xpm-client": 504, "ignition-client": 1003, "ignition-reference": 3, "ignition-contact": 72}


def test_truth_keeps_further_columns_and_may_be_empty(tmp_path):
    write_truth([], tmp_path / "none.parquet")
    assert pq.read_table(tmp_path / "none.parquet").column_names == list(TRUTH_COLUMNS)
    write_truth(({"app": "xpm", "kinds": [], "more": number} for number in range(30_000)), tmp_path / "much.parquet")
    table = pq.read_table(tmp_path / "much.parquet")
    assert (table.num_rows, table.column("more")[29_999].as_py(), table.column("kinds")[0].as_py()) == (
        30_000,
        "29999",
        "",
    )
