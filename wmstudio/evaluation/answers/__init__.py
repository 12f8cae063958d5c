"""Answering examples: what a model writes after a prompt, and how right that is."""
