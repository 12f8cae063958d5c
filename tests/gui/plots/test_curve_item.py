import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsScene, QStyleOptionGraphicsItem

from wmstudio.gui.plots.curve_item import CurveItem

COLUMN, HIGH = 10, 40
"""Pixels of a token's column, and of the picture, which goes from -2 to 2."""
NAN = np.nan
COLOUR = QColor("#ff0000")


def picture(item, exposed=None):
    """Which pixels are painted, ``[HIGH, pixels]``."""
    area = item.boundingRect()
    image = QImage(round(area.width() * COLUMN), HIGH, QImage.Format.Format_RGB32)
    image.fill(0)
    option = QStyleOptionGraphicsItem()
    option.exposedRect = exposed or area
    painter = QPainter(image)
    to_pixels = QTransform.fromTranslate(-area.left(), -area.top()) * QTransform.fromScale(
        COLUMN, HIGH / area.height()
    )
    painter.setTransform(to_pixels)
    if exposed:
        painter.setClipRect(exposed)
    item.paint(painter, option)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint32).reshape(HIGH, -1) & 0xFFFFFF != 0


def shown(values, *, filled, start=3):
    item = CurveItem(filled=filled)
    item.set_colour(COLOUR)
    values = np.array(values, np.float32)
    item.show_values(values, QRectF(start, -2.0, len(values), 4.0))
    return item


def test_a_step_is_as_wide_as_its_token_and_goes_from_zero_to_the_value(qapp):
    seen = picture(shown([1.0, -2.0, NAN, 0.0, 2.0], filled=True))
    heights = [seen[:, i * COLUMN : (i + 1) * COLUMN].sum(axis=0).tolist() for i in range(5)]
    assert heights == [[10] * 10, [20] * 10, [0] * 10, [0] * 10, [20] * 10]
    # The picture's rows go up, as the value does.
    assert seen[20:30, 0].all()
    assert seen[:20, 10].all()


def test_a_line_goes_from_middle_to_middle_and_is_broken_where_nothing_is_known(qapp):
    seen = picture(shown([1.0, 1.0, NAN, 1.0, -1.0, NAN], filled=False))
    (columns,) = np.nonzero(seen.any(axis=0))
    assert columns.min() == 5
    assert set(range(6, 15)) <= set(columns.tolist())
    assert not set(range(17, 34)) & set(columns.tolist())
    assert columns.max() <= 46


@pytest.mark.parametrize("filled", [True, False])
def test_a_part_is_painted_as_it_is_in_the_whole(qapp, filled):
    values = np.random.default_rng(1).uniform(-2, 2, 12)
    values[[4, 9]] = NAN
    item = shown(values, filled=filled)
    whole = picture(item)
    for first, stop in ((3, 6), (7, 9), (11, 15)):
        part = picture(item, QRectF(first, -2, stop - first, 4))
        at = slice((first - 3) * COLUMN, (stop - 3) * COLUMN)
        np.testing.assert_array_equal(part[:, at], whole[:, at])


@pytest.mark.parametrize(("filled", "expected"), [(True, (9, 10)), (False, (8, 11))])
def test_of_a_change_only_what_follows_from_it_is_painted_again(qapp, filled, expected):
    asked = []

    class Watched(CurveItem):
        def update_columns(self, first, stop):
            asked.append((first, stop))

    scene, item = QGraphicsScene(), Watched(filled=filled)
    scene.addItem(item)
    values, area = np.array([*range(8), NAN, NAN], np.float32), QRectF(3, 0, 10, 8)
    item.show_values(values, area)
    item.show_values(values.copy(), area)
    assert asked == []
    other = values.copy()
    other[6] = 3
    item.show_values(other, area)
    assert asked == [expected]


def test_dashes_stay_where_they_are_when_only_a_part_is_painted_again():
    item = CurveItem(line=Qt.PenStyle.DashLine)
    item.set_colour(COLOUR)
    item.show_values(np.zeros(8, np.float32), QRectF(3, -2.0, 8, 4.0))
    whole = picture(item)
    painted = whole.any(axis=0)[COLUMN : 6 * COLUMN]
    assert 0 < painted.sum() < len(painted)
    # From within a dash of the whole line.
    part = QRectF(5.2, -2.0, 3, 4.0)
    first, stop = (round((x - 3) * COLUMN) for x in (part.left(), part.right()))
    again = picture(item, part)
    np.testing.assert_array_equal(again[:, first:stop], whole[:, first:stop])
