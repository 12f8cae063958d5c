"""The page of preferences, and everything that follows what is chosen there."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QComboBox

from wmstudio.app import catalogue
from wmstudio.app.preferences import PREFERENCES
from wmstudio.app.settings import PREFERENCES_FILE, Settings, load
from wmstudio.engine.messages import Generate, Open, Sampling
from wmstudio.gui.base.preferences import Preferences
from wmstudio.gui.shell.preferences_page import PreferencesPage


@pytest.fixture
def page(stage):
    stage.window.actions_["edit.preferences"].trigger()
    return stage.window.findChild(PreferencesPage)


def control(page, id):
    return page.rows[id].control


def test_every_preference_has_a_control_that_shows_it(page):
    assert set(page.rows) == set(PREFERENCES)
    for id, row in page.rows.items():
        assert row.control.inputs[0].accessibleName() == f"Setting: {PREFERENCES[id].text}"
        assert row.about.text() == PREFERENCES[id].tip


def test_a_choice_shows_words_and_is_in_force_at_once(page, stage):
    box = control(page, "theme").findChild(QComboBox)
    assert box.currentText() == "Same as the system"
    box.setCurrentText("Light")

    assert stage.window.settings.theme == "light"
    assert stage.window.appearance.theme.name == "light"
    assert stage.window.actions_["theme.light"].isChecked()


def test_what_a_menu_changes_the_page_shows(page, stage):
    stage.window.actions_["font.bigger"].trigger()
    stage.window.actions_["theme.dark"].trigger()

    assert control(page, "zoom").box.value() == 1
    assert control(page, "theme").findChild(QComboBox).currentText() == "Dark"


def test_sampling_is_the_same_in_the_bar_and_on_the_page(page, stage, qtbot):
    window = stage.window
    control(page, "tokens").box.setValue(7)
    assert window.generate_bar.tokens.value() == 7
    window.generate_bar.temperature.setValue(1.25)
    assert control(page, "temperature").box.value() == 1.25
    window.actions_["generate.start"].trigger()

    assert stage.posted(Generate)[-1].sampling == Sampling(temperature=1.25, tokens=7)


def test_the_text_is_wrapped_written_and_indented_as_chosen(page, stage):
    editor = stage.window.editor
    before = editor.font().family(), editor.tabStopDistance()
    control(page, "wrap").findChild(QCheckBox).click()
    control(page, "tab").box.setValue(2)
    control(page, "letters").findChild(QComboBox).setCurrentIndex(1)

    assert editor.lineWrapMode() == editor.LineWrapMode.NoWrap
    assert editor.tabStopDistance() < before[1]
    assert editor.fontMetrics().horizontalAdvance("i") == editor.fontMetrics().horizontalAdvance(
        "m"
    )


def test_another_device_opens_the_model_there(page, stage):
    stage.window.models.begin("stories-lstm")
    control(page, "device").findChild(QComboBox).setCurrentText("CPU")

    assert stage.posted(Open)[-1] == Open("stories-lstm", "cpu")
    assert stage.window.actions_["device.cpu"].isChecked()


def test_panels_are_drawn_as_often_as_chosen(page, stage):
    control(page, "frames").box.setValue(20)

    assert stage.window.clock.period == 1 / 20


@pytest.mark.parametrize(("start", "opened"), [("last", "mine"), ("bundled", catalogue.usual())])
def test_the_program_begins_with_the_model_that_was_chosen(make_stage, start, opened):
    stage = make_stage(settings=Settings(start=start, checkpoint="mine"))
    stage.window.models.begin()

    assert stage.posted(Open)[-1].source == opened


def test_search_leaves_what_fits_and_says_where_nothing_does(page, qtbot):
    qtbot.keyClicks(page.search, "same text")
    assert page.found == ["seed"]
    assert [title.text() for title in page._titles.values() if title.isVisible()] == ["Generating"]
    page.search.clear()
    qtbot.keyClicks(page.search, "xyzzy")
    assert page.found == []
    assert page.none.isVisible()
    page.search.clear()
    assert set(page.found) == set(PREFERENCES)


def test_what_differs_from_the_usual_can_be_taken_back(page, stage, qtbot):
    row = page.rows["tab"]
    assert not row.reset.isVisible()
    row.control.box.setValue(3)
    assert row.reset.isVisible()
    qtbot.mouseClick(row.reset, Qt.MouseButton.LeftButton)

    assert stage.window.settings.tab == Settings().tab == row.control.box.value()
    assert not row.reset.isVisible()


def test_esc_closes_the_page_and_it_opens_once_only(page, stage, qtbot):
    stage.window.actions_["edit.preferences"].trigger()
    (shown,) = (p for p in stage.window.findChildren(PreferencesPage) if p.isVisible())
    qtbot.keyClick(shown.search, Qt.Key.Key_Escape)

    assert not shown.isVisible()


def test_what_is_chosen_is_in_the_file_soon_and_the_file_can_be_opened(
    make_stage, qtbot, tmp_path, monkeypatch
):
    asked = []
    monkeypatch.setattr(QDesktopServices, "openUrl", asked.append)
    stage = make_stage(settings=Settings(path=tmp_path / "mine"))
    stage.window.preferences.set("tab", 3)
    qtbot.waitUntil(lambda: load(tmp_path / "mine")[0].tab == 3)
    stage.window.actions_["edit.preferences"].trigger()
    stage.window.findChild(PreferencesPage).file.click()

    assert asked[0].toLocalFile() == str(tmp_path / "mine" / PREFERENCES_FILE)


def test_a_file_that_cannot_be_written_is_told_once(make_stage, qtbot, tmp_path):
    (tmp_path / "file").write_text("")
    preferences = Preferences(Settings(path=tmp_path / "file" / "settings"))
    told = []
    preferences.failed.connect(told.append)
    for n in (3, 4):
        preferences.set("tab", n)
        preferences.save()

    assert len(told) == 1


def test_a_value_that_cannot_be_changes_nothing(stage):
    stage.window.preferences.set("tab", 99)
    stage.window.preferences.set("theme", "pink")

    assert stage.window.settings == Settings()
