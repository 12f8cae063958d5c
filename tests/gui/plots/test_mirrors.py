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


def test_importing_pyqtgraph_changes_no_finders_that_another_thread_goes_through(tmp_path):
    assert printed(FINDERS, tmp_path) == "True"


SOURCES = """
import linecache, sys
import wmstudio.gui.shell.application, wmstudio.checkpoints.folder
read = {name for name in linecache.cache if name.endswith(".py")}
known = {sys.modules[name].__file__ for name in ("json", "wmstudio.paths", "torch.nn", "numpy")}
print(len(known), read & known, len(read) < 100)
"""
FEATURE = """
from PySide6.QtCore import QObject
from __feature__ import snake_case

def named():
    one = QObject()
    one.set_object_name("mine")
    return one.object_name()
"""
SWITCHED = """
import wmstudio.gui
import panel_of_others
from wmstudio.gui.base.plain import in_title
from shibokensupport.feature import pyside_feature_dict as switches
print(panel_of_others.named(), switches["panel_of_others"], switches["wmstudio.gui.base.plain"])
"""


def printed(script, folder):
    given = [sys.executable, "-c", script]
    done = subprocess.run(given, capture_output=True, text=True, check=True, cwd=folder)
    return done.stdout.strip()


def test_the_binding_reads_no_source_of_the_large_packages(tmp_path):
    assert printed(SOURCES, tmp_path) == "4 set() True"


def test_a_panel_of_another_package_may_still_switch_names_of_qt(tmp_path):
    (tmp_path / "panel_of_others.py").write_text(FEATURE)
    assert printed(SWITCHED, tmp_path) == "mine 1 0"
