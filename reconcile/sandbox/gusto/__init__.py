"""Gusto's App Integrations API as the sandbox serves it: one token is one company, and nothing is ever written."""
