"""The one suite that every way into an app and out to it passes."""
