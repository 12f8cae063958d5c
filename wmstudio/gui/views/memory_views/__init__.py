"""The drawings of memories, one file each, and the choice of one for a model."""
