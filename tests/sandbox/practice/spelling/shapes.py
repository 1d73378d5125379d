"""Names of all shapes, for properties that hold for every one of them."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from reconcile.sandbox.practice.families import AMERICAN, LOCAL
from reconcile.sandbox.practice.kin import Setting
from reconcile.sandbox.practice.names import Name
from reconcile.sandbox.practice.registry import Registry

SHAPES = (*LOCAL, *AMERICAN)


def _name(shape: int, seed: int, country: str) -> Name:
    rng = Random(seed)
    drafts = SHAPES[shape](Setting("US" if shape >= len(LOCAL) else country, Registry(), rng))
    return rng.choice(drafts).name


names = st.builds(
    _name,
    st.integers(0, len(SHAPES) - 1),
    st.integers(0, 1_000_000),
    st.sampled_from(["AU", "NZ", "GB", "IE", "ZA"]),
)
"""The formal name of some entity of some family."""

seeds = st.integers(0, 1_000_000)
