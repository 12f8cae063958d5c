"""Windows with a model and a text, from which parts of a memory are copied."""

from contextlib import ExitStack

import pytest
from PySide6.QtWidgets import QApplication

from tests.gui.reading_window import begin, real_window


@pytest.fixture
def make_copying_window(qtbot, late_engines):
    """Open a window with a model, and type a text into it."""
    with ExitStack() as windows:

        def make(model, text):
            window = windows.enter_context(real_window(qtbot, engine=late_engines))
            begin(qtbot, window, model, text)
            return window

        yield make
    # What was copied would be offered in the menus of other tests.
    QApplication.clipboard().clear()
