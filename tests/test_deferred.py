"""Modules that are imported when something in them is used, and torch without its compiler."""

import importlib
import inspect
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import wmstudio
from wmstudio.backends import adapter, registry
from wmstudio.backends.adapter import transformers_folder
from wmstudio.deferred import TORCH, ModuleGroup
from wmstudio.engine.messages import Open


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that imports two of its modules, of which each records that it is executed."""
    folder = tmp_path / "slow_package"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        "done = []\nfrom slow_package import first as first, second\nimport slow_package.third\n"
    )
    for name in ("first", "second", "third"):
        (folder / f"{name}.py").write_text(
            f"from slow_package import done\ndone.append('{name}')\nvalue = '{name}'\n"
            f"__all__ = ['value']\n"
        )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    yield "slow_package"
    for name in [name for name in sys.modules if name.startswith("slow_package")]:
        del sys.modules[name]


def imported():
    import slow_package

    return slow_package


def test_a_module_that_is_put_off_is_executed_when_a_name_in_it_is_used(package):
    ModuleGroup(f"{package}.first").put_off()
    found = imported()
    assert found.done == ["second", "third"]
    assert found.first.value == "first"
    assert found.done == ["second", "third", "first"]
    assert found.first.value == "first"
    assert found.done.count("first") == 1
    assert type(found.first) is type(sys)


@pytest.mark.parametrize(
    "use",
    [
        "from slow_package.first import value",
        "from slow_package.first import *",
        "import slow_package.first; value = slow_package.first.value",
        "import importlib; value = importlib.import_module('slow_package.first').value",
    ],
)
def test_every_way_of_importing_finds_what_a_module_holds_that_was_put_off(package, use):
    ModuleGroup(f"{package}.first").put_off()
    found, names = imported(), {}
    assert "first" not in found.done
    exec(use, names)
    assert names["value"] == "first"


def test_looking_through_all_modules_executes_none_that_is_put_off(package):
    ModuleGroup(f"{package}.first").put_off()
    found = imported()
    inspect.getmodule(inspect.currentframe())
    inspect.stack()
    assert all(hasattr(module, "__name__") for module in list(sys.modules.values()) if module)
    assert "first" not in found.done
    assert found.first.__file__.endswith("first.py")


def test_a_name_that_a_module_lacks_is_told_as_usual(package):
    ModuleGroup(f"{package}.first").put_off()
    with pytest.raises(AttributeError, match=r"'slow_package\.first' has no attribute 'other'"):
        _ = imported().first.other
    with pytest.raises(ImportError, match="cannot import name 'other'"):
        exec("from slow_package.first import other")


def test_a_module_that_fails_is_tried_again_at_its_next_use(package, tmp_path):
    source = tmp_path / package / "first.py"
    works = source.read_text()
    source.write_text("raise OSError('not now')")
    ModuleGroup(f"{package}.first").put_off()
    found = imported()
    for _ in range(2):
        with pytest.raises(OSError, match="not now"):
            _ = found.first.value
    source.write_text(works)
    found.first.__spec__.loader.loader.path_stats = lambda path: {"mtime": 0, "size": 0}
    assert found.first.value == "first"


def test_completing_executes_what_was_put_off_and_puts_it_off_no_longer(package):
    group = ModuleGroup(f"{package}.second", f"{package}.first")
    group.put_off()
    found = imported()
    assert found.done == ["third"]
    group.complete()
    assert found.done == ["third", "second", "first"]
    group.complete()
    assert found.done == ["third", "second", "first"]
    sys.modules.pop(f"{package}.first")
    importlib.import_module(f"{package}.first")
    assert found.done[3:] == ["first"]


def test_a_group_that_is_completed_before_the_import_puts_nothing_off(package):
    group = ModuleGroup(f"{package}.first")
    group.put_off()
    group.complete()
    assert imported().done == ["first", "second", "third"]


def test_using_one_module_executes_its_group_in_its_order(package):
    ModuleGroup(f"{package}.first", f"{package}.second").put_off()
    found = imported()
    assert found.second.value == "second"
    assert found.done == ["third", "first", "second"]


@pytest.mark.parametrize(
    "use",
    [
        "import slow_package.second as found",
        "from slow_package import second as found",
        "from slow_package.second import value; import slow_package; found = slow_package.second",
    ],
)
def test_a_module_in_a_package_that_is_put_off_is_imported_with_it_and_once(package, use):
    ModuleGroup(package).put_off()
    names = {}
    exec(use, names)
    found = sys.modules[package]
    assert names["found"] is found.second is sys.modules[f"{package}.second"]
    assert found.done == ["first", "second", "third"]
    assert found.second.__spec__.loader is found.second.__loader__
    assert found.second.__spec__.origin == found.second.__file__


def test_a_module_that_a_package_does_not_import_is_found_after_it_was_put_off(package, tmp_path):
    (tmp_path / package / "fourth.py").write_text("from slow_package import done\nvalue = done[:]")
    ModuleGroup(package).put_off()
    names = {}
    exec("from slow_package.fourth import value", names)
    assert names["value"] == ["first", "second", "third"]
    with pytest.raises(ModuleNotFoundError, match="fifth"):
        exec("import slow_package.fifth")


@pytest.mark.parametrize(
    "use",
    [
        "import numpy.typing",
        "from numpy.linalg import norm; assert norm([3, 4]) == 5",
        "import torch; assert torch.ones(2).numpy().sum() == 2",
        "import safetensors.numpy",
        "assert np.__version__ == __import__('importlib.metadata').metadata.version('numpy')",
        "assert np.random.default_rng(0).random() < 1",
    ],
)
def test_numpy_is_the_same_after_it_was_put_off(use):
    program = f"""if True:
        import sys
        from wmstudio.deferred import NUMPY
        NUMPY.put_off()
        import numpy as np
        assert "numpy._core" not in sys.modules
        {use}
        assert np.arange(3).sum() == 3
        assert sys.modules["numpy"] is np
        assert sys.modules["numpy.linalg"] is np.linalg
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_module_that_needs_a_group_is_imported_after_it(package):
    ModuleGroup(f"{package}.first", f"{package}.second", needed_by=[f"{package}.third"]).put_off()
    assert imported().done == ["first", "second", "third"]


