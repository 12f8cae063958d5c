"""A session or a draft that names a Python file: nothing runs before the user has agreed."""

import pytest
from PySide6.QtWidgets import QMessageBox

from wmstudio.app.branches import Tree
from wmstudio.app.saved.session_file import ModelReference, SavedSession, to_dict, write_session
from wmstudio.backends import adapter, registry

MODEL = """\
from pathlib import Path
import torch, wmstudio

Path(__file__).with_name("ran").touch()
model = wmstudio.adapt(lambda ids: torch.zeros(1, ids.shape[1], 6).sigmoid(), "abcde ")
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(adapter, "_ALLOWED", set())
    path = tmp_path / "mine.py"
    path.write_text(MODEL)
    return path


@pytest.fixture
def window(real_window, qtbot):
    real_window.models.begin("stories-lstm")
    qtbot.waitUntil(lambda: real_window.models.source == "stories-lstm")
    return real_window


@pytest.fixture
def asked(monkeypatch):
    """What is asked; the first of ``answers`` is the answer."""
    questions = []
    answers = [QMessageBox.StandardButton.No]

    def question(_window, _title, text, *_):
        questions.append(text)
        return answers[0]

    monkeypatch.setattr(QMessageBox, "question", question)
    return questions, answers


@pytest.mark.parametrize("agrees", [False, True])
def test_a_python_file_in_second_place_runs_only_after_consent(
    file, window, asked, qtbot, tmp_path, agrees
):
    questions, answers = asked
    if agrees:
        answers[0] = QMessageBox.StandardButton.Yes
    first = ModelReference("stories-lstm", "stories-lstm")
    second = ModelReference(str(file), "mine", registry.hashes_of(file))
    session = SavedSession(Tree().with_text("abc", 0), model=first, second=second)
    write_session(tmp_path / "a.wmstudio", session)
    window.documents.open(tmp_path / "a.wmstudio")
    qtbot.waitUntil(lambda: bool(questions))
    assert str(file) in questions[0]

    if agrees:
        qtbot.waitUntil(lambda: bool(window.comparison.second and window.comparison.second.opened))
        assert window.comparison.second.opened.name == "mine"
        assert window.settings.second == ""
    else:
        qtbot.waitUntil(lambda: str(file) in window.messages.text)
        assert window.comparison.second is None
    assert file.with_name("ran").exists() == agrees


@pytest.mark.parametrize("kept", ["session", "draft"])
@pytest.mark.parametrize("agrees", [False, True])
def test_a_named_python_file_runs_only_after_consent(
    file, window, asked, qtbot, tmp_path, kept, agrees
):
    questions, answers = asked
    if agrees:
        answers[0] = QMessageBox.StandardButton.Yes
    reference = ModelReference(str(file), "mine", registry.hashes_of(file))
    session = SavedSession(Tree().with_text("abc", 0), model=reference)
    if kept == "session":
        write_session(tmp_path / "a.wmstudio", session)
        assert window.documents.open(tmp_path / "a.wmstudio") is not False
    else:
        window.sessions.recover(to_dict(session))
    assert not file.with_name("ran").exists()
    qtbot.waitUntil(lambda: bool(questions))
    assert str(file) in questions[0]

    if agrees:
        qtbot.waitUntil(lambda: window.models.source == str(file))
        qtbot.waitUntil(lambda: window.models.open_model.name == "mine")
        assert file.with_name("ran").exists()
        assert window.settings.checkpoint == "stories-lstm"
        assert str(file) not in window.settings.recent
    else:
        assert str(file) in window.messages.text
        assert not file.with_name("ran").exists()
        assert window.models.source == "stories-lstm"
