"""One model that several engines read with has its weights in memory once."""

import gc
import threading

import numpy as np
import pytest

from tests.support import ROUNDING
from wmstudio.backends import adapter
from wmstudio.backends.registry import open_model
from wmstudio.engine.messages import Open

MODEL = "tales-slots"
KEEPS = """\
from pathlib import Path
import time, torch, wmstudio
from torch import nn

with Path(__file__).with_name("ran").open("a") as file:
    file.write("once\\n")

class Keeps(nn.Module):
    def __init__(self):
        super().__init__()
        self.rows = nn.Parameter(torch.linspace(-1, 1, 36).reshape(6, 6))

    def step(self, token, state):
        self.state = state
        time.sleep(0.0005)  # another thread has its turn
        state = torch.tanh(self.state) + self.rows[token]
        return state, state

keeps = Keeps()
model = wmstudio.adapt(keeps, "abcde ", step=keeps.step, initial_state=torch.zeros(1, 6))
"""


def pointers(backend):
    return {name: x.ctypes.data for name, x in backend.weights().items()}


def test_a_shared_model_has_the_weights_of_the_open_one():
    first, opened = open_model(Open(MODEL, "cpu"))
    other, again = open_model(Open(MODEL, "cpu", shared=True))
    assert other is not first
    assert pointers(other) == pointers(first)
    assert (again.hashes, again.folder) == (opened.hashes, opened.folder)


def test_without_asking_weights_are_loaded_again():
    first, _ = open_model(Open(MODEL, "cpu"))
    other, _ = open_model(Open(MODEL, "cpu"))
    assert not set(pointers(first).values()) & set(pointers(other).values())


def test_a_model_that_was_closed_is_loaded_from_its_files():
    first, _ = open_model(Open(MODEL, "cpu"))
    del first
    gc.collect()
    other, _ = open_model(Open(MODEL, "cpu", shared=True))
    assert other.weights()


def test_settings_of_one_do_not_change_the_other():
    first, _ = open_model(Open(MODEL, "cpu"))
    other, _ = open_model(Open(MODEL, "cpu", shared=True))
    name, setting = next((n, s) for n, s in first.settings.items() if isinstance(s.value, bool))
    changed = other.configured(((name, not setting.value),))
    assert changed.settings[name].value != first.settings[name].value
    assert pointers(changed) == pointers(first)


@pytest.mark.parametrize("name", ["tales-slots", "tales-pointer"])
def test_two_threads_read_with_one_model_as_one_does(name):
    first, _ = open_model(Open(name, "cpu"))
    other, _ = open_model(Open(name, "cpu", shared=True))
    read_on_two_threads(
        first,
        other,
        ("Once upon a time there was a cat. " * 8, "The dog had a red ball and lost it. " * 8),
    )


def test_code_that_keeps_something_runs_for_one_thread_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(adapter, "_ALLOWED", set())
    file = tmp_path / "keeps.py"
    file.write_text(KEEPS)
    adapter.allow(file)
    first, _ = open_model(Open(file, "cpu"))
    other, _ = open_model(Open(file, "cpu", shared=True))
    assert file.with_name("ran").read_text() == "once\n"
    read_on_two_threads(first, other, ("abcde " * 5, "edcba " * 5))


def read_on_two_threads(first, other, texts):
    wanted = [first.read(first.encode(t).ids, first.initial_state()) for t in texts]
    found = [[], []]

    def work(n, backend):
        for _ in range(5):
            ids = backend.encode(texts[n]).ids
            found[n].append(backend.read(ids, backend.initial_state()).surprisal_bits)

    threads = [threading.Thread(target=work, args=(n, b)) for n, b in enumerate((first, other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for n in range(2):
        assert len(found[n]) == 5
        for bits in found[n]:
            # Each thread has its own number of threads to compute with, and so its own rounding.
            np.testing.assert_allclose(bits, wanted[n].surprisal_bits, **ROUNDING)
