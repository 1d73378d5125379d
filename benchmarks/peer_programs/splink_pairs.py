"""Splink 5 on DuckDB, as its documentation advises for such columns: estimated without labels, every weight kept."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
import warnings
from pathlib import Path

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

COMPARED = {
    "name": lambda: cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]).configure(term_frequency_adjustments=True),
    "email": lambda: cl.ExactMatch("email").configure(term_frequency_adjustments=True),
    "phone": lambda: cl.LevenshteinAtThresholds("phone", [1]),
    "address": lambda: cl.LevenshteinAtThresholds("address", [1, 4]),
    "city": lambda: cl.ExactMatch("city").configure(term_frequency_adjustments=True),
    "postcode": lambda: cl.ExactMatch("postcode"),
}
BLOCKING: dict[str, list[list[str]]] = json.loads(Path(__file__).with_name("splink_blocking.json").read_text("utf-8"))
"""What a pair has to have in common to be compared; a rule counts where the list has all of its columns."""
ASKED = 0.5
"""Splink's pairs from this probability on."""


def match(rows: pd.DataFrame, blocked: list[list[str]], least: float = ASKED) -> pd.DataFrame:
    """Pairs from ``least`` on with their weights."""
    table = rows.rename(columns={"id": "unique_id"})
    columns = [name for name in COMPARED if name in table and table[name].notna().any()]
    rules = [block_on(*parts) for parts in blocked if parts[-1] in columns or "substr" in parts[-1]]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[COMPARED[name]() for name in columns],
        blocking_rules_to_generate_predictions=rules,
        retain_intermediate_calculation_columns=True,
    )
    database = DuckDBAPI()
    linker = Linker(database.register(table[["unique_id", *columns]]), settings)
    sure = block_on("substr(name, 1, 10)", next((name for name in ("address", "email") if name in columns), "name"))
    linker.training.estimate_probability_two_random_records_match([block_on("name"), sure], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=7)
    for rule in ("substr(name, 1, 10)", *(name for name in ("address", "email") if name in columns)):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(rule))
    found: pd.DataFrame = linker.inference.predict(threshold_match_probability=least).as_pandas_dataframe()
    return found


def main(path: str, kept: str = "", blocking: str = "few", least: str = "") -> None:
    """Match the file and tell."""
    warnings.simplefilter("ignore")
    logging.getLogger("splink").setLevel(logging.ERROR)
    rows = pd.read_parquet(path)
    started, worked = time.perf_counter(), sum(os.times()[:4])
    found = match(rows, BLOCKING[blocking], float(least or ASKED))
    seconds, worked = time.perf_counter() - started, sum(os.times()[:4]) - worked
    if kept:
        names = {"unique_id_l": "id_a", "unique_id_r": "id_b", "match_weight": "score"}
        found.rename(columns=names)[list(names.values())].to_parquet(kept)
    print(json.dumps({"seconds": seconds, "cpu": worked, "pairs": len(found)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
