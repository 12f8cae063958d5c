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
    monkeypatch.setattr(start, "cores", lambda: 2)
    monkeypatch.setattr(start, "load_torch", loaded.set)
    client = start.make_client(lambda: None)
    assert loaded.wait(PATIENCE)
    assert client.close()


@pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities on Linux")
def test_libraries_load_with_the_windows_own_priority_so_that_it_never_waits_long(monkeypatch):
    nice, loaded, usual = [], threading.Event(), os.getpriority(os.PRIO_PROCESS, 0)

    def load():
        nice.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        loaded.set()

    monkeypatch.setattr(start, "cores", lambda: 2)
    monkeypatch.setattr(start, "load_torch", load)
    client = start.make_client(lambda: None)
    assert loaded.wait(PATIENCE)
    assert client.close()
    assert nice == [usual]


def test_with_one_core_nothing_is_loaded_before_the_window_is_there(monkeypatch):
    begun = []
    monkeypatch.setattr(start, "cores", lambda: 1)
    monkeypatch.setattr(start, "aside", begun.append)
    client = start.make_client(lambda: None)
    assert client.close()
    assert begun == []


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
