"""The text: editing, shading, finding, and the token card."""
