"""What there is to read about the program: terms, and what the mouse does."""
