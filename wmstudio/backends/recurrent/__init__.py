"""Weights of recurrent language models, whose parts are known by their shapes."""
