"""What panels are made of, and how each kind of memory is drawn."""
