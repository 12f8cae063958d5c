"""The colour scale beside a picture."""

from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from wmstudio.gui.base import fonts
from wmstudio.gui.base.colours import table
from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.plots.colour_scale import ColourScale


def test_numbers_have_the_letters_of_the_interface_and_a_true_minus_sign(qapp):
    scale = ColourScale()
    scale.set_range(-1.5, 3.0, "cell", table(-1.5, 3.0, LIGHT))
    assert scale.numbers == ("3", "0.75", "−1.5")
    assert scale._font.families() == fonts.interface().families()
    scale.apply_theme(LIGHT)
    assert scale._font.families() == fonts.interface().families()


def test_what_the_colours_are_of_is_told_by_the_tooltip_and_nothing_stands_on_its_side(qapp):
    scale = ColourScale()
    scale.resize(120, 150)
    scale.set_range(0.0, 1.0, "lstm · forget gate", table(0.0, 1.0, LIGHT))
    assert scale.toolTip() == "lstm · forget gate"
    picture = QImage(120, 150, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    scale.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    inked = {x for x in range(120) for y in range(150) if picture.pixel(x, y) >> 24}
    assert len(inked) > 0
    assert max(inked) < 80
