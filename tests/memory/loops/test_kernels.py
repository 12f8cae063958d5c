"""Loops that numba compiles give what the same loops in PyTorch give."""

import os
import subprocess
import sys
import threading
from importlib.metadata import PackageNotFoundError

import numpy as np
import pytest
import torch

from tests.models.test_families import TOLERANCE, make, run_by_steps, same_states
from wmstudio import paths
from wmstudio.contract import Patch, Tap
from wmstudio.files.writing import write_file
from wmstudio.memory import loops
from wmstudio.memory.loops import running

numba = pytest.importorskip("numba")
loading = pytest.importorskip("wmstudio.memory.loops.loading")

LENGTH = 60
FORMS = [
    ("lstm", {}),
    ("keyvalue", {}),
    ("pointer", {}),
    ("slots", {}),
    ("slots", {"capacity": 1}),
    ("slots", {"capacity": 17}),
    ("stack", {}),
    ("stack", {"capacity": 1}),
    ("stack", {"capacity": 70}),
    ("queue", {}),
    ("queue", {"capacity": 1}),
    ("queue", {"capacity": 70}),
    ("superposition", {}),
    ("superposition", {"capacity": 1}),
    ("superposition", {"capacity": 17}),
]


def switch_on(patch):
    """Let numba compile, which other tests forbid."""
    patch.delenv("NUMBA_DISABLE_JIT", raising=False)
    patch.setattr(numba.config, "DISABLE_JIT", 0)


@pytest.fixture(scope="session")
def folder_of_kernels(tmp_path_factory):
    """The home that all processes share which test together."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    return folder / "home of kernels"


@pytest.fixture(scope="session")
def loaded(folder_of_kernels):
    """The kernels, compiled once by all processes that test together."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.HOME_VARIABLE, str(folder_of_kernels))
        switch_on(patch)
        patch.setattr(running, "_kernels", {})
        assert running.prepare()
        return dict(running._kernels)


@pytest.fixture
def calls(loaded, monkeypatch):
    """The name of every kernel that is run, while loops may use them."""
    names = []

    def counted(name):
        def run(*arguments):
            names.append(name)
            loaded[name](*arguments)

        return run

    monkeypatch.setattr(running, "_kernels", {name: counted(name) for name in loaded})
    return names


@pytest.fixture
def without(monkeypatch):
    """Switch the kernels off from now on."""
    return lambda: monkeypatch.setattr(running, "_kernels", {})


@pytest.fixture
def tokens_1T():
    return torch.randint(0, 40, (1, LENGTH), generator=torch.Generator().manual_seed(3))


@torch.inference_mode()
def read(model, tokens_BT, state=None, tap=None):
    state = model.initial_state(len(tokens_BT)) if state is None else state
    return model.prefill(tokens_BT, state, tap)


def kernel_of(family):
    plain = {"queue": "stack", "keyvalue": "lstm", "pointer": "lstm"}
    return plain.get(family, family)


@pytest.mark.parametrize(("family", "settings"), FORMS)
def test_a_kernel_gives_what_the_loop_and_the_steps_give(
    family, settings, tokens_1T, calls, without
):
    model = make(family).configured(**settings)
    taps = [Tap(watch=model.signals) for _ in range(3)]
    done = read(model, tokens_1T, tap=taps[0])
    assert set(calls) == {kernel_of(family)}
    without()
    calls.clear()
    looped = read(model, tokens_1T, tap=taps[1])
    assert calls == []
    logits_BTV, state = run_by_steps(model, tokens_1T, tap=taps[2])
    for other, after in ((looped.logits_BTV, looped.state), (logits_BTV, state)):
        torch.testing.assert_close(done.logits_BTV, other, **TOLERANCE)
        same_states(done.state, after)
    seen, *others = (tap.recorded() for tap in taps)
    assert seen.keys() == model.signals.keys()
    for told in others:
        for name, x_1T in told.items():
            torch.testing.assert_close(seen[name].float(), x_1T.float(), **TOLERANCE)


@pytest.mark.parametrize(("family", "settings"), FORMS)
def test_reading_on_from_any_token_equals_reading_at_once(family, settings, calls):
    model = make(family).configured(**settings)
    tokens_1T = torch.randint(0, 40, (1, 400), generator=torch.Generator().manual_seed(5))
    at_once = read(model, tokens_1T)
    logits, state = [], None
    for part_1T in torch.split(tokens_1T, [4, 64, 132, 200], dim=1):
        done = read(model, part_1T, state)
        state = done.state
        logits.append(done.logits_BTV)
    assert set(calls) == {kernel_of(family)}
    torch.testing.assert_close(torch.cat(logits, 1), at_once.logits_BTV, **TOLERANCE)
    same_states(state, at_once.state)


@pytest.mark.parametrize("family", ["lstm", "slots"])
@pytest.mark.parametrize("hidden", [1, 7, 8, 20])
def test_any_number_of_hidden_units_will_do(family, hidden, tokens_1T, calls, without):
    from wmstudio.models.registry import build, tiny

    torch.manual_seed(1)
    model = build(family, tiny(family, 40) | {"hidden": hidden})
    done = read(model, tokens_1T)
    assert calls
    without()
    torch.testing.assert_close(done.logits_BTV, read(model, tokens_1T).logits_BTV, **TOLERANCE)


