"""Presentation mode: large, bare, and gone without a trace."""

import pytest
from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenuBar, QWidget

from wmstudio.app.presets import HERO, LECTURE, PRESETS
from wmstudio.app.settings import Settings
from wmstudio.gui.base.theme import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST
from wmstudio.gui.panels.predictions import PredictionsPanel
from wmstudio.gui.workspace import narrow

KEYS = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SCRIPT = """
title = "A name"
pace = 200

[[step]]
caption = "Look at the name."
type = "Tabitha"

[[step]]
caption = "Here it is."
select = "Tabitha"
"""


@pytest.fixture
def window(make_shown, qtbot):
    made = make_shown()
    # What is measured is where docks are, not how they get there.
    made.setAnimated(False)
    made.appearance.apply()
    settle(qtbot)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.editor.setFocus()
    return made


@pytest.fixture
def script(tmp_path):
    file = tmp_path / "talk.toml"
    file.write_text(SCRIPT)
    return file


def press(qtbot, window, key, held=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window.editor, key, held)


def seen(window):
    """All that presenting may change of a window."""
    docks = {
        id: (dock.isFloating(), dock.isHidden(), window.docks.places.get(id))
        for id, dock in ((id, window.docks[id]) for id in window.panels)
    }
    bars = window.menuBar(), window.bar, window.status, window.text_area.bar, window.welcome
    return {
        "geometry": window.geometry().getRect(),
        "state": window.windowState(),
        "docks": docks,
        "layouts": {k: v for k, v in window.settings.layouts.items() if k != LECTURE.id},
        "preset": window.presets.current,
        "bars": [bar.isVisible() for bar in bars],
        "notice": window.messages.isVisible(),
        "branches": window.text_area.branches.isVisible(),
        "zoom": window.settings.zoom,
        "theme": (window.settings.theme, window.appearance.theme),
        "fonts": (window.font().toString(), window.editor.font().toString()),
        "text": (window.editor.text, window.editor.selection, window.editor.caret),
        "scrolled": window.editor.verticalScrollBar().value(),
        "focus": window.focusWidget(),
        "filled": not window.docks["memory"].isAncestorOf(window.panels["memory"]),
    }


def changed(before, now):
    return {key: (before[key], now[key]) for key in before if before[key] != now[key]}


def arranged_by_hand(window, qtbot):
    window.appearance.zoom(1)
    settle(qtbot)
    # Qt gives a menu bar with larger letters its height only with the next change of the layout.
    window.menuBar().updateGeometry()
    window.docks.show("gates", False)
    window.resizeDocks([window.docks["memory"]], [420], Qt.Orientation.Horizontal)


def filled(window, qtbot):
    window.docks.fill("memory")


def dark(window, qtbot):
    window.appearance.choose("dark")


def maximised(window, qtbot):
    window.showMaximized()


def in_another_layout(window, qtbot):
    window.presets.choose("units")


def scrolled_down(window, qtbot):
    window.editor.set_text("a line\n" * 200)
    window.editor.place_caret(700, 690)


def with_a_notice(window, qtbot):
    window.messages.say("Follow the line to the candidate.", "example", warns=False)


def beside_branches(window, qtbot):
    window.actions_["branch.show"].trigger()


def with_the_tour_offered(window, qtbot):
    window.welcome.show()


BEFORE = [
    arranged_by_hand,
    filled,
    dark,
    maximised,
    in_another_layout,
    scrolled_down,
    beside_branches,
    with_the_tour_offered,
    with_a_notice,
]


