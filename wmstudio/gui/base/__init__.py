"""Translation, theme, progress, actions and small widgets."""
