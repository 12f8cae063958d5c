"""Colour tables for pictures, by the kind of numbers that they show; colours of widgets.

Dense pictures of 0…1 are drawn in cividis, which rises evenly in lightness and can be read by the
colour-blind; signed ones run from violet through the paper to green, so that zero is the paper;
and how much is read of a memory runs from the paper to the memory's orange.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from PySide6.QtGui import QColor, QImage, QPalette

from wmstudio.app.quantities import CHANGE, FROM_MEMORY, OF_TOKENS
from wmstudio.contract import Kind

if TYPE_CHECKING:
    import numpy.typing as npt
    from PySide6.QtWidgets import QWidget

    from wmstudio.engine.messages import Signal
    from wmstudio.gui.base.theme import Theme

Table: TypeAlias = "npt.NDArray[np.uint8]"
DENSE = "cividis"
MARKED, MARKED_STRONGLY = 3.1, 4.6
"""The contrast that marks need with the paper, and what they need in high contrast."""
READS = frozenset({Kind.ADDRESS, Kind.ATTENTION})
"""Kinds of signals that say how much of something is read, from nothing to all."""


@cache
def table(low: float, high: float, theme: Theme, *, reads: bool = False) -> Table:
    """The colours ``[256, 3]`` of a range. If it crosses zero, zero has the paper's colour.

    With ``reads`` they say how much is read, and zero has the paper's colour too.
    """
    if low < 0.0 < high:
        values = np.linspace(low, high, 256) / max(-low, high)
        ends = np.where(values[:, None] < 0, _rgb(theme.below_zero), _rgb(theme.above_zero))
        return _mixed(_rgb(theme.panel), ends, np.abs(values))
    shares = np.linspace(0.0, 1.0, 256)
    if reads:
        return _mixed(_rgb(theme.panel), _rgb(theme.memory), shares)
    import pyqtgraph as pg  # the text can be written before there is anything to draw

    colours: Table = np.asarray(pg.colormap.get(DENSE).map(shares, mode="byte"))
    return np.ascontiguousarray(colours[:, :3])


def table_of(signal: Signal, theme: Theme) -> Table:
    """Colours of a signal's range."""
    return table(signal.low, signal.high, theme, reads=signal.kind in READS)


def role_of(signal: Signal) -> str:
    """The role of `Theme` that one unit of a signal has in curves and shading."""
    if signal == CHANGE:
        return "costs"
    if signal in OF_TOKENS:
        return "network"
    about_memory = signal.kind in READS or signal.name.startswith("load.")
    return "memory" if about_memory or signal.name in FROM_MEMORY else "above_zero"


OPPOSITES = {"costs": "saves"}
"""The roles of negative values, where they have a role of their own."""


def below_zero(role: str, theme: Theme) -> str:
    """The colour of negative values, by the role of positive ones."""
    colour: str = getattr(theme, OPPOSITES.get(role, "below_zero"))
    return colour


def set_colours(*widgets: QWidget, text: str = "", ground: str = "") -> None:
    """Give each of these a colour (``#rrggbb``) for its text, its ground, or both.

    Nothing happens to a widget that has them already: Qt takes any other palette as a reason to
    paint it and all that is in it.
    """
    roles = QPalette.ColorRole
    wanted = [
        (role, QColor(colour))
        for role, colour in ((roles.WindowText, text), (roles.Window, ground))
        if colour
    ]
    for widget in widgets:
        palette = widget.palette()
        for role, colour in wanted:
            palette.setColor(role, colour)
        if palette != widget.palette():
            widget.setPalette(palette)


@cache
def standing_out(colour: str, theme: Theme) -> QColor:
    """The colour, as much nearer to that of texts as a mark must be to stand out from the paper."""
    paper, text, own = _rgb(theme.panel), _rgb(theme.text), _rgb(colour)
    shares = np.linspace(0.0, 1.0, 41)[:, None]
    mixed = own + (text - own) * shares
    enough = MARKED_STRONGLY if "contrast" in theme.name else MARKED
    there = np.flatnonzero(contrast(mixed, paper) >= enough)
    return QColor(*(round(part) for part in mixed[there[0]].tolist()))


def contrast(
    colours: npt.NDArray[np.float64], ground: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """The contrast (1 to 21, WCAG 2.2) of colours ``[n, 3]`` with a ground ``[3]``, of 0…255."""
    high, low = _luminance(colours), _luminance(ground)
    ratio: npt.NDArray[np.float64] = (np.maximum(high, low) + 0.05) / (np.minimum(high, low) + 0.05)
    return ratio


def _luminance(colours: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Relative luminance, 0 to 1, of colours ``[…, 3]``."""
    parts = colours / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    found: npt.NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return found


def _rgb(name: str) -> npt.NDArray[np.float64]:
    colour = QColor(name)
    return np.array([colour.red(), colour.green(), colour.blue()], np.float64)


def _mixed(
    paper: npt.NDArray[np.float64], ends: npt.NDArray[np.float64], shares: npt.NDArray[np.float64]
) -> Table:
    """Mix the end colours with the paper by these weights."""
    return np.rint(paper + (ends - paper) * shares[:, None]).astype(np.uint8)


def argb(colours: Table) -> npt.NDArray[np.uint32]:
    """Colours ``[256]`` as 32-bit pixels."""
    red, green, blue = colours.astype(np.uint32).T
    pixels: npt.NDArray[np.uint32] = 0xFF000000 | red << 16 | green << 8 | blue
    return pixels


def painted(picture: npt.NDArray[np.uint8], colours: Table) -> QImage:
    """An image of a picture ``[rows, columns]`` of 0…255 in these colours."""
    pixels = argb(colours).take(picture)
    rows, columns = pixels.shape
    # Copied, because the array is freed when this returns.
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


def colour_rows(theme: Theme, *parts: QWidget) -> None:
    """Give a list or table, and its header, the colours of a theme."""
    roles = QPalette.ColorRole
    for part in parts:
        palette = part.palette()
        for role, colour in (
            (roles.Base, theme.panel),
            (roles.Button, theme.panel),
            (roles.Text, theme.text),
            (roles.ButtonText, theme.second_text),
            (roles.WindowText, theme.second_text),
        ):
            palette.setColor(role, QColor(colour))
        part.setPalette(palette)
