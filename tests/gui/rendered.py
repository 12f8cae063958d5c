"""What a widget draws, and how well it stands out, measured on the pixels of a picture of it.

A widget is drawn twice: as SVG, which says where each text and each mark is and in which colour it
was meant to be, and as a picture three times as fine, whose pixels are measured there. What the
SVG says of a colour only helps to find the pixels: of text, those nearest to it. If there are none,
as of a row that a list clips, the text is not in sight, and not measured.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QTransform
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QScrollBar, QWidget

from tests.gui.contrast import contrast

FINE = 3
"""Pixels of the picture for one of the widget: strokes of letters are then wider than one."""
SHARE = 0.12
"""A colour of this share of the pixels around a text is a ground; blurred edges have less."""
STEP = 12
"""Steps of a colour's parts (0 to 255) within which colours are as good as the same."""
NEAR = 40
"""Distance of colours (0 to 441) up to which a pixel has the colour that was meant."""
SVG = "{http://www.w3.org/2000/svg}"
LEAST_SIDE = 2.0
"""Pixels: a mark with a shorter side is a line, of which no pixel is certainly whole."""


@dataclass(frozen=True)
class Drawn:
    """A text or a mark: what it is, where, its colour, and the colour's opacity."""

    what: str
    place: QRectF
    colour: str
    opacity: float = 1.0


def texts_and_marks(widget):
    """All texts, and all filled rectangles, that a widget draws, from the back to the front."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(widget.rect())
    # A picture of pyqtgraph has another method of that name.
    QWidget.render(widget, generator, QPoint())
    buffer.close()
    texts, marks = [], []
    for group in ElementTree.fromstring(bytes(data)).iter(f"{SVG}g"):
        transform = _transform(group.get("transform", ""))
        for text in group.findall(f"{SVG}text"):
            if words := (text.text or "").strip("\n"):
                texts.append(_text(text, words, transform))
        for box in group.findall(f"{SVG}rect"):
            fill = group.get("fill", "none")
            if fill.startswith("#"):
                area = QRectF(*(float(box.get(k)) for k in ("x", "y", "width", "height")))
                place = transform.mapRect(area.normalized())
                opacity = float(group.get("fill-opacity", 1))
                marks.append(Drawn("mark", place, fill, opacity))
    return texts, marks


def _transform(written):
    numbers = [float(x) for x in re.findall(r"-?[\d.]+(?:e-?\d+)?", written)]
    return QTransform(*numbers) if len(numbers) == 6 else QTransform()


def _text(node, words, transform):
    font = QFont(node.get("font-family", "").split(",")[0])
    font.setPixelSize(round(float(node.get("font-size", 12))))
    font.setWeight(QFont.Weight(int(node.get("font-weight", 400))))
    metrics = QFontMetricsF(font)
    x, y = float(node.get("x")), float(node.get("y"))
    place = QRectF(x, y - metrics.capHeight(), metrics.horizontalAdvance(words), 0)
    place.setBottom(y + 1)
    opacity = float(node.get("fill-opacity", 1))
    return Drawn(words, transform.mapRect(place), node.get("fill"), opacity)


def without_caches(widget):
    """Have pictures draw their parts, not what they have kept of them: a test sees through that."""
    for view in widget.findChildren(QGraphicsView):
        for item in view.scene().items():
            item.setCacheMode(QGraphicsItem.CacheMode.NoCache)


def picture_of(widget):
    """The widget's pixels ``[rows, columns, 3]`` at `FINE` times its size."""
    image = QImage(widget.size() * FINE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(FINE)
    widget.render(image, QPoint())
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width(), 2::-1].astype(np.int16)