@pytest.mark.parametrize("leave", [KEYS.Key_F11, KEYS.Key_Escape])
@pytest.mark.parametrize("arrange", BEFORE, ids=lambda arrange: arrange.__name__)
def test_leaving_leaves_everything_as_it_was(window, qtbot, arrange, leave):
    arrange(window, qtbot)
    settle(qtbot)
    window.presets.keep()
    before = seen(window)
    # A comparison with no places at all would say nothing.
    assert before["filled"] or {"predictions", "timeline"} & set(window.docks.places)
    window.lectern.presentation.enter()
    settle(qtbot)
    assert window.isFullScreen()
    assert seen(window) != before
    assert not window.messages.isVisible()
    assert not window.text_area.branches.isVisible()
    press(qtbot, window, KEYS.Key_B, CONTROL)
    assert window.text_area.branches.isVisible()
    window.presets.choose("memory")
    window.docks.show("attention", False)
    window.appearance.zoom(-1)
    settle(qtbot)
    press(qtbot, window, leave)
    assert not window.lectern.presentation.is_on
    # The window system gives the size back in its own time.
    qtbot.waitUntil(lambda: changed(before, seen(window)) == {})


def test_the_caret_is_in_sight_after_a_talk_that_has_written(window, qtbot):
    window.editor.set_text("a line\n" * 200)
    settle(qtbot)
    window.lectern.presentation.enter()
    settle(qtbot)
    window.editor.place_caret(len(window.editor.text))
    qtbot.keyClicks(window.editor, "the end")
    window.lectern.presentation.leave()
    qtbot.waitUntil(lambda: not window.presets.moving)

    assert window.editor.viewport().rect().contains(window.editor.cursorRect())


@pytest.mark.parametrize("slides", [True, False])
def test_docks_slide_after_leaving_only_if_they_did_before(window, qtbot, slides):
    window.setAnimated(slides)
    window.lectern.presentation.enter()
    settle(qtbot)
    window.lectern.presentation.leave()
    qtbot.waitUntil(lambda: not window.presets.moving)
    assert window.isAnimated() is slides


def settle(qtbot):
    # Everything that waits for an event, and what that leads to.
    for _ in range(20):
        QCoreApplication.sendPostedEvents()
        QApplication.processEvents()


def renew_menu_bar(window):
    window.setMenuBar(QMenuBar())
    window.menuBar().show()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_menu_bar_that_was_made_anew_is_hidden_and_comes_back(window):
    renew_menu_bar(window)
    window.lectern.presentation.enter()
    assert window.menuBar().isHidden()
    renew_menu_bar(window)
    window.lectern.presentation.leave()
    assert not window.menuBar().isHidden()


def test_closing_while_presenting_saves_the_window_of_before(window, qtbot, tmp_path):
    window.presets.choose("units")
    settle(qtbot)
    size = window.size()
    layout = window.docks.state()
    window.lectern.presentation.enter()
    settle(qtbot)
    window.close()
    saved, probe = QByteArray.fromBase64(window.settings.geometry.encode()), QWidget()
    qtbot.addWidget(probe)
    assert probe.restoreGeometry(saved)
    assert not probe.isFullScreen()
    # This screen may be smaller than the window.
    assert probe.size() == size or probe.size() == size.boundedTo(probe.size())
    assert window.settings.preset == "units"
    assert window.settings.layouts["units"] == layout


@pytest.mark.parametrize("scale", ["1.25", "1.5", "2"])
def test_content_is_enlarged_and_controls_are_not(window, qtbot, scale):
    window.preferences.set("lecture", scale)
    panel = window.panels["predictions"]
    assert isinstance(panel, PredictionsPanel)
    header = panel.header

    def sizes():
        parts = window.editor, header.title, header.more, header.question
        return [part.font().pointSizeF() for part in parts]

    text, title, control, question = sizes()
    row = panel.bars.painter.row
    # The text of *Write* is as large as that of a lecture.
    assert window.docks.preset.letters == LECTURE.letters == HERO
    window.lectern.presentation.enter()
    settle(qtbot)
    larger = sizes()
    assert larger[0] == pytest.approx(text * float(scale), rel=0.01)
    assert larger[1] == pytest.approx(title * float(scale), rel=0.01)
    assert larger[3] == pytest.approx(question * float(scale), rel=0.01)
    assert larger[2] == control
    for id in LECTURE.right:
        assert not window.panels[id].header.title.is_cut
    assert panel.bars.painter.row >= max(row, window.fontMetrics().height())


