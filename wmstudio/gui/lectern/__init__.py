"""Presenting: content enlarged, and scripts that are performed."""
