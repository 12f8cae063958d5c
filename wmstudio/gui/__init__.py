"""The window: all that knows Qt."""

from wmstudio.gui.mirrors import import_pyqtgraph

import_pyqtgraph()
