"""The window: all that knows Qt."""

from wmstudio.gui import binding
from wmstudio.gui.plots import mirrors

binding.prepare()
mirrors.PYQTGRAPH.wait()
