"""Recorded traces: made of what is open, and opened in the place of a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QLabel

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import RECORDING, Cancel, Record
from wmstudio.engine.recording import ENDING
from wmstudio.gui.plain import PlainLabel, plain_tip
from wmstudio.gui.translation import counted, tr
from wmstudio.gui.tuning import in_words

if TYPE_CHECKING:
    from wmstudio.engine.messages import Failed, Opened, Recorded, Saved
    from wmstudio.gui.main_window import MainWindow

TOPIC, BEYOND_IT = "what is recorded", "beyond the recording"
FILTER = phrase("Recorded trace (*.wmtrace)")
BADGE = phrase("Recorded, no model")
BEYOND = phrase(
    "The text is no longer the recorded one: from the change on there are no numbers, as nothing "
    "was recorded. Undo the change, or open the model."
)
KNOWS = phrase("This is a recording of {name}: it knows its own text, and no other.")


class Recordings(QObject):
    """A format of `Documents`: the text comes once the engine has opened the file."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._began = False
        self._wanted: Path | None = None
        self.badge = PlainLabel(tr(BADGE))
        self.badge.setMargin(4)
        self.badge.setFrameShape(QLabel.Shape.Box)
        self.badge.setAccessibleName(tr(BADGE))
        self._shown = window.bar.insertWidget(window.bar.actions()[1], self.badge)
        self._shown.setVisible(False)
        window.documents.formats[ENDING] = self
        window.actions_.on("trace.record", self.record)
        window.actions_.on("trace.open", self.choose)
        window.bridge.saved.connect(self._tell_saved)
        window.bridge.failed.connect(self._end_failed)
        window.models.opened.connect(self._show)
        window.editor.text_changed.connect(self._look)

    # --- what the commands do ---

    def choose(self) -> None:
        """Open a recording that is chosen."""
        window = self._window
        chosen, _ = QFileDialog.getOpenFileName(
            window, tr("Open recorded trace"), window.settings.folder, tr(FILTER)
        )
        if chosen:
            window.documents.open(Path(chosen))

    def record(self) -> None:
        """Record what is open, to a file that is chosen."""
        window = self._window
        start = Path(window.settings.folder) / Path(window.documents.name).stem
        chosen, _ = QFileDialog.getSaveFileName(
            window, tr("Record trace"), f"{start}{ENDING}", tr(FILTER)
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix.lower() == ENDING else path.with_name(path.name + ENDING)
        window.progress.begin(
            RECORDING, tr("Recording the trace"), lambda: window.bridge.post(Cancel())
        )
        window.bridge.post(Record(path, window.editor.text, window.hands.edits.placed))

    # --- a format ---

    def write(self, path: Path) -> bool:
        """See `Format`; nothing is saved to a recording, as it is of a text as it was."""
        self._window.messages.say(
            tr("A recording is made by Record trace: save the text by another name."),
            "saving",
            passes=True,
        )
        return False

    def read(self, path: Path, *, ask: bool) -> bool:
        """See `Format`."""
        if ask and not self._window.documents.may_go():
            return False
        self._wanted = path
        if self._began or self._window.models.busy:
            self.begin()
        return True

    def begin(self) -> bool:
        """Open the recording that was asked for, if one was; whether it was."""
        self._began = True
        path, self._wanted = self._wanted, None
        if path is None:
            return False
        window = self._window
        window.settings.folder = str(path.parent)
        window.settings.remember_file(path)
        window.models.open(str(path), window.settings.device)
        return True

    # --- what is shown ---

    @Slot(object)
    def _show(self, opened: Opened) -> None:
        recorded, window = opened.recorded, self._window
        self._shown.setVisible(recorded is not None)
        window.messages.clear(TOPIC, BEYOND_IT)
        if recorded is None:
            return
        about = _words(opened, recorded)
        self.badge.setToolTip(plain_tip(about))
        self.badge.setAccessibleDescription(about)
        if window.editor.text != recorded.text:
            window.documents.show_text(recorded.text)
            window.editor.place_caret(len(recorded.text))
        window.messages.say(about, TOPIC, warns=False)

    @Slot()
    def _look(self) -> None:
        """Say where the text is another."""
        window, opened = self._window, self._window.models.open_model
        if opened is None or opened.recorded is None:
            return
        if window.editor.text != opened.recorded.text:
            window.messages.say(tr(BEYOND), BEYOND_IT, warns=False)
        else:
            window.messages.clear(BEYOND_IT)

    @Slot(object)
    def _tell_saved(self, saved: Saved) -> None:
        self._window.progress.end(RECORDING)
        said = counted(
            saved.tokens,
            "{file} holds {of} token: it opens without the model.",
            "{file} holds {of} tokens: it opens without the model.",
            file=saved.path,
            of=f"{saved.tokens:,}",
        )
        self._window.messages.say(said, RECORDING, warns=False, passes=True)

    @Slot(object)
    def _end_failed(self, failed: Failed) -> None:
        if failed.about == RECORDING:
            self._window.progress.end(RECORDING)


def _words(opened: Opened, recorded: Recorded) -> str:
    """All there is to know of a recording."""
    parts = [tr(KNOWS, name=opened.name)]
    if recorded.values:
        settings = ", ".join(f"{name} {in_words(value)}" for name, value in recorded.values)
        parts.append(tr("Settings: {settings}.", settings=settings))
    if recorded.changes:
        parts.append(tr("Changed by hand: {changes}.", changes="; ".join(recorded.changes)))
    if recorded.lacks:
        parts.append(tr("Not recorded: {names}.", names=", ".join(recorded.lacks)))
    return " ".join(parts)
