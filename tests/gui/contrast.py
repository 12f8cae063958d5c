"""How well colours can be told apart: contrast (WCAG 2.2), and one colour laid over another."""

from PySide6.QtGui import QColor


def luminance(colour):
    """Relative luminance, 0 to 1."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """1 to 21; texts need 4.5, marks 3."""
    high, low = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def tinted(ground, colour, opacity):
    """A ground under a colour of this opacity (0 to 255)."""
    share = opacity / 255
    pairs = zip(QColor(colour).getRgbF()[:3], QColor(ground).getRgbF()[:3], strict=True)
    return QColor.fromRgbF(*(share * over + (1 - share) * under for over, under in pairs))
