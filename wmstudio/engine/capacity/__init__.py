"""What a text costs with each capacity of a model's memory."""
