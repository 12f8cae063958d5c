"""All text and all marks of every panel can be seen, as measured on pictures of them."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.gui.rendered import faults, without_caches
from tests.support import OLDER
from wmstudio.app.panels import BUILT_IN
from wmstudio.app.settings import Settings
from wmstudio.gui.base.plain import PlainLabel
from wmstudio.gui.base.theme import DARK, SURFACES, THEMES
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.start import make_client

TEXT = "The old fox saw the copper whistle.\n\nA copper whistle was all that he saw of the copper"
MARKS = {
    "predictions": {"memory", "network"},
    "memory": {"memory"},
    "timeline": {"network"},
}
"""Roles of marks that must be found in panels, so that none is mistaken for decoration."""


@pytest.fixture(scope="module")
def window(qapp):
    """Two models on a text, a word of which the first has forgotten; units have been found."""
    window = MainWindow(make_client, Settings(device="cpu", theme="dark"))
    window.resize(1280, 800)
    window.show()
    window.editor.set_text(TEXT)
    window.models.begin("tales-pointer")
    settle(window)
    window.comparison.open(str(OLDER / "stories-transformer"))
    settle(window)
    window.editor.place_caret(len(TEXT))
    QTest.keyClicks(window.editor, " ")
    QTest.keyClick(window.editor, Qt.Key.Key_Backspace)
    window.time.spans.select(4, 11)
    settle(window)
    window.tours.first_things.forget("whistle")
    settle(window)
    yield window
    window.close()


def settle(window):
    while window.models.open_model is None or not window.complete:
        QApplication.processEvents()
    for _ in range(5):
        QApplication.processEvents()


def roles(theme, names):
    return {getattr(theme, name) for name in names}


def measured(window, widget, theme):
    without_caches(widget)
    high = "contrast" in theme.name
    decoration = roles(theme, (*SURFACES, "hairline", "empty_bar", "found", "primary"))
    return faults(widget, 7 if high else 4.5, 4.5 if high else 3, decoration)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("id", [info.id for info in BUILT_IN])
def test_text_and_marks_of_every_panel_stand_out(window, id, theme):
    window.appearance.choose(theme.name)
    window.docks.show(id, True)
    window.docks.fill(id)
    settle(window)
    wrong, read, colours = measured(window, window.panels[id].parentWidget(), theme)

    assert wrong == []
    assert read >= 5
    assert roles(theme, MARKS.get(id, ())) <= colours


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_text_and_marks_of_the_window_stand_out(window, theme):
    window.docks.fill("")
    window.appearance.choose(theme.name)
    window.presets.choose("write")
    window.welcome.show()
    window.messages.say("Something went wrong.", "contrast")
    settle(window)
    wrong, read, _ = measured(window, window, theme)
    window.messages.clear("contrast")

    assert wrong == []
    assert read > 60


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("id", ["predictions", "memory", "timeline", "units"])
def test_text_of_what_is_out_of_date_can_be_read(window, id, theme):
    window.appearance.choose(theme.name)
    window.docks.show(id, True)
    window.docks.fill(id)
    settle(window)
    for lane in window.workspace.lanes:
        lane.panels[id].set_stale(True)
    wrong, read, _ = measured(window, window.panels[id].parentWidget(), theme)
    for lane in window.workspace.lanes:
        lane.panels[id].set_stale(False)

    assert [one for one in wrong if isinstance(one[0], str)] == []
    assert read >= 5


# --- the measurement itself ---


def test_a_bad_colour_of_a_panel_is_found(window):
    window.docks.fill("predictions")
    window.appearance.choose("dark")
    settle(window)
    panel = window.panels["predictions"]
    panel.apply_theme(replace(DARK, second_text="#5b626c", network="#3a4048"))
    wrong, _, _ = measured(window, panel, DARK)
    panel.apply_theme(DARK)

    assert {colour for _, colour, _ in wrong} == {"#5b626c", "#3a4048"}
    assert any(what == "in %" or "%" in str(what) for what, _, _ in wrong)


@pytest.mark.parametrize(
    ("text", "ground", "known"),
    [("#000000", "#ffffff", 21.0), ("#767676", "#ffffff", 4.54), ("#888888", "#777777", 1.26)],
)
def test_the_contrast_of_a_text_is_as_calculated(qtbot, text, ground, known):
    label = PlainLabel("Grounds and letters")
    qtbot.addWidget(label)
    label.setStyleSheet(f"color: {text}; background: {ground}")
    label.resize(200, 30)
    label.show()
    wrong, read, _ = faults(label, 22, 3)

    assert read == 1
    assert wrong[0][2] == pytest.approx(known, rel=0.06)


class Faint(QWidget):
    """Texts that cannot be seen, that something covers, and that can be read; and two boxes."""

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        for words, y, colour in (("white", 20, "white"), ("covered", 50, "black")):
            painter.setPen(QColor(colour))
            painter.drawText(10, y, words)
        painter.fillRect(0, 30, 100, 30, QColor("white"))
        painter.setPen(QColor("black"))
        painter.drawText(10, 80, "seen")
        painter.fillRect(120, 10, 20, 20, QColor("#e0e0e0"))
        painter.fillRect(160, 10, 20, 20, QColor("#606060"))
        painter.end()


def test_invisible_text_and_faint_marks_are_found(qtbot):
    widget = Faint()
    qtbot.addWidget(widget)
    widget.resize(200, 100)
    widget.show()
    wrong, read, colours = faults(widget, 4.5, 3, decoration={"#ffffff"})

    assert [what for what, _, _ in wrong] == ["white", (120, 10, 20, 20)]
    assert read == 2
    assert colours == {"#e0e0e0", "#606060"}
