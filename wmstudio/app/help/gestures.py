"""What the mouse does, by place, for the list of shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from wmstudio.app.phrases import Phrase


@dataclass(frozen=True)
class Gesture:
    """A movement of the mouse, where it is made, and what it does."""

    where: Phrase
    how: Phrase
    does: Phrase


TEXT, PLOTS, LISTS, PANELS = "The text", "Plots over tokens", "Lists", "Panels"
GESTURES = (
    Gesture(TEXT, "Ctrl + pointing", "Show the card of the token under the pointer"),
    Gesture(TEXT, "Right click", "Forget a word, edit the memory, and edit the text"),
    Gesture(TEXT, "Dropping a file", "Open a text, a model, a recording or a session"),
    Gesture(PLOTS, "Click", "Move the cursor to a token"),
    Gesture(PLOTS, "Shift + drag, or Shift + click", "Select a span of tokens"),
    Gesture(PLOTS, "Drag", "Scroll; in the timeline, move the cursor along"),
    Gesture(PLOTS, "Ctrl + wheel", "Zoom; in the timeline the wheel alone zooms"),
    Gesture(PLOTS, "Shift + wheel", "Scroll"),
    Gesture(PLOTS, "Wheel or drag over the row numbers", "Zoom or scroll the rows"),
    Gesture(PLOTS, "Double click on the row numbers", "Show all rows"),
    Gesture(LISTS, "Click on a row", "Choose it; in the memory, go to the token that wrote it"),
    Gesture(LISTS, "Right click on a row of the memory", "Forget or change what it holds"),
    Gesture(LISTS, "Dragging a row of the memory", "Put it in place of another (Ctrl+C, Ctrl+V)"),
    Gesture(LISTS, "Ctrl + wheel over a stack or queue", "Make its rows taller or lower"),
    Gesture(PANELS, "Double click on the title", "Fill the window with the panel, or go back"),
    Gesture(PANELS, "Dragging the title", "Move the panel"),
    Gesture(PANELS, "Dropping a signal", "Show it in the panel; with Shift, only it"),
)
