"""The window: all that knows Qt."""

from wmstudio.gui.plots import mirrors

mirrors.answer_without_reading()
mirrors.PYQTGRAPH.wait()
