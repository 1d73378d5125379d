"""Keeps the HTTP and MCP libraries from writing clients' values into the log.

urllib3 logs whole addresses (a search holds a client's name) and the MCP client whole messages, some of them as errors;
what is worth telling is told by the toolkit's own errors.
"""

from __future__ import annotations

import logging
import re

LOUD: dict[str, int] = {
    "urllib3": logging.WARNING,
    "httpx2": logging.WARNING,
    "httpcore2": logging.WARNING,
    "mcp.client": logging.CRITICAL,
    "mcp.shared": logging.CRITICAL,
}
"""Logger → the lowest level at which it may speak."""

SPOKEN = ("urllib3.connectionpool", "urllib3.util.retry", "httpx2")
"""Loggers that write addresses even at their level, or because somebody has lowered it: the query is taken out."""

_QUERY = re.compile(r"\?[^\s\"')]+")


class WithoutQueries(logging.Filter):
    """Takes the query out of every address in a line: it holds what was searched for."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the line, rewritten."""
        text = record.getMessage()
        record.msg, record.args = _QUERY.sub("?…", text), ()
        return True


def quiet_libraries() -> None:
    """Raise the level of every library logger that may repeat a request or an answer, and take queries out of addresses."""
    for name, level in LOUD.items():
        logger = logging.getLogger(name)
        logger.setLevel(max(level, logger.level))
    for name in SPOKEN:
        logger = logging.getLogger(name)
        if not any(isinstance(known, WithoutQueries) for known in logger.filters):
            logger.addFilter(WithoutQueries())
