"""Writes figures as PNG, SVG or PDF: one, or several as panels with letters, with their caption.

In SVG and PDF, text is text and not outlines.
"""

from __future__ import annotations

from dataclasses import replace
from string import ascii_lowercase
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPageSize, QPainter, QPdfWriter

from wmstudio.app.phrases import phrase
from wmstudio.files.writing import write_file
from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.export.figure_painter import NO_ROOM, draw_figure, font_of
from wmstudio.gui.export.figure_style import DPI, INCH
from wmstudio.gui.export.image_file import png_of
from wmstudio.text.exported import xml_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QPaintDevice

    from wmstudio.app.figures import Figure
    from wmstudio.gui.export.figure_style import FigureStyle

MOST_PIXELS = 200_000_000
TOO_MANY = phrase("This picture would be too large: choose a smaller size or fewer dots per inch.")
WRONG_KIND = phrase(
    "A figure is written as .png, .svg or .pdf, and its data as .csv or .npz: choose a name that "
    "ends in one of these."
)
METRE = 100 / INCH
"""Inches."""
WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
SMALLER = 0.85
"""The size of the caption's font, by that of the figure."""


def write_figure(figures: Sequence[Figure], path: Path, style: FigureStyle) -> None:
    """Draw into a file in the format of its suffix: ``.png``, ``.svg`` or ``.pdf``.

    Raises:
        OSError: it cannot be written.
        ValueError: another suffix, or a style that it cannot be drawn in.
    """
    make = {".png": png_figure, ".svg": svg_figure, ".pdf": _pdf}.get(path.suffix.lower())
    if make is None:
        raise ValueError(WRONG_KIND)
    write_file(path, make(figures, style))


def picture_of(figures: Sequence[Figure], style: FigureStyle, dots: float) -> QImage:
    """A picture of figures with this many dots to an inch.

    Raises:
        ValueError: it cannot be drawn in this style.
    """
    style.check()
    width, height = style.pixels(dots)
    if width * height > MOST_PIXELS:
        raise ValueError(TOO_MANY)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    # The size of the font is calculated from the resolution, so the painter is scaled instead.
    _resolve(image, DPI)
    _draw(figures, image, style, dots / DPI)
    _resolve(image, dots)
    return image


def png_figure(figures: Sequence[Figure], style: FigureStyle) -> bytes:
    """Figures as PNG; raises like `picture_of`."""
    image = picture_of(figures, style, style.dots)
    image.setText("Description", caption_of(figures))
    return png_of(image)


def svg_figure(figures: Sequence[Figure], style: FigureStyle) -> bytes:
    """Figures as SVG; raises like `picture_of`."""
    from PySide6.QtSvg import QSvgGenerator

    style.check()
    made, data = QSvgGenerator(), QBuffer()
    made.setOutputDevice(data)
    width, height = style.pixels()
    made.setSize(QSize(width, height))
    made.setViewBox(QRectF(0, 0, width, height))
    made.setResolution(DPI)
    made.setTitle(figures[0].title)
    made.setDescription(caption_of(figures))
    _draw(figures, made, style)
    # Qt escapes XML's special characters, but lets characters through that XML cannot contain.
    return xml_text(bytes(data.data().data()).decode(errors="replace")).encode()


def _pdf(figures: Sequence[Figure], style: FigureStyle) -> bytes:
    style.check()
    data = QBuffer()
    data.open(QBuffer.OpenModeFlag.WriteOnly)
    made = QPdfWriter(data)
    made.setResolution(DPI)
    made.setTitle(figures[0].title)
    points = QSizeF(style.width / INCH * 72, style.height / INCH * 72)
    made.setPageSize(
        QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    made.setPageMargins(QMarginsF(0, 0, 0, 0))
    whole = made.pageLayout().fullRectPoints().size()
    _draw(figures, made, style)
    return _of_size(bytes(data.data().data()), whole, points)


def _of_size(pdf: bytes, whole: QSize, exact: QSizeF) -> bytes:
    """Give the page of a PDF its exact size in points, which Qt has rounded to whole ones.

    Qt writes six decimals, so the places of all else in the file stay the same.
    """
    before = [f"{side:.6f}" for side in whole.toTuple()]
    sides = zip(exact.toTuple(), before, strict=True)
    after = [f"{side:0{len(room)}.6f}" for side, room in sides]
    old, new = (f"[0 0 {' '.join(box)}]".encode() for box in (before, after))
    return pdf.replace(old, new)


def caption_of(figures: Sequence[Figure]) -> str:
    """What figures are about; of several with captions of their own, each after its letters."""
    panels: dict[str, list[str]] = {}
    for letter, figure in zip(_letters(len(figures)), figures, strict=True):
        panels.setdefault(figure.caption, []).append(letter)
    if len(panels) == 1:
        return next(iter(panels))
    return "\n".join(f"({', '.join(of)}) {said}" for said, of in panels.items() if said)


def _letters(count: int) -> list[str]:
    """Letters of panels; one alone has none. After z follow aa, ab and so on."""
    if count == 1:
        return [""]
    most = len(ascii_lowercase)
    return [
        (ascii_lowercase[i // most - 1] if i >= most else "") + ascii_lowercase[i % most]
        for i in range(count)
    ]


def _draw(
    figures: Sequence[Figure], device: QPaintDevice, style: FigureStyle, scale: float = 1.0
) -> None:
    """Draw panels in rows, and the caption below them."""
    painter = QPainter()
    if not painter.begin(device):
        raise ValueError(TOO_MANY)
    try:
        painter.scale(scale, scale)
        width, height = style.pixels()
        painter.fillRect(QRectF(0, 0, width, height), QColor(LIGHT.panel))
        bottom = height - (_caption(painter, figures, style) if style.caption else 0)
        across = min(max(style.columns, 1), len(figures))
        size = width / across, bottom / -(-len(figures) // across)
        for i, letter in enumerate(_letters(len(figures))):
            corner = painter.transform()
            painter.translate(i % across * size[0], i // across * size[1])
            draw_figure(figures[i], painter, size, style, letter)
            painter.setTransform(corner)
    finally:
        painter.end()


def _caption(painter: QPainter, figures: Sequence[Figure], style: FigureStyle) -> float:
    """Write the caption at the bottom. Returns the height that it takes."""
    width, height = style.pixels()
    font = font_of(replace(style, points=style.points * SMALLER))
    metrics = QFontMetricsF(font, painter.device())
    gap, text = metrics.height() / 2, caption_of(figures)
    room = QRectF(gap, 0, width - 2 * gap, height)
    high = metrics.boundingRect(room, WRAPPED, text).height() + gap
    if high > height / 2:
        raise ValueError(NO_ROOM)
    painter.setFont(font)
    painter.setPen(QColor(LIGHT.text))
    painter.drawText(QRectF(gap, height - high, room.width(), high), WRAPPED, text)
    return high


def _resolve(image: QImage, dots: float) -> None:
    image.setDotsPerMeterX(round(dots * METRE))
    image.setDotsPerMeterY(round(dots * METRE))
