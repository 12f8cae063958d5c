"""Recorded traces: making them, and opening them in place of a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel

from wmstudio.app.phrases import phrase
from wmstudio.engine.messages import RECORDING, Cancel, Record
from wmstudio.files.recording_name import ENDING
from wmstudio.gui.base.plain import PlainLabel, plain_tip
from wmstudio.gui.base.translation import counted, tr
from wmstudio.gui.base.wording import settings_words
from wmstudio.gui.workspace.controller import Controller

if TYPE_CHECKING:
    from wmstudio.engine.messages import Failure, OpenedModel, RecordingInfo, RecordingSaved
    from wmstudio.gui.documents.documents import Documents
    from wmstudio.gui.interventions.interventions import Interventions
    from wmstudio.gui.workspace.controller import Services

TOPIC, BEYOND_IT = "what is recorded", "beyond the recording"
FILTER = phrase("Recorded trace (*.wmtrace)")
BADGE = phrase("Recorded, no model")
BEYOND = phrase(
    "The text is no longer the recorded one, so there are no numbers after "
    "the change. Undo the change, or open the model."
)
KNOWS = phrase("This is a recording of {name}. It can show its own text only.")


class Recordings(Controller):
    """A format of `Documents`. The text is known once the engine has opened the file."""

    def __init__(
        self, services: Services, documents: Documents, interventions: Interventions
    ) -> None:
        """Show a badge while a recording is open."""
        super().__init__(services)
        first, actions = self._lane, self._actions
        self._models, self._client = first.models, first.client
        self._documents, self._interventions = documents, interventions
        self._began = False
        self._wanted: Path | None = None
        self.badge = PlainLabel(tr(BADGE))
        self.badge.setMargin(4)
        self.badge.setFrameShape(QLabel.Shape.Box)
        self.badge.setAccessibleName(tr(BADGE))
        self.badge.hide()
        documents.formats[ENDING] = self
        actions.on("trace.record", self.record)
        actions.on("trace.open", self.choose)
        self._client.saved.connect(self._tell_saved)
        self._client.failed.connect(self._end_failed)
        self._models.opened.connect(self._show)
        self._editor.text_changed.connect(self._look)

    # --- commands ---

    def choose(self) -> None:
        """Open a recording that the user chooses."""
        path = self._file_to_open(tr("Open recorded trace"), tr(FILTER))
        if path is not None:
            self._documents.open(path)

    def record(self) -> None:
        """Record the present text to a file that the user chooses."""
        name = f"{Path(self._documents.name).stem}{ENDING}"
        path = self._file_to_save(tr("Record trace"), name, tr(FILTER), ENDING)
        if path is None:
            return
        self._progress.begin(RECORDING, tr("Recording trace"), lambda: self._client.post(Cancel()))
        self._client.post(Record(path, self._editor.text, self._interventions.placed))

    # --- the format ---

    def write(self, path: Path) -> bool:
        """See `FileFormat`. A recording cannot be overwritten with a text."""
        self._messages.say(
            tr("Use Record trace to make a recording. Save the text under another name."),
            "saving",
            passes=True,
        )
        return False

    def read(self, path: Path, *, ask: bool) -> bool:
        """See `FileFormat`."""
        if ask and not self._documents.may_go():
            return False
        self._wanted = path
        if self._began or self._models.busy:
            self.begin()
        return True

    def begin(self) -> bool:
        """Open the recording that was requested at the start. Returns whether there was one."""
        self._began = True
        path, self._wanted = self._wanted, None
        if path is None:
            return False
        self._preferences.remember_file(path)
        self._models.open(str(path), self._settings.device)
        return True

    # --- display ---

    @Slot(object)
    def _show(self, opened: OpenedModel) -> None:
        recorded = opened.recorded
        self.badge.setVisible(recorded is not None)
        self._messages.clear(TOPIC, BEYOND_IT)
        if recorded is None:
            return
        about = _words(opened, recorded)
        self.badge.setToolTip(plain_tip(about))
        self.badge.setAccessibleDescription(about)
        if self._editor.text != recorded.text:
            self._documents.show_text(recorded.text)
            self._editor.place_caret(len(recorded.text))
        self._messages.say(about, TOPIC, warns=False)

    @Slot()
    def _look(self) -> None:
        """Say so if the text differs from the recorded one."""
        opened = self._models.open_model
        if opened is None or opened.recorded is None:
            return
        if self._editor.text != opened.recorded.text:
            self._messages.say(tr(BEYOND), BEYOND_IT, warns=False)
        else:
            self._messages.clear(BEYOND_IT)

    @Slot(object)
    def _tell_saved(self, saved: RecordingSaved) -> None:
        self._progress.end(RECORDING)
        said = counted(
            saved.tokens,
            "Saved {file} with {of} token. It opens without the model.",
            "Saved {file} with {of} tokens. It opens without the model.",
            file=saved.path,
            of=f"{saved.tokens:,}",
        )
        self._messages.say(said, RECORDING, warns=False, passes=True)

    @Slot(object)
    def _end_failed(self, failed: Failure) -> None:
        if failed.about == RECORDING:
            self._progress.end(RECORDING)


def _words(opened: OpenedModel, recorded: RecordingInfo) -> str:
    """The facts about a recording in words."""
    parts = [tr(KNOWS, name=opened.name)]
    if recorded.values:
        settings = ", ".join(settings_words(recorded.values))
        parts.append(tr("Settings: {settings}.", settings=settings))
    if recorded.changes:
        parts.append(tr("Edits: {changes}.", changes="; ".join(recorded.changes)))
    if recorded.lacks:
        parts.append(tr("Not recorded: {names}.", names=", ".join(recorded.lacks)))
    return " ".join(parts)
