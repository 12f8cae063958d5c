"""Values of a model on a server are rounded until they are pointed at, and then exact."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton

from tests.gui.reading_window import begin, look_at, real_window, settle
from tests.gui.shell.servers.test_real_servers import connect, open_there
from tests.runtime.remote.serving import serving
from tests.support import ROUNDING, signed
from wmstudio.app.spans import Span

BEFORE, NAME, TEXT = "copy-lstm", "stories-lstm", "The old woman went home."
SIGNAL = "lstm.0.forget_gate"


@pytest.fixture
def window(qtbot):
    """A window on a server, whose first panel shows a signal of many units."""
    with real_window(qtbot) as window, serving(NAME) as server:
        begin(qtbot, window, BEFORE, TEXT)
        connect(qtbot, window, server.port)
        open_there(qtbot, window, NAME)
        yield window
        window.actions_["model.disconnect"].trigger()


def watch(qtbot, window):
    """Show the signal along the text."""
    window.docks.show("gates", True)
    panel = window.panels["gates"]
    panel.show_signal(panel.signal_named(SIGNAL), only=True)
    settle(qtbot, window)
    qtbot.waitUntil(lambda: SIGNAL in window.reading.frame.watch)
    settle(qtbot, window)
    return panel


def exact_row(window, token):
    """The row as a model of this machine has it."""
    from wmstudio.backends.registry import open_model
    from wmstudio.engine.engine import Engine
    from wmstudio.engine.messages import Frame, Open, View

    engine = Engine(open_model)
    list(engine.do(Open(NAME, "cpu")))
    view = View(1, window.editor.text, 0, watch=(SIGNAL,), window=(0, 100))
    frame = [one for one in engine.look(view) if isinstance(one, Frame)][-1]
    return frame.trace.signal(SIGNAL, token, token + 1)


def test_a_cell_is_approximate_until_its_exact_value_has_come(qtbot, window):
    panel = watch(qtbot, window)
    frame, token, unit = window.reading.frame, 5, 3
    assert frame.trace.is_rounded(SIGNAL, token, token + 1)
    picture = panel.maps[0]
    said = picture.told_at(window.reading.opened, frame, token, unit)
    assert said.endswith(
        f"≈ {signed(frame.trace.signal(SIGNAL, token, token + 1)[0, unit], 'z.2f')}"
    )
    qtbot.waitUntil(lambda: not window.reading.frame.trace.is_rounded(SIGNAL, token, token + 1))
    frame = window.reading.frame
    shown = frame.trace.signal(SIGNAL, token, token + 1)
    np.testing.assert_allclose(shown, exact_row(window, token), **ROUNDING)
    said = picture.told_at(window.reading.opened, frame, token, unit)
    assert said.endswith(signed(shown[0, unit], "z.4f"))
    assert "≈" not in said


def test_a_figure_waits_for_its_exact_values(qtbot, window):
    panel = watch(qtbot, window)
    figures = []
    name = next(n for n, p, _ in window.exporting.offered() if p is panel)
    window.exporting._want([(name, panel)], figures.extend)
    assert not figures
    qtbot.waitUntil(lambda: bool(figures))
    at = figures[0].first
    np.testing.assert_allclose(figures[0].values[:, 0], exact_row(window, at)[0], **ROUNDING)


def test_figures_of_a_span_are_copied_once_they_are_exact(qtbot, window):
    timeline = window.panels["timeline"]
    window.docks.show("timeline", True)
    timeline.set_tracks((f"{SIGNAL}[3]",))
    axis = window.workspace.first.axis
    axis.select(Span(2, 6))
    qtbot.waitUntil(lambda: SIGNAL in window.reading.view().watch)
    settle(qtbot, window)
    QGuiApplication.clipboard().clear()
    window.actions_["time.copy_figures"].trigger()
    qtbot.waitUntil(lambda: "token" in QGuiApplication.clipboard().text())
    rows = QGuiApplication.clipboard().text().splitlines()[1:]
    said = [float(row.rpartition(",")[2]) for row in rows]
    wanted = [exact_row(window, token)[0, 3] for token in range(2, 6)]
    np.testing.assert_allclose(said, wanted, **ROUNDING)


def test_exact_values_are_forgotten_when_the_text_changes(qtbot, window):
    watch(qtbot, window)
    exact = window.workspace.first.exact_values
    exact.ask((SIGNAL,), 3, 4)
    qtbot.waitUntil(lambda: not window.reading.frame.trace.is_rounded(SIGNAL, 3, 4))
    window.editor.setFocus()
    qtbot.keyClick(window.editor, Qt.Key.Key_X)
    settle(qtbot, window)
    assert exact.stretches == ()
    # What was exact stays so.
    assert not window.reading.frame.trace.is_rounded(SIGNAL, 3, 4)


def test_the_lens_reads_exact_layers(qtbot, window):
    window.docks.show("lens", True)
    look_at(qtbot, window, 4)
    qtbot.waitUntil(lambda: window.panels["lens"].read is not None)
    assert set(window.models.open_model.lens).isdisjoint(window.reading.frame.snapshot.rounded)
    assert window.models.open_model.lens


def pinned(qtbot, window, id):
    """The panel, pinned to the cursor's token by its menu."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.docks[id].findChild(QToolButton).setFocus()
    qtbot.waitUntil(lambda: window.copies.current == id)
    window.actions_["copies.pin"].trigger()
    return window.panels[id]


def test_a_pinned_panel_gets_its_exact_values_and_keeps_them(qtbot, window):
    panel = watch(qtbot, window)
    look_at(qtbot, window, 5)
    rounded = window.reading.frame.snapshot.rounded
    assert rounded
    panel = pinned(qtbot, window, "gates")
    qtbot.waitUntil(lambda: not panel.frame.snapshot.rounded)
    qtbot.waitUntil(lambda: not panel.frame.trace.is_rounded(SIGNAL, 0, 10))
    shown = panel.frame.snapshot.signals[SIGNAL]
    np.testing.assert_allclose(shown, exact_row(window, 5)[0], **ROUNDING)
    window.editor.setFocus()
    qtbot.keyClick(window.editor, Qt.Key.Key_X)
    settle(qtbot, window)
    assert panel.pin.over
    assert window.reading.frame.snapshot.rounded
    assert panel.frame.snapshot.rounded == ()
    said = panel.maps[0].told_at(panel.opened, panel.frame, 5, 3)
    assert "≈" not in said
    # Nothing more is asked for than what the text has now.
    assert window.reading.view().exact == ()