@pytest.mark.parametrize("family", ["lstm", "slots", "stack", "queue", "superposition"])
def test_the_bits_of_one_text_are_counted_by_kernels(family, tokens_1T, calls, without):
    from wmstudio.evaluation.model_reader import ModelReader
    from wmstudio.models.scoring import text_bits

    model, ids = make(family), tokens_1T[0].numpy()

    def counted():
        (whole,) = text_bits(model, [ids.astype(np.int32)])
        yield whole
        (each,) = ModelReader(model, None).bits([ids], [np.arange(LENGTH)])
        yield each.sum()

    sums = []
    for bits in counted():
        assert set(calls) == {kernel_of(family)}
        calls.clear()
        sums.append(bits)
    without()
    sums += counted()
    assert calls == []
    # Sums of float32 in another order.
    assert sums == pytest.approx([sums[0]] * 4, rel=1e-5)


@pytest.mark.parametrize("family", ["keyvalue", "slots", "stack", "queue", "superposition"])
def test_kernels_are_not_used_for_what_they_do_not_know(family, tokens_1T, calls):
    model = make(family).eval()
    read(model, tokens_1T.expand(2, -1))
    read(
        model, tokens_1T, tap=Tap(patches=[Patch("lstm.0.cell", "scale", 0.5, tokens=(2, LENGTH))])
    )
    read(model, tokens_1T[:, : model.short])
    model.prefill(tokens_1T, model.initial_state())
    if family in ("keyvalue", "slots"):  # the others do not know it, either
        with torch.autocast("cpu", torch.bfloat16):
            read(model, tokens_1T)
    assert calls == []


@pytest.mark.parametrize("settings", [{"policy": "weakest"}, {"keep_threshold": 0.5}])
def test_slots_that_are_not_written_in_order_are_read_without_kernels(settings, tokens_1T, calls):
    read(make("slots").configured(**settings), tokens_1T)
    assert calls == []


def test_weights_that_have_changed_are_used_by_a_kernel(tokens_1T, calls, without):
    model = make("lstm")
    before = read(model, tokens_1T).logits_BTV
    with torch.no_grad():
        model.layers[0].fused.weight_hh_l0.mul_(0.5)
    after = read(model, tokens_1T).logits_BTV
    assert calls
    without()
    assert not torch.allclose(before, after)
    torch.testing.assert_close(after, read(model, tokens_1T).logits_BTV, **TOLERANCE)


@pytest.mark.parametrize("family", ["lstm", "slots", "stack", "queue", "superposition"])
def test_what_is_not_a_number_is_not_hidden_by_a_kernel(family, tokens_1T, calls):
    model = make(family).eval()
    with torch.no_grad():
        model.words.embedding.weight[tokens_1T[0, 10]] = torch.nan
        first = int((tokens_1T[0] == tokens_1T[0, 10]).nonzero()[0])
    done = read(model, tokens_1T)
    assert set(calls) == {kernel_of(family)}
    assert done.logits_BTV[:, first:].isnan().all()


LOADED = """
import sys
import torch
from wmstudio.memory.loops import running
assert running.prepare()
print(*sorted(running._kernels), "numba" in sys.modules)
"""


def test_stored_kernels_are_loaded_without_importing_numba(loaded, folder_of_kernels):
    env = os.environ | {paths.HOME_VARIABLE: str(folder_of_kernels), "NUMBA_DISABLE_JIT": "0"}
    words = [sys.executable, "-c", LOADED]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=env)
    assert done.stdout.split() == [*sorted(loading.NAMES), "False"]


def test_there_is_a_kernel_for_every_loop():
    from wmstudio.memory.loops import kernels

    assert tuple(kernels.LOOPS) == loading.NAMES


@pytest.mark.parametrize("missing", ["numba", "llvmlite", "NUMBA_DISABLE_JIT"])
def test_reading_goes_on_where_there_is_no_numba(missing, tokens_1T, monkeypatch):
    def version(name):
        if name == missing:
            raise PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr(running, "_kernels", {})
    if missing != "NUMBA_DISABLE_JIT":
        monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
        monkeypatch.setattr(loading, "version", version)
    if missing == "llvmlite":
        monkeypatch.setitem(sys.modules, "llvmlite", None)
        monkeypatch.delitem(sys.modules, loading.__name__)
        monkeypatch.delattr(loops, "loading")
    assert not running.prepare()
    assert read(make("slots"), tokens_1T).logits_BTV.isfinite().all()


@pytest.fixture
def empty(tmp_path, monkeypatch, loaded):
    """A folder for kernels with nothing in it, and no process that would compile them."""
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
    monkeypatch.setattr(running, "_kernels", {})
    monkeypatch.setattr(loading, "load", lambda folder: loaded)
    return loading.place(paths.cache_folder() / "kernels")


