"""Asking the engine and receiving its frames: reading, the frame clock, models, generation."""
