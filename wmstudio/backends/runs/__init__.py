"""Training runs: folders with several checkpoints of one model, opened as one model."""
