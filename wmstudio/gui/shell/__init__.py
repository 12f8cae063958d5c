"""The window, its menus and palette, preferences and help: what connects everything else."""
