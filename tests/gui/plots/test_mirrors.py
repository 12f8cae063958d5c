import subprocess
import sys

import pyqtgraph
import pytest
from PySide6 import QtCore, QtGui, QtWidgets

NAMES = """
from PySide6 import QtWidgets
before = "QCalendarWidget" in vars(QtWidgets)
import wmstudio.gui
import pyqtgraph
print(before, "QCalendarWidget" in vars(QtWidgets), "QCalendarWidget" in dir(QtWidgets))
print(pyqtgraph.QtWidgets.QCalendarWidget is QtWidgets.QCalendarWidget)
"""


def test_a_class_of_qt_that_nobody_needs_is_not_made_and_is_there_when_somebody_does():
    done = subprocess.run(
        [sys.executable, "-c", NAMES], capture_output=True, text=True, check=True, timeout=100
    )
    assert done.stdout.split() == ["False", "False", "True", "True"]


@pytest.mark.parametrize("module", [QtCore, QtGui, QtWidgets], ids=lambda module: module.__name__)
def test_pyqtgraph_has_what_the_binding_has_and_nothing_that_it_has_not(module):
    mirror = getattr(pyqtgraph, module.__name__.rpartition(".")[2])
    for name in (name for name in dir(module) if not name.startswith("_")):
        assert getattr(mirror, name) is getattr(module, name)
    assert not hasattr(mirror, "QNothingOfThatName")


PUT_OFF_NAMES = """
import wmstudio.gui
import pyqtgraph
before = "TableWidget" in vars(pyqtgraph)
print(before, hasattr(pyqtgraph, "__wrapped__"), "TableWidget" in vars(pyqtgraph))
for name in ("ImageView", "RemoteGraphicsView", "ColorMapWidget", "ROI", "parametertree"):
    print(getattr(pyqtgraph, name) is not None)
print(hasattr(pyqtgraph, "NothingOfThatName"))
from pyqtgraph.widgets.TableWidget import TableWidget
print(TableWidget is pyqtgraph.TableWidget)
"""


def test_what_the_window_does_not_use_of_pyqtgraph_is_there_when_a_panel_does():
    done = subprocess.run(
        [sys.executable, "-c", PUT_OFF_NAMES], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False"] * 3 + ["True"] * 5 + ["False", "True"]


FINDERS = """
import sys
import wmstudio.gui
before = [*sys.meta_path]
import pyqtgraph
print(sys.meta_path == before)
"""


def test_importing_pyqtgraph_changes_no_finders_that_another_thread_goes_through():
    done = subprocess.run([sys.executable, "-c", FINDERS], capture_output=True, text=True)
    assert done.stdout.split() == ["True"], done.stderr
