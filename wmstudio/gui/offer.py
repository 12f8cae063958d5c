"""What each command does to the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wmstudio.app.commands import DEVICE_NAMES, THEME_NAMES, panel_command
from wmstudio.gui import help as reading_matter
from wmstudio.gui.parts import Parts

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from wmstudio.gui.main_window import MainWindow


def offer(window: MainWindow) -> None:
    """Connect every command to what it does."""
    on = window.actions_.on
    on("file.new", window.documents.new)
    on("file.open", window.documents.open)
    on("file.save", window.documents.save)
    on("file.save_as", window.documents.save_as)
    on("file.quit", window.close)
    on("cursor.back", partial(window.reading.step, -1))
    on("cursor.forward", partial(window.reading.step, 1))
    on("cursor.caret", window.reading.follow_caret)
    for id in window.panels:
        window.actions_.check(panel_command(id))
        window.actions_.on(panel_command(id), partial(_toggle_panel, window, id))
    for id in THEME_NAMES:
        on(f"theme.{id}", partial(window.appearance.choose, id))
    window.preferences.follow(partial(_show_theme, window), "theme")
    _show_theme(window)
    window.preferences.follow(partial(_pace, window), "frames")
    _pace(window)
    on("font.bigger", partial(window.appearance.zoom, 1))
    on("font.smaller", partial(window.appearance.zoom, -1))
    on("font.normal", window.appearance.zoom_back)
    on("layout.reset", window.docks.reset)
    on("model.open", window.choose_checkpoint)
    on("model.open_file", window.choose_model_file)
    window.actions_.on_toggle("model.compare", window.comparison.switch)
    on("model.compare_folder", window.comparison.choose)
    for id in DEVICE_NAMES:
        on(f"device.{id}", partial(window.devices.choose, id))
    on("memory.ask", partial(_ask_memory, window))
    on("generate.start", lambda: window.generation.start(window.generate_bar.sampling))
    on("generate.stop", window.generation.stop)
    matter = reading_matter.ReadingMatter(window)
    for name in ("shortcuts", "about", "model", "notices", "diagnostics", "log"):
        on(f"help.{name}", getattr(matter, name))
    on("edit.preferences", matter.preferences)
    parts = Parts(partial(_parts, window))
    on("view.next_part", partial(parts.go, 1))
    on("view.previous_part", partial(parts.go, -1))
    on("view.palette", window.palette_.toggle)


def _toggle_panel(window: MainWindow, id: str) -> None:
    """Show a panel, give it the keyboard, or close it; see `Docks.toggle`."""
    there = window.docks.toggle(id)
    window.actions_.check(panel_command(id), there)
    if not there:
        window.editor.setFocus()


def _ask_memory(window: MainWindow) -> None:
    """Put the keyboard where a piece can be asked for."""
    for id, panel in window.panels.items():
        if (question := panel.question()) is not None:
            window.docks.show(id, True)
            question.setFocus()
            return


def _pace(window: MainWindow) -> None:
    window.clock.period = 1 / window.settings.frames


def _show_theme(window: MainWindow) -> None:
    window.actions_.check(f"theme.{window.settings.theme}")


def _parts(window: MainWindow) -> list[QWidget]:
    """From the top of the window to the bottom."""
    above = (window.bar, window.messages, window.find_bar, window.tuning.strip)
    by_hand = (window.hands.form, window.hands.strip)
    docks = (window.docks[id] for id in window.panels)
    return [*above, *by_hand, window.editor, *docks, window.progress]
