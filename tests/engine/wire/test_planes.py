"""Planes of bytes hold every bit, and nothing that is damaged becomes an array."""

import numpy as np
import pytest

from wmstudio.engine.wire.planes import CODED, code, pack_planes, unpack_planes
from wmstudio.engine.wire.plans import WireError

ODD = np.array([0.0, -0.0, np.nan, -np.nan, np.inf, -np.inf, 1e-45, -1.5], np.float32)
RANDOM = np.random.default_rng(0).normal(size=(40, 64)).astype(np.float32)
SPARSE = np.where(np.arange(64) == 7, RANDOM, RANDOM[::-1])


@pytest.mark.parametrize(
    ("value", "old"),
    [
        (ODD, ODD[::-1].copy()),
        (RANDOM, np.zeros_like(RANDOM)),
        (RANDOM, RANDOM),
        (SPARSE, RANDOM[::-1]),
        (np.arange(-5, 5), np.arange(10)),
        (RANDOM.astype(np.float16), RANDOM.astype(np.float16)[::-1]),
        (np.array([True, False]), np.array([True, True])),
        (np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32)),
    ],
)
def test_every_bit_is_there_again(value, old):
    found = unpack_planes(pack_planes(value, old), old)
    assert (found.dtype, found.shape) == (value.dtype, value.shape)
    assert found.tobytes() == value.tobytes()
    assert found.flags.writeable


def length(planes):
    return sum(len(plane[1]) for plane in planes if plane is not None)


def test_what_stays_the_same_costs_next_to_nothing():
    assert pack_planes(RANDOM, RANDOM) == [None] * 4
    # One number of 64 differs, so that a byte of 64 of each plane does.
    assert length(pack_planes(SPARSE, RANDOM[::-1])) < RANDOM.nbytes / 16


def test_numbers_without_a_likeness_take_no_more_than_they_are():
    noise = np.random.default_rng(1).integers(0, 256, RANDOM.nbytes, np.uint8).view(np.float32)
    assert length(pack_planes(noise, RANDOM.reshape(-1))) <= noise.nbytes
    assert length(pack_planes(RANDOM, RANDOM[::-1])) < 0.9 * RANDOM.nbytes


@pytest.mark.parametrize(
    "damaged",
    [
        [None] * 3,
        [None] * 5,
        "planes",
        [[0, b"too short"]] * 4,
        [[7, bytes(RANDOM.size)]] * 4,
        [[-1, bytes(RANDOM.size)]] * 4,
        [["0", bytes(RANDOM.size)]] * 4,
        [[0, "x" * RANDOM.size]] * 4,
        [[CODED, b"no code"]] * 4,
        [[CODED, code(bytes(RANDOM.size - 1))]] * 4,
        [[CODED, code(bytes(100_000_000))]] * 4,
        [[0]] * 4,
    ],
)
def test_damaged_planes_are_refused(damaged):
    with pytest.raises(WireError):
        unpack_planes(damaged, RANDOM)
