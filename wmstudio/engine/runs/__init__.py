"""What an engine does with a training run: many models that are read with, one at a time."""
