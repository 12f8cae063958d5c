"""Another language is chosen while the program runs."""

import os
import re
import sys

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGraphicsView, QLineEdit, QMenu, QMenuBar, QWidget
from shiboken6 import delete

from tests.gui.pseudo_language import Pseudo, texts, untranslated
from tests.gui.reading_window import begin, look_at, real_window, settle
from tests.gui.rendered import texts_and_marks
from wmstudio.app.commands import COMMANDS
from wmstudio.app.languages import ENGLISH
from wmstudio.app.languages.reading import language_of
from wmstudio.app.settings import Settings
from wmstudio.gui.base.plain import keyless
from wmstudio.gui.base.translation import install, tr
from wmstudio.gui.documents.branch_tree import BranchTree
from wmstudio.gui.shell.languages import chinese_fonts
from wmstudio.gui.shell.languages.retelling import Languages
from wmstudio.gui.views.making import panel_of


@pytest.fixture
def switch(qtbot):
    """Turns the made-up language on and off in a window."""
    translator = Pseudo()

    def do(window, on):
        if on:
            QCoreApplication.installTranslator(translator)
        else:
            QCoreApplication.removeTranslator(translator)
        window.findChild(Languages).tell_again()
        QCoreApplication.processEvents()
        qtbot.waitUntil(lambda: window.clock.idle)

    yield do
    QCoreApplication.removeTranslator(translator)


@pytest.fixture
def in_english(qapp, monkeypatch):
    """Leaves the application in English, whatever a window has chosen."""
    monkeypatch.setattr(chinese_fonts, "has_chinese", lambda: True)
    yield
    install(qapp, ENGLISH)


def shown(window):
    """What is read of all widgets, but for the menu of what has no room in the menu bar."""
    return {
        (type(one).__name__, what, text)
        for one in (window, *window.findChildren(QWidget))
        if not (isinstance(one, QMenu) and isinstance(one.parent(), QMenuBar) and not one.title())
        for what, text in texts(one)
        if text
    }


def test_every_word_of_an_open_window_follows_the_language(make_shown, switch):
    window = make_shown()
    window.find_bar.show_replace()
    window.messages.say(tr("No model is open."), "a", details="x")
    before = shown(window)
    switch(window, True)
    assert untranslated(window) == set()
    switch(window, False)
    assert shown(window) <= before


def test_what_is_deleted_while_others_are_told_is_passed_over(make_shown, switch):
    window = make_shown()
    first, last = QWidget(window), QWidget(window)
    gone = [QWidget(first), QWidget(window)]
    first.setWindowTitle(tr("No model is open."))
    last.setWindowTitle(tr("No model is open."))
    first.windowTitleChanged.connect(lambda: [delete(gone.pop()) for _ in gone[:]])
    switch(window, True)
    assert gone == []
    assert last.windowTitle() == first.windowTitle() == tr("No model is open.")
    assert untranslated(window) == set()


def test_every_word_in_a_picture_follows_the_language(make_shown, switch):
    window = make_shown()
    switch(window, True)
    views = window.findChildren(QGraphicsView)
    written = {text.what for view in views for text in texts_and_marks(view)[0]}
    # What a font lacks is written by itself, such as the brackets: only accents tell.
    words = {word for text in written for word in re.findall(r"[^\W\d_]{2,}", text)}
    assert any(re.search("[áéíóúý]", word) for word in words)
    assert {word for word in words if re.search("[aeiouyAEIOUY]", word)} == set()


@pytest.mark.parametrize("id", ["help.shortcuts", "edit.preferences", "help.glossary"])
def test_every_word_of_an_open_dialog_follows_the_language(make_shown, switch, id):
    window = make_shown()
    window.actions_[id].trigger()
    switch(window, True)
    assert untranslated(window) == set()


@pytest.mark.usefixtures("in_english")
def test_the_preference_changes_the_language_and_qts_own(make_shown):
    window = make_shown()
    window.preferences.set("language", "zh_CN")
    assert window.actions_["edit.copy"].text() == "复制(&C)"
    assert window.docks["memory"].windowTitle() == "记忆"
    line = QLineEdit(window)
    assert "粘贴" in "".join(a.text() for a in line.createStandardContextMenu().actions())
    window.preferences.set("language", "en")
    assert window.actions_["edit.copy"].text() == "&Copy"
    assert "Paste" in "".join(
        action.text().replace("&", "") for action in line.createStandardContextMenu().actions()
    )


@pytest.mark.usefixtures("in_english")
def test_another_language_changes_nothing_that_is_the_users(qtbot):
    with real_window(qtbot) as window:
        begin(qtbot, window, "recall-slots", "aAbBcC")
        look_at(qtbot, window, 2)
        tree, branching = window.findChild(BranchTree), window.branching
        before = branching.tree
        for language, name in (("zh_CN", "主分支"), ("en", "main")):
            window.preferences.set("language", language)
            QCoreApplication.processEvents()
            settle(qtbot, window)
            assert tree.topLevelItem(0).text(0) == name
            assert branching.tree == before
            assert window.reading.frame.cursor == 2
        # What is undone is what was typed last.
        window.actions_["edit.undo"].trigger()
        assert window.editor.text != "aAbBcC"


@pytest.mark.usefixtures("in_english")
def test_a_window_that_began_in_chinese_becomes_the_english_one(make_stage, qtbot):
    english, chinese = (
        make_stage(settings=Settings(language=language), make_panel=panel_of).window
        for language in ("en", "zh_CN")
    )
    assert chinese.docks["memory"].windowTitle() == "记忆"
    chinese.preferences.set("language", "en")
    QCoreApplication.processEvents()
    qtbot.waitUntil(lambda: english.clock.idle and chinese.clock.idle)
    assert shown(chinese) == shown(english)


@pytest.mark.usefixtures("in_english")
def test_titles_of_panels_take_the_room_of_their_words_in_the_new_language(make_stage):
    window = make_stage(settings=Settings(language="zh_CN"), make_panel=panel_of).window
    for id in window.panels:
        title = window.panels[id].header.title
        assert title.advance == title.fontMetrics().horizontalAdvance(title.text()), id
    assert window.panels["memory"].header.title.text() == "记忆"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt asks the system")
@pytest.mark.parametrize("where", [("C", "zh_CN"), ("zh_CN.UTF-8", ""), ("de_DE.UTF-8", "zh:en")])
def test_the_window_has_the_language_of_the_command_line(qapp, monkeypatch, in_english, where):
    for name, value in zip(
        ("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES"), (*where, "", ""), strict=True
    ):
        monkeypatch.setenv(name, value)

    assert install(qapp) == language_of(os.environ)


def test_an_open_palette_finds_commands_in_the_new_language(make_stage, in_english):
    window = make_stage(settings=Settings(language="en")).window
    palette = window.palette_
    palette.toggle()
    row = next(i for i, one in enumerate(palette._shown) if one.name == "file.save")
    palette.list.setCurrentItem(palette.list.topLevelItem(row))
    window.preferences.set("language", "zh_CN")
    assert palette._chosen().name == "file.save"
    title = keyless(tr(COMMANDS["file.save"].text))
    assert re.search("[\u4e00-\u9fff]", title)
    palette.line.setText(title)

    assert palette.titles[0] == title
