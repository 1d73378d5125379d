"""Which service a path belongs to."""

import pytest

from reconcile.sandbox.fronts import READING_TOOLS, front_of
from reconcile.sandbox.ignition.tools import TOOLS
from reconcile.sandbox.limits import Limits


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/xero/practicemanager/3.1/client.api/list", "xpm"),
        ("/gusto/v1/token_info", "gusto"),
        ("/ignition/mcp", "mcp"),
        ("/ignition/mcp/", "mcp"),
        ("/ignition/mcp2", "reporting"),
        ("/ignition/exports/clients.csv", "reporting"),
    ],
)
def test_paths_belong_to_a_service_with_limits(path, service):
    front = front_of(path)
    assert front is not None
    assert front.service == service
    assert service in Limits().windows


@pytest.mark.parametrize("path", ["/", "/_sandbox/health", "/xerox", "/ignitio"])
def test_other_paths_belong_to_none(path):
    assert front_of(path) is None


def test_the_tools_that_only_read_are_known():
    assert set(TOOLS) - READING_TOOLS == {
        "create_client", "update_client", "archive_client", "restore_client", "add_contact", "update_contact",
    }  # fmt: skip
