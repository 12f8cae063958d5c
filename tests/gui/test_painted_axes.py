"""What stands on the screen along the axes is what a full painting of the same would show.

Pictures paint only what is different. Whatever changes the room, the font or the stretch, nothing
of before may stay on the screen.
"""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect
from PySide6.QtGui import QImage

from wmstudio.gui.plots.token_canvas import TokenCanvas

TEXT = "abcxyzabqabc" * 8


@pytest.fixture
def window(make_window, qtbot):
    window = make_window(TEXT)
    window.resize(1280, 764)
    window.editor.place_caret(len(TEXT))
    window.panels["memory"].reads.setChecked(True)
    settle(window, qtbot)
    return window


def settle(window, qtbot):
    """Wait until everything is read, drawn and on the screen."""
    qtbot.waitUntil(lambda: window.reading.complete)
    second = window.comparison.second
    qtbot.waitUntil(lambda: second is None or second.complete)
    qtbot.waitUntil(lambda: window.clock.idle)
    for _ in range(3):
        # A scene gathers its changes in one turn, asks for a painting in the next, and has it then.
        QCoreApplication.processEvents()


def canvases(window):
    found = window.findChildren(TokenCanvas)
    return [one for one in found if not one.viewport().visibleRegion().isEmpty()]


def pixels(image):
    form = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(form.constBits(), np.uint32).reshape(form.height(), form.width()).copy()


def on_screen(window, canvas):
    view = canvas.viewport()
    at = view.mapTo(window, QPoint(0, 0))
    whole = window.screen().grabWindow(window.winId()).toImage()
    return pixels(whole.copy(QRect(at, view.size())))


def made_anew(window, canvas):
    """The same after all of it was laid out and painted once more."""
    size = canvas.size()
    canvas.apply_theme(window.appearance.theme)
    canvas.resize(size.width() - 3, size.height() - 3)
    canvas.viewport().grab()
    canvas.resize(size)
    return pixels(canvas.viewport().grab().toImage())


def assert_nothing_is_stale(window, qtbot, least=3):
    settle(window, qtbot)
    shown = canvases(window)
    assert len(shown) >= least
    seen = [on_screen(window, canvas) for canvas in shown]
    for canvas, painted in zip(shown, seen, strict=True):
        fresh = made_anew(window, canvas)
        assert painted.shape == fresh.shape
        assert len(np.unique(fresh)) > 2, "something is drawn"
        rows, columns = np.nonzero(painted != fresh)
        assert len(rows) == 0, (canvas.accessibleName(), set(rows.tolist()), set(columns.tolist()))


def compare_and_end(window, qtbot):
    window.comparison.open("scripted")
    qtbot.waitUntil(lambda: window.comparison.second is not None)
    settle(window, qtbot)
    window.actions_["model.compare"].trigger()
    qtbot.waitUntil(lambda: window.comparison.second is None)


CHANGES = {
    "narrower": lambda window, qtbot: window.resize(1110, 764),
    "too narrow": lambda window, qtbot: window.resize(1000, 764),
    "lower and back": lambda window, qtbot: (
        window.resize(1280, 600),
        settle(window, qtbot),
        window.resize(1280, 764),
    ),
    "larger letters": lambda window, qtbot: window.appearance.zoom(4),
    "smaller letters": lambda window, qtbot: window.appearance.zoom(-3),
    "another theme": lambda window, qtbot: window.appearance.choose("light"),
    "fewer tokens": lambda window, qtbot: window.axis.show(40, 60),
    "further on": lambda window, qtbot: window.axis.show(30, 78),
    "the cursor elsewhere": lambda window, qtbot: window.reading.look_at(60),
    "a character more": lambda window, qtbot: window.editor.insertPlainText("z"),
    "a comparison": lambda window, qtbot: window.comparison.open("scripted"),
    "a comparison that ends": compare_and_end,
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_of_before_stays_on_the_screen_after(window, qtbot, change):
    CHANGES[change](window, qtbot)
    # Where there is no room, the panels beside the text are tabs, and one of them is in front.
    assert_nothing_is_stale(window, qtbot, least=2 if change == "too narrow" else 3)
