"""Damaged files of every kind, read in children of a warm parent: `make fuzz`."""
