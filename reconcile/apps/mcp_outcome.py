"""What came of a call to an MCP server, in plain values that need no MCP library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
RESERVED = range(-32768, -31999)
"""JSON-RPC's own error codes; those outside belong to the server's tools."""


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What a tool returned: its structured content, its text, and whether it is an error of the tool's own."""

    structured: Any
    text: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A JSON-RPC error: the server's, or one that the client made up for an answer that did not come."""

    code: int
    message: str
    data: Any = None

    @property
    def is_refusal(self) -> bool:
        """Whether the server understood the call and refused it, so that it was certainly not applied.

        The client makes up the other reserved codes for lost, cut-off and foreign answers too.
        """
        return self.code in (METHOD_NOT_FOUND, INVALID_PARAMS) or self.code not in RESERVED


@dataclass(slots=True)
class Outcome:
    """What the HTTP layer saw of the last request, which the MCP client's own errors do not tell.

    ``refused`` means that no connection could be made, so the request never left; ``sent`` that one was tried.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False
    sent: bool = False


class LineBroken(Exception):
    """No answer of a tool came: ``said`` is the JSON-RPC error, where there was one, and ``outcome`` the HTTP."""

    def __init__(self, outcome: Outcome, said: Said | None) -> None:
        super().__init__("the line is broken")
        self.outcome = outcome
        self.said = said
