"""How each kind of memory is drawn: one file a drawing, and which one a model gets."""