def test_what_is_imported_already_or_does_not_exist_can_be_put_off(package):
    found = imported()
    group = ModuleGroup(f"{package}.first", f"{package}.missing", "nowhere.at_all")
    group.put_off()
    group.complete()
    group.put_off()
    assert found.first.value == "first"
    with pytest.raises(ModuleNotFoundError, match=r"slow_package\.missing"):
        exec("import slow_package.missing")


def test_two_threads_that_use_a_module_at_once_both_find_all_of_it(package, tmp_path):
    (tmp_path / package / "first.py").write_text(
        "from slow_package import done\ndone.append('first')\n"
        "import slow_package\nslow_package.begun.set(); slow_package.both.wait(60)\nvalue = 1\n"
    )
    ModuleGroup(f"{package}.first").put_off()
    found = imported()
    found.begun, found.both, values = threading.Event(), threading.Event(), []

    def use():
        values.append(found.first.value)

    def use_meanwhile():
        found.begun.wait(60)
        found.both.set()
        use()

    threads = [threading.Thread(target=one) for one in (use, use_meanwhile)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert values == [1, 1]
    assert found.done.count("first") == 1


WITHOUT_COMPILER = """
import sys
from wmstudio.deferred import TORCH, Deferred
TORCH.put_off()
import torch
def put_off():
    return [name for name, module in sys.modules.items() if isinstance(module, Deferred)]
assert len(put_off()) == 10, put_off()
assert not {"torch._decomp", "torch._prims", "torch._refs"} & sys.modules.keys()
"""


def run(program):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_COMPILER + program], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_model_that_ships_is_read_without_torchs_compiler_and_as_exactly():
    program = """
import hashlib
import wmstudio
from wmstudio.checkpoints import bundled
for each in bundled.bundled():
    trace = wmstudio.open(each.folder, "cpu").trace("One day a cat 猫 sat. " * 8)
    print(each.name, hashlib.sha256(trace.surprisal_bits.tobytes()).hexdigest())
"""
    quick = run(program + "assert len(put_off()) == 10, put_off()")
    usual = run("TORCH.complete()\nassert not put_off()\n" + program)
    assert len(quick.splitlines()) > 20
    assert quick == usual


