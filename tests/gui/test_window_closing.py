"""Layout, closing, and what is there at the next start."""

import pytest

from wmstudio.app.commands import COMMANDS
from wmstudio.app.panels import PANELS
from wmstudio.app.settings import Settings, load


def test_closing_ends_the_port_keeps_the_settings_and_happens_once(make_stage, tmp_path):
    stage = make_stage(settings=Settings(path=tmp_path / "settings"))
    stage.window.close()
    stage.window.close()

    assert len(stage.port.closings) == 1
    assert not stage.window.isVisible()
    assert load(tmp_path / "settings")[0].layout


def test_an_engine_that_does_not_end_in_time_is_told_of(make_stage, capsys):
    stage = make_stage()
    stage.port.ends_in_time = False
    stage.window.close()

    assert "did not stop in time" in capsys.readouterr().err


def test_settings_that_cannot_be_saved_do_not_keep_the_window_open(make_stage, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    stage = make_stage(settings=Settings(path=tmp_path / "file" / "settings"))
    stage.window.close()

    assert len(stage.port.closings) == 1
    assert "settings could not be saved" in capsys.readouterr().err


def places(stage):
    window = stage.window
    return {
        info.id: (window.dockWidgetArea(window.docks[info.id]), window.docks[info.id].isHidden())
        for info in PANELS
    }


def test_by_default_the_text_is_the_largest_and_every_panel_in_front_can_be_seen(stage, qtbot):
    window = stage.window
    in_front = [window.panels[info.id] for info in PANELS if not info.behind]
    qtbot.waitUntil(
        lambda: all(window.docks.shown(info.id) != bool(info.behind) for info in PANELS)
    )

    assert (window.width(), window.height()) == (1280, 800)
    area = window.editor.width() * window.editor.height()
    for panel in in_front:
        assert 100 * 100 < panel.width() * panel.height() < area
    right, bottom = window.panels["predictions"], window.panels["gates"]
    assert right.mapTo(window, right.rect().topLeft()).x() > window.editor.width()
    assert bottom.mapTo(window, bottom.rect().topLeft()).y() > window.editor.height()


def test_the_layout_is_as_it_was_left_and_reset_puts_it_right(make_stage, tmp_path):
    path = tmp_path / "settings"
    first = make_stage(settings=Settings(path=path))
    usual = places(first)
    first.window.docks.show("memory", False)
    first.window.tabifyDockWidget(first.window.docks["gates"], first.window.docks["timeline"])
    left = places(first)
    assert left != usual
    first.window.close()

    second = make_stage(settings=load(path)[0])
    assert places(second) == left
    tabbed = second.window.tabifiedDockWidgets(second.window.docks["gates"])
    assert second.window.docks["timeline"] in tabbed
    assert not second.window.actions_["panel.memory"].isChecked()

    second.window.actions_["layout.reset"].trigger()
    assert places(second) == usual
    tabbed = second.window.tabifiedDockWidgets(second.window.docks["gates"])
    assert not [dock for dock in tabbed if not dock.isHidden()]
    assert second.window.actions_["panel.memory"].isChecked()


def test_a_layout_that_is_none_is_as_if_there_were_none(make_stage):
    stage = make_stage(settings=Settings(layout="bm8gbGF5b3V0", geometry="ééé"))

    assert {id for id, (_, hidden) in places(stage).items() if hidden} == {
        info.id for info in PANELS if info.hidden
    }


def test_a_closed_panel_comes_back_from_the_menu(stage, qtbot):
    stage.window.docks["gates"].close()
    action = stage.window.actions_["panel.gates"]
    assert not action.isChecked()

    action.trigger()
    qtbot.waitUntil(lambda: stage.window.panels["gates"].isVisible())
    assert action.isChecked()


def test_the_theme_reaches_everything_and_is_kept(make_stage, qtbot):
    stage = make_stage(settings=Settings(theme="dark"))
    stage.window.actions_["theme.light"].trigger()

    assert all(panel.themes[-1] == "light" for panel in stage.window.panels.values())
    qtbot.waitUntil(lambda: stage.window.palette().window().color().lightness() > 200)
    assert stage.window.settings.theme == "light"
    stage.window.actions_["theme.dark"].trigger()
    qtbot.waitUntil(lambda: stage.window.palette().window().color().lightness() < 60)


def test_text_gets_bigger_and_smaller_and_back(stage, qtbot):
    window = stage.window

    def sizes():
        return window.editor.font().pointSize(), window.status.font().pointSize()

    text, rest = usual = sizes()
    window.actions_["font.bigger"].trigger()
    window.actions_["font.bigger"].trigger()
    qtbot.waitUntil(lambda: sizes()[1] == rest + 2)
    # The text keeps its proportion to everything around it.
    assert sizes()[0] == pytest.approx(text * (rest + 2) / rest, abs=1)
    window.actions_["font.normal"].trigger()
    qtbot.waitUntil(lambda: sizes() == usual)


def test_every_command_does_something(stage):
    for id in COMMANDS:
        connected = stage.window.actions_[id].receivers("2triggered(bool)")
        assert connected > 0, id


def test_everything_that_takes_the_keyboard_has_a_name(stage):
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QWidget

    for widget in stage.window.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            interface = QAccessible.queryAccessibleInterface(widget)
            name = interface.text(QAccessible.Text.Name)
            assert name, f"{widget} has no name"


def test_help_can_be_read(stage, qtbot):
    from wmstudio.gui.shell.help import TextDialog

    for id in ("help.glossary", "help.about", "model.about"):
        stage.window.actions_[id].trigger()
    dialogs = stage.window.findChildren(TextDialog)
    assert len(dialogs) == 3
    assert any("Surprise" in dialog.body.toPlainText() for dialog in dialogs)
    assert any("No model is open" in dialog.body.toPlainText() for dialog in dialogs)
    for dialog in dialogs:
        dialog.close()
