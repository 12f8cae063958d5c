"""Whether Qt can work here, found out before the window is made."""