def test_the_engine_of_the_window_opens_a_model_without_torchs_compiler():
    program = """if True:
        import sys
        from wmstudio.deferred import Deferred
        from wmstudio.engine.messages import Open
        from wmstudio.runtime import start
        client = start.make_client(lambda: None)
        backend, opened = start._open(Open("tales-slots", "cpu"))
        assert opened.name == "tales-slots"
        assert isinstance(sys.modules["torch.export"], Deferred)
        assert not {"torch._decomp", "torch._prims", "torch._refs"} & sys.modules.keys()
        assert client.close()
    """
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    "use",
    [
        """
exported = torch.export.export(torch.nn.Linear(3, 2), (torch.ones(1, 3),))
assert exported.module()(torch.ones(1, 3)).shape == (1, 2)
""",
        """
from torch._subclasses.fake_tensor import FakeTensorMode
with FakeTensorMode():
    assert torch.nn.functional.embedding(torch.ones(2, dtype=int), torch.ones(5, 3)).shape == (2, 3)
""",
        """
import torch._dynamo
@torch.compile(backend="eager")
def double(x):
    return 2 * x
assert double(torch.ones(3)).sum() == 6
""",
        """
TORCH.complete()
with torch.device("meta"):
    assert torch.linalg.cholesky_ex(torch.ones(3, 3)).L.shape == (3, 3)
""",
        """
optimiser = torch.optim.AdamW(torch.nn.Linear(3, 2).parameters())
optimiser.step()
from torch._decomp import decomposition_table
assert decomposition_table
""",
    ],
    ids=["exporter", "fake tensors", "compiler", "meta device", "decompositions"],
)
def test_what_needs_torchs_compiler_gets_it(use):
    run(use + "assert not put_off(), put_off()")


class FormatOfAnotherPackage:
    NAME = "theirs (.theirs)"

    def __init__(self, done):
        self.done = done

    def recognise(self, path):
        return path

    def open(self, path, device):
        self.done.append("opened")
        raise ValueError("it is only looked at")


def test_code_of_others_finds_all_of_torch(tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(ModuleGroup, "complete", lambda group: done.append(group))
    file = tmp_path / "model.theirs"
    file.write_text("a model")
    monkeypatch.setattr(registry, "formats", lambda: ((FormatOfAnotherPackage(done),), ()))
    with pytest.raises(ValueError, match="only looked at"):
        registry.open_model(Open(str(file)))
    assert done == [TORCH, "opened"]

    code = tmp_path / "mine.py"
    code.write_text("raise RuntimeError('it was run')")
    done.clear()
    with pytest.raises(ValueError, match="it was run"):
        adapter.open(adapter.allow(code), "cpu")
    assert done == [TORCH]

    done.clear()
    monkeypatch.setattr(transformers_folder, "PACKAGE", "no_such_package")
    with pytest.raises(ModuleNotFoundError):
        transformers_folder._loaded(tmp_path, "gpt")
    assert done == [TORCH]


def test_the_engine_makes_no_generators_which_need_torchs_compiler():
    """Evaluation and training make some; they run where nothing is put off."""
    sources = Path(wmstudio.__file__).parent
    found = {
        path.relative_to(sources).parts[0]
        for path in sources.rglob("*.py")
        if "torch.Generator(" in path.read_text()
    }
    assert found == {"evaluation", "training"}
    for path in (sources / "runtime").rglob("*.py"):
        assert "wmstudio.evaluation" not in path.read_text()
        assert "wmstudio.training" not in path.read_text()
