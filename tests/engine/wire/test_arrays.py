"""Arrays arrive bit for bit, and those that move back and fade cost little."""

import msgspec
import numpy as np
import pytest

from wmstudio.engine.wire.arrays import Arrays
from wmstudio.engine.wire.plans import WireError

WIDTH, TOKENS = 500, 600
MOVES = (1, 1, 1, 0, -1, 1, -3, 1, 2, 1, 20, 1, -30, 1, 1, 999, 1, 1)
ODD = (0.0, -0.0, np.nan, -np.nan, np.inf, -np.inf, 1e-45, 2e-39, 1.2e-38, 1e-30, 1.0, 3e38, -1.5)


def strengths(token, dtype=np.float32):
    """Of the tokens up to this one, from the last to the first: ``[2, WIDTH]``."""
    rng = np.random.default_rng(0)
    written, fading = np.log(rng.uniform(0.3, 1, (2, 2, TOKENS))).astype(dtype)
    back = np.arange(WIDTH)
    at = np.maximum(token - back, 0)
    logs = written[:, at] + fading[:, at] / 200 * back.astype(dtype)
    return np.where(token >= back, np.exp(logs), 0).astype(dtype)


def passed(arrays):
    """Sizes of arrays, each with how far its numbers have moved; they arrive as they were."""
    here, there = Arrays(), Arrays()
    sizes = []
    for value, further in arrays:
        packed = here.pack("one", value, further)
        found = there.unpack("one", *packed)
        assert (found.dtype, found.shape) == (value.dtype, value.shape)
        assert found.tobytes() == value.tobytes()
        sizes.append(len(msgspec.msgpack.encode(packed)))
    return sizes


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_strengths_are_exact_however_the_cursor_moves(dtype):
    token, arrays = 300, [(strengths(300, dtype), 0)]
    for by in MOVES:
        token = min(max(token + by, 0), TOKENS - 1)
        arrays.append((strengths(token, dtype), by))
    passed(arrays)


def test_odd_numbers_are_exact_however_the_cursor_moves():
    rng = np.random.default_rng(1)
    kinds = rng.choice(np.array(ODD, np.float32), (len(MOVES), 3, 40))
    passed(zip(kinds, MOVES, strict=True))


def test_arrays_of_other_types_and_shapes_are_exact():
    values = [
        np.arange(40, dtype=np.int32),
        np.arange(1, 41, dtype=np.int32),
        np.float32(1).reshape(()),
        np.float32(2).reshape(()),
        np.zeros((2, 0), np.float32),
        np.ones(40, np.float32),
        np.full(40, 0.5, np.float32),
        np.full((2, 40), 0.25, np.float32),
    ]
    passed((value, 1) for value in values)


def test_strengths_that_fade_cost_less_than_a_byte_each():
    sizes = passed((strengths(token), 1) for token in range(500, 510))
    assert max(sizes[3:]) < 2 * WIDTH < min(sizes[1:2])


@pytest.mark.parametrize("further", [0, 1, "1", 1.0, True, None])
def test_what_follows_no_array_is_refused(further):
    with pytest.raises(WireError):
        Arrays().unpack("one", further, [None] * 4)


@pytest.mark.parametrize("further", ["1", 1.0, True, [1]])
def test_a_move_that_is_no_number_is_refused(further):
    arrays = Arrays()
    arrays.unpack("one", *Arrays().pack("one", np.ones(9, np.float32)))
    with pytest.raises(WireError):
        arrays.unpack("one", further, [None] * 4)
