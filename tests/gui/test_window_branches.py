"""Branches are there at the next start."""

import json

from PySide6.QtWidgets import QMessageBox


def begin(make_window, folder, text):
    window = make_window(autosave=folder)
    window.editor.setPlainText(text)
    return window


def other_texts(window):
    tree = window.branching.tree
    return {b.name: b.text for b in tree.branches if b.id != tree.active}


def test_branches_and_bookmarks_are_there_at_the_next_start(make_window, tmp_path):
    window = begin(make_window, tmp_path, "the cat sat")
    window.branching.replace_token(3, " dog")
    window.editor.insertPlainText(" ran")
    window.branching.add_bookmark()
    window.close()
    again = make_window(autosave=tmp_path)
    assert again.editor.text == "the dog ran"
    assert other_texts(again) == {"main": "the cat sat"}
    assert [m.place for m in again.branching.tree.current.bookmarks] == [11]
    assert again.text_area.branches.isVisible()
    again.branching.switch(1)
    assert again.editor.text == "the cat sat"
    assert other_texts(again) == {"dog": "the dog ran"}


def test_branches_that_cannot_be_read_cost_nobody_the_text(make_window, tmp_path):
    window = begin(make_window, tmp_path, "the cat sat")
    window.branching.replace_token(3, " dog")
    window.close()
    (file,) = tmp_path.glob("*-branches-*.json")
    file.write_text(json.dumps({"branches": []}))
    again = make_window(autosave=tmp_path)
    assert again.editor.text == "the dog"
    assert other_texts(again) == {}
    assert "branches" in again.messages.text


def test_another_text_asks_before_branches_are_gone(make_window, tmp_path, monkeypatch):
    window = begin(make_window, tmp_path, "the cat sat")
    window.branching.replace_token(3, " dog")
    window.editor.document().setModified(False)
    asked = []

    def answer(_parent, _title, text, _buttons, _default):
        asked.append(text)
        return answers.pop(0)

    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "question", answer)
    window.documents.new()
    assert window.editor.text == "the dog"
    assert "1 more branch," in asked[0]
    window.documents.new()
    assert window.editor.text == ""
    assert window.branching.tree.is_plain
    window.documents.keep()
    assert not list(tmp_path.glob("*-branches*"))
