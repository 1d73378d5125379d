"""Ignition as the sandbox serves it: the Reporting API, the client export, and the MCP server that writes."""
