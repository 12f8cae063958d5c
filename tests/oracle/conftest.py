"""Small checkpoints of every family, and windows that read with them, without threads."""

from __future__ import annotations

import pytest
import torch
from safetensors.numpy import load_file

from tests import support
from wmstudio.app.settings import Settings
from wmstudio.backends.registry import open_model
from wmstudio.checkpoints.folder import write_checkpoint
from wmstudio.engine.engine import Engine
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.models.registry import build
from wmstudio.runtime.sync import SyncEngine

SHARP = {"slots": 3.0, "stack": 8.0, "queue": 8.0, "superposition": 6.0}
"""How much is made of what drives a memory, so that it comes to be full and is read unevenly."""


class Made:
    """A checkpoint, and what its files say."""

    def __init__(self, folder, family, sizes):
        self.folder, self.family, self.sizes = folder, family, sizes

    @property
    def weights(self):
        return load_file(self.folder / "model.safetensors")

    @property
    def tokenizer(self):
        return (self.folder / "tokenizer.model").read_bytes()


@pytest.fixture(scope="session")
def make_checkpoint(tmp_path_factory):
    def make(family, seed=0, tokenizer=None, doubt=None, **sizes):
        """``doubt`` is how much a pointer trusts its network: the more, the less its memory."""
        folder = tmp_path_factory.mktemp("made") / f"{family}-{seed}"
        tokenizer = tokenizer or support.tokenizer()
        sizes = support.SIZES[family] | {"vocab_size": tokenizer.vocab_size} | sizes
        torch.manual_seed(seed)
        model = support.pointing(build(family, sizes))
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if parameter.dim() == 1:
                    parameter += 0.3 * torch.randn_like(parameter)
                elif "embedding" in name:
                    parameter *= 4
                elif "from_word" in name:
                    parameter *= SHARP.get(family, 1.0)
                elif "qkv" in name:
                    parameter *= 15.0
            if doubt is not None:
                model.pointer.to_doubt.bias.fill_(doubt)
        card = f"# {folder.name}\n"
        write_checkpoint(
            folder, model, folder.name, family, sizes, tokenizer, support.TRAINING, card
        )
        return Made(folder, family, sizes)

    return make


@pytest.fixture
def open_window(qtbot):
    windows = []

    def make(made, text, second=None):
        window = MainWindow(
            lambda on_ready: SyncEngine(lambda: Engine(open_model), on_ready),
            Settings(device="cpu"),
        )
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1600, 1800)
        window.show()
        window.models.begin(str(made.folder))
        window.editor.setPlainText(text)
        if second is not None:
            window.comparison.begin(str(second.folder))
        settle(qtbot, window)
        return window

    yield make
    for window in windows:
        window.close()


def settle(qtbot, window):
    """Until everything that was asked for is drawn."""

    def settled():
        second = window.comparison.second
        return window.reading.complete and (second is None or second.complete)

    qtbot.waitUntil(settled, timeout=20_000)


@pytest.fixture
def look_at(qtbot):
    """Put the cursor to a token, and wait until all of it is drawn."""

    def look(window, token):
        window.reading.look_at(token)
        qtbot.waitUntil(
            lambda: window.reading.frame.cursor == token and window.reading.complete,
            timeout=20_000,
        )
        settle(qtbot, window)

    return look
