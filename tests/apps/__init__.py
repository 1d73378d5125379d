"""Tests of the ways in to the apps and out to them."""
