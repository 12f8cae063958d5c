"""What holds for every test: no display, no files of the user's, the same examples every time."""

import gc
import os
import threading

import hypothesis
import pytest

from wmstudio.deferred import TORCH

# Before anything imports Qt. Set it to xcb to watch the tests at work.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Whatever the language of the machine, tests read English.
os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("LANGUAGE", None)

# Before anything imports torch. Where several processes test, each has a core and no more.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
# Numba's own switch. Kernels take ten seconds to compile, and every test has an empty cache; those
# of the kernels switch it on (`tests/memory/loops/test_kernels.py`).
os.environ.setdefault("NUMBA_DISABLE_JIT", "1")
# Idle threads of OpenMP otherwise spin, and take the cores that the other tests need: with two
# threads each on a busy machine, the tests of one family took 94 s instead of 16 s.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
MOST_WORKERS = 8  # Each loads torch and Qt: about half a gigabyte.

# A shared computer may be slow at any moment, so no example has a deadline.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """With ``-n auto``: a process for each core that may be used; with one core just this one."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(cores, MOST_WORKERS) if cores > 1 else 0


PATIENCE = 60
FULL_COLLECTION_EVERY = 250
"""Tests. A full pass takes some 0.3 s once torch is loaded, a pass over the young objects 1 ms."""


def pytest_configure(config):
    """Leave garbage until a test is over, as the program does (`gui.application.Collector`).

    Python otherwise collects on whichever thread allocates, in the middle of anything. A widget
    freed on an engine's thread, or while Qt connects a signal, crashes or hangs PySide.
    """
    config.tests_run = 0
    gc.disable()
    # In this process engines of windows are started, and then models are trained, which needs all
    # of torch. `tests/test_deferred.py` tests what the program does, in processes of its own.
    TORCH.put_off = lambda: None


def pytest_sessionfinish():
    """Wait for engines that tests have left behind, as `wmstudio.cli._end` need not.

    A thread that Python stops in the middle of torch's C++ code aborts the process of the tests.
    """
    for thread in threading.enumerate():
        if thread.name in ("engine", "aside"):
            thread.join(PATIENCE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    try:
        return (yield)
    finally:
        item.config.tests_run += 1
        # Some libraries switch it on, such as Dask.
        gc.disable()
        gc.collect(1 if item.config.tests_run % FULL_COLLECTION_EVERY else 2)


@pytest.fixture(scope="session")
def qapp(qapp):
    """pytest-qt's, with the fonts that ship: windows of all tests are laid out alike."""
    from wmstudio.gui.base import fonts

    assert fonts.load(qapp) == ()
    return qapp


@pytest.fixture
def real_window(qtbot):
    """A window that opens what the program opens, without a thread of the engine's own."""
    from wmstudio.app.settings import Settings
    from wmstudio.backends import registry
    from wmstudio.engine.engine import Engine
    from wmstudio.gui.shell.main_window import MainWindow
    from wmstudio.runtime.sync import SyncEngine

    made = MainWindow(
        lambda ready: SyncEngine(lambda: Engine(registry.open_model), ready), Settings()
    )
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture(scope="session", autouse=True)
def _home_of_its_own(tmp_path_factory):
    """Keep each process away from the user's home, and from the other processes' ones."""
    home = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        yield


@pytest.fixture(autouse=True)
def _user_folders_of_its_own(tmp_path_factory, monkeypatch):
    """Keep each test away from the user's settings and texts, and from other tests' ones."""
    home = tmp_path_factory.getbasetemp() / "home" / os.urandom(8).hex()
    monkeypatch.setenv("WMSTUDIO_HOME", str(home))
