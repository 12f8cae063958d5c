"""What pictures say to people who do not see them."""
