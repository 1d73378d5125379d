"""What a comparison of two names or two records found, in a form that a reviewer can read (DUP-8)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from html import escape
from typing import Literal

Label = Literal["same", "related", "different"]
Band = Literal["certain", "likely", "possible", ""]

LIKELY = 0.85
"""From this probability on a pair is *likely*, unless it is *certain* (DUP-7)."""
POSSIBLE = 0.5
"""From this probability on a pair is *possible*; below it, it is not flagged."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that raised or lowered a pair.

    ``name`` is the kind, separator or field; ``weight`` its log-odds in bits (2 means four times as likely, negative
    speaks against); ``value_a`` and ``value_b`` are the two values that made it; ``sentence`` is for the reviewer.
    """

    name: str
    weight: float
    value_a: str
    value_b: str
    sentence: str

    def _repr_html_(self) -> str:
        from reconcile.frames import in_html  # names are compared without pandas, which this brings along

        return in_html(type(self).__name__, {entry.name: getattr(self, entry.name) for entry in fields(self)})


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on one pair.

    ``label`` is ``same``, ``related`` or ``different``; ``probability`` that the two are one client; ``kinds`` why the
    names are not equal (DUP-2, in its order); ``separators`` what tells two entities apart (DUP-3); ``reasons`` are
    sentences; ``evidence`` is everything that counted, heaviest first.
    """

    label: Label
    probability: float
    kinds: tuple[str, ...] = ()
    separators: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def _repr_html_(self) -> str:
        """A few lines for a notebook: the verdict, the probability and the reasons."""
        reasons = "".join(f"<li>{escape(reason)}</li>" for reason in self.reasons)
        words = " + ".join(self.kinds + tuple(f"≠ {name}" for name in self.separators))
        return (
            f"<div><strong>{self.label}</strong> · {self.probability:.0%} <em>{escape(words)}</em>"
            f"<ul style='margin:0'>{reasons}</ul></div>"
        )
