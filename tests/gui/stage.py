"""A window without an engine: the test says what is answered, and sees what is asked."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout

from wmstudio.app.settings import Settings
from wmstudio.gui.plots.panel import Panel
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.testing.frames import SIGNALS, frame_for, opened, trace_of
from wmstudio.testing.scripted import ScriptedClient

__all__ = [
    "SIGNALS",
    "PlainPanel",
    "ScriptedClient",
    "Stage",
    "drop",
    "frame_for",
    "opened",
    "trace_of",
]


class PlainPanel(Panel):
    """Shows the revision of the frame it drew last."""

    def __init__(self, axis, parent=None):
        super().__init__(axis, parent)
        self.drawn, self.stale, self.themes = [], [], []
        self.asked = ""
        self.watched = ()
        self.label = QLabel("nothing")
        QVBoxLayout(self).addWidget(self.label)

    def watch(self):
        return self.watched

    def ask_text(self):
        return self.asked

    def draw(self):
        if self.frame is not None:
            self.drawn.append(self.frame.revision)
            self.label.setText(str(self.frame.revision))

    def set_stale(self, stale):
        # Told at every drawing; what is kept is when it changed.
        if stale != (bool(self.stale) and self.stale[-1]):
            self.stale.append(stale)

    def apply_theme(self, theme):
        self.themes.append(theme.name)


class Stage:
    """A window on scripted ports: one, and another for each comparison."""

    def __init__(self, settings=None, autosave=None, make_panel=None):
        self.ports = []

        def make_client(on_ready):
            self.ports.append(ScriptedClient(on_ready))
            return self.ports[-1]

        self.window = MainWindow(
            make_client,
            settings or Settings(),
            autosave=autosave,
            make_panel=make_panel or (lambda info, axis: PlainPanel(axis)),
        )
        # So that tests that look at everything in a window look at every panel.
        tuple(self.window.panels.values())

    @property
    def port(self):
        return self.ports[0]

    def answer(self, qtbot, text=None):
        """Answer the newest view of the text until nothing more is wanted.

        A view may have been asked for before the model was open, and is then asked for again.
        """
        reading, answered = self.window.reading, []

        def is_complete():
            views = self.port.views
            if views and views[-1] not in answered and text in (None, views[-1].text):
                answered.append(views[-1])
                self.port.say(frame=frame_for(views[-1]))
            return bool(answered) and reading.complete

        qtbot.waitUntil(is_complete)

    def posted(self, kind):
        return [command for command in self.port.commands if isinstance(command, kind)]


def drop(window, path, onto):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), copy, data, left, none)
    QApplication.sendEvent(onto, enter)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, data, left, none))
