"""The window: all that knows Qt."""

from wmstudio.gui.plots.mirrors import import_pyqtgraph

import_pyqtgraph()
