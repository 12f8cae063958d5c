"""The main window: it makes all parts and connects them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wmstudio.app.panels import PANELS, PanelInfo
from wmstudio.engine.memory_file import ENDING as MEMORY
from wmstudio.gui.base.actions import Actions
from wmstudio.gui.base.buttons import WithoutIcons
from wmstudio.gui.base.message import MessageStrip
from wmstudio.gui.base.plain import in_title
from wmstudio.gui.base.preferences import Preferences
from wmstudio.gui.base.progress import Progress
from wmstudio.gui.base.translation import joined
from wmstudio.gui.client.clocked_window import ClockedWindow
from wmstudio.gui.client.generate_bar import GenerateBar
from wmstudio.gui.client.generation import Generation
from wmstudio.gui.client.lane_context import LaneContext
from wmstudio.gui.client.link import Link
from wmstudio.gui.client.model_picker import ModelPicker, choose_file, choose_folder
from wmstudio.gui.compare.comparison import Comparison
from wmstudio.gui.documents.branching import Branching
from wmstudio.gui.documents.continuations import Continuations
from wmstudio.gui.documents.documents import Documents
from wmstudio.gui.documents.drops import Drops
from wmstudio.gui.documents.file_questions import FileQuestions
from wmstudio.gui.documents.recordings import Recordings
from wmstudio.gui.documents.sessions import Sessions
from wmstudio.gui.documents.text_area import TextArea
from wmstudio.gui.documents.two_texts import TwoTexts
from wmstudio.gui.editor.editor import Editor
from wmstudio.gui.editor.find_bar import FindBar
from wmstudio.gui.export.animating import Animating
from wmstudio.gui.export.exporting import Exporting
from wmstudio.gui.features.browsing import Browsing
from wmstudio.gui.features.capacities import Capacities
from wmstudio.gui.features.copies import Copies
from wmstudio.gui.features.lensing import Lensing
from wmstudio.gui.features.places import Places
from wmstudio.gui.features.playback import PlaybackController
from wmstudio.gui.features.shading import TextShading
from wmstudio.gui.features.source_line import SourceLine
from wmstudio.gui.features.training_runs import TrainingRuns
from wmstudio.gui.features.weighing import Weighing
from wmstudio.gui.interventions.intervention_controller import InterventionController
from wmstudio.gui.interventions.model_settings_controller import ModelSettingsController
from wmstudio.gui.lectern.lectern import Lectern
from wmstudio.gui.plots.panel import Panel, TokenAxis
from wmstudio.gui.shell.command_palette import CommandPalette
from wmstudio.gui.shell.devices import Devices
from wmstudio.gui.shell.examples import Examples
from wmstudio.gui.shell.focus_ring import FocusRing
from wmstudio.gui.shell.languages.retelling import Languages
from wmstudio.gui.shell.model_card import ModelCards
from wmstudio.gui.shell.model_saving import ModelSaving
from wmstudio.gui.shell.panel_commands import PanelCommands
from wmstudio.gui.shell.reading_matter import ReadingMatter
from wmstudio.gui.shell.servers.servers import Servers
from wmstudio.gui.shell.sources import Sources
from wmstudio.gui.shell.text_commands import TextCommands
from wmstudio.gui.shell.tool_bar import ThinToolBar
from wmstudio.gui.shell.unit_search import Units
from wmstudio.gui.tours.tours import Tours
from wmstudio.gui.tours.welcome import WelcomeStrip
from wmstudio.gui.views.making import panel_of
from wmstudio.gui.workspace.appearance import Appearance
from wmstudio.gui.workspace.controller import Services
from wmstudio.gui.workspace.docks import Docks
from wmstudio.gui.workspace.hairlines import Hairlines
from wmstudio.gui.workspace.lane import Lane
from wmstudio.gui.workspace.motion import Motion
from wmstudio.gui.workspace.presets import Presets
from wmstudio.gui.workspace.status import Status
from wmstudio.gui.workspace.status_reporter import StatusReporter
from wmstudio.gui.workspace.wide_strip import WideStrip
from wmstudio.gui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from wmstudio.app.settings import Settings
    from wmstudio.engine.messages import Values
    from wmstudio.gui.client.engine_client import MakeClient

MakePanel = Callable[[PanelInfo, TokenAxis], Panel]


class MainWindow(ClockedWindow):
    """Makes every part with what it needs. Nothing outside the shell knows this class."""

    closed = Signal()

    def __init__(
        self,
        make_client: MakeClient,
        settings: Settings,
        *,
        autosave: Path | None = None,
        panels: Sequence[PanelInfo] = PANELS,
        make_panel: MakePanel | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.preferences = Preferences(settings, self)
        self.languages: Languages | None = None
        self.actions_ = actions = Actions(self, settings.shortcuts)
        clock = self.clock
        self.messages = messages = MessageStrip()
        self.editor = Editor()
        self.workspace, self.link = workspace, link = Workspace(self.editor, self), Link(self)
        make = make_panel or panel_of
        self.context = LaneContext(
            self.editor,
            clock,
            settings,
            messages,
            link.engines(make_client),
            lambda axis: {info.id: partial(make, info, axis) for info in panels},
            self._told,
            lambda id: self.docks.shown(id),
        )
        self.lane = lane = Lane("A", self.context, self)
        # The window itself is about the first lane.
        self.models, self.reading, self.client = lane.models, lane.reading, lane.client
        self.axis, self.panels = lane.axis, lane.panels
        self.docks = docks = Docks(self, panels, self.panels)
        # Before anybody else hears of a panel, it is inside the window.
        lane.panel_added.connect(docks.put)
        workspace.add(lane)
        self.status, self.progress = Status(self), Progress()
        self.status.addWidget(self.progress)
        self.setStatusBar(self.status)
        services = Services(
            self, workspace, docks, clock, actions, messages, self.progress, self.preferences
        )
        self.find_bar = FindBar(self.editor, actions, self.progress)
        self.picker = ModelPicker(actions, "model.open", settings)
        self.shading, self.model_settings = TextShading(services), ModelSettingsController(services)
        self.model_card, _ = ModelCards(services).card, ModelSaving(services)
        self.intervening = InterventionController(services)
        self.generation = Generation(self.editor, self.client, clock, self)
        self.branching = branching = Branching(self.editor, self)
        self.documents = documents = Documents(services, autosave, branching)
        self.file_questions = FileQuestions(services, documents)
        documents.formats[MEMORY] = self.memory_files = self.intervening.memory_files
        start, stop = actions["generate.start"], actions["generate.stop"]
        self.generate_bar = GenerateBar(start, stop, self.preferences)
        self.welcome = WelcomeStrip(self)
        self.palette_ = CommandPalette(actions, self)
        self.text_area = TextArea(services, self.shading, branching, self.generate)
        self.time = PlaybackController(services, self.text_area.foot)
        interventions, spans = self.intervening.interventions, self.time.spans
        Continuations(services, branching, interventions, lambda: self.generate_bar.sampling)
        self.units = Units(services, self.intervening.of, spans)
        self.ring, self.source_line = FocusRing(self), SourceLine(services)
        strips = messages, self.model_card, self.find_bar, self.model_settings.strip
        self.hairlines = Hairlines(self)
        self.setStyle(self.hairlines)
        WithoutIcons(self)
        self.bar = ThinToolBar(actions, self.generate_bar, self)
        also = self.palette_, self.ring, self.text_area, self.source_line, self.hairlines
        themed = *strips, self.intervening, *also, self.bar, self.generate_bar, self.welcome
        self.appearance, self.devices = Appearance(services, themed), Devices(services)
        self._fill_centre()
        self.status_reporter = StatusReporter(services, self.generation, self.status)
        self.presets = presets = Presets(services)
        presets.chosen.connect(self._show_preset)
        marked = self.picker, self.model_settings, self.intervening.change
        self.comparison = comparison = Comparison(
            services, self.context, panels, marked, self.appearance, presets
        )
        beside = documents, branching, self.text_area, self.intervening.of
        self.texts = TwoTexts(services, self.context, comparison, *beside)
        self.copies = Copies(services, panels, lambda *given: self._told(partial(make, *given)))
        self.capacities, self.browsing = Capacities(services), Browsing(services, self.copies)
        self.weighing, self.lensing = Weighing(services), Lensing(services)
        self.runs = TrainingRuns(services, self.text_area.foot)
        self._connect()
        self._offer()
        _, self.text_commands = PanelCommands(services), TextCommands(actions, self.editor)
        self.text_commands.more.append(self.intervening.fill_text_menu)
        ReadingMatter(services, self.appearance, self.copies)
        kept = interventions, spans, self.text_area, self.copies, presets, link
        self.sessions = Sessions(services, documents, comparison, branching, *kept)
        self.examples = Examples(services, documents, self.sessions, comparison, presets)
        self.recordings = Recordings(services, documents, interventions)
        self._fill_bar()
        settings_of = self.model_settings.strip, self.model_settings.button
        lit = {"model": (self.picker,), "layouts": (self.bar.tabs,), "settings": settings_of}
        lit |= {"change": (self.intervening.change,), "generate": (self.generate_bar,)}
        self.tours = Tours(services, interventions, presets, lit, self.examples.show, self.welcome)
        self.appearance.add(self.tours)
        self.exporting = Exporting(services, comparison)
        self.animating = Animating(services, comparison, self.time.player)
        where_shown = self.status, self.picker, comparison, self.appearance
        self.servers = Servers(services, link, *where_shown)
        for end in (self.units.save_labels, self.animating.stop, link.close):
            self.closed.connect(end)
        self.sources = Sources(services, documents, self.open_checkpoint)
        actions.fill_bar(self.menuBar())
        self.text_commands.follow(actions.menus["&Edit"])
        bars = self.bar, self.status, self.text_area.bar, self.welcome
        self.lectern = Lectern(services, self, bars, branching, presets, self.appearance)
        self.lectern.presents.connect(self.tours.rest)
        self.drops = Drops(self, documents.open)
        self.resize(1280, 800)
        self._places = Places(services, presets, self.copies)
        self.appearance.apply()
        self._show_name()
        self.languages = Languages(services, self.appearance)
        Motion(services)

    # --- building ---

    def _told(self, make: Callable[[], Panel]) -> Panel:
        """Make a panel in the present language."""
        languages = self.languages
        return make() if languages is None else languages.made(make)

    def _fill_centre(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for strip in (
            self.messages,
            self.file_questions.bar,
            self.model_card,
            self.find_bar,
            self.model_settings.strip,
            *self.intervening.forms,
        ):
            column.addWidget(strip)
        column.addWidget(self.text_area, 1)
        self.setCentralWidget(centre)

    def _fill_bar(self) -> None:
        self.bar.add(self.picker, self.recordings.badge)
        self.bar.add(self.comparison.button, self.comparison.picker, self.model_settings.button)
        strip = WideStrip(self.intervening.change, self)
        self.intervening.change.wanted.connect(strip.want)
        for bar in (self.bar, self.welcome, strip):
            self.addToolBar(bar)
            self.addToolBarBreak()

    def _connect(self) -> None:
        self.workspace.each_lane(lambda lane: self.painted.connect(lane.reading.timing.painted))
        self.painted.connect(self.docks.begin)
        self.picker.chosen.connect(self.open_checkpoint)
        self.models.opening.connect(self.picker.show_opening)
        self.models.kept.connect(self.picker.show_opened_again)
        self.models.opened.connect(self._show_model)
        for done in (self.models.opened, self.models.kept):
            done.connect(self.messages.review)
        self.docks.seen_changed.connect(self.clock.wake, Qt.ConnectionType.QueuedConnection)
        self.docks.seen_changed.connect(self._ask_all, Qt.ConnectionType.QueuedConnection)
        self.docks.closed_changed.connect(self.shading.redraw_soon)
        self.comparison.changed.connect(self._show_compared)
        self.documents.named.connect(self._show_name)
        self.documents.model_chosen.connect(self.open_checkpoint)
        self.editor.modificationChanged.connect(self.setWindowModified)
        # Queued, because fonts reach the widgets only when events are processed.
        self.appearance.changed.connect(self._refit, Qt.ConnectionType.QueuedConnection)

    def _offer(self) -> None:
        """Connect the commands of the window itself."""
        parts = self.in_parts
        for id, do in (
            ("file.quit", self.close),
            ("model.open", self.choose_checkpoint),
            ("model.open_file", self.choose_model_file),
            ("generate.start", self.generate),
            ("generate.stop", self.generation.stop),
            ("view.next_part", partial(parts.go, 1)),
            ("view.previous_part", partial(parts.go, -1)),
        ):
            self.actions_.on(id, do)
        self.preferences.follow(self._pace, "frames")
        self._pace()

    def parts(self) -> list[QWidget]:
        """The parts that F6 goes through, from the top to the bottom."""
        above = (self.bar, self.welcome, self.messages, self.model_card, self.find_bar)
        by_hand = self.model_settings.strip, self.intervening.change, *self.intervening.forms
        texts = self.editor, *self.texts.parts, self.text_area.bar
        below = [*texts, *map(self.docks.__getitem__, self.panels), self.progress]
        return [*above, *by_hand, *below]

    def _pace(self) -> None:
        self.clock.period = 1 / self.settings.frames

    # --- the model ---

    @Slot(str)
    def open_checkpoint(self, source: str) -> None:
        """Open a bundled checkpoint by name, or a model by path."""
        self.models.open(source, self.settings.device)

    def choose_checkpoint(self) -> None:
        """Open a checkpoint folder that the user chooses."""
        if folder := choose_folder(self, self.settings.folder):
            self.open_checkpoint(folder)

    def choose_model_file(self) -> None:
        """Open a model file that the user chooses."""
        if file := choose_file(self, self.settings.folder):
            self.open_checkpoint(file)

    @Slot(object)
    def _show_model(self, opened: object) -> None:
        if (model := self.models.open_model) is not None:
            self.picker.show_open(model.name, self.models.source)
            self.status.set_model(model.name, model.device)

    @property
    def complete(self) -> bool:
        """Whether everything has been read and drawn, in every lane."""
        return self.docks.complete and self.reading.complete and self.comparison.complete

    def begin(self, checkpoint: str = "", values: Values = (), compare: str = "") -> None:
        """Open the given model, or the last one, and the model that it is compared with."""
        self.models.begin(checkpoint, values)
        self.comparison.begin(compare)

    def generate(self) -> None:
        """Continue the text from the caret."""
        self.generation.start(self.generate_bar.sampling)

    def _ask_all(self) -> None:
        for lane in self.workspace.lanes:
            lane.ask_soon()

    @Slot()
    def _show_compared(self) -> None:
        self.status.set_second(self.comparison.names)

    # --- messages ---

    @Slot()
    def _refit(self) -> None:
        self.status.fit()
        self.generate_bar.fit()
        self.model_settings.fit()
        self.clock.mark()

    @Slot()
    def _show_preset(self) -> None:
        self.appearance.letters = self.docks.preset.letters

    @Slot()
    def _show_name(self) -> None:
        self.setWindowTitle(joined("", (in_title(self.documents.name), "[*] — WM Studio")))
        self.setWindowModified(self.editor.document().isModified())

    # --- the end ---

    def closeEvent(self, event: QCloseEvent) -> None:
        self.generation.stop()
        if not self.documents.end():
            event.ignore()
            return
        self._places.keep()
        try:
            self.settings.save()
        except OSError as error:
            sys.stderr.write(f"wmstudio: the settings could not be saved: {error}\n")
        self.clock.stop()
        # The window disappears at once, however long the engine takes to end.
        self.hide()
        for lane in self.workspace.lanes:
            lane.close()
        self.closed.emit()
        event.accept()
