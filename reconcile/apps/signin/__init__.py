"""Signing a practice's own accounts in: OAuth 2 with PKCE and rotating refresh tokens, for XPM, Gusto and Ignition.

``providers.toml`` holds every address and how sure it is. ``pending`` and ``authority`` bring a grant about, ``store`` keeps its
tokens, ``renewal`` signs calls with it.
"""
