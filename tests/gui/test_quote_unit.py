"""Units finds the cell of `stories-lstm` that is low inside quotation marks."""

import re

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.gui.test_real_typing import Truth
from wmstudio.app.settings import Settings
from wmstudio.gui.panels.units import CORRELATED
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.start import make_client

MODEL, CELL, UNIT = "stories-lstm", "lstm.0.cell", 127
TEXT = (
    "The mill stood by the river, and the old man lived there with his dog. One evening a girl "
    'came to the door. "Is there room for me to sleep?" she asked. The old man looked at her '
    'shoes, which were wet. "There is room by the fire," he said. "But the dog must have his '
    'place too." The girl laughed and sat down on the floor. Outside it began to snow, and the '
    'wheel of the mill stood still. "Why does the wheel not turn?" asked the girl. The old man '
    'put a log on the fire. "The river sleeps in winter," he said, "and the mill sleeps with '
    'it." Then he cut the bread and gave her half of it. The dog came near and lay down at her '
    'feet. "He likes you," said the old man. In the morning the snow lay deep before the door. '
    'The girl took the broom and made a path down to the river. "Look, the ice is gone!" she '
    "called. And the wheel began to turn again.\n"
)
QUOTES = [found.span() for found in re.finditer('"[^"]*"', TEXT)]


@pytest.fixture
def window(qtbot):
    window = MainWindow(make_client, Settings(device="cpu"))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.models.begin(MODEL)
    window.editor.set_text(TEXT)
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    qtbot.waitUntil(lambda: window.reading.complete)
    yield window
    window.close()


def add_span(window, qtbot, start, stop):
    """Select the text from its end to its start, take it as the span, and go on with the next."""
    window.editor.place_caret(stop)
    for _ in range(stop - start):
        qtbot.keyClick(window.editor, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    window.actions_["time.select"].trigger()
    qtbot.waitUntil(lambda: window.reading.complete)
    qtbot.mouseClick(window.panels["units"].keep_button, Qt.MouseButton.LeftButton)


def test_the_quote_unit_is_the_strongest_correlation(window, qtbot):
    panel = window.panels["units"]
    window.actions_["units.find"].trigger()
    qtbot.waitUntil(panel.isVisible)
    panel.picker.choose(CELL)
    panel.way.choose(CORRELATED)
    for quote in QUOTES:
        add_span(window, qtbot, *quote)
    qtbot.waitUntil(lambda: window.reading.complete and len(panel.spans) == len(QUOTES))
    qtbot.waitUntil(lambda: window.clock.idle)

    # What is right, by an independent pass, over the tokens of the spans and as many beside them.
    truth = Truth(MODEL, TEXT)
    ends = np.asarray(truth.tokenizer.encode(TEXT).ends)
    starts = np.concatenate([[0], ends[:-1]])
    inside = np.any([(ends > start) & (starts < stop) for start, stop in QUOTES], axis=0)
    (within,) = np.nonzero(inside)
    seen = slice(max(within[0] - inside.sum(), 0), within[-1] + 1 + inside.sum())
    x = truth.signals[CELL].astype(np.float64)[seen]
    r = np.array([np.corrcoef(x[:, unit], inside[seen])[0, 1] for unit in range(x.shape[1])])

    rows = panel.list.top_rows()
    shown = [int(row.text(0)) for row in rows]
    assert shown[0] == UNIT == np.abs(r).argmax()
    assert r[UNIT] < -0.9
    # Shown with two digits; units whose correlations are as good as equal may change places.
    for row in rows:
        assert float(row.text(4).replace("−", "-")) == pytest.approx(
            r[int(row.text(0))], abs=0.0051
        )
    assert f"{rows[0].text(4)}" == "−0.93"
