import pytest
import torch
from torch import Tensor

from wmstudio.memory import slots_scan, stack_scan
from wmstudio.memory.compiled import compiled


def beyond(x: Tensor, out: Tensor) -> None:
    with open(str(x)) as file:
        out.copy_(float(file.read()))


@pytest.mark.parametrize("module", [slots_scan, stack_scan], ids=lambda module: module.__name__)
def test_the_loops_are_in_the_part_of_python_that_pytorch_knows(module):
    assert isinstance(compiled(module._run), torch.jit.ScriptFunction)


def test_a_loop_that_pytorch_cannot_compile_is_run_by_python():
    assert compiled(beyond) is beyond
