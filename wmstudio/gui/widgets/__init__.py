"""Pickers and lists that several panels use."""
