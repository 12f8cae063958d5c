"""The worked example of docs/extending/panel.md runs, and does what the page says."""

import numpy as np
import pytest

from tests.support import checkpoint
from tests.worked_examples import blocks_of, module_of
from wmstudio.app.commands import COMMANDS, Command, panel_command
from wmstudio.app.panels import PANELS, PanelInfo
from wmstudio.app.settings import Settings
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.sync import SyncEngine

TEXT = "The cat sat on the mat. Who is there?"


@pytest.fixture
def module(monkeypatch):
    return module_of("panel.md", "wmstudio.gui.panels.average", monkeypatch)


@pytest.fixture
def window(module, monkeypatch, qtbot, tmp_path):
    row = eval(blocks_of("panel.md")[1], {"PanelInfo": PanelInfo})
    # Its row in the table also makes this command, once, when the tables are imported.
    id = panel_command(row.id)
    command = Command(id, row.title, row.tip, row.shortcut, checkable=True)
    monkeypatch.setitem(COMMANDS, id, command)
    window = MainWindow(
        lambda on_ready: SyncEngine(lambda: Engine(open_model), on_ready),
        Settings(),
        panels=(*PANELS, row),
    )
    qtbot.addWidget(window)
    window.show()
    window.models.begin(str(checkpoint(tmp_path / "tiny")))
    window.editor.setPlainText(TEXT)
    window.docks.show(row.id, True)
    qtbot.waitUntil(lambda: window.reading.complete)
    yield window
    window.close()


@pytest.mark.parametrize("length", [8, 32])
def test_the_panel_draws_the_means_of_as_many_tokens_as_are_chosen(window, qtbot, length):
    panel = window.panels["average"]
    panel.length.choose(str(length))
    bits = window.reading.frame.trace.column("surprisal_bits", 0, 10**6).astype(float)
    means = [bits[max(t - length + 1, 0) : t + 1].mean() for t in range(len(bits))]
    assert len(bits) > 8, "else the two lengths could not be told apart"

    def draws_them():
        values = panel.plot.values
        # float32 has 24 bits: a number below 16 is off by 1e-6 at the most.
        return bool(values) and np.allclose(values[0][: len(bits)], means, rtol=0, atol=2e-6)

    qtbot.waitUntil(draws_them)


def test_the_figure_is_computed_again_by_its_python(window):
    figures = {name: make for name, _, make in window.exporting.offered()}
    figure = figures["Average: average surprise"]()
    names = {}
    exec(figure.code, names)

    assert "".join(figure.columns) == TEXT.replace(" ", "␣")
    # Both are means of at most 8 float32 numbers below 16.
    np.testing.assert_allclose(names["values"], figure.values, rtol=0, atol=4e-6)


def test_the_choice_goes_into_a_duplicate(window):
    window.panels["average"].length.choose("128")
    window.copies.current = "average"

    assert window.copies.duplicate() == "average.2"
    assert window.panels["average.2"].save_state() == {"length": "128"}


def test_the_test_of_the_page_passes(module, qtbot):
    names = {"AveragePanel": module.AveragePanel}
    exec(blocks_of("panel.md")[2], names)

    names["test_the_average_is_drawn"](qtbot)
