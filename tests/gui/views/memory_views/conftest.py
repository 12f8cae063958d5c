from tests.gui.panels.conftest import on_screen

__all__ = ["on_screen"]
