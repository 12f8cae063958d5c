"""The text: editing, shading, finding, the token card."""
