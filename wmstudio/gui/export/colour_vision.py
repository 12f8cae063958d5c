"""How a picture looks in print without colour, and to people who are colour-blind.

The matrices are those of Machado, Oliveira and Fernandes, "A Physiologically-based Model for
Simulation of Color Vision Deficiency" (IEEE Transactions on Visualization and Computer Graphics,
2009), for a severity of 1. They act on linear RGB, which sRGB is converted to and back.

Shapes: ``[..., 3]``, the last axis is red, green and blue.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Reals = npt.NDArray[np.float64]
    Bytes = npt.NDArray[np.uint8]

USUAL = "usual"
VISIONS = (
    Option(USUAL, phrase("As it is")),
    Option("grey", phrase("Printed in grey")),
    Option("protanopia", phrase("With protanopia (no red cones)")),
    Option("deuteranopia", phrase("With deuteranopia (no green cones)")),
    Option("tritanopia", phrase("With tritanopia (no blue cones)")),
)
LUMINANCE = (0.2126, 0.7152, 0.0722)
"""Of red, green and blue in sRGB (ITU-R BT.709)."""
MATRICES = {
    "grey": (LUMINANCE, LUMINANCE, LUMINANCE),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
ALIKE = 12.0
"""Colours of lines are hard to tell apart below this distance in CIELAB."""
TO_XYZ = ((0.4124, 0.3576, 0.1805), LUMINANCE, (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)
"""D65, the white of sRGB."""


def seen(colours: Bytes, vision: str) -> Bytes:
    """Colours as they are seen with a vision of `VISIONS`."""
    if vision not in MATRICES:
        return colours
    changed = np.clip(_linear(colours) @ np.array(MATRICES[vision]).T, 0.0, 1.0)
    curved = 1.055 * changed ** (1 / 2.4) - 0.055
    encoded = np.where(changed <= 0.0031308, 12.92 * changed, curved)
    rounded: Bytes = np.rint(255 * encoded).astype(np.uint8)
    return rounded


def picture_seen(picture: QImage, vision: str) -> QImage:
    """A picture as it is seen with a vision of `VISIONS`."""
    packed = picture.convertToFormat(QImage.Format.Format_RGB888)
    wide, high, line = packed.width(), packed.height(), packed.bytesPerLine()
    rows = np.frombuffer(packed.constBits(), np.uint8).reshape(high, line)
    colours = rows[:, : 3 * wide].reshape(high, wide, 3)
    made = np.ascontiguousarray(seen(colours, vision))
    # The copy owns its bytes.
    return QImage(made.data, wide, high, 3 * wide, QImage.Format.Format_RGB888).copy()


def alike(colours: Sequence[str], vision: str) -> list[tuple[int, int]]:
    """Which of these colours (``#rrggbb``) are hard to tell apart with a vision."""
    numbers = np.array([list(bytes.fromhex(one.removeprefix("#"))) for one in colours], np.uint8)
    lab = _lab(seen(numbers.reshape(-1, 3), vision))
    return [
        (i, j)
        for i, j in combinations(range(len(lab)), 2)
        if np.linalg.norm(lab[i] - lab[j]) < ALIKE
    ]


def _linear(colours: Bytes) -> Reals:
    shares = colours / 255.0
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def _lab(colours: Bytes) -> Reals:
    """CIELAB: distances are about as large as the differences that people see."""
    xyz = _linear(colours) @ np.array(TO_XYZ).T / np.array(WHITE)
    bent = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    x, y, z = np.moveaxis(bent, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)
