"""Large libraries are loaded while other threads go on."""

import ctypes
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from wmstudio import shared_libraries

MAPS = Path("/proc/self/maps")


@pytest.mark.skipif(not MAPS.exists(), reason="only there the system says what it has loaded")
def test_that_torchs_libraries_are_loaded_before_it_is_imported_and_it_works_with_them():
    program = f"""if True:
        import sys
        from pathlib import Path
        from wmstudio import shared_libraries
        shared_libraries.load_torch()
        assert "libtorch_cpu.so" in Path("{MAPS}").read_text()
        assert "torch" not in sys.modules
        import torch
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).sum().item() == 8
    """
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.skipif(not MAPS.exists(), reason="only there the system says what it has loaded")
def test_the_library_of_numbas_compiler_is_loaded_before_it_is_imported_and_it_works_with_it():
    pytest.importorskip("llvmlite")
    program = f"""if True:
        import sys
        from pathlib import Path
        from wmstudio import shared_libraries
        shared_libraries.load_llvm()
        assert "libllvmlite.so" in Path("{MAPS}").read_text()
        assert "llvmlite" not in sys.modules
        from llvmlite import binding
        assert binding.llvm_version_info
    """
    subprocess.run([sys.executable, "-c", program], check=True)


def test_that_where_there_is_no_torch_nothing_is_loaded_and_nothing_is_said(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: pytest.fail("something was loaded"))
    shared_libraries.load_torch()
    shared_libraries.load_llvm()


@pytest.mark.skipif(not MAPS.exists(), reason="only there the system says what it has loaded")
def test_while_torchs_libraries_are_loaded_other_threads_run():
    program = f"""if True:
        import sys, threading
        from pathlib import Path
        from wmstudio import shared_libraries
        maps, seen = Path("{MAPS}"), []
        # The other thread would be given no turn, however long it waits for one.
        sys.setswitchinterval(3600)
        thread = threading.Thread(target=shared_libraries.load_torch)
        thread.start()
        while thread.is_alive():
            seen.append("libtorch_cpu.so" in maps.read_text())
        print(seen.count(True))
    """
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert int(done.stdout) > 1
