"""Room in the real window: nothing that has to be read is cut, nothing covers anything else."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from tests import support
from tests.oracle.person import painted_texts
from wmstudio.app.settings import Settings
from wmstudio.gui.base.header import Elided
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.start import make_client

TEXT = (
    "Once upon a time there was a king who had three sons. He looked at her and asked why she "
    "had lit the lamp in the mill, and she said nothing.\n"
) * 2
LAPTOP = 1280, 764
"""What a window manager's frame leaves of 1280 × 800."""
CONTROLS = QAbstractButton, QAbstractSpinBox, QComboBox, QLabel, QLineEdit, Elided
MODELS = "tales-pointer", *(str(support.OLDER / f"stories-{n}") for n in ("slots", "transformer"))


@pytest.fixture
def make_read(qtbot):
    """Makes windows of a size, in which a bundled model has read a text."""
    windows = []

    def make(model, width, height):
        window = MainWindow(make_client, Settings(device="cpu"))
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(width, height)
        window.show()
        window.models.begin(model)
        window.editor.set_text(TEXT)
        window.editor.place_caret(len(TEXT))
        qtbot.waitUntil(lambda: window.models.open_model is not None)
        qtbot.waitUntil(lambda: window.reading.complete)
        return window

    yield make
    for window in windows:
        window.close()


def in_sight(window, kinds=QWidget):
    found = (widget for widget in window.findChildren(QWidget) if isinstance(widget, kinds))
    return [one for one in found if one.isVisible() and not one.visibleRegion().isEmpty()]


def text_and_room(widget):
    """A widget's text, and how many pixels it has for it; None where that does not matter."""
    if isinstance(widget, Elided):
        return widget.text(), widget.contentsRect().width()
    if isinstance(widget, QLabel) and not widget.wordWrap():
        return widget.text(), widget.contentsRect().width()
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        kind = QStyle.ComplexControl.CC_ComboBox
        room = widget.style().subControlRect(kind, option, field, widget)
        return widget.currentText(), room.width()
    if isinstance(widget, QAbstractButton):
        spare = widget.width() - widget.minimumSizeHint().width()
        return widget.text(), widget.fontMetrics().horizontalAdvance(widget.text()) + spare
    return None


def cut(window):
    found = []
    for widget in in_sight(window):
        pair = text_and_room(widget)
        if pair is not None and widget.fontMetrics().horizontalAdvance(pair[0]) > pair[1]:
            found.append(pair[0])
    return found


def place(widget):
    """What is seen of it, in the window's pixels."""
    seen = widget.visibleRegion().boundingRect()
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)) + seen.topLeft(), seen.size())


@pytest.mark.parametrize("model", MODELS)
def test_on_a_laptop_no_label_and_no_readout_is_cut(make_read, model):
    window = make_read(model, *LAPTOP)

    assert cut(window) == []
    painted = [
        text
        for panel in window.panels.values()
        if panel in in_sight(window)
        for *_, text in painted_texts(panel)
    ]
    assert len(painted) > 30
    # The field's own words end so; a piece that goes on with a word begins so.
    assert [text for text in painted if "…" in text[1:]] == ["How likely is…"]


@pytest.mark.parametrize(("width", "height"), [LAPTOP, (900, 600)])
@pytest.mark.parametrize("model", MODELS)
def test_controls_and_labels_do_not_cover_one_another(make_read, model, width, height):
    window = make_read(model, width, height)
    assert (window.width(), window.height()) == (width, height)

    controls = in_sight(window, CONTROLS)
    assert len(controls) > 20
    assert [one for one in controls if not window.rect().contains(place(one))] == []
    apart = [
        (one, other)
        for one, other in combinations(controls, 2)
        if not one.isAncestorOf(other) and not other.isAncestorOf(one)
    ]
    assert [pair for pair in apart if place(pair[0]).intersects(place(pair[1]))] == []
    assert window.status.text("tokens") != ""
    assert window.status._labels["tokens"] in controls
