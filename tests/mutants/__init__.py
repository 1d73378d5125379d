"""Mutants: the product with one guard taken out, each of which must turn a test red."""
