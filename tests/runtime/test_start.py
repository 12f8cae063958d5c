"""The program's engine client begins with what need not wait for the window."""

import os
import sys
import threading

import pytest
import torch

from wmstudio.backends import checkpoint
from wmstudio.engine.messages import Open
from wmstudio.runtime import start

PATIENCE = 60


def test_the_system_loads_torchs_libraries_before_anything_is_asked_for(monkeypatch):
    loaded = threading.Event()
    monkeypatch.setattr(start, "load_libraries", loaded.set)
    client = start.make_client(lambda: None)
    assert loaded.wait(PATIENCE)
    assert client.close()


@pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities on Linux")
def test_the_window_goes_before_the_loading_of_libraries(monkeypatch):
    nice, loaded, usual = [], threading.Event(), os.getpriority(os.PRIO_PROCESS, 0)

    def load():
        nice.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        loaded.set()

    monkeypatch.setattr(start, "load_libraries", load)
    client = start.make_client(lambda: None)
    assert loaded.wait(PATIENCE)
    assert client.close()
    assert nice == [19]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == usual


def test_torch_has_one_thread_before_a_model_is_read(monkeypatch):
    threads = []

    def opened(path, device):
        threads.append(torch.get_num_threads())
        raise ValueError("it is only looked at")

    monkeypatch.setattr(checkpoint, "open", opened)
    torch.set_num_threads(2)
    with pytest.raises(ValueError, match="only looked at"):
        start._open(Open("tales-slots"))
    assert threads == [1]
