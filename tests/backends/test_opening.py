"""Bundled checkpoints open for the engine as what they say they are."""

import hashlib
import json

import pytest

from tests.engine.frames import told
from tests.support import checkpoint
from wmstudio.backends.registry import open_model
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.hashes import hashes_of
from wmstudio.engine import torch_backend
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Failure, Open, OpenedModel, View

NAMES = [one.name for one in bundled.bundled()]


def test_the_favourite_is_bundled():
    assert bundled.FAVOURITE in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_that_a_bundled_checkpoint_opens_by_its_name_and_reads(name):
    engine = Engine(open_model)
    (opened,) = told(engine, Open(name, "cpu"))
    assert isinstance(opened, OpenedModel)
    assert (opened.name, opened.device) == (name, "cpu")
    config = json.loads((opened.folder / "config.json").read_text())
    assert len(opened.pieces) == config["vocab_size"]
    frame = list(engine.look(View(1, "The cat is on the mat", 21)))[-1]
    assert frame.complete
    text = "".join(opened.pieces[frame.trace.id(i)].decode() for i in range(len(frame.trace)))
    assert text == "The cat is on the mat"


@pytest.mark.parametrize("command", [Open("no-such-thing", "cpu"), Open(NAMES[0], "abacus")])
def test_that_what_cannot_be_opened_is_told_in_a_sentence(command):
    (failed,) = told(Engine(open_model), command)
    assert isinstance(failed, Failure)
    assert "\n" not in failed.message


def test_the_hashes_of_the_files_come_along_also_where_nothing_declares_them(tmp_path):
    folder = checkpoint(tmp_path / "m")
    config = json.loads((folder / "config.json").read_text())
    foreign = {k: v for k, v in config.items() if not k.endswith("sha256")}
    (folder / "config.json").write_text(json.dumps(foreign))
    (opened,) = told(Engine(open_model), Open(folder, "cpu"))

    assert opened.hashes == hashes_of(folder)
    weights = (folder / "model.safetensors").read_bytes()
    assert opened.hashes["model.safetensors"] == hashlib.sha256(weights).hexdigest()


@pytest.mark.parametrize("text", ["", "The cat"])
@pytest.mark.parametrize(("family", "kernels"), [("transformer", 0), ("stack", 1)])
def test_kernels_are_prepared_aside_once_the_first_frame_is_out(
    family, kernels, text, tmp_path, monkeypatch
):
    prepared, begun = [], []
    monkeypatch.setattr(torch_backend, "prepare", lambda: prepared.append(True))
    engine = Engine(open_model, aside=begun.append)
    told(engine, Open(checkpoint(tmp_path / family, family), "cpu"))
    for _ in engine.look(View(1, text, len(text))):
        assert not begun  # it would delay what is seen first
    assert list(engine.look(View(2, text, len(text))))[-1].complete
    (work,) = begun
    assert not prepared
    work()
    assert len(prepared) == kernels
