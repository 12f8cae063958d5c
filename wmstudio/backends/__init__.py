"""The formats that can be opened as a model, one module each, and their registry."""
