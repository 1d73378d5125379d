"""`python -m tests.mutants [words]`: runs every mutant (or those whose names hold the words) and prints what became of each."""

from __future__ import annotations

import sys
import time

from tests.mutants.carrying_out import KILLED, carried_out
from tests.mutants.guards import GUARDS


def main(words: list[str]) -> int:
    """Returns 1 where a mutant survived, or where the code of a guard is not what it was."""
    chosen = [guard for guard in GUARDS if all(word.casefold() in guard.name.casefold() for word in words)]
    started, killed = time.monotonic(), 0
    for result in carried_out(chosen):
        killed += result.ending == KILLED
        told = "" if result.ending == KILLED else f"  {result.told} ({', '.join(result.guard.tests)})"
        sys.stdout.write(f"{result.ending:<20}{result.guard.name}{told}\n")
        sys.stdout.flush()
    seconds = time.monotonic() - started
    sys.stdout.write(f"\n{killed} of {len(chosen)} mutants were killed in {seconds:,.0f} s.\n")
    return int(killed < len(chosen) or not chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
