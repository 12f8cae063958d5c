"""rwkv.cpp's files are read, and damaged or quantised ones are refused."""

import struct

import numpy as np
import pytest

from tests.backends import rwkv_by_hand
from wmstudio.untrusted import UntrustedError
from wmstudio.weights.rwkv_cpp import HEADER, read_rwkv_cpp


@pytest.mark.parametrize("version", [v for v in rwkv_by_hand.VERSIONS if v != "5.1"])
def test_tensors_are_those_that_the_converter_was_given(tmp_path, version):
    tensors = rwkv_by_hand.weights(version)
    rwkv_by_hand.write_rwkv_cpp(tmp_path / "a.bin", tensors, version)
    header, found = read_rwkv_cpp(tmp_path / "a.bin")

    assert (header.vocab_size, header.width, header.layers) == (40, 16, 3)
    assert found.keys() == tensors.keys()
    for name, x in tensors.items():
        values = found[name].values()
        assert values.shape == found[name].shape
        # Decays are kept as their exponentials.
        np.testing.assert_allclose(values.reshape(x.shape), x, rtol=1e-5, atol=2e-6)


def test_decays_that_float32_has_as_zero_or_one_stay_such(tmp_path):
    tensors = rwkv_by_hand.weights("5.2")
    tensors["blocks.0.att.time_decay"][0, :2] = 6.0, -30.0
    rwkv_by_hand.write_rwkv_cpp(tmp_path / "a.bin", tensors, "5.2")
    found = read_rwkv_cpp(tmp_path / "a.bin")[1]["blocks.0.att.time_decay"].values()

    np.testing.assert_allclose(np.exp(-np.exp(found[0, :2].ravel())), [0, 1], atol=1e-7)


def damaged(at, value):
    return lambda data: data[:at] + struct.pack("<i", value) + data[at + 4 :]


DAMAGES = {
    "no file of rwkv.cpp": damaged(0, 7),
    "version 99": damaged(4, 99),
    "quantised": damaged(20, 7),
    "cut short, or damaged": damaged(HEADER.size, 9),
    "goes beyond": damaged(HEADER.size + 12, 2**30),
    "emb.weight is quantised": damaged(HEADER.size + 8, 9),
}


@pytest.mark.parametrize("why", DAMAGES)
def test_what_is_damaged_is_refused_in_words(tmp_path, why):
    path = tmp_path / "a.bin"
    rwkv_by_hand.write_rwkv_cpp(path, rwkv_by_hand.weights("4"), "4")
    path.write_bytes(DAMAGES[why](path.read_bytes()))

    with pytest.raises(UntrustedError, match=why):
        read_rwkv_cpp(path)


def test_a_file_cut_short_anywhere_is_refused(tmp_path):
    path = tmp_path / "a.bin"
    rwkv_by_hand.write_rwkv_cpp(path, rwkv_by_hand.weights("7"), "7")
    data = path.read_bytes()
    for size in (*range(0, 200, 7), 2_000, len(data) - 1):
        path.write_bytes(data[:size])
        if size != HEADER.size:  # there the first tensor would begin
            with pytest.raises(UntrustedError):
                read_rwkv_cpp(path)
