import subprocess
import sys
from pathlib import Path

import pytest

MAPS = Path("/proc/self/maps")


@pytest.mark.skipif(not MAPS.exists(), reason="only there the system says what it has loaded")
def test_that_torchs_libraries_are_loaded_before_it_is_imported_and_it_works_with_them():
    program = f"""if True:
        import sys
        from pathlib import Path
        from wmstudio.backends.checkpoint import load_libraries
        load_libraries()
        assert "libtorch_cpu.so" in Path("{MAPS}").read_text()
        assert "torch" not in sys.modules
        import torch
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).sum().item() == 8
    """
    subprocess.run([sys.executable, "-c", program], check=True)


def test_that_where_there_is_no_torch_nothing_is_loaded_and_nothing_is_said(monkeypatch):
    from wmstudio.backends import checkpoint as start

    monkeypatch.setattr(start.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(start.ctypes, "CDLL", lambda *_, **__: pytest.fail("something was loaded"))
    start.load_libraries()


@pytest.mark.skipif(not MAPS.exists(), reason="only there the system says what it has loaded")
def test_while_torchs_libraries_are_loaded_other_threads_run():
    program = f"""if True:
        import sys, threading
        from pathlib import Path
        from wmstudio.backends import checkpoint
        maps, seen = Path("{MAPS}"), []
        # The other thread would be given no turn, however long it waits for one.
        sys.setswitchinterval(3600)
        thread = threading.Thread(target=checkpoint.load_libraries)
        thread.start()
        while thread.is_alive():
            seen.append("libtorch_cpu.so" in maps.read_text())
        print(seen.count(True))
    """
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert int(done.stdout) > 1
