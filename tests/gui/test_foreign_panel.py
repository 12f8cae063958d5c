"""A panel of another package, registered by an entry point, is a panel like any other."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wmstudio.app.panels import BUILT_IN, GROUP, PanelInfo
from wmstudio.gui.plots.panel import TokenAxis
from wmstudio.gui.views.making import panel_of
from wmstudio.testing.frames import opened

ROOT = Path(__file__).parents[2]
ROW = """
from wmstudio.app.panels import PanelInfo

INFO = PanelInfo(
    id="lengths",
    title="Lengths",
    path="foreign_lengths:LengthsPanel",
    area="bottom",
    share=1,
    shortcut="Alt+9",
    tip="How many bytes each token has",
)
"""
PANEL = """
import numpy as np

from wmstudio.app.figures import Figure, OfferedFigure
from wmstudio.gui.base.choice import Switch
from wmstudio.gui.views.picture_panel import PicturePanel


class LengthsPanel(PicturePanel):
    title = "Lengths"

    def __init__(self, axis, parent=None):
        super().__init__(axis, parent)
        self.total = Switch("total")
        self.header.add(self.total)

    def controls(self):
        return {"total": self.total}

    def figures(self, excerpt):
        yield OfferedFigure("lengths", lambda: self.figure(excerpt))

    def figure(self, excerpt):
        ids = excerpt.frame.trace.column("ids", 0, len(excerpt.frame.trace))
        bytes_of = [len(excerpt.opened.pieces[int(id)]) for id in ids]
        lengths = np.array([bytes_of], np.float32)
        names = tuple(map(str, ids))
        return Figure("curves", "Lengths", "token", "bytes", lengths, ("length",), names)
"""
WINDOW = """
import json
from PySide6.QtWidgets import QApplication

from wmstudio.app.commands import COMMANDS
from wmstudio.app.menus import paths
from wmstudio.app.panels import PROBLEMS
from wmstudio.app.settings import Settings
from wmstudio.engine.engine import Engine
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.sync import SyncEngine
from wmstudio.testing.fake import open_fake

application = QApplication([])
window = MainWindow(lambda ready: SyncEngine(lambda: Engine(open_fake), ready), Settings())
window.show()
window.models.begin("scripted")
window.editor.setPlainText("abc")
while not window.reading.complete:
    application.processEvents()
facts = {"problems": PROBLEMS, "menus": paths().get("panel.lengths"), "commands": len(COMMANDS)}
if panel := window.panels.get("lengths"):
    window.docks.show("lengths", True)
    panel.total.setChecked(True)
    window.copies.current = "lengths"
    made = {name: make for name, _, make in window.exporting.offered()}
    facts |= {
        "shortcut": window.actions_["panel.lengths"].shortcut().toString(),
        "dock": window.docks.there("lengths"),
        "duplicate": window.copies.duplicate(),
        "state": window.panels["lengths.2"].save_state(),
        "figure": made["Lengths: lengths"]().values.tolist(),
        "says": panel.message.text(),
    }
window.close()
print(json.dumps(facts))
"""


@pytest.fixture
def facts_with(tmp_path, monkeypatch):
    """Opens a window in a process where another package is installed; gives what it shows."""

    def facts_with(value="foreign_row:INFO", row=ROW, panel=PANEL):
        about = tmp_path / "foreign-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: foreign\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(f"[{GROUP}]\nlengths = {value}\n")
        (tmp_path / "foreign_row.py").write_text(row)
        (tmp_path / "foreign_lengths.py").write_text(panel)
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT)]))
        ran = subprocess.run(
            [sys.executable, "-c", WINDOW], capture_output=True, text=True, check=True
        )
        return json.loads(ran.stdout.splitlines()[-1])

    return facts_with


def test_a_foreign_panel_is_in_menus_docks_exports_and_duplicates(facts_with):
    facts = facts_with()

    assert facts["problems"] == []
    assert facts["menus"] == ["&View"]
    assert facts["shortcut"] == "Alt+9"
    assert facts["dock"]
    assert facts["duplicate"] == "lengths.2"
    assert facts["state"] == {"total": True}
    assert facts["figure"] == [[1.0, 1.0, 1.0]]


@pytest.mark.parametrize(
    ("value", "row", "why"),
    [
        ("foreign_absent:INFO", ROW, "No module named 'foreign_absent'"),
        ("foreign_row:INFO", "raise RuntimeError('it needs a licence')", "it needs a licence"),
        ("foreign_row:INFO", "INFO = 3", "a value of type int instead of PanelInfo"),
        ("foreign_row:INFO", ROW.replace('"lengths"', '"gates"'), "already a panel with the id"),
        ("foreign_row:INFO", ROW.replace('"lengths"', '"my.lengths"'), "is not an identifier"),
    ],
)
def test_a_foreign_panel_that_cannot_be_loaded_is_reported(facts_with, value, row, why):
    facts = facts_with(value, row)

    (problem,) = facts["problems"]
    assert problem.startswith("The panel 'lengths'")
    assert why in problem
    assert facts["menus"] is None


def test_a_foreign_panel_that_fails_to_start_says_why(qtbot):
    row = PanelInfo("lengths", "Lengths", "foreign_absent:Panel", "bottom", 1, "", "")
    panel = panel_of(row, TokenAxis())
    qtbot.addWidget(panel)
    panel.open(opened())
    panel.draw()

    assert panel.called == "Lengths"
    assert panel.message.text() == (
        "The panel foreign_absent:Panel cannot be loaded: No module named 'foreign_absent'."
    )


def test_a_built_in_panel_that_fails_to_start_is_an_error():
    (row,) = (row for row in BUILT_IN if row.id == "gates")
    with pytest.raises(AttributeError):
        panel_of(row, None)