def test_every_word_of_a_lecture_has_at_least_24_pixels(window, qtbot):
    window.lectern.presentation.enter()
    settle(qtbot)
    panels = [window.panels[id] for id in LECTURE.right]
    for part in (window.editor, window.lectern.captions.caption, *panels):
        assert part.fontInfo().pixelSize() >= 24


@pytest.mark.parametrize("usual", [LIGHT, DARK], ids=["light", "dark"])
def test_the_caption_bar_is_dark_in_every_theme(window, qtbot, usual):
    captions = window.lectern.captions
    for other in (DARK, LIGHT, usual):
        window.appearance.choose(other.name)
        settle(qtbot)
    window.lectern.presentation.enter()
    settle(qtbot)
    assert captions.grab().toImage().pixelColor(3, 3).name() == DARK.chrome
    assert captions.caption.palette().windowText().color().name() == DARK.text
    assert captions.command.palette().windowText().color().name() == DARK.second_text


@pytest.mark.parametrize(
    ("usual", "shown"), [(LIGHT, LIGHT_CONTRAST), (DARK, DARK_CONTRAST)], ids=["light", "dark"]
)
def test_it_is_shown_in_high_contrast_of_the_same_lightness(window, qtbot, usual, shown):
    window.appearance.choose(usual.name)
    window.lectern.presentation.enter()
    assert window.appearance.theme == shown
    assert window.settings.theme == usual.name
    settle(qtbot)
    assert window.grab().toImage().pixelColor(5, 5).name() == shown.panel


def test_panels_have_their_share_of_the_whole_screen(window, qtbot, monkeypatch):
    # The screen of these tests is so narrow that panels would be tabs.
    monkeypatch.setattr(narrow, "ROOM", 0)
    window.lectern.presentation.enter()
    settle(qtbot)
    window.resize(1900, 1000)
    share = LECTURE.beside * 1900
    qtbot.waitUntil(lambda: abs(window.docks["memory"].width() - share) < 10)
    press(qtbot, window, KEYS.Key_PageUp)
    settle(qtbot)
    press(qtbot, window, KEYS.Key_PageDown)
    settle(qtbot)
    qtbot.waitUntil(lambda: abs(window.docks["memory"].width() - share) < 10)


def test_menus_and_bars_are_hidden_in_every_layout(window, qtbot):
    window.welcome.show()
    window.lectern.presentation.enter()
    for preset in PRESETS:
        window.presets.choose(preset.id)
        settle(qtbot)
        bars = window.menuBar(), window.bar, window.status, window.text_area.bar, window.welcome
        assert not any(bar.isVisible() for bar in bars), preset.id
        assert window.lectern.captions.isVisible()


def test_only_the_chosen_panels_are_there_and_they_are_remembered(window, qtbot, monkeypatch):
    # The screen of these tests is so narrow that panels would be tabs, which are not kept.
    monkeypatch.setattr(narrow, "ROOM", 0)
    window.lectern.presentation.enter()
    settle(qtbot)
    there = {id for id in window.panels if window.docks.there(id)}
    assert there == {*LECTURE.right, *LECTURE.bottom}
    window.docks.show("predictions", False)
    window.lectern.presentation.leave()
    settle(qtbot)
    assert window.docks.there("predictions")
    window.lectern.presentation.enter()
    settle(qtbot)
    assert not window.docks.there("predictions")


def test_shortcuts_are_shown_with_their_command_and_typed_text_is_not(window, qtbot):
    window.lectern.presentation.enter()
    key, command = window.lectern.captions.key, window.lectern.captions.command
    qtbot.keyClicks(window.editor, "secret")
    press(qtbot, window, KEYS.Key_Return)
    press(qtbot, window, KEYS.Key_Backspace)
    assert key.isHidden()
    press(qtbot, window, KEYS.Key_A, CONTROL)
    assert (key.text(), command.text()) == ("Ctrl+A", "Select all")
    assert key.isVisible()
    press(qtbot, window, KEYS.Key_Left)
    assert (key.text(), command.text()) == ("Left", "")
    assert window.editor.text == "12secret"


