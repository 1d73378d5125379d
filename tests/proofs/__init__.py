"""Proofs that plans and applies can be trusted: every schedule, a model, a week in virtual time."""
