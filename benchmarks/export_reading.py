"""How long Ignition's client export takes to be read, beside what pandas needs for the same file in the same run.

``python -m benchmarks.export_reading --rows 100000``. Times are the best of several runs, taken in turn, because what else
runs on the machine disturbs all of them alike.
"""

from __future__ import annotations

import csv
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from reconcile.apps.fields import EXPORT_COLUMNS
from reconcile.apps.files import IgnitionExportSource
from reconcile.snapshots import take_snapshot

ROWS, RUNS = 100_000, 5


def write_export(path: Path, rows: int, *, seed: int = 2026) -> None:
    """An invented export with so many rows: UTF-8, every field quoted, one to three contacts a client."""
    chance, written, number = random.Random(seed), 0, 1_000
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, EXPORT_COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writeheader()
        while written < rows:
            number += 1
            contacts = min(chance.choice((1, 1, 1, 2, 3)), rows - written)
            own = _client(number, chance)
            writer.writerows({**own, **_contact(number, place)} for place in range(contacts))
            written += contacts


def measure_export(rows: int = ROWS, runs: int = RUNS) -> Table:
    """A table of seconds and of ratios to pandas, once as it reads by itself and once with every cell kept as text.

    Seconds of the processor (of all threads together) stand beside, which a busy machine disturbs less.
    """
    with tempfile.TemporaryDirectory(prefix="reconcile-bench-") as folder:
        path = Path(folder) / "clients.csv"
        write_export(path, rows)
        steps: dict[str, Callable[[], Any]] = {
            "pandas.read_csv": lambda: pd.read_csv(path),
            "pandas.read_csv, cells kept as text": lambda: pd.read_csv(path, dtype=str, keep_default_na=False),
            "export to checked records, by columns": IgnitionExportSource(path).tables,
            "export to a snapshot on the disk": lambda: take_snapshot(Path(folder), IgnitionExportSource(path)),
        }
        best = dict.fromkeys(steps, (float("inf"), float("inf")))
        for _ in range(runs):
            for name, work in steps.items():
                begun, spent = time.perf_counter(), time.process_time()
                work()
                taken = time.perf_counter() - begun, time.process_time() - spent
                best[name] = min(best[name][0], taken[0]), min(best[name][1], taken[1])
        return _table(f"Ignition's export of {rows:,} rows, {path.stat().st_size / 2**20:,.0f} MiB", best)


def _table(title: str, best: dict[str, tuple[float, float]]) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in ("What", "Seconds", "to pandas", "to pandas, text", "Processor", "to pandas "):
        table.add_column(heading, justify="left" if heading == "What" else "right")
    (plain, plain_spent), (text, _) = list(best.values())[:2]
    for name, (seconds, spent) in best.items():
        ratios = f"{seconds / plain:.1f} ×", f"{seconds / text:.1f} ×"
        table.add_row(name, f"{seconds:.2f}", *ratios, f"{spent:.2f}", f"{spent / plain_spent:.1f} ×")
    return table


def _client(number: int, chance: random.Random) -> dict[str, str]:
    return {
        "Client Id": str(number),
        "Client Reference": f"CLI-{number:04}",
        "Client Name": f"Harbour Joinery {number} Pty Ltd",
        "Client State": chance.choice(("active", "lead", "inactive")),
        "Partner Email": f"partner{number % 7}@practice.example",
        "Manager Email": f"manager{number % 9}@practice.example",
        "Notes": 'Call before noon; ask for "Jo", please' if number % 5 == 0 else "",
        "Business Structure": "Company",
        "GST Registered": "Yes",
        "Phone": f"(02) 5550 {number % 10_000:04}",
        "Website": f"www.harbour{number}.example",
        "Address": f"{number % 200} Quay Street\nLevel {number % 9}",
        "City": "Sydney",
        "Region": "NSW",
        "Post Code": "2000",
        "Country": "Australia",
        "Postal Address": f"PO Box {number}",
        "Postal City": "Sydney",
        "Postal Region": "NSW",
        "Postal Post Code": "2001",
        "Postal Country": "Australia",
        "Fiscal Period End Day": "30",
        "Fiscal Period End Month": "6",
        "Client Group Name": f"Group {number % 300}",
        "Created At": "March 3, 2026 10:15 AM",
        "Tag List": "Monthly|BAS",
        "Proposal List": "Annual services (accepted)|BAS (draft)",
        "XPM Id": str(number + 9_000),
        "Payment Portal Link": f"https://go.example/pay/{number}",
        "Bank Account Saved?": "No",
        "Card Saved?": "No",
        "Create Invoices": "Yes",
    }


def _contact(number: int, place: int) -> dict[str, str]:
    return {
        "Contact Id": str(number * 10 + place),
        "Contact Name": f"Ana Petrov {place}",
        "Contact Salutation": "Ana",
        "Contact Addressee": "Ms A Petrov",
        "Contact Email": f"ana{number}.{place}@harbour.example",
        "Contact Mobile": f"0491 570 {number % 1_000:03}",
        "Contact Is Recipient": "Yes",
        "Is Primary Contact": "Yes" if place == 0 else "No",
        "Is Signatory": "No",
    }


def main(
    rows: Annotated[int, typer.Option("--rows", min=1, help="Rows of the export.")] = ROWS,
    runs: Annotated[int, typer.Option("--runs", min=1, help="How often each is measured; the best counts.")] = RUNS,
) -> None:
    """Measures and prints the table."""
    Console().print(measure_export(rows, runs))


if __name__ == "__main__":
    typer.run(main)
