"""A format of another package works wherever models are opened; so does a recording."""

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

import wmstudio
from tests import support
from wmstudio.app import catalogue
from wmstudio.backends import registry
from wmstudio.cli import main
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Open
from wmstudio.gui.shell.render import render
from wmstudio.runtime.sync import SyncEngine

FORMAT = '''
"""Text files that name a scripted model, as somebody else's package might open."""

from dataclasses import replace

from wmstudio.testing.fake import open_fake
from wmstudio.engine.messages import Open

NAME = "scripted model (.scripted)"


def recognise(path):
    return path if path.suffix == ".scripted" and path.is_file() else None


def open(path, device):
    name = path.read_text().strip()
    if not name:
        raise ValueError(f"{path.name} names no model: write its name into it")
    backend, opened = open_fake(Open(name, device))
    return backend, replace(opened, family="scripted")
'''
TEXT = "abcxyz"


@pytest.fixture
def foreign(install, tmp_path):
    install("foreign_format", FORMAT)
    path = tmp_path / "mine.scripted"
    path.write_text("mine")
    return path


def is_open(window, path):
    opened = window.models.open_model
    return opened is not None and opened.family == "scripted" and window.models.source == str(path)


# --- recognising --------------------------------------------------------------------------------


def test_our_own_formats_are_recognised_by_what_is_there(tmp_path):
    folder = support.checkpoint(tmp_path / "tiny")

    assert registry.recognise(folder).format.NAME.startswith("WM Studio checkpoint")
    assert registry.recognise(folder / "model.safetensors").path == folder
    assert registry.recognise(tmp_path) is None
    assert registry.recognise(tmp_path / "absent.wmtrace") is None
    assert registry.recognise(Path("\0")) is None


def test_a_format_that_cannot_be_imported_is_told_and_passed_over(install, tmp_path, capsys):
    install("foreign_broken", "raise RuntimeError('it needs a licence')")
    folder = support.checkpoint(tmp_path / "tiny")

    assert registry.recognise(folder) is not None
    (problem,) = catalogue.problems()
    assert "foreign_broken" in problem
    assert "it needs a licence" in problem
    assert main(["models", str(folder)]) == 0
    assert problem in capsys.readouterr().err


def test_hashes_of_foreign_files_find_the_same_model_again(foreign, tmp_path):
    _, opened = registry.open_model(Open(foreign, "cpu"))
    moved = tmp_path / "elsewhere" / foreign.name
    moved.parent.mkdir()
    foreign.rename(moved)

    assert catalogue.locate(str(foreign), opened.hashes, moved.parent) == (str(moved), "")
    moved.write_text("other")
    assert catalogue.locate(str(foreign), opened.hashes, moved.parent)[1] == catalogue.OTHER


# --- the command line and the library -----------------------------------------------------------


def test_foreign_models_are_listed_traced_and_evaluated(foreign, tmp_path, capsys):
    out, story = tmp_path / "out.json", tmp_path / "story.txt"
    story.write_text(TEXT)

    assert main(["models", str(foreign)]) == 0
    assert "scripted model" in capsys.readouterr().out
    assert main(["trace", TEXT, "--checkpoint", str(foreign), "--out", str(out)]) == 0
    traced = json.loads(out.read_text())
    assert main(["eval", str(foreign), str(story), "--json", str(out)]) == 0
    figures = json.loads(out.read_text())["texts"][str(story)]
    # Both are sums of the same float32 numbers, one of them rounded for JSON.
    assert figures["bits"] == pytest.approx(sum(traced["surprisal_bits"]), rel=1e-5)
    assert figures["tokens"] == len(traced["ids"])


def test_foreign_models_generate_from_the_command_line(foreign, capsys):
    words = ["generate", TEXT, "--checkpoint", str(foreign), "--tokens", "4", "--seed", "1"]

    assert main(words) == 0
    written = capsys.readouterr().out
    assert written.strip()
    assert main(words) == 0
    assert capsys.readouterr().out == written


def test_a_foreign_model_without_a_network_says_so(foreign, capsys):
    assert main(["eval", str(foreign), "--task", "recall:pairs=2,keys=4"]) == 1
    assert "mine has no PyTorch network here" in capsys.readouterr().err


def test_notebooks_open_foreign_models(foreign):
    model = wmstudio.open(foreign)

    assert len(model.trace(TEXT)) == len(model.encode(TEXT).ids)
    assert "scripted" in repr(model)


def test_what_a_foreign_format_refuses_is_one_sentence(foreign, capsys):
    foreign.write_text("")

    assert main(["trace", TEXT, "--checkpoint", str(foreign), "--out", "x.json"]) == 1
    assert "names no model" in capsys.readouterr().err


def test_recordings_are_traced_without_their_model(tmp_path, capsys):
    folder, recorded = support.checkpoint(tmp_path / "tiny"), tmp_path / "a.wmtrace"
    assert (
        main(["trace", "The cat is", "--checkpoint", str(folder), "--record", str(recorded)]) == 0
    )
    known = wmstudio.open(folder).trace("The cat is")
    trace = wmstudio.open(recorded).trace()

    assert trace.text == "The cat is"
    assert np.array_equal(trace.ids, known.ids)
    assert np.array_equal(trace.spans, known.spans)
    # A recording keeps float32 numbers of a reading in chunks of other sizes.
    np.testing.assert_allclose(trace.surprisal_bits, known.surprisal_bits, rtol=1e-4, atol=1e-4)
    out = tmp_path / "a.npz"
    assert main(["trace", "--checkpoint", str(recorded), "--out", str(out)]) == 0
    assert np.array_equal(np.load(out)["ids"], known.ids)
    assert main(["trace", "Another text", "--checkpoint", str(recorded), "--out", str(out)]) == 1
    assert "This is a recording" in capsys.readouterr().err


# --- the window ---------------------------------------------------------------------------------


def test_dropped_and_chosen_foreign_files_open_as_models(foreign, real_window, qtbot, monkeypatch):
    window = real_window
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(foreign))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    # Qt takes a drop only where a drag has entered.
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), copy, files, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), copy, files, left, none))
    qtbot.waitUntil(lambda: is_open(window, foreign))
    assert window.editor.text == ""
    assert catalogue.recent(window.settings.recent)[0].source == str(foreign)

    window.models.begin("stories-lstm")
    qtbot.waitUntil(lambda: window.models.source == "stories-lstm")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(foreign), ""))
    window.actions_["model.open_file"].trigger()
    qtbot.waitUntil(lambda: is_open(window, foreign))


def test_foreign_models_come_back_with_their_session(foreign, real_window, qtbot, tmp_path):
    window = real_window
    window.models.begin(str(foreign))
    window.editor.setPlainText(TEXT)
    qtbot.waitUntil(lambda: window.reading.complete)
    kept = tmp_path / "all.wmstudio"
    assert window.documents.save_to(kept)
    window.models.begin("stories-lstm")
    qtbot.waitUntil(lambda: window.models.source == "stories-lstm")
    window.documents.open(kept)
    qtbot.waitUntil(lambda: is_open(window, foreign))


def test_foreign_models_are_rendered(foreign, tmp_path):
    out = tmp_path / "picture.png"
    render(
        TEXT,
        out,
        checkpoint=foreign,
        make_client=lambda ready: SyncEngine(lambda: Engine(registry.open_model), ready),
    )
    assert out.stat().st_size > 0
