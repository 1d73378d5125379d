"""A plan as a file that can be handed on: sealed with the practice's own key, and taken back only whole and at home.

The seal is a keyed hash over everything in the plan. The key never leaves the practice's folder, so whoever was handed the file can
read it, print it and give it back, and cannot change a value and seal it again. ``practice`` names the key without telling it, so
that a plan of another practice is told apart from an edited one.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

import orjson

from reconcile.errors import BadInput
from reconcile.plans.plan import Plan, edited


@dataclass(frozen=True)
class Seal:
    """What a practice seals its plans with."""

    key: bytes = field(repr=False)

    @property
    def practice(self) -> str:
        """The practice's name among others: made of its key, which it does not tell."""
        return hashlib.sha256(b"practice\x1f" + self.key).hexdigest()[:16]

    def of(self, digest: str) -> str:
        """The seal of a plan with this digest."""
        return hmac.new(self.key, b"plan\x1f" + digest.encode(), hashlib.sha256).hexdigest()


def sealed(plan: Plan, seal: Seal) -> bytes:
    """The file: a JSON document as ``plan_schema`` describes it."""
    return b"".join(plan.document(lambda digest: {"practice": seal.practice, "seal": seal.of(digest)}))


def unsealed(data: bytes | str, seal: Seal) -> Plan:
    """The plan in a file, equal in every field to the one that was written.

    Raises ``BadInput`` for what is no plan, was changed, or is another practice's.
    """
    plan = Plan.from_json(data)
    marks = orjson.loads(data)
    practice = marks.get("practice")
    if not practice or not marks.get("seal"):
        hint = "Export it from the Plan page or with `plan --export`; that file can be loaded."
        raise BadInput("The plan was written without its practice's seal.", title="A plan without a seal", hint=hint)
    if practice != seal.practice:
        hint = "Open the practice that it was built in; here, build a plan of this practice."
        raise BadInput("This plan was built in another practice.", title="A plan of another practice", hint=hint)
    if not hmac.compare_digest(str(marks["seal"]), seal.of(plan.digest)):
        raise edited()
    return plan
