"""Files, drafts, sessions, recordings and branches of the text, and the area that shows it."""
