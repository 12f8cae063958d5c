"""What the load study asks models to remember."""
