"""What the window does without until it is there."""

import subprocess
import sys

import pytest

LATE = ("torch", "pyqtgraph", "wmstudio.gui.panels.memory", "wmstudio.backends.registry")
PROGRAM = """
import sys
from PySide6.QtWidgets import QApplication
from wmstudio.app.settings import Settings
from wmstudio.gui.shell.application import usual_client
from wmstudio.gui.shell.main_window import MainWindow
application = QApplication([])
window = MainWindow(usual_client, Settings())
print(*sorted(sys.modules.keys() & set(sys.argv[1:])))
window.panels["memory"]
print(*sorted(sys.modules.keys() & set(sys.argv[1:])))
window.close()
"""


@pytest.fixture(scope="module")
def imported():
    """What of `LATE` is imported when the window is made, and with a panel."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *LATE], capture_output=True, text=True, check=True
    )
    return [set(line.split()) for line in done.stdout.splitlines()]


def test_neither_plots_nor_panels_nor_formats_are_imported_for_the_window(imported):
    assert imported[0] == set()


def test_a_panel_imports_pyqtgraph_and_no_torch(imported):
    assert imported[1] == {"pyqtgraph", "wmstudio.gui.panels.memory"}
