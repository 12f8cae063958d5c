"""What each command does to the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QLineEdit

from wmstudio.app.commands import DEVICE_NAMES, THEME_NAMES, panel_command
from wmstudio.gui import help as reading_matter

if TYPE_CHECKING:
    from wmstudio.gui.editor import Editor
    from wmstudio.gui.main_window import MainWindow


def offer(window: MainWindow) -> None:
    """Connect every command to what it does."""
    on, editor = window.actions_.on, window.editor
    on("file.new", window.documents.new)
    on("file.open", window.documents.open)
    on("file.save", window.documents.save)
    on("file.save_as", window.documents.save_as)
    on("file.quit", window.close)
    for name in ("undo", "redo", "cut", "copy", "paste"):
        on(f"edit.{name}", partial(_edit, editor, name))
    on("edit.select_all", partial(_edit, editor, "selectAll"))
    on("cursor.back", partial(window.reading.step, -1))
    on("cursor.forward", partial(window.reading.step, 1))
    on("cursor.caret", window.reading.follow_caret)
    for id in window.panels:
        window.actions_.check(panel_command(id))
        window.actions_.on_toggle(panel_command(id), partial(window.docks.show, id))
    for id in THEME_NAMES:
        on(f"theme.{id}", partial(window.appearance.choose, id))
    window.actions_.check(f"theme.{window.settings.theme}")
    on("font.bigger", partial(window.appearance.zoom, 1))
    on("font.smaller", partial(window.appearance.zoom, -1))
    on("font.normal", window.appearance.zoom_back)
    on("layout.reset", window.docks.reset)
    on("model.open", window.choose_checkpoint)
    window.actions_.on_toggle("model.compare", window.comparison.switch)
    on("model.compare_folder", window.comparison.choose)
    for id in DEVICE_NAMES:
        on(f"device.{id}", partial(window.choose_device, id))
    on("memory.ask", window.ask_memory)
    on("generate.start", lambda: window.generation.start(window.generate_bar.sampling))
    on("generate.stop", window.generation.stop)
    on("help.shortcuts", lambda: window.read_out("Shortcuts", reading_matter.shortcuts()))
    on("help.about", lambda: window.read_out("About WM Studio", reading_matter.about()))
    on("help.model", window.read_card)
    window.actions_["generate.stop"].setEnabled(False)


def _edit(editor: Editor, what: str) -> None:
    """In the line that has the keyboard, else in the text."""
    focused = QApplication.focusWidget()
    getattr(focused if isinstance(focused, QLineEdit) else editor, what)()
