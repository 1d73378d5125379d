"""Tests of the ways in through files."""
