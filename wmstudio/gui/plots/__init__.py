"""Pictures along the text: the axis, canvases, heat maps and curves."""
