"""Libraries do not log what they carry."""

from __future__ import annotations

import logging

from reconcile.apps.quiet import LOUD, quiet_libraries


def test_no_library_logger_speaks_below_its_level() -> None:
    quiet_libraries()
    for name, level in LOUD.items():
        assert not logging.getLogger(name).isEnabledFor(level - 1)
        assert not logging.getLogger(f"{name}.deeper").isEnabledFor(level - 1)


def test_a_level_that_was_raised_already_stays() -> None:
    logger = logging.getLogger("urllib3")
    before = logger.level
    try:
        logger.setLevel(logging.CRITICAL)
        quiet_libraries()
        assert logger.level == logging.CRITICAL
    finally:
        logger.setLevel(before)
