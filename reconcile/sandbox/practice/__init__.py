"""The invented practice of the demo: its families, their names in three apps, and the truth about them.

In the order of the work: `words` (lists) → `names` and `spelling` → `persons`, `business` → `kin`, `families` (entities on
paper) → `furnish` (how they are reached) → `cards`, `casting` (which entity stands where under which name) → `details`,
`xpm`, `ignition`, `gusto` (documents) → `truth`. `build_world` does it all.
"""

from reconcile.sandbox.practice.build import build_world
from reconcile.sandbox.practice.truth import TRUTH_COLUMNS, true_pairs

__all__ = ["TRUTH_COLUMNS", "build_world", "true_pairs"]
