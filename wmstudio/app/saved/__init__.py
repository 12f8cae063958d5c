"""What is kept in files: sessions, drafts, and labels of units."""
