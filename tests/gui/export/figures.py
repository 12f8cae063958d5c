"""Figures that several tests of exporting use."""

import numpy as np

from wmstudio.app.figures import Figure

CURVES = Figure(
    "curves",
    "Two curves",
    "token",
    "bits",
    np.array([[0, 2, 4, 8], [1, 1, 1, 1]], np.float32),
    ("surprisal", "entropy"),
    ("␣the", "␣cat", "␣sat", "."),
    low=0.0,
    high=8.0,
    caption="Model: tiny.",
)
BARS = Figure(
    "bars", "Bars", "next", "probability", np.array([[0.5, 0.25]], np.float32), ("p",), ("a", "b")
)
