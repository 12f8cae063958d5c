"""Colours as others see them."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from wmstudio.gui.export.colour_vision import MATRICES, USUAL, VISIONS, alike, picture_seen, seen

GREYS = np.arange(256, dtype=np.uint8).repeat(3).reshape(-1, 3)


@pytest.mark.parametrize("vision", [option.id for option in VISIONS])
def test_greys_look_the_same_with_every_vision(vision):
    difference = seen(GREYS, vision).astype(int) - GREYS.astype(int)
    assert np.abs(difference).max() <= 1


def test_grey_print_keeps_luminance_and_drops_colour():
    colours = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255]], np.uint8)
    made = seen(colours, "grey")

    assert (made == made[:, :1]).all()
    # CIE lightness of red, green and blue of sRGB: 53.2, 87.7 and 32.3.
    assert made[:, 0].tolist() == [127, 220, 76]


@pytest.mark.parametrize("vision", ["protanopia", "deuteranopia"])
def test_red_and_green_of_equal_lightness_look_alike_without_their_cones(vision):
    pair = ("#b06040", "#7c7440")

    assert not alike(pair, USUAL)
    assert alike(pair, vision) == [(0, 1)]
    assert not alike(pair, "tritanopia")


def test_yellow_and_grey_look_alike_without_blue_cones_only():
    pair = ("#b8b080", "#b0b0b8")

    assert not alike(pair, USUAL)
    assert alike(pair, "tritanopia") == [(0, 1)]
    assert not alike(pair, "deuteranopia")


def test_a_picture_of_any_width_is_converted_pixel_by_pixel(qapp):
    picture = QImage(3, 2, QImage.Format.Format_RGB32)
    colours = [[QColor(40 * x, 120 * y, 200) for x in range(3)] for y in range(2)]
    for y, row in enumerate(colours):
        for x, colour in enumerate(row):
            picture.setPixelColor(x, y, colour)

    for vision in (USUAL, *MATRICES):
        shown = picture_seen(picture, vision)
        for y, row in enumerate(colours):
            due = seen(np.array([c.getRgb()[:3] for c in row], np.uint8), vision)
            assert [shown.pixelColor(x, y).getRgb()[:3] for x in range(3)] == [
                tuple(map(int, one)) for one in due
            ]
