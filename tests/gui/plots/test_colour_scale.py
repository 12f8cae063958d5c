"""The colour scale beside a picture."""

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
