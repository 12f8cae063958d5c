"""What each layer would predict, and what a prediction hangs on."""
