"""The building blocks of panels, and the drawings of each kind of memory."""
