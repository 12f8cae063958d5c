import threading

import pytest
import torch
from torch import Tensor

from wmstudio.memory import slots_scan, stack_scan, superposition_scan
from wmstudio.memory.loops import running
from wmstudio.memory.loops.running import scripted


def beyond(x: Tensor, out: Tensor) -> None:
    with open(str(x)) as file:
        out.copy_(float(file.read()))


@pytest.mark.parametrize(
    "module", [slots_scan, stack_scan, superposition_scan], ids=lambda module: module.__name__
)
def test_the_loops_are_in_the_part_of_python_that_pytorch_knows(module):
    assert isinstance(scripted(module._run), torch.jit.ScriptFunction)


def test_a_loop_that_pytorch_cannot_compile_is_run_by_python():
    assert scripted(beyond) is beyond


def test_of_two_engines_one_waits_while_the_other_compiles(monkeypatch):
    free = []

    def script(loop):
        other = threading.Thread(
            target=lambda: free.append(running._compiling.acquire(blocking=False))
        )
        other.start()
        other.join()
        return loop

    monkeypatch.setattr(torch.jit, "script", script)
    scripted(lambda x: None)
    assert free == [False]
