"""Other ways to spell a name: one function for each kind of DUP-2.

A function takes a `Name` and a random source and returns another `Name` whose text differs, or ``None`` where its kind
has nothing to work on (there is no accent to drop). `respell` does several one after the other.
"""

from reconcile.sandbox.practice.spelling.table import KINDS, SPELLINGS, Spelling, respell

__all__ = ["KINDS", "SPELLINGS", "Spelling", "respell"]
