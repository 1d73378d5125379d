"""XPM 3.1 as the sandbox serves it: XML by default, JSON on request, Yes and No, absent is not empty."""
