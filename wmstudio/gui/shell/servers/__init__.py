"""Connecting to a server, whose models this window can then open."""
