"""Near-duplicate clients: what counts as one, and why (DUP-1 … DUP-9)."""

from reconcile.duplicates.answers import weight_changes
from reconcile.duplicates.clusters import cluster_members, clusters, contradictions
from reconcile.duplicates.comparison import Comparison, Evidence
from reconcile.duplicates.explain import explain_pair
from reconcile.duplicates.find import find_duplicates
from reconcile.duplicates.names import compare_names

__all__ = [
    "Comparison",
    "Evidence",
    "cluster_members",
    "clusters",
    "compare_names",
    "contradictions",
    "explain_pair",
    "find_duplicates",
    "weight_changes",
]
