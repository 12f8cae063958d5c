"""Whatever way a text takes out of the window and back, every character is there again."""

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from wmstudio.engine.messages import Open
from wmstudio.engine.recording import read_recording, record, write_recording
from wmstudio.gui.editor.clipboard import EXACT, data_of
from wmstudio.testing.fake import open_fake

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
    window.documents.drafts.release()
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


def html_alone():
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.removeFormat("text/plain")
    return data


def addresses():
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.txt")])
    return data


def picture():
    data = QMimeData()
    image = QImage(2, 2, QImage.Format.Format_RGB32)
    image.fill(0)
    data.setImageData(image)
    return data


def exact_alone():
    data = QMimeData()
    data.setData(EXACT, b"exact")
    return data


CLIPBOARDS = {
    "text": lambda: data_of("pasted"),
    "exact text alone": exact_alone,
    "addresses": addresses,
    "HTML alone": html_alone,
    "a picture": picture,
    "an empty text": lambda: data_of(""),
    "nothing": QMimeData,
}


def paste_action(menu, window):
    return next(a for a in menu.actions() if a is window.actions_["edit.paste"])


@pytest.mark.parametrize("held", CLIPBOARDS)
@pytest.mark.parametrize("where", ["context menu", "menu bar"])
def test_paste_is_enabled_exactly_where_the_key_pastes(stage, qtbot, held, where):
    window = stage.window
    QApplication.clipboard().setMimeData(CLIPBOARDS[held]())
    window.editor.setFocus()
    if where == "context menu":
        window.editor.customContextMenuRequested.emit(window.editor.rect().center())
        menu = QApplication.activePopupWidget()
    else:
        menu = window.actions_.menus["&Edit"]
        menu.popup(window.mapToGlobal(window.rect().center()))
    enabled = paste_action(menu, window).isEnabled()
    menu.close()

    qtbot.keyClick(window.editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert enabled == bool(window.editor.text)
    assert enabled == (held in ("text", "exact text alone", "addresses", "HTML alone"))


def test_paste_works_by_key_after_a_menu_had_it_disabled(stage, qtbot):
    window = stage.window
    QApplication.clipboard().setMimeData(picture())
    window.editor.customContextMenuRequested.emit(window.editor.rect().center())
    menu = QApplication.activePopupWidget()
    assert not paste_action(menu, window).isEnabled()
    menu.close()

    QApplication.clipboard().setMimeData(data_of("later"))
    assert window.actions_["edit.paste"].isEnabled()
    window.actions_["edit.paste"].trigger()
    assert window.editor.text == "later"


def test_the_context_menu_offers_what_is_possible(stage, qtbot):
    window = stage.window

    def offered():
        window.editor.customContextMenuRequested.emit(window.editor.rect().center())
        menu = QApplication.activePopupWidget()
        possible = {a.objectName() for a in menu.actions() if a.isEnabled() and a.objectName()}
        menu.close()
        return possible - {"edit.paste", "edit.find"}

    assert offered() == set()
    qtbot.keyClicks(window.editor, "ab")
    assert offered() == {"edit.undo", "edit.select_all"}
    window.editor.selectAll()
    assert offered() == {"edit.undo", "edit.select_all", "edit.cut", "edit.copy"}
    window.editor.undo()
    assert offered() == {"edit.redo"}
