"""What is fast, measured. Run by hand: ``python -m benchmarks`` or ``make bench``."""
