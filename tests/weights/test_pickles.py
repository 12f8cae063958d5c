"""A pickle is data: containers are read as they were written, and nothing that it names is run."""

import argparse
import collections
import pickle

import numpy as np
import pytest

from tests.weights import bombs
from wmstudio.untrusted import UntrustedError
from wmstudio.weights.inert import Global, Inert
from wmstudio.weights.pickles import read_pickle
from wmstudio.weights.stored import StoredTensor

SOUND = {
    "none": None,
    "numbers": [0, 1, -1, 255, 256, 2**31, -(2**31), 2**70, -(2**70), 1.5, -0.0, float("inf")],
    "switches": (True, False),
    "texts": ["", "a", "é", "日本", "x" * 70_000, "line\nend"],
    "bytes": [b"", b"\x00\xff" * 200],
    "nested": {"a": [1, (2, {"b": (3,)})], 5: {6: "seven"}},
    "tuples": ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)),
    "many": list(range(3_000)),
    "vocabulary": {chr(i): i for i in range(2_500)},
    "ordered": collections.OrderedDict([("b", 1), ("a", 2)]),
    "sets": [{1, 2, 3}, frozenset({"x"})],
}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("name", SOUND)
def test_containers_are_read_as_they_were_written(name, protocol):
    value = SOUND[name]

    assert read_pickle(pickle.dumps(value, protocol)) == value


def test_a_counter_and_a_default_dictionary_become_plain_tables():
    written = [collections.Counter("aab"), collections.defaultdict(list, {"k": [1]})]

    assert read_pickle(pickle.dumps(written)) == [{"a": 2, "b": 1}, {"k": [1]}]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_an_object_keeps_its_class_name_and_attributes(protocol):
    found = read_pickle(pickle.dumps(argparse.Namespace(hidden=5, tie=True), protocol))

    assert isinstance(found, Inert)
    assert found.of == Global("argparse", "Namespace")
    assert found.attributes == {"hidden": 5, "tie": True}


@pytest.mark.parametrize("name", bombs.raw("x"))
def test_no_bomb_runs_anything_or_crashes(name, tmp_path):
    mark = tmp_path / "ran"
    said, found = "", None
    try:
        found = read_pickle(bombs.raw(mark)[name])
    except UntrustedError as error:
        said = str(error)
    assert "\n" not in said
    assert isinstance(found, Inert | list | tuple | dict | set | type(None) | int)
    assert not mark.exists()


def test_a_pickle_of_too_many_operations_is_refused(monkeypatch):
    monkeypatch.setattr("wmstudio.weights.pickles.MOST_OPERATIONS", 50)

    assert read_pickle(pickle.dumps(list(range(10)))) == list(range(10))
    with pytest.raises(UntrustedError, match="too large"):
        read_pickle(pickle.dumps(list(range(100))))


# --- arrays -------------------------------------------------------------------------------------

ARRAYS = {
    "float32": np.arange(12, dtype="f4").reshape(3, 4),
    "turned": np.asfortranarray(np.arange(12, dtype="f8").reshape(3, 4)),
    "big-endian": np.arange(5, dtype=">i4"),
    "half, strided": np.arange(20, dtype="f2")[::3],
    "switches": np.array([[True], [False]]),
    "none": np.zeros((0, 3), "f4"),
    "one": np.array(2.5),
}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_of_numbers_become_tensors(name, protocol):
    written = ARRAYS[name]
    twice = read_pickle(pickle.dumps({"a": written, "b": [(1, written)], "c": written}, protocol))

    for found in (twice["a"], twice["b"][0][1], twice["c"]):
        assert isinstance(found, StoredTensor)
        assert found.shape == written.shape
        np.testing.assert_array_equal(found.raw(), written)


TEXTS = {
    "letters": np.array(sorted("the cat,\n日")),
    "words": np.array(["", "a", "bc", "né"]),
    "bytes": np.array([b"a", b"bc"]),
    "big-endian letters": np.array(["a", "bc"]).astype(">U2"),
    "objects": np.array(["a", "bc", "d"], object),
}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("name", TEXTS)
def test_arrays_of_texts_become_lists(name, protocol):
    expected = [x.decode() if isinstance(x, bytes) else x for x in TEXTS[name].tolist()]

    assert read_pickle(pickle.dumps(TEXTS[name], protocol)) == expected
    assert read_pickle(pickle.dumps({"itos": TEXTS[name]}, protocol)) == {"itos": expected}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_single_numbers_of_numpy_become_pythons(protocol):
    written = {"a": np.int64(7), np.str_("b"): np.float32(0.5), "c": np.bool_(True)}

    assert read_pickle(pickle.dumps(written, protocol)) == {"a": 7, "b": 0.5, "c": True}


def test_arrays_of_other_types_are_left_alone():
    written = {"a": np.zeros(2, [("x", "f4"), ("y", "i4")]), "b": np.zeros(2, "M8[s]"), "c": 1}
    found = read_pickle(pickle.dumps(written))

    assert isinstance(found["a"], Inert)
    assert isinstance(found["b"], Inert)
    assert found["c"] == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"K\x03K\x04\x86", b"K\x03K\x05\x86"), (b"f4", b"U0"), (b"f4", b"f8"), (b"f4", b"O8")],
)
def test_an_array_that_does_not_fit_its_bytes_is_refused(old, new):
    data = pickle.dumps(np.arange(12, dtype="f4").reshape(3, 4), 4)
    assert data.count(old) == 1

    with pytest.raises(UntrustedError, match="array"):
        read_pickle(data.replace(old, new))
