"""What the window does without until it is there."""

import subprocess
import sys

import pytest

LATE = (
    "torch",
    "numpy._core",
    "pyqtgraph",
    "wmstudio.gui.panels.memory",
    "wmstudio.backends.registry",
    "wmstudio.gui.export.export_form",
    "wmstudio.gui.shell.servers.connect_form",
    "wmstudio.gui.shell.help",
    "wmstudio.gui.tours.spotlight",
    "wmstudio.runtime.remote.ssh",
)
PROGRAM = """
import sys
from wmstudio.deferred import NUMPY
NUMPY.put_off()
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


def test_nothing_that_only_panels_formats_or_dialogs_need_is_imported_for_the_window(imported):
    assert imported[0] == set()


def test_a_panel_imports_pyqtgraph_and_no_torch(imported):
    assert imported[1] == {"numpy._core", "pyqtgraph", "wmstudio.gui.panels.memory"}


COMMAND = """
import sys
import wmstudio.cli
wmstudio.cli.main(["models"])
print("numpy" in sys.modules, "numpy._core" in sys.modules, file=sys.stderr)
"""


def test_a_command_imports_numpy_when_it_needs_it():
    given = [sys.executable, "-c", COMMAND]
    done = subprocess.run(given, capture_output=True, text=True, check=True)
    assert done.stderr.split() == ["True", "False"]