@pytest.mark.parametrize(
    "hide",
    [
        lambda field: field.setEchoMode(QLineEdit.EchoMode.Password),
        lambda field: field.setEchoMode(QLineEdit.EchoMode.NoEcho),
        lambda field: field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData),
        lambda field: field.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText),
    ],
)
def test_nothing_is_shown_of_a_field_that_hides_what_is_typed(window, qtbot, hide):
    window.lectern.presentation.enter()
    field = QLineEdit(window)
    hide(field)
    field.show()
    field.setFocus()
    qtbot.keyClicks(field, "pw")
    for key, held in ((KEYS.Key_A, CONTROL), (KEYS.Key_F7, CONTROL), (KEYS.Key_Left, CONTROL)):
        qtbot.keyClick(field, key, held)
    assert window.lectern.captions.key.isHidden()


def test_a_halo_follows_the_pointer_and_lets_clicks_through(window, qtbot):
    halo = window.lectern.presentation.halo
    handle = window.windowHandle()

    def move(x, y):
        from PySide6.QtCore import QCoreApplication, QEvent
        from PySide6.QtGui import QMouseEvent

        place = QPointF(x, y)
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            handle.mapToGlobal(place),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QCoreApplication.sendEvent(handle, event)

    move(300, 200)
    assert not halo.isVisible()
    window.lectern.presentation.enter()
    settle(qtbot)
    move(300, 200)
    assert halo.isVisible()
    assert halo.geometry().center() == QPoint(300, 200)
    assert window.childAt(300, 200) is not halo
    move(400, 250)
    assert halo.geometry().center() == QPoint(400, 250)
    window.lectern.presentation.leave()
    assert not halo.isVisible()


def test_the_keys_of_a_remote_step_through_a_script(window, qtbot, script):
    assert window.lectern.perform(script)
    captions, editor = window.lectern.captions, window.editor
    assert (captions.caption.text(), captions.step.text()) == ("A name", "0 of 2")
    assert editor.text == ""
    press(qtbot, window, KEYS.Key_PageDown)
    assert captions.caption.text() == "Look at the name."
    press(qtbot, window, KEYS.Key_PageDown)
    assert editor.text == "Tabitha"
    press(qtbot, window, KEYS.Key_PageDown)
    assert editor.selection == (0, 7)
    assert (captions.caption.text(), captions.step.text()) == ("Here it is.", "2 of 2")
    press(qtbot, window, KEYS.Key_PageUp)
    press(qtbot, window, KEYS.Key_PageUp)
    assert (editor.text, captions.step.text()) == ("", "0 of 2")
    press(qtbot, window, KEYS.Key_F5)
    assert captions.step.text() == "1 of 2"
    qtbot.waitUntil(lambda: editor.text == "Tabitha")
    press(qtbot, window, KEYS.Key_Escape)
    assert not window.lectern.presentation.is_on
    assert window.lectern.performer.script is None
    seen_again = []
    while editor.document().isUndoAvailable():
        editor.undo()
        seen_again.append(editor.text)
    assert "12" in seen_again


@pytest.mark.parametrize("key", [KEYS.Key_B, KEYS.Key_Period])
def test_a_remote_blacks_the_screen_out_and_any_key_of_it_brings_it_back(
    window, qtbot, script, key
):
    window.lectern.perform(script)
    settle(qtbot)
    blank = window.lectern.presentation.blank
    press(qtbot, window, key)
    assert blank.isVisible()
    assert blank.geometry() == window.rect()
    assert window.grab().toImage().pixelColor(40, 40).name() == "#000000"
    press(qtbot, window, KEYS.Key_PageDown)
    assert not blank.isVisible()
    assert window.lectern.performer.steps_begun == 0
    assert window.editor.text == ""


