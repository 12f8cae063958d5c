"""A pickle is data: containers are read as they were written, and nothing that it names is run."""

import argparse
import collections
import pickle

import pytest

from tests.weights import bombs
from wmstudio.untrusted import UntrustedError
from wmstudio.weights.inert import Global, Inert
from wmstudio.weights.pickles import read_pickle

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
