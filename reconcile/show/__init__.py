"""Tables, marks and charts as HTML and small frames, for the pages and for notebooks alike.

Nothing here reads a workspace or imports the pages: DataFrames and dataclasses go in, escaped HTML or DataFrames come out.
``block`` makes a piece of HTML that shows itself in a notebook, with its style.
"""

from reconcile.show.block import Block, block, style
from reconcile.show.compare import compare_records, sides_of
from reconcile.show.evidence import evidence_bars, pair_badges
from reconcile.show.funnel import STANDING_COLUMNS, funnel, standing
from reconcile.show.notices import empty_state, notice, problem
from reconcile.show.outcomes import calls_sentences, ending_bar, endings_table, waits_sentence

__all__ = [
    "STANDING_COLUMNS",
    "Block",
    "block",
    "calls_sentences",
    "compare_records",
    "empty_state",
    "ending_bar",
    "endings_table",
    "evidence_bars",
    "funnel",
    "notice",
    "pair_badges",
    "problem",
    "sides_of",
    "standing",
    "style",
    "waits_sentence",
]
