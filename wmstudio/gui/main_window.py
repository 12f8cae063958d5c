"""The window: a text in the middle, panels around it, and what connects them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from wmstudio.app.commands import panel_command
from wmstudio.app.panels import PANELS, PanelInfo
from wmstudio.gui.actions import Actions
from wmstudio.gui.animating import Animating
from wmstudio.gui.appearance import Appearance
from wmstudio.gui.branching import Branching
from wmstudio.gui.bridge import Bridge, MakePort
from wmstudio.gui.browsing import Browsing
from wmstudio.gui.clock import FrameClock
from wmstudio.gui.command_palette import CommandPalette
from wmstudio.gui.comparison import LEFT_BEHIND, Comparison
from wmstudio.gui.copies import Copies
from wmstudio.gui.devices import Devices
from wmstudio.gui.docks import Docks
from wmstudio.gui.documents import Documents
from wmstudio.gui.drops import Drops
from wmstudio.gui.editor import Editor
from wmstudio.gui.examples import Examples
from wmstudio.gui.exporting import Exporting
from wmstudio.gui.file_questions import FileQuestions
from wmstudio.gui.find_bar import FindBar
from wmstudio.gui.focus_ring import FocusRing
from wmstudio.gui.generate_bar import GenerateBar
from wmstudio.gui.generation import Generation
from wmstudio.gui.hands import Hands
from wmstudio.gui.message import MessageStrip
from wmstudio.gui.model_picker import ModelPicker, choose_file, choose_folder
from wmstudio.gui.models import Models
from wmstudio.gui.offer import offer
from wmstudio.gui.panel import Panel, TokenAxis
from wmstudio.gui.plain import in_title
from wmstudio.gui.preferences import Preferences
from wmstudio.gui.progress import Progress
from wmstudio.gui.reading import Reading
from wmstudio.gui.recordings import Recordings
from wmstudio.gui.sessions import Sessions
from wmstudio.gui.shading import TextShading
from wmstudio.gui.sources import add_sources
from wmstudio.gui.status import Status
from wmstudio.gui.telling import Telling
from wmstudio.gui.text_area import TextArea
from wmstudio.gui.text_commands import TextCommands
from wmstudio.gui.timing import Time
from wmstudio.gui.tool_bar import Bar
from wmstudio.gui.translation import tr
from wmstudio.gui.tuning import Tuning
from wmstudio.gui.unit_search import Units

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QShowEvent

    from wmstudio.app.settings import Settings

MakePanel = Callable[[PanelInfo, TokenAxis], Panel]


def panel_of(info: PanelInfo, axis: TokenAxis) -> Panel:
    """Make a panel of the class that is named."""
    made: Panel = resolve_name(info.path)(axis)
    return made


class MainWindow(QMainWindow):
    """Everything in it is made here, and knows only what it is given."""

    closed = Signal()
    painted = Signal(float)
    """All that was new has been painted, which took so many seconds."""

    def __init__(
        self,
        make_port: MakePort,
        settings: Settings,
        *,
        autosave: Path | None = None,
        panels: Sequence[PanelInfo] = PANELS,
        make_panel: MakePanel | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.preferences = Preferences(settings, self)
        self._arranged = False
        self.actions_ = Actions(self)
        self.clock = FrameClock(self)
        self.axis = TokenAxis(self)
        self.messages = MessageStrip()
        self.editor = Editor()

        make = make_panel or panel_of

        def make_panels(axis: TokenAxis) -> dict[str, Panel]:
            return {info.id: make(info, axis) for info in panels}

        self.panels = make_panels(self.axis)
        self.bridge = Bridge(make_port, self)
        self.docks = Docks(self, panels, self.panels)
        self.status = Status(self)
        self.progress = Progress()
        self.status.addWidget(self.progress)
        self.setStatusBar(self.status)
        self.find_bar = FindBar(self.editor, self.actions_, self.progress)
        self.picker = ModelPicker(self.actions_["model.open"], lambda: settings.recent)
        self.models = Models(self.bridge, settings, self.messages, self)
        self.reading = Reading(
            self.editor, self.bridge, self.axis, self.panels, self.clock, self.docks.shown, self
        )
        self.shading = TextShading(self.editor, self.clock, self.docks.there, self)
        self.shading.add(self.reading, self.panels)
        self.tuning = Tuning(self.models, self.actions_, self)
        self.hands = Hands(
            self.editor,
            self.bridge,
            self.models,
            self.reading,
            self.messages,
            self.actions_,
            self,
        )
        self.generation = Generation(self.editor, self.bridge, self.clock, self)
        self.branching = Branching(self.editor, self)
        self.documents = Documents(
            self.editor, self.messages, settings, autosave, self, self.branching, self.progress
        )
        self.file_questions = FileQuestions(self.documents, self.messages, self)
        self.generate_bar = GenerateBar(
            self.actions_["generate.start"], self.actions_["generate.stop"], self.preferences
        )
        self.palette_ = CommandPalette(self.actions_, self)
        self.text_area = TextArea(self)
        self.time = Time(self)
        self.units = Units(self)
        self.ring = FocusRing(self)
        self.appearance = Appearance(
            self.preferences,
            self.editor,
            (
                self.messages,
                self.find_bar,
                self.palette_,
                self.ring,
                self.tuning.strip,
                self.hands,
                self.text_area,
                *self.panels.values(),
            ),
            self,
        )
        self.devices = Devices(self)
        self._fill_centre()
        self.telling = Telling(self)
        self.comparison = Comparison(self, make_port, panels, make_panels)
        self.copies = Copies(self, panels, make)
        self.browsing = Browsing(self)
        self._build_bar()
        self._connect()
        offer(self)
        self.text_commands = TextCommands(self.actions_, self.editor)
        self.examples = Examples(self)
        self.sessions = Sessions(self)
        self.recordings = Recordings(self)
        self.exporting = Exporting(self)
        self.animating = Animating(self)
        add_sources(self)
        self.actions_.fill_bar(self.menuBar())
        self.text_commands.follow(self.actions_.menus["&Edit"])
        self.drops = Drops(self, self.documents.open)
        self.resize(1280, 800)
        self._recall_layout()
        self.appearance.apply()
        self._show_name()

    # --- building ---

    def _fill_centre(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        strips = (
            self.messages,
            self.file_questions.bar,
            self.find_bar,
            self.tuning.strip,
            self.hands.form,
            self.hands.strip,
        )
        for strip in strips:
            column.addWidget(strip)
        column.addWidget(self.text_area, 1)
        self.setCentralWidget(centre)

    def _build_bar(self) -> None:
        bar = Bar(tr("Model and generation"), self)
        bar.addWidget(self.picker)
        self.comparison.add_to(bar)
        bar.addWidget(self.devices.button)
        bar.addWidget(self.tuning.button)
        bar.addWidget(self.hands.button)
        bar.addSeparator()
        for part in self.generate_bar.parts:
            bar.addWidget(part)
        self.addToolBar(bar)
        self.bar = bar

    def _connect(self) -> None:
        self.painted.connect(self.reading.timing.painted)
        self.painted.connect(self.clock.painted)
        self.picker.chosen.connect(self.open_checkpoint)
        self.models.opening.connect(self.picker.show_opening)
        self.models.kept.connect(self.picker.show_opened_again)
        self.models.opened.connect(self._show_model)
        self.models.opened.connect(self.messages.review)
        self.models.kept.connect(self.messages.review)
        self.models.opened.connect(self.reading.start_anew)
        self.models.opened.connect(self.copies.choose)
        self.models.opened.connect(self.comparison.meet)
        self.docks.seen_changed.connect(self.clock.wake, Qt.ConnectionType.QueuedConnection)
        self.docks.seen_changed.connect(self.reading.ask_soon, Qt.ConnectionType.QueuedConnection)
        self.docks.closed_changed.connect(self.shading.redraw_soon)
        self.docks.closed_changed.connect(
            lambda id, there: self.actions_.check(panel_command(id), there)
        )
        self.documents.named.connect(self._show_name)
        self.documents.model_chosen.connect(self.open_checkpoint)
        self.editor.modificationChanged.connect(self.setWindowModified)
        # Queued, as fonts reach the widgets only when events are handled.
        self.appearance.changed.connect(self._refit, Qt.ConnectionType.QueuedConnection)

    # --- the model ---

    @Slot(str)
    def open_checkpoint(self, source: str) -> None:
        """Open a bundled checkpoint by its name, or one in a folder."""
        self.models.open(source, self.settings.device)

    def choose_checkpoint(self) -> None:
        """Open a checkpoint in a folder that is chosen."""
        if folder := choose_folder(self, self.settings.folder):
            self.open_checkpoint(folder)

    def choose_model_file(self) -> None:
        """Open a model that is a single file, which is chosen."""
        if file := choose_file(self, self.settings.folder):
            self.open_checkpoint(file)

    @Slot(object)
    def _show_model(self, opened: object) -> None:
        model = self.models.open_model
        if model is not None:
            self.picker.show_open(model.name)
            self.status.set_model(model.name, model.device)

    # --- what is told ---

    @Slot()
    def _refit(self) -> None:
        self.status.fit()
        self.generate_bar.fit()
        self.tuning.strip.fit()
        self.clock.mark(*self.panels)

    @Slot()
    def _show_name(self) -> None:
        self.setWindowTitle(f"{in_title(self.documents.name)}[*] – WM Studio")
        self.setWindowModified(self.editor.document().isModified())

    # --- from one start to the next ---

    def _recall_layout(self) -> None:
        self.restoreGeometry(
            QByteArray.fromBase64(self.settings.geometry.encode("ascii", "ignore"))
        )
        self.copies.have(self.settings.copies)
        self._arranged = self.docks.restore(self.settings.layout)

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.UpdateRequest:
            return super().event(event)
        began = time.perf_counter()
        done = super().event(event)
        self.painted.emit(time.perf_counter() - began)
        return done

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._arranged:
            # Shares can only be given once the window has its size.
            self._arranged = True
            self.docks.share_out()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.generation.stop()
        if not self.documents.end():
            event.ignore()
            return
        self.settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.comparison.keep_layout()
        self.copies.keep()
        try:
            self.settings.save()
        except OSError as error:
            sys.stderr.write(f"wmstudio: the settings could not be saved: {error}\n")
        self.reading.stop()
        self.clock.stop()
        # Gone from the screen at once, however long the model takes to let go.
        self.hide()
        for end in (self.bridge.close, self.comparison.close):
            if not end():
                sys.stderr.write(LEFT_BEHIND)
        self.closed.emit()
        event.accept()
