"""A disk that is full for a moment, at any write: nothing that was typed is lost."""

import errno
import os
import shutil
import sys

import pytest
from PySide6.QtWidgets import QMessageBox

from wmstudio.app.saved.unit_labels import FILE, UnitLabels
from wmstudio.app.settings import Settings, load
from wmstudio.files import writing
from wmstudio.gui.documents import draft_keeper
from wmstudio.gui.shell import unit_search

WRITES = 12
"""At least so many are made while the story is typed."""


class Disk:
    """Counts the program's writes, of which those between two numbers fail."""

    def __init__(self, monkeypatch):
        self.writes, self.full = 0, range(0)
        self._write = writing.write_file
        for module in list(sys.modules.values()):
            if getattr(module, "write_file", None) is self._write:
                monkeypatch.setattr(module, "write_file", self.write)

    def write(self, path, data, *rest, **more):
        self.writes += 1
        if self.writes in self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        self._write(path, data, *rest, **more)


@pytest.fixture
def disk(monkeypatch):
    # As soon as it can be, so that nobody has to wait for the pause between two attempts.
    monkeypatch.setattr(draft_keeper, "QUIET", 0)
    return Disk(monkeypatch)


def type_story(window):
    """Write in three branches; every step is kept, or is to be kept, before the next."""
    for act in (
        lambda: window.editor.setPlainText("the cat sat"),
        lambda: window.branching.replace_token(3, " dog"),
        lambda: window.editor.insertPlainText(" ran"),
        lambda: window.branching.switch(1),
        lambda: window.editor.insertPlainText(" down"),
        lambda: window.branching.add_bookmark(),
        lambda: window.branching.switch(2),
        lambda: window.editor.insertPlainText(" off"),
    ):
        act()
        window.documents.keep()


def seen(window):
    tree = window.branching.whole()
    return tree.current.name, tree.current.text, {b.name: b.text for b in tree.branches}


@pytest.mark.parametrize("end", ["killed", "closed"])
@pytest.mark.parametrize("first", range(1, WRITES + 1))
def test_text_survives_a_disk_that_was_full_for_a_moment(
    make_window, qtbot, tmp_path, disk, first, end
):
    disk.full = range(first, first + 3)
    window = make_window(autosave=tmp_path / "drafts")
    type_story(window)
    before = seen(window)
    assert before[:2] == ("dog", "the dog ran off")
    assert disk.writes >= first
    # It tries again by itself.
    qtbot.waitUntil(lambda: window.documents.drafts.is_kept and disk.writes >= disk.full.stop)
    left = tmp_path / "drafts"
    if end == "closed":
        window.close()
    else:
        left = tmp_path / "left"
        shutil.copytree(tmp_path / "drafts", left, ignore=shutil.ignore_patterns("*.lock"))
    assert seen(make_window(autosave=left)) == before


def test_it_is_told_once_that_the_text_cannot_be_kept(make_window, qtbot, tmp_path, disk):
    window = make_window(autosave=tmp_path)
    disk.full = range(1, 1_000_000)
    window.editor.setPlainText("the cat sat")
    qtbot.waitUntil(lambda: disk.writes >= 3)
    told = [notice.text for notice in window.messages.earlier]
    assert len([text for text in told if "could not be autosaved" in text]) == 1
    disk.full = range(0)
    qtbot.waitUntil(lambda: window.documents.drafts.is_kept)


@pytest.mark.parametrize("button", ["Cancel", "Discard"])
def test_a_window_whose_text_cannot_be_kept_asks_before_it_closes(
    make_window, qtbot, tmp_path, disk, monkeypatch, button
):
    answers = []
    monkeypatch.setattr(
        QMessageBox,
        "question",
        lambda *_: answers.append(button) or QMessageBox.StandardButton[button],
    )
    window = make_window(autosave=tmp_path)
    disk.full = range(1, 1_000_000)
    window.editor.insertPlainText("the cat sat")
    assert window.close() == (button == "Discard")
    assert answers == [button]
    assert window.isVisible() == (button == "Cancel")
    assert window.editor.text == "the cat sat"
    disk.full = range(0)
    if button == "Cancel":
        qtbot.waitUntil(lambda: window.documents.drafts.is_kept)
        assert window.close()
        assert answers == [button]


def test_a_folder_that_comes_late_is_used_from_then_on(make_window, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(draft_keeper, "QUIET", 0)
    (tmp_path / "file").write_text("in the way")
    window = make_window(autosave=tmp_path / "file" / "drafts")
    window.editor.setPlainText("the cat sat")
    window.documents.keep()
    assert not window.documents.drafts.is_kept
    (tmp_path / "file").unlink()
    qtbot.waitUntil(lambda: window.documents.drafts.is_kept)
    window.close()
    assert make_window(autosave=tmp_path / "file" / "drafts").editor.text == "the cat sat"


def test_labels_and_preferences_are_kept_once_there_is_room(
    make_window, qtbot, tmp_path, disk, monkeypatch
):
    monkeypatch.setattr(unit_search, "RETRY", 0)
    window = make_window(settings=Settings(path=tmp_path))
    window.preferences._timer.setInterval(0)
    model = window.units.first.identity
    disk.full = range(disk.writes + 1, 1_000_000)
    window.units.label(model, ("cell", 0), "first")
    window.units.label(model, ("cell", 1), "second")
    window.preferences.set("tokens", 7)
    before = disk.writes
    qtbot.waitUntil(lambda: disk.writes > before + 3)
    assert not UnitLabels.load(tmp_path / FILE).of(*model)
    assert load(tmp_path)[0].tokens != 7
    disk.full = range(0)
    qtbot.waitUntil(lambda: window.units.labels.is_saved)
    assert set(UnitLabels.load(tmp_path / FILE).of(*model).values()) == {"first", "second"}
    qtbot.waitUntil(lambda: load(tmp_path)[0].tokens == 7)


def test_preferences_that_cannot_be_written_do_not_cost_how_things_were_left(tmp_path, disk):
    settings = Settings(path=tmp_path)
    settings.tokens, settings.folder = 7, "somewhere"
    disk.full = range(1, 2)
    with pytest.raises(OSError, match="No space left"):
        settings.save()
    assert load(tmp_path)[0].folder == "somewhere"
    settings.save()
    assert load(tmp_path)[0].tokens == 7
