"""A panel that only this test knows: all that a panel is there for comes with its declaration."""

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from wmstudio.app.commands import COMMANDS, Command, panel_command
from wmstudio.app.figures import Figure, OfferedFigure
from wmstudio.app.options import Option
from wmstudio.app.panels import PANELS, PanelInfo
from wmstudio.app.settings import Settings, load
from wmstudio.engine.engine import Engine
from wmstudio.gui.base.choice import Choice, Switch
from wmstudio.gui.shell.main_window import MainWindow, panel_of
from wmstudio.gui.views.picture_panel import PicturePanel
from wmstudio.runtime.sync import SyncEngine
from wmstudio.testing.fake import open_fake
from wmstudio.text.visible import visible

INFO = PanelInfo(
    id="lengths",
    title="Lengths",
    path="",
    area="bottom",
    share=1,
    shortcut="Alt+9",
    tip="How long each token is",
)


class LengthsPanel(PicturePanel):
    title = "Lengths"

    def __init__(self, axis, parent=None):
        super().__init__(axis, parent)
        self.unit = Choice("Unit", (Option("bytes", "bytes"), Option("letters", "letters")))
        self.total = Switch("total")
        self.header.add(self.unit)
        self.header.add(self.total)

    def controls(self):
        return {"unit": self.unit, "total": self.total}

    def figures(self, excerpt):
        yield OfferedFigure("lengths", lambda: self._figure(excerpt))

    def _figure(self, excerpt):
        ids = excerpt.frame.trace.column("ids", 0, len(excerpt.frame.trace))
        pieces = tuple(visible(excerpt.opened.pieces[int(i)]) for i in ids)
        lengths = np.array([[len(piece) for piece in pieces]], np.float32)
        return Figure("curves", "Lengths", "token", self.unit.chosen, lengths, ("length",), pieces)


def make_panel(info, axis):
    return LengthsPanel(axis) if info.id.startswith(INFO.id) else panel_of(info, axis)


@pytest.fixture
def make(qtbot, monkeypatch):
    # Its row in the table of panels also makes this command, once, when the tables are imported.
    id = panel_command(INFO.id)
    command = Command(id, INFO.title, INFO.tip, INFO.shortcut, checkable=True)
    monkeypatch.setitem(COMMANDS, id, command)
    windows = []

    def make(text="abc", settings=None):
        window = MainWindow(
            lambda on_ready: SyncEngine(lambda: Engine(open_fake), on_ready),
            settings or Settings(),
            panels=(*PANELS, INFO),
            make_panel=make_panel,
        )
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        window.models.begin("scripted")
        window.editor.setPlainText(text)
        window.editor.place_caret(len(text))
        qtbot.waitUntil(lambda: window.reading.complete)
        return window

    yield make
    for window in windows:
        window.close()


def chosen_in(window):
    panel = window.panels["lengths"]
    panel.unit.choose("letters")
    panel.total.setChecked(True)
    return panel


CHOSEN = {"unit": "letters", "total": True}


def test_a_new_panel_is_exported_also_while_it_is_pinned(make, qtbot):
    window = make()
    chosen_in(window)
    window.copies.current = "lengths"
    window.copies.pin(True)
    qtbot.waitUntil(lambda: window.reading.complete)

    assert window.panels["lengths"].pin is not None
    made = {name: make for name, _, make in window.exporting.offered()}
    figure = made["Lengths: lengths"]()
    assert figure.columns == ("a", "b", "c")
    assert figure.y == "letters"


def test_a_new_panel_is_duplicated_with_what_is_chosen(make):
    window = make()
    chosen_in(window)
    window.copies.current = "lengths"

    assert window.copies.duplicate() == "lengths.2"
    assert window.panels["lengths.2"].save_state() == CHOSEN
    assert "Lengths 2: lengths" in [name for name, _, _ in window.exporting.offered()]


def test_a_new_panel_and_its_duplicate_are_in_sessions(make, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    first = make()
    chosen_in(first)
    first.copies.current = "lengths"
    first.copies.duplicate()
    first.panels["lengths"].unit.choose("bytes")
    assert first.sessions.write(tmp_path / "a.wmstudio")
    second = make("")
    second.documents.open(tmp_path / "a.wmstudio")
    qtbot.waitUntil(lambda: second.copies.ids == ("lengths.2",))

    assert second.panels["lengths"].save_state() == CHOSEN | {"unit": "bytes"}
    assert second.panels["lengths.2"].save_state() == CHOSEN


def test_a_duplicate_of_a_new_panel_comes_back_at_the_next_start(make, tmp_path):
    first = make(settings=Settings(path=tmp_path))
    chosen_in(first)
    first.copies.current = "lengths"
    first.copies.duplicate()
    first.docks.show("gates", False)
    first.close()
    second = make(settings=load(tmp_path)[0])

    assert second.panels["lengths.2"].save_state() == CHOSEN
    assert not second.docks.there("gates")
