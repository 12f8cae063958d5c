"""Reading files of weights that other programs wrote, without running anything that is in them."""
