"""Somebody else's PyTorch module: run as it is, watched, and tried to find out what it shows."""
