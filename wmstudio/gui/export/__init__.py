"""Figures, data, pictures and animations of what panels show."""
