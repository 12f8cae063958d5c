"""Whatever way a text takes out of the window and back, every character is there again."""

import pytest
from PySide6.QtWidgets import QApplication

from wmstudio.engine.fake import open_fake
from wmstudio.engine.messages import Open
from wmstudio.engine.recording import read_recording, record, write_recording
from wmstudio.gui.clipboard import data_of

ODD = (
    "10\u00a0km\u2028\u0085 \u3000\t\x01\x0b\x0c\x1f\x7f \u200b\u200f\u202e\ufeff\ufffc\ufffd "
    "e\u0301é “—” 漢字 🇩🇪 👨\u200d👩\u200d👧 אב مرحبا \ue000\U0010ffff\n\n "
)


def by_file(make_stage, tmp_path, window):
    path = tmp_path / "odd.txt"
    assert window.documents.save_to(path)
    other = make_stage().window
    other.documents.open(path)
    return other.editor.text


def by_session(make_stage, tmp_path, window):
    path = tmp_path / "odd.wmstudio"
    assert window.documents.save_to(path)
    other = make_stage().window
    other.documents.open(path)
    return other.editor.text


def by_draft(make_stage, tmp_path, window):
    window.documents.keep()
    window.documents._autosave.release()
    other = make_stage(autosave=tmp_path / "autosave").window
    other.documents.begin()
    return other.editor.text


def by_recording(make_stage, tmp_path, window):
    *_, made = record(*open_fake(Open("scripted")), window.editor.text)
    write_recording(tmp_path / "odd.wmtrace", made)
    return read_recording(tmp_path / "odd.wmtrace").text


def by_clipboard(make_stage, tmp_path, window):
    window.editor.selectAll()
    window.editor.cut()
    assert window.editor.text == ""
    window.editor.paste()
    return window.editor.text


WAYS = [by_file, by_session, by_draft, by_recording, by_clipboard]


@pytest.mark.parametrize("way", WAYS)
def test_every_character_comes_back(make_stage, tmp_path, way):
    window = make_stage(autosave=tmp_path / "autosave").window
    window.documents.begin()
    window.editor.set_text(ODD)
    assert window.editor.text == ODD
    assert way(make_stage, tmp_path, window) == ODD


def test_paste_is_offered_in_the_context_menu_where_the_key_would_paste(stage, qtbot):
    window = stage.window
    QApplication.clipboard().setMimeData(data_of("pasted"))
    assert window.editor.canPaste()
    window.editor.customContextMenuRequested.emit(window.editor.rect().center())
    menu = QApplication.activePopupWidget()
    (paste,) = [a for a in menu.actions() if a is window.actions_["edit.paste"]]
    assert paste.isEnabled()
    window.editor.setFocus()
    paste.trigger()
    assert window.editor.text == "pasted"
    menu.close()
