"""What is saved in files: sessions, drafts, and labels of units."""
