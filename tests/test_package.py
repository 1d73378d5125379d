"""What ``import reconcile`` gives, and that it loads no more than is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import reconcile


def test_every_public_name_is_there() -> None:
    assert all(getattr(reconcile, name).__name__ for name in reconcile.__all__)
    assert set(reconcile.__all__) <= set(dir(reconcile))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        reconcile.nothing  # noqa: B018 - the asking is what is tried


def test_who_compares_names_loads_no_workspace() -> None:
    code = (
        "import reconcile, sys\n"
        "reconcile.compare_names('A B', 'A B')\n"
        "print('reconcile.workspace' in sys.modules, reconcile.policy.__name__)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "reconcile.policy"]


def test_who_lists_reports_loads_nothing_that_runs_notebooks() -> None:
    code = "import sys, reconcile.reports as found; print(len(found.reports()) > 1, 'nbformat' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["True", "False"]