def store(folder):
    """What a process that compiles leaves there; nothing here loads it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in loading.NAMES:
        write_file(loading.file_of(folder, name), b"an object file")


def test_one_process_compiles_whoever_asks(empty, monkeypatch):
    children = []

    def begun(words, **named):
        children.append(words)
        # As the process itself does.
        with loading.alone(empty) as is_alone:
            assert is_alone
        store(empty)

    monkeypatch.setattr(running.subprocess, "run", begun)
    monkeypatch.setattr(running, "PATIENCE", 0.0)
    with loading.alone(empty) as is_alone:
        assert is_alone
        assert not running.prepare()
    assert not children
    assert running.prepare()
    assert len(children) == 1
    running._kernels.clear()
    assert running.prepare()
    assert len(children) == 1


def test_what_another_process_has_compiled_meanwhile_is_loaded(empty, monkeypatch):
    monkeypatch.setattr(running.subprocess, "run", lambda *_, **__: pytest.fail("a second process"))
    asks, done = threading.Event(), []
    usual = loading.Lock.acquire

    def acquire(lock, seconds):
        asks.set()
        return usual(lock, seconds)

    with loading.alone(empty):
        monkeypatch.setattr(loading.Lock, "acquire", acquire)
        waiting = threading.Thread(target=lambda: done.append(running.prepare()))
        waiting.start()
        assert asks.wait(60)
        store(empty)
    waiting.join(60)
    assert done == [True]


def test_that_models_opened_while_loops_are_compiled_wait_for_nothing(empty, monkeypatch):
    asked, may_end = [], threading.Event()
    begun = threading.Event()

    def compile_(*_, **__):
        asked.append(threading.current_thread())
        if len(asked) == 1:
            begun.set()
            may_end.wait()

    monkeypatch.setattr(running.subprocess, "run", compile_)
    compiling = threading.Thread(target=running.prepare)
    compiling.start()
    begun.wait()
    running.prepare()
    may_end.set()
    compiling.join()
    assert asked == [compiling]
    running.prepare()
    assert len(asked) == 2


def test_a_second_process_leaves_the_compiling_to_the_first(empty):
    with loading.alone(empty):
        words = [sys.executable, "-P", str(running.COMPILER), str(empty)]
        subprocess.run(words, check=True)
    assert not loading.stored(empty)
    assert not list(empty.glob("*.o"))


def test_a_compiler_that_fails_leaves_the_loops_as_they_are(empty, monkeypatch):
    # The process has come to its end and has stored nothing.
    monkeypatch.setattr(running.subprocess, "run", lambda *_, **__: None)
    assert not running.prepare()
    assert running._kernels == {}


@pytest.mark.parametrize("damage", [b"", b"an object file", "cut short"])
def test_stored_code_that_is_damaged_is_not_run(damage, folder_of_kernels, monkeypatch):
    monkeypatch.setenv(paths.HOME_VARIABLE, str(folder_of_kernels))
    whole = loading.place(paths.cache_folder() / "kernels")
    monkeypatch.setenv(paths.HOME_VARIABLE, str(folder_of_kernels / "damaged"))
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
    monkeypatch.setattr(running, "_kernels", {})
    folder = loading.place(paths.cache_folder() / "kernels")
    for name in loading.NAMES:
        code = loading.file_of(whole, name).read_bytes()
        if name == "stack":
            code = code[: len(code) // 2] if damage == "cut short" else damage
        folder.mkdir(parents=True, exist_ok=True)
        write_file(loading.file_of(folder, name), code)
    assert not running.prepare()
    assert running._kernels == {}


def test_another_processor_or_compiler_or_loop_has_another_folder(tmp_path, monkeypatch):
    found = {loading.place(tmp_path)}
    assert found == {loading.place(tmp_path)}
    with monkeypatch.context() as patch:
        patch.setattr(loading.llvm, "get_host_cpu_name", lambda: "another")
        found.add(loading.place(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr(loading, "version", lambda name: "another")
        found.add(loading.place(tmp_path))
    with monkeypatch.context() as patch:
        (tmp_path / "one.py").touch()
        patch.setattr(loading, "SOURCES", (*loading.SOURCES[1:], str(tmp_path / "one.py")))
        found.add(loading.place(tmp_path))
    assert len(found) == 4


@pytest.mark.parametrize(
    ("name", "right", "low", "high", "units"),
    [
        ("_exp", np.exp, -86.9, 88.0, 2),
        ("_sigmoid", lambda x: 1 / (1 + np.exp(-x)), -86.0, 90.0, 4),
        ("_tanh", np.tanh, -12.0, 12.0, 6),
    ],
)
def test_functions_of_the_kernels_are_exact_to_their_last_bits(
    loaded, name, right, low, high, units, monkeypatch
):
    from wmstudio.memory.loops import kernels

    switch_on(monkeypatch)
    function = getattr(kernels, name)
    x = np.linspace(low, high, 20_001, dtype=np.float32)
    found = np.array([function(one) for one in x])
    expected = right(x.astype(np.float64))
    assert (
        np.abs(found - expected) <= units * np.spacing(np.abs(expected).astype(np.float32))
    ).all()
    assert np.isnan(function(np.float32(np.nan)))
    assert np.abs(found).max() <= 1 or name == "_exp"
