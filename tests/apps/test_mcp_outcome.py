"""Which of JSON-RPC's errors say that a call was certainly not applied."""

from __future__ import annotations

import pytest

from reconcile.apps.mcp_outcome import Said


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        (-32602, True),
        (-32601, True),
        (17, True),
        (-31999, True),
        (-32000, False),
        (-32001, False),
        (-32600, False),
        (-32603, False),
        (-32700, False),
        (-32768, False),
    ],
)
def test_rel_11_only_a_refusal_is_certain(code: int, refused: bool) -> None:
    assert Said(code, "").is_refusal is refused
