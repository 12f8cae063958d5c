"""A second model on the same text."""
