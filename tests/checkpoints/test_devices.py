"""A checkpoint says the same on every device that there is, read at once or token by token."""

import numpy as np
import pytest
import torch

from tests.support import DEVICES, OLDER
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.engine.torch_backend import TorchBackend

PLACES = [*bundled.all_in(bundled.folder()), *bundled.all_in(OLDER)]
TEXT = (
    "Once upon a time a little girl named Lily lived in the old wood. “Who is there?” said Lily.\n"
    "( [ { } ] ) a 7 b 3 store recall 小红去花园了。\n"
) * 4
TOKENS = 200
# Devices add in other orders. Float32 has steps of 6e-8; over some hundred tokens of a memory that
# feeds on itself differences grew to 1e-4 of a bit. A wrong gate or token is off by 1e-2 and more.
ALIKE = {"rtol": 1e-3, "atol": 1e-3}


def read(folder, device, cuts=()):
    """Surprise, uncertainty and every signal, read in stretches that end at the cuts."""
    backend = TorchBackend(open_checkpoint(folder, device), torch.device(device))
    state, told = backend.initial_state(), []
    ids = np.asarray(backend.encode(TEXT).ids[:TOKENS], np.int32)
    for part, start in zip(np.split(ids, cuts), (0, *cuts), strict=True):
        done = backend.read(part, state, position=start, watch=backend.signals, top=5)
        state = done.state
        told.append({"bits": done.surprisal_bits, "entropy": done.entropy_bits, **done.signals})
    assert all(x.device == backend.device for x in state.values())
    return {name: np.concatenate([one[name] for one in told]) for name in told[0]}


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("place", PLACES, ids=[place.name for place in PLACES])
def test_numbers_of_a_checkpoint_are_those_of_the_cpu_read_at_once(place, device):
    wanted = read(place.folder, "cpu")
    for cuts in ((), tuple(range(1, TOKENS))):
        found = read(place.folder, device, cuts)
        assert found.keys() == wanted.keys()
        for name, x in wanted.items():
            np.testing.assert_allclose(found[name], x, **ALIKE, err_msg=f"{name}, cut {cuts[:3]}")
