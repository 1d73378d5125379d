"""Reports: a notebook run on a practice, and what it shows as one document that can be printed and handed on.

``shelf`` knows which notebooks are reports, ``run`` executes one in a program of its own, ``document`` makes the page out of it,
``job`` does both in the background. A report only reads the practice. ``run`` and ``document``
take seconds to import, so they are loaded when a report is made.
"""

from reconcile.reports.job import Making, made_by, start
from reconcile.reports.shelf import Kept, Report, kept_reports, reports

__all__ = ["Kept", "Making", "Report", "kept_reports", "made_by", "reports", "start"]
