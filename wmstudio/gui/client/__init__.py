"""What asks the engine and receives its frames: reading, the frame clock, models, generation."""
