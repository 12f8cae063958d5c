"""What is chosen in every panel, by names that a session file can keep, and choosing it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtWidgets import QCheckBox

from wmstudio.app.quantities import found
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.panels.timeline import TimelinePanel
from wmstudio.gui.views.signal_groups import SignalGroups
from wmstudio.gui.widgets.signal_picker import SignalPicker

if TYPE_CHECKING:
    from wmstudio.app.session_file import Shown
    from wmstudio.app.settings import Settings
    from wmstudio.engine.messages import Opened
    from wmstudio.gui.plots.panel import Panel

SHADING, SHADE, BOUNDS = "text.shading", "text.shade", "text.boundaries"
TRACKS = "timeline.tracks"
COPIES = "panels.copies"


class Shaded(Protocol):
    """A text that is shaded by a quantity, and marks where tokens begin, or not."""

    def shade_by(self, key: str, opened: Opened) -> None:
        """Shade by the quantity of this key."""

    def turn_shading(self, on: bool) -> None:
        """Shade, or not."""

    def turn_bounds(self, on: bool) -> None:
        """Mark where tokens begin, or not."""


def _choose_word(box: Choice, word: Any) -> None:
    box.setCurrentIndex(max(box.findData(word), 0))


KINDS: tuple[tuple[type, Callable[[Any], Any], Callable[[Any, Any], None]], ...] = (
    (SignalPicker, lambda box: box.signal.name if box.signal else "", SignalPicker.choose),
    (Choice, lambda box: box.chosen, _choose_word),
    (SignalGroups, lambda groups: list(groups.names), SignalGroups.choose),
    (TimelinePanel, lambda panel: list(panel.keys), lambda panel, keys: panel.set_tracks(keys)),
    (QCheckBox, lambda box: box.isChecked(), lambda box, on: box.setChecked(on is True)),
)
"""Kinds of pickers: what is chosen in one, and how to choose it."""


def kept(panels: Mapping[str, Panel], copies: Sequence[str], settings: Settings) -> Shown:
    """What is chosen now."""
    chosen: dict[str, Any] = {
        SHADING: settings.shading,
        SHADE: settings.shade,
        BOUNDS: settings.boundaries,
        TRACKS: list(settings.tracks),
        COPIES: list(copies),
    }
    return chosen | choices(panels)


def choices(panels: Mapping[str, Panel]) -> dict[str, Any]:
    """What is chosen in the pickers of these panels."""
    chosen = {}
    for name, widget in _pickers(panels):
        get = next(get for kind, get, _ in KINDS if isinstance(widget, kind))
        chosen[name] = get(widget)
    return chosen


def choose(panels: Mapping[str, Panel], shown: Mapping[str, Any]) -> None:
    """Choose it again, as far as the model that is open has it."""
    for name, widget in _pickers(panels):
        for kind, _, do in KINDS:
            if isinstance(widget, kind) and _fits(shown.get(name)):
                do(widget, shown[name])


def _fits(kept: Any) -> bool:
    texts = isinstance(kept, list) and all(isinstance(one, str) for one in kept)
    return texts or isinstance(kept, str | bool)


def recall(panels: Mapping[str, Panel], text: Shaded, opened: Opened, shown: Shown) -> None:
    """Choose it again, as far as the model that is open has it."""
    choose(panels, shown)
    tracks, shade = shown.get(TRACKS), shown.get(SHADE)
    if isinstance(tracks, list):
        for panel in panels.values():
            if isinstance(panel, TimelinePanel) and panel.number == 1:
                panel.set_tracks(tuple(tracks))
                panel.tracks_changed.emit()
    if isinstance(shade, str) and found(shade, opened.signals):
        text.shade_by(shade, opened)
    for name, turn in ((SHADING, text.turn_shading), (BOUNDS, text.turn_bounds)):
        if isinstance(on := shown.get(name), bool):
            turn(on)


def _pickers(panels: Mapping[str, Panel]) -> Iterator[tuple[str, object]]:
    """Every picker of a panel, and of what it is made of, by the name that it has there."""
    for id, panel in panels.items():
        # The tracks of the first timeline are the settings'.
        if isinstance(panel, TimelinePanel) and panel.number > 1:
            yield f"{id}.tracks", panel
        for part in (panel, getattr(panel, "top", None)):
            for name, widget in vars(part).items() if part is not None else ():
                if isinstance(widget, tuple(kind for kind, _, _ in KINDS)):
                    yield f"{id}.{name.strip('_')}", widget
