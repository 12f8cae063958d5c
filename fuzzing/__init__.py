"""Damaged files of every kind and command lines, read in children of a warm parent: `make fuzz`."""