def faults(widget, least_text, least_mark, decoration=()):
    """Texts and marks that stand out less than that: what or where, meant colour, contrast.

    Also how many texts were measured, and the colours of all marks that were. What has a colour of
    ``decoration`` is no mark.
    """
    texts, marks = texts_and_marks(widget)
    pixels = picture_of(widget)
    wrong, read, colours = [], 0, set()
    for text in texts:
        if not _is_in_use(widget, text.place):
            continue
        found = contrast_of_text(pixels, text)
        read += found is not None
        if found is not None and found < least_text:
            wrong.append((text.what, text.colour, round(found, 2)))
    for mark in marks:
        solid = mark.opacity == 1 and _is_in_use(widget, mark.place)
        if solid and mark.colour not in decoration:
            found = contrast_of_mark(pixels, mark)
            colours |= {mark.colour} if found is not None else set()
            if found is not None and found < least_mark:
                wrong.append((mark.place.toRect().getRect(), mark.colour, round(found, 2)))
    return wrong, read, colours


def _is_in_use(widget, place):
    """Whether a place is wholly seen, in one part that can be used: what is disabled may be faint.

    The grooves of scroll bars are not marks.
    """
    there = widget.childAt(place.center().toPoint()) or widget
    first = QPointF(place.left() + 1, place.center().y()).toPoint()
    if (widget.childAt(first) or widget) is not there:
        # A list that is too narrow clips it.
        return False
    seen = there.visibleRegion().boundingRect().translated(there.mapTo(widget, QPoint()))
    whole = seen.top() <= place.top() and place.bottom() <= seen.bottom() + 1
    return whole and there.isEnabled() and not isinstance(there, QScrollBar)


def contrast_of_text(pixels, text):
    """The least contrast of a text with any ground that it lies on; None if it is not in sight."""
    area = _cut(pixels, text.place)
    if area is None:
        return None
    grounds = _grounds(area)
    meant = _rgb(text.colour) * text.opacity + grounds[0] * (1 - text.opacity)
    distances = np.linalg.norm(area - meant, axis=1)
    nearest = area[np.argsort(distances)[:9]]
    if distances.min() > NEAR:
        return None
    colour = np.median(nearest, axis=0)
    under = [ground for ground in grounds if np.linalg.norm(ground - colour) > 2 * STEP]
    return min((contrast(_colour(colour), _colour(g)) for g in under), default=1.0)


def contrast_of_mark(pixels, mark):
    """The contrast of a mark's middle with what is most of its surroundings; None for a line."""
    place = mark.place
    if min(place.width(), place.height()) < LEAST_SIDE:
        return None
    middle = _cut(pixels, QRectF(place.center().x() - 0.3, place.center().y() - 0.3, 0.7, 0.7))
    around = _cut(pixels, place.adjusted(-4, -4, 4, 4))
    if middle is None or around is None:
        return None
    colour = np.median(middle, axis=0)
    if np.linalg.norm(colour - _rgb(mark.colour)) > NEAR:
        return None  # something else has been drawn over it
    outside = around[np.linalg.norm(around - colour, axis=1) > 1]
    if not len(outside):
        return 1.0
    return contrast(_colour(colour), _colour(_grounds(outside)[0]))


def _cut(pixels, place):
    """The pixels ``[n, 3]`` of an area; None if it is not wholly in the picture."""
    left, top = round(place.left() * FINE), round(place.top() * FINE)
    right, bottom = round(place.right() * FINE), round(place.bottom() * FINE)
    if left < 0 or top < 0 or bottom > len(pixels) or right > pixels.shape[1]:
        return None
    found = pixels[top:bottom, left:right].reshape(-1, 3)
    return found if len(found) else None


def _grounds(area):
    """The colours of at least `SHARE` of these pixels, the most frequent first.

    Colours of one gradient are one: the mean of those that are as good as the same.
    """
    _, which, counts = np.unique(
        np.rint(area / STEP), axis=0, return_inverse=True, return_counts=True
    )
    order = np.argsort(-counts)
    often = [i for i in order if counts[i] >= SHARE * len(area)] or order[:1]
    return [area[which.reshape(-1) == i].mean(axis=0) for i in often]


def _rgb(name):
    colour = QColor(name)
    return np.array([colour.red(), colour.green(), colour.blue()], float)


def _colour(rgb):
    return QColor(*(round(x) for x in rgb))