def test_without_a_script_letters_are_typed_and_page_keys_go_through_layouts(window, qtbot):
    window.lectern.presentation.enter()
    press(qtbot, window, KEYS.Key_B)
    qtbot.keyClicks(window.editor, ".b")
    assert window.editor.text.endswith(".b")
    press(qtbot, window, KEYS.Key_PageDown)
    assert window.presets.current == PRESETS[0].id
    press(qtbot, window, KEYS.Key_PageUp)
    assert window.presets.current == LECTURE.id


def test_a_bad_script_is_refused_in_one_sentence_and_nothing_changes(window, tmp_path):
    file = tmp_path / "bad.toml"
    file.write_text('[[step]]\nsave = "x"\n')
    assert not window.lectern.perform(file)
    told = window.messages.text
    assert told.startswith("bad.toml cannot be performed: line 2:")
    assert not window.lectern.presentation.is_on
    assert window.editor.text == "12"
    assert not window.lectern.perform(tmp_path / "missing.toml")
    assert "missing.toml cannot be performed: No such file" in window.messages.text


def test_the_tab_and_the_menu_enter_and_leave_it(stage, qtbot):
    window = stage.window
    qtbot.mouseClick(window.bar.tabs.tabs[LECTURE.id], Qt.MouseButton.LeftButton)
    assert window.lectern.presentation.is_on
    window.actions_["preset.lecture"].trigger()
    assert not window.lectern.presentation.is_on
    assert window.actions_["preset.write"].isChecked()


def test_the_size_when_presenting_is_a_preference_of_its_own(make_stage, qtbot):
    window = make_stage(settings=Settings(lecture="1.5")).window
    window.lectern.presentation.enter()
    window.actions_["font.bigger"].trigger()
    assert (window.settings.lecture, window.settings.zoom) == ("2", 0)
    window.actions_["font.bigger"].trigger()
    window.actions_["font.smaller"].trigger()
    assert (window.settings.lecture, window.settings.zoom) == ("1.5", 0)


def test_a_running_tour_waits_out_of_sight_and_comes_back(window, qtbot, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('title = "Mine"\n[[step]]\nsay = "Look."\n[[step]]\nsay = "Done."\n')
    window.tours.open(file)
    window.tours.go(1)
    parts = window.tours.veil, window.tours.bubble
    assert all(part.isVisible() for part in parts)
    window.lectern.presentation.enter()
    assert not any(part.isVisible() for part in parts)
    press(qtbot, window, KEYS.Key_Escape)
    assert not window.lectern.presentation.is_on
    assert all(part.isVisible() for part in parts)
    assert window.tours.at == 1


def test_a_session_that_is_kept_while_presenting_has_the_layout_of_before(window, qtbot):
    before = window.sessions.collect()
    press(qtbot, window, KEYS.Key_F11)
    qtbot.waitUntil(lambda: window.presets.current == LECTURE.id)
    meanwhile = window.sessions.collect()
    assert (meanwhile.preset, meanwhile.layout) == (before.preset, before.layout)
    press(qtbot, window, KEYS.Key_F11)
    qtbot.waitUntil(lambda: window.presets.left is None)
    assert window.sessions.collect().preset == before.preset


def test_a_layout_that_was_kept_without_bars_does_not_hide_them(window):
    window.bar.hide()
    bare = window.docks.state()
    window.bar.show()
    assert window.docks.restore(bare)

    assert window.bar.isVisible()


def test_large_letters_leave_the_window_as_high_as_it_was(window, qtbot):
    for _ in range(5):
        window.actions_["font.bigger"].trigger()
    settle(qtbot)
    window.resize(1276, window.minimumSizeHint().height())
    settle(qtbot)
    before = window.size()
    press(qtbot, window, KEYS.Key_F11)
    settle(qtbot)
    window.presets.choose("memory")
    settle(qtbot)
    press(qtbot, window, KEYS.Key_F11)
    qtbot.waitUntil(lambda: window.presets.left is None)

    assert window.size() == before
