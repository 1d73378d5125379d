"""What syncs where and why: the field rules as a table, and a practice's settings."""

from reconcile.policy.rules import FieldRule, Policy, load_policy
from reconcile.policy.settings import AppSettings, Direction, Limits, Nightly, Scope, Settings, recommended_settings

__all__ = [
    "AppSettings",
    "Direction",
    "FieldRule",
    "Limits",
    "Nightly",
    "Policy",
    "Scope",
    "Settings",
    "load_policy",
    "recommended_settings",
]
