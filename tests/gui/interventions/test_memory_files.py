"""A memory file that is opened like a text: put in, or kept until there is a text."""

import pytest

from tests.gui.reading_window import begin, real_window, settle
from wmstudio import paths
from wmstudio.engine.memory_file import read_memory

FILE = paths.assets() / "samples" / "where-mary-went.wmmemory"
STORY = "John went to the kitchen. Mary moved to the bedroom."


@pytest.fixture
def window(qtbot):
    with real_window(qtbot) as made:
        yield made


def said(window):
    return " ".join(notice.text for notice in (window.messages.shown, *window.messages.waiting))


def test_without_a_text_its_model_opens_and_it_waits_on_the_clipboard(window, qtbot):
    window.documents.begin(FILE)
    assert not window.models.busy
    assert window.memory_files.begin()
    qtbot.waitUntil(lambda: window.reading.opened is not None)
    assert window.reading.opened.name == "where-slots"
    assert window.intervening.transplants.clipboard == read_memory(FILE)
    assert "is on the clipboard" in said(window)
    # It can be put in as soon as there is a text.
    window.editor.setFocus()
    qtbot.keyClicks(window.editor, STORY)
    settle(qtbot, window)
    window.actions_["memory.paste"].trigger()
    qtbot.waitUntil(lambda: len(window.intervening.interventions.held) == 1)
    settle(qtbot, window)
    (told,) = window.reading.frame.interventions
    assert told.refused == ""


def test_in_a_text_it_is_put_in_at_the_cursor(window, qtbot):
    begin(qtbot, window, "where-slots", STORY)
    window.documents.open(FILE)
    qtbot.waitUntil(lambda: len(window.intervening.interventions.held) == 1)
    assert window.editor.text == STORY


def test_an_open_model_is_not_replaced_by_that_of_a_memory(window, qtbot):
    window.models.begin("recall-slots")
    qtbot.waitUntil(lambda: window.reading.opened is not None)
    window.memory_files.begin()
    window.documents.open(FILE)
    assert window.reading.opened.name == "recall-slots"
    assert not window.models.is_opening
    assert window.intervening.transplants.clipboard == read_memory(FILE)


def test_a_damaged_memory_file_is_told_and_the_text_stays(window, qtbot, tmp_path):
    begin(qtbot, window, "where-slots", STORY)
    broken = tmp_path / "broken.wmmemory"
    broken.write_bytes(FILE.read_bytes()[:40])
    window.documents.open(broken)
    assert "broken.wmmemory" in said(window)
    assert window.editor.text == STORY
    assert not window.intervening.interventions.held


def test_a_text_is_not_saved_over_a_memory_file(window, qtbot, tmp_path):
    begin(qtbot, window, "where-slots", STORY)
    path = tmp_path / "mine.wmmemory"
    path.write_bytes(FILE.read_bytes())
    assert not window.documents.formats[".wmmemory"].write(path)
    assert path.read_bytes() == FILE.read_bytes()
    assert "Save memory" in said(window)
