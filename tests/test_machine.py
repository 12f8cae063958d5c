import numpy as np
import pytest
import torch

from wmstudio.machine import free_memory, in_words, is_out_of_memory

HUGE = 2**50


def test_a_lack_of_memory_is_recognised_whoever_tells_of_it():
    for take in (
        lambda: torch.zeros(HUGE, dtype=torch.float32),
        lambda: np.zeros(HUGE),
        lambda: torch.zeros(2**31, 2**31, 2**31),
        lambda: bytearray(2**62),
    ):
        with pytest.raises((RuntimeError, MemoryError)) as error:
            take()
        assert is_out_of_memory(error.value), str(error.value)
    assert not is_out_of_memory(RuntimeError("shapes do not fit"))
    assert not is_out_of_memory(ValueError("not enough memory"))


def test_free_memory_is_less_than_a_petabyte_and_more_than_nothing():
    assert 0 < free_memory() < HUGE


@pytest.mark.parametrize(
    ("size", "words"), [(12, "12 bytes"), (2_500, "2.5 kB"), (3 * 10**9, "3.0 GB")]
)
def test_sizes_are_told_in_units_that_fit(size, words):
    assert in_words(size) == words
