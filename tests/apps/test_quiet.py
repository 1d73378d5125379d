"""Libraries do not log what they carry."""

from __future__ import annotations

import logging

import pytest

from reconcile.apps.quiet import LOUD, SPOKEN, quiet_libraries


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


@pytest.mark.parametrize("name", SPOKEN)
def test_a_logger_that_somebody_has_made_loud_keeps_queries_to_itself(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    quiet_libraries()
    quiet_libraries()
    caplog.set_level(logging.DEBUG, name)
    logging.getLogger(name).debug('"GET %s HTTP/1.1" %s', "/search?query=Zebra%20Ltd&detailed=true", 200)
    logging.getLogger(name).warning("Failed to parse headers (url=%s): %s", "http://a.test/x?name=Zebra", "odd")
    assert "Zebra" not in caplog.text
    assert '"GET /search?… HTTP/1.1" 200' in caplog.text
    assert "(url=http://a.test/x?…): odd" in caplog.text
