"""Exporting figures, data, pictures and animations of panels."""
