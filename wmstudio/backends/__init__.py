"""Everything that can be opened as a model: one module a format, and one road to all of them."""
