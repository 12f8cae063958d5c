"""Duplicates, pins, playback, spans, and shading."""
