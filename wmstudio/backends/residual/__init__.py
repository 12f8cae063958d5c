"""Weights of residual language models with recurrent layers, and files that only these have."""
