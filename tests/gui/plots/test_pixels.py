import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView

from wmstudio.gui.base.colours import painted, table
from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.plots.pixels import SMALL, Pixels

TABLES = table(0.0, 1.0, LIGHT), table(-1.0, 1.0, LIGHT)


@pytest.fixture
def pixels(qapp):
    item = Pixels()
    item.setLookupTable(TABLES[0])
    return item


def pixels_of(image):
    form = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(form.constBits(), np.uint32).reshape(form.height(), form.width()).copy()


def seen(item):
    rows, columns = item.image.shape
    image = QImage(columns, rows, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    item.paint(painter, None)
    painter.end()
    return pixels_of(image)


@pytest.mark.parametrize("seed", range(20))
def test_after_any_changes_the_last_picture_is_seen_in_the_last_colours(pixels, seed):
    random = np.random.default_rng(seed)
    picture = random.integers(0, 256, (5, 9), np.uint8)
    pixels.show_picture(picture)
    colours = TABLES[0]
    for what in random.choice(["columns", "paint", "colours", "shape"], 12, p=[0.5, 0.3, 0.1, 0.1]):
        if what == "columns":
            first, stop = sorted(random.integers(0, picture.shape[1] + 1, 2))
            picture = picture.copy()
            picture[:, first:stop] = random.integers(0, 256, (len(picture), stop - first))
            pixels.show_picture(picture)
        elif what == "colours":
            colours = TABLES[random.integers(0, 2)]
            pixels.setLookupTable(colours)
        elif what == "shape":
            picture = random.integers(0, 256, random.integers(1, 9, 2), np.uint8)
            pixels.show_picture(picture)
        else:
            np.testing.assert_array_equal(seen(pixels), pixels_of(painted(picture, colours)))
    np.testing.assert_array_equal(seen(pixels), pixels_of(painted(picture, colours)))


def test_a_picture_too_large_to_be_kept_in_colours_is_seen_all_the_same(pixels):
    picture = np.tile(np.arange(256, dtype=np.uint8), (1 + SMALL // 256, 1))
    pixels.show_picture(picture)
    np.testing.assert_array_equal(seen(pixels), pixels_of(painted(picture, TABLES[0])))


class View(QGraphicsView):
    """Keeps what of it was painted."""

    def __init__(self, scene):
        super().__init__(scene)
        self.painted = QRegion()

    def paintEvent(self, event):
        self.painted += event.region()
        super().paintEvent(event)


def test_only_columns_that_are_different_are_painted_again(pixels, qtbot):
    scene = QGraphicsScene()
    scene.addItem(pixels)
    picture = np.zeros((4, 40), np.uint8)
    pixels.show_picture(picture)
    view = View(scene)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    for column in (5, 30):
        # Of the first change Qt paints all once more.
        qtbot.waitUntil(lambda: not view.painted.isEmpty())
        view.painted = QRegion()
        picture = picture.copy()
        picture[2, column : column + 2] = 7
        pixels.show_picture(picture)
    qtbot.waitUntil(lambda: not view.painted.isEmpty())
    area = view.mapToScene(view.painted.boundingRect()).boundingRect()
    # Qt adds a little around what is to be painted.
    assert 25 < area.left() <= 30
    assert 32 <= area.right() < 37
