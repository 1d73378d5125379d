"""Signing in to the sandbox: a consent page, tokens that run out, and refresh tokens that can be used once, as in each app."""
