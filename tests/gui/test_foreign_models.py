"""Real files of other programs, dropped on a real window or chosen in its dialogs."""

import json
from pathlib import Path

import pytest
import torch
from PySide6.QtWidgets import QFileDialog

from tests.backends.writers import CHARACTERS, OneHot, WordLanguageModel
from tests.gui.stage import PlainPanel, drop
from wmstudio.app.settings import Settings
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.threaded import ThreadedEngine

WRITTEN = Path(__file__).parents[1] / "backends" / "written"
TEXT = "the cat"


@pytest.fixture
def window(qtbot):
    window = MainWindow(
        lambda on_ready: ThreadedEngine(lambda: Engine(open_model), on_ready),
        Settings(device="cpu"),
        make_panel=lambda info, axis: PlainPanel(axis),
    )
    qtbot.addWidget(window)
    window.show()
    window.editor.set_text(TEXT)
    yield window
    window.editor.document().setModified(False)
    window.close()


def state_dict(folder):
    torch.save(WordLanguageModel().state_dict(), folder / "lstm.pt")
    return folder / "lstm.pt"


def pickled(folder):
    torch.save(OneHot(), folder / "module.pt")
    return folder / "module.pt"


FILES = {
    "state_dict": state_dict,
    "pickled module": pickled,
    "GPT-2 folder": lambda folder: WRITTEN / "gpt2",
    "GGUF file": lambda folder: WRITTEN / "llama-q8_0.gguf",
}


def choose(window, path, monkeypatch):
    """Choose it in the dialog for its kind."""
    chosen = lambda *_: str(path) if path.is_dir() else (str(path), "")  # noqa: E731  two dialogs
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", chosen)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", chosen)
    window.actions_["model.open" if path.is_dir() else "model.open_file"].trigger()


@pytest.mark.parametrize("way", ["dropped", "chosen"])
@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_and_proven(window, qtbot, tmp_path, monkeypatch, name, way):
    (tmp_path / "vocab.json").write_text(json.dumps({c: i for i, c in enumerate(CHARACTERS)}))
    path = FILES[name](tmp_path)
    if way == "dropped":
        drop(window, path, window.editor.viewport())
    else:
        choose(window, path, monkeypatch)

    qtbot.waitUntil(lambda: window.models.open_model is not None and window.reading.complete)
    qtbot.waitUntil(lambda: window.models.proof is not None)
    assert window.models.open_model.origin is not None
    assert window.models.proof.proof.runs_right
    assert window.model_card.isVisible()
    assert window.model_card.lines[3].text().startswith("yes: ")
    assert window.editor.text == TEXT
    assert not window.messages.text


def cut(folder):
    path = state_dict(folder)
    path.write_bytes(path.read_bytes()[:3000])
    return path


def encoder(folder):
    path = folder / "bert.pt"
    torch.save({"bert.position_embeddings.weight": torch.zeros(3, 3)}, path)
    return path


def empty_folder(folder):
    (folder / "nothing").mkdir()
    return folder / "nothing"


def noise(folder):
    (folder / "weights.bin").write_bytes(bytes(range(256)) * 40)
    return folder / "weights.bin"


@pytest.mark.parametrize("make", [cut, encoder, empty_folder, noise])
def test_a_refused_file_is_one_sentence_and_all_stays(window, qtbot, tmp_path, make):
    drop(window, WRITTEN / "gpt2", window.editor.viewport())
    qtbot.waitUntil(lambda: window.models.proof is not None)
    before = window.models.open_model
    path = make(tmp_path)
    drop(window, path, window.editor.viewport())

    qtbot.waitUntil(lambda: bool(window.messages.text))
    said = window.messages.text
    assert path.name in said
    assert said.endswith(".")
    assert "Traceback" not in said
    assert not window.messages.shown.details
    assert window.models.open_model is before
    assert window.model_card.isVisible()
    assert window.editor.text == TEXT
    assert window.picker.text().startswith("gpt2")
