"""The progress bar is painted alone, together with whatever else is to be painted."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wmstudio.gui.base import progress as progress_bar
from wmstudio.gui.base.progress import Progress


class Paintings(QObject):
    """The widgets that are painted."""

    def __init__(self):
        super().__init__()
        self.of = []

    def eventFilter(self, widget, event):
        if event.type() == QEvent.Type.Paint:
            self.of.append(widget)
        return False


@pytest.fixture
def shown(qtbot, monkeypatch):
    """A window with a task whose progress is known, and the paintings since it was shown."""
    monkeypatch.setattr(progress_bar, "LONG", 0)
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    progress = Progress()
    column.addWidget(progress)
    seen = Paintings()
    for widget in (window, progress, progress.bar):
        widget.installEventFilter(seen)
    progress.begin("a", "Reading", list)
    progress.advance("a", 1, 10)
    window.show()
    # The first painting is of everything.
    qtbot.waitUntil(lambda: progress.bar in seen.of)
    QCoreApplication.sendPostedEvents()
    seen.of.clear()
    return window, progress, seen


def test_a_step_of_a_task_paints_nothing_at_once(shown, qtbot):
    _, progress, seen = shown
    progress.advance("a", 5, 10)
    assert seen.of == []
    qtbot.waitUntil(lambda: progress.bar in seen.of)

    assert progress.bar.value() == progress.bar.maximum() // 2


def test_a_step_of_a_task_paints_the_bar_and_not_the_window_under_it(shown, qtbot):
    window, progress, seen = shown
    progress.advance("a", 5, 10)
    qtbot.waitUntil(lambda: progress.bar in seen.of)

    assert window not in seen.of
    assert progress not in seen.of
