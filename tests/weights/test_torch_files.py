"""Files of torch.save are read without torch, number for number, and no view leaves its storage."""

import numpy as np
import pytest
import torch

from tests.weights import bombs
from wmstudio.untrusted import UntrustedError
from wmstudio.weights import torch_files
from wmstudio.weights.torch_files import read_torch

TENSORS = {
    "float": torch.randn(3, 4),
    "double": torch.randn(2, 2, dtype=torch.float64),
    "half": torch.randn(5).half(),
    "brain": torch.randn(7).bfloat16(),
    "long": torch.arange(-3, 3),
    "bytes": torch.arange(9, dtype=torch.uint8),
    "switches": torch.tensor([True, False]),
    "turned": torch.arange(12.0).reshape(3, 4).T,
    "part": torch.arange(20.0)[3:11:2],
    "single": torch.tensor(2.5),
    "none": torch.zeros(0, 3),
    "parameter": torch.nn.Parameter(torch.randn(2, 3)),
}
FORMATS = pytest.mark.parametrize("is_zip", [True, False], ids=["zip", "legacy"])


def saved(path, value, is_zip=True):
    torch.save(value, path, _use_new_zipfile_serialization=is_zip)
    return path


@FORMATS
def test_every_tensor_is_read_as_it_was_saved(tmp_path, is_zip):
    found = read_torch(saved(tmp_path / "a.pt", {"in": {"it": TENSORS}}, is_zip))["in"]["it"]

    assert list(found) == list(TENSORS)
    for name, tensor in TENSORS.items():
        want = tensor.detach().float().numpy()
        assert found[name].shape == tuple(want.shape)
        np.testing.assert_array_equal(found[name].values(), want, err_msg=name)


@FORMATS
def test_weights_that_share_a_storage_are_told_apart(tmp_path, is_zip):
    whole = torch.arange(12.0)
    path = saved(tmp_path / "a.pt", {"a": whole[:4].view(2, 2), "b": whole[4:]}, is_zip)
    found = read_torch(path)

    assert found["a"].values().tolist() == [[0, 1], [2, 3]]
    assert found["b"].values().tolist() == list(range(4, 12))


@FORMATS
def test_tensors_that_share_a_storage_read_their_own_part_only(tmp_path, monkeypatch, is_zip):
    whole = torch.arange(1000.0)
    parts = {"a": whole[:10], "b": whole[500:900:4], "c": whole[990:].reshape(2, 5).T}
    found = read_torch(saved(tmp_path / "a.pt", parts, is_zip))
    sizes = []
    read = torch_files.read_stretch
    monkeypatch.setattr(
        torch_files, "read_stretch", lambda *given: sizes.append(given[2]) or read(*given)
    )

    for name, tensor in parts.items():
        np.testing.assert_array_equal(found[name].values(), tensor.numpy())
    assert sizes == [4 * 10, 4 * 397, 4 * 10]


@FORMATS
def test_a_file_cut_short_anywhere_is_refused(tmp_path, is_zip):
    whole = saved(tmp_path / "a.pt", {"a": torch.randn(40, 5), "b": [1, 2]}, is_zip).read_bytes()
    path = tmp_path / "cut.pt"
    for size in range(0, len(whole), 7):
        path.write_bytes(whole[:size])
        with pytest.raises(UntrustedError):
            read_torch(path)


VIEWS = {
    "beyond the end": (4, 0, (5,), (1,)),
    "from an offset": (4, 2, (3,), (1,)),
    "by its strides": (6, 0, (2, 3), (4, 1)),
    "negative offset": (4, -1, (2,), (1,)),
    "negative stride": (4, 3, (4,), (-1,)),
    "negative size": (4, 0, (-1,), (1,)),
    "other dimensions": (4, 0, (2, 2), (2,)),
    "repeated endlessly": (4, 0, (2**40,), (0,)),
    "sizes that overflow": (4, 0, (2**47, 2**47), (2**47, 1)),
    "no numbers": (4, 0, ("a",), (1,)),
    "a number that is a switch": (4, 0, (True,), (1,)),
    "many dimensions": (4, 0, (1,) * 5_000, (1,) * 5_000),
    "more than the file": (10 * 2**30, 0, (10 * 2**30,), (1,)),
    "negative count": (-4, 0, (1,), (1,)),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_beyond_its_storage_is_refused_before_it_is_made(tmp_path, name):
    count, *rest = VIEWS[name]
    path = tmp_path / "a.pt"
    path.write_bytes(bombs.as_zip(bombs.view(count, *rest), {"0": b"\0" * 16}))

    with pytest.raises(UntrustedError):
        read_torch(path)


def test_a_storage_shorter_than_its_tensor_is_refused(tmp_path):
    path = tmp_path / "a.pt"
    path.write_bytes(bombs.as_zip(bombs.view(4, 0, (4,), (1,)), {"0": b"\0" * 15}))
    with pytest.raises(UntrustedError, match="15 bytes"):
        read_torch(path)
    path.write_bytes(bombs.as_zip(bombs.view(4, 0, (4,), (1,)), {"1": b"\0" * 16}))
    with pytest.raises(UntrustedError, match="missing"):
        read_torch(path)


@pytest.mark.parametrize("form", [bombs.as_zip, bombs.as_legacy])
@pytest.mark.parametrize("name", bombs.raw("x"))
def test_no_bomb_in_a_file_runs_anything(tmp_path, name, form):
    mark, path = tmp_path / "ran", tmp_path / "a.pt"
    path.write_bytes(form(bombs.raw(mark)[name]))
    said = ""
    try:
        read_torch(path)
    except UntrustedError as error:
        said = str(error)
    assert "\n" not in said
    assert not mark.exists()


def test_a_zip_that_unpacks_without_end_is_left_early(tmp_path):
    path = tmp_path / "a.pt"
    path.write_bytes(bombs.zip_bomb())

    with pytest.raises(UntrustedError, match="too large"):
        read_torch(path)


def test_names_that_lead_elsewhere_are_only_names(tmp_path):
    path = tmp_path / "a.pt"
    pickled = bombs.view(4, 0, (4,), (1,), key="../../../etc/passwd")
    path.write_bytes(bombs.as_zip(pickled, {"../../../etc/passwd": b"\0" * 16}, "../../up"))

    assert read_torch(path)["weight_hh_l0"].values().tolist() == [0.0] * 4
    assert list(tmp_path.iterdir()) == [path]
