"""Which records of two apps are one client: the apps' own mappings, exact names, and what a person decided."""

from reconcile.links.checks import check_links
from reconcile.links.exact import LinkReport, link_exact_names
from reconcile.links.merges import suspected_merges
from reconcile.links.people import check_contacts
from reconcile.links.store import LINK_COLUMNS, add_links, end_links, read_links

__all__ = [
    "LINK_COLUMNS",
    "LinkReport",
    "add_links",
    "check_contacts",
    "check_links",
    "end_links",
    "link_exact_names",
    "read_links",
    "suspected_merges",
]
