"""Tours: short guided steps that advance when something becomes true in the window."""
