"""The lectern: presentation mode, and the scripts that are performed in it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot

from wmstudio.app.saved.script import read_script, sample
from wmstudio.gui.base.translation import tr
from wmstudio.gui.lectern.caption_bar import CaptionBar
from wmstudio.gui.lectern.performer import Performer
from wmstudio.gui.lectern.presentation import Presentation
from wmstudio.gui.workspace.controller import Controller
from wmstudio.gui.workspace.wide_strip import WideStrip
from wmstudio.untrusted import UntrustedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QMainWindow, QWidget

    from wmstudio.gui.documents.branching import Branching
    from wmstudio.gui.workspace.appearance import Appearance
    from wmstudio.gui.workspace.controller import Services
    from wmstudio.gui.workspace.presets import Presets

TOPIC = "lecture"


class Lectern(Controller):
    """Connects the commands of lecturing."""

    presents = Signal(bool)
    """Presentation mode was entered or left."""

    def __init__(
        self,
        services: Services,
        window: QMainWindow,
        bars: Sequence[QWidget],
        branching: Branching,
        presets: Presets,
        appearance: Appearance,
    ) -> None:
        """``bars`` of the window and its menu bar are hidden while somebody presents."""
        super().__init__(services)
        self.performer = performer = Performer(self._editor, branching)
        self.captions = captions = CaptionBar()
        foot = WideStrip(captions, window, "captions")
        window.addToolBar(Qt.ToolBarArea.BottomToolBarArea, foot)
        self.presentation = Presentation(
            services, window, bars, foot, captions, presets, appearance, performer
        )
        self.presentation.changed.connect(self._end_unless)
        self.presentation.changed.connect(self.presents)
        performer.failed.connect(self._tell)
        self._actions.on("lecture.perform", self.choose)
        self._actions.on("lecture.sample", partial(self.perform, sample()))

    def choose(self) -> None:
        """Perform a script that the user chooses."""
        kinds = tr("Scripts (*.toml *.txt *.md)")
        if (file := self._file_to_open(tr("Perform a script"), kinds)) is not None:
            self.perform(file)

    def perform(self, file: Path) -> bool:
        """Begin to present a script. Returns whether it began; if not, a sentence says why."""
        if self._editor.isReadOnly():
            self._tell(
                tr("The text of a recording cannot be changed, so nothing can be performed.")
            )
            return False
        try:
            script = read_script(file)
        except (UntrustedError, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            self._tell(tr("{file} cannot be performed: {why}.", file=file.name, why=why))
            return False
        self._messages.clear(TOPIC)
        self.performer.begin(script)
        self.presentation.enter()
        return True

    @Slot(str)
    def _tell(self, said: str) -> None:
        self._messages.say(said, TOPIC)

    @Slot(bool)
    def _end_unless(self, presents: bool) -> None:
        if not presents:
            self.performer.end()
