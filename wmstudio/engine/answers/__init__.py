"""Answering examples between views."""
