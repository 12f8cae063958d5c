"""Settings of the model, and edits of its memory."""
