"""The window, its menus, palette, preferences and help; it connects everything else."""
