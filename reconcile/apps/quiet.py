"""Keeps the HTTP and MCP libraries from writing clients' values into the log.

urllib3 logs whole addresses (a search holds a client's name) and the MCP client whole messages, some of them as errors;
what is worth telling is told by the toolkit's own errors.
"""

from __future__ import annotations

import logging

LOUD: dict[str, int] = {
    "urllib3": logging.WARNING,
    "httpx2": logging.WARNING,
    "httpcore2": logging.WARNING,
    "mcp.client": logging.CRITICAL,
    "mcp.shared": logging.CRITICAL,
}
"""Logger → the lowest level at which it may speak."""


def quiet_libraries() -> None:
    """Raise the level of every library logger that may repeat a request or an answer."""
    for name, level in LOUD.items():
        logger = logging.getLogger(name)
        logger.setLevel(max(level, logger.level))
