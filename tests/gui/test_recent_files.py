"""Files that were opened lately."""

from PySide6.QtWidgets import QFileDialog

from wmstudio.app.settings import load


def entries(stage):
    menu = stage.window.actions_.menus["recent"]
    menu.aboutToShow.emit()
    return [action for action in menu.actions() if not action.isSeparator()]


def test_what_is_opened_and_saved_comes_first_and_opens_again(stage, qtbot, monkeypatch, tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(name)
        stage.window.documents.open(tmp_path / f"{name}.txt")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "c.txt"), ""))
    stage.window.actions_["file.save_as"].trigger()

    found = entries(stage)
    assert [action.text().split(" – ")[0] for action in found[:3]] == ["c.txt", "b.txt", "a.txt"]
    found[2].trigger()
    assert stage.window.editor.text == "a"
    assert entries(stage)[0].text().startswith("a.txt")


def test_a_file_that_is_gone_is_grey_and_says_so(stage, tmp_path):
    (tmp_path / "a.txt").write_text("a")
    stage.window.documents.open(tmp_path / "a.txt")
    assert entries(stage)[0].isEnabled()
    (tmp_path / "a.txt").unlink()

    gone = entries(stage)[0]
    assert not gone.isEnabled()
    assert "no longer exists" in gone.toolTip()


def test_the_list_can_be_cleared_and_then_there_is_nothing_to_clear(stage, tmp_path):
    clear = stage.window.actions_["file.clear_recent"]
    assert not clear.isEnabled()
    (tmp_path / "a.txt").write_text("a")
    stage.window.documents.open(tmp_path / "a.txt")
    assert clear.isEnabled()
    clear.trigger()

    assert stage.window.settings.recent_files == []
    assert not clear.isEnabled()
    assert [action.text() for action in entries(stage)] == [
        "No file has been opened yet",
        "&Clear list",
    ]


def test_a_file_is_remembered_after_an_end_by_force(stage, qtbot, tmp_path):
    settings = stage.window.settings
    settings.path = tmp_path / "settings"
    (tmp_path / "a.txt").write_text("a")
    stage.window.documents.open(tmp_path / "a.txt")
    qtbot.waitUntil(lambda: load(settings.path)[0].recent_files == settings.recent_files)
    assert settings.recent_files == [str(tmp_path / "a.txt")]
    stage.window.actions_["file.clear_recent"].trigger()
    qtbot.waitUntil(lambda: load(settings.path)[0].recent_files == [])


def test_a_file_that_cannot_be_read_is_not_remembered(stage, tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"\0\1")
    stage.window.documents.open(tmp_path / "bad.txt")

    assert stage.window.settings.recent_files == []
