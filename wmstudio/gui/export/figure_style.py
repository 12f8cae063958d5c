"""How a figure is drawn for a page: its size, its font, what stands along its axis and below it."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase

from wmstudio.app.options import Option
from wmstudio.app.phrases import phrase
from wmstudio.gui.base.fonts import INTERFACE
from wmstudio.lazy_dataclass import dataclass

INCH = 2.54
"""Centimetres."""
UNITS = (Option("cm", phrase("cm")), Option("in", phrase("inches")))
CENTIMETRES = {"cm": 1.0, "in": INCH}
"""What one of each unit is."""
SIDES, POINTS, DOTS = (2.0, 100.0), (4.0, 72.0), (72, 1200)
"""The least and the most of a side in centimetres, of a font's points, of dots per inch."""
DPI = 96
"""Layouts are calculated in pixels of this many to an inch."""
FIT, WORDS, NUMBERS = "fit", "words", "numbers"
ALONG = (
    Option(FIT, phrase("tokens where they fit")),
    Option(WORDS, phrase("words")),
    Option(NUMBERS, phrase("numbers")),
)
WRONG_SIZE = phrase("A figure is 2 to 100 cm (0.8 to 39 inches) wide and high: change its size.")
WRONG_POINTS = phrase("The font of a figure has 4 to 72 points: change its size.")
WRONG_DOTS = phrase("A picture has 72 to 1200 dots per inch: change their number.")
NO_FONT = phrase("This font is not installed: choose one from the list.")


@dataclass(frozen=True)
class FigureStyle:
    """Sides in centimetres, the font with its size in points, and dots per inch of a PNG.

    ``along`` is the id of one of `ALONG`. ``caption`` writes what a figure is about below it.
    Several figures stand in ``columns``.
    """

    width: float = 16.0
    height: float = 9.0
    font: str = INTERFACE
    points: float = 9.0
    dots: int = 300
    along: str = FIT
    caption: bool = False
    columns: int = 1

    def check(self) -> None:
        """See that a figure can be drawn like this.

        Raises:
            ValueError: it cannot. The message is a sentence.
        """
        for numbers, (least, most), message in (
            ((self.width, self.height), SIDES, WRONG_SIZE),
            ((self.points,), POINTS, WRONG_POINTS),
            ((self.dots,), DOTS, WRONG_DOTS),
        ):
            if not all(least <= number <= most for number in numbers):
                raise ValueError(message)
        if not QFontDatabase.hasFamily(self.font):
            raise ValueError(NO_FONT)

    def pixels(self, dots: float = DPI) -> tuple[int, int]:
        """Width and height in pixels."""
        return round(self.width / INCH * dots), round(self.height / INCH * dots)
