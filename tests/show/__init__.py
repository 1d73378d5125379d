"""Tests of what pages and notebooks show."""
