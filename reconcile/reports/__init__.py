"""Reports: a notebook run on a practice, and what it shows as one document that can be printed and handed on.

``shelf`` knows which notebooks are reports, ``run`` executes one in a program of its own, ``document`` makes the page out of it,
``job`` does both in the background. A report only reads the practice.
"""

from reconcile.reports.document import document
from reconcile.reports.job import Making, made_by, start
from reconcile.reports.run import executed
from reconcile.reports.shelf import Kept, Report, kept_reports, reports

__all__ = ["Kept", "Making", "Report", "document", "executed", "kept_reports", "made_by", "reports", "start"]
