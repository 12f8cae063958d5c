"""The worked example of docs/extending/format.md runs, and does what the page says."""

import importlib
import json
import tomllib
from collections import Counter
from itertools import pairwise
from math import log2

import numpy as np
import pytest

import wmstudio
from tests.worked_examples import blocks_of
from wmstudio.backends import registry
from wmstudio.cli import main
from wmstudio.engine.backend import Refused
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Open, Patch, View

BOOK = "the cat sat on the mat\nthe rat ate the cat’s hat\n" * 3
TEXT = "that cat’s mat"


@pytest.fixture
def module(install):
    declared = tomllib.loads(blocks_of("format.md", "toml")[0])
    (name,) = declared["project"]["entry-points"][registry.GROUP].values()
    install(name, blocks_of("format.md")[0])
    return importlib.import_module(name)


@pytest.fixture
def path(module, tmp_path):
    path = tmp_path / "mine.bigram"
    path.write_bytes(module.count(BOOK))
    return path


def bits_of(text):
    """The surprisal of each byte, counted here once more."""
    book, data = ("\n" + BOOK).encode(), ("\n" + text).encode()
    pairs, firsts = Counter(pairwise(book)), Counter(book[:-1])
    return [log2((firsts[a] + 256) / (pairs[a, b] + 1)) for a, b in pairwise(data)]


def test_notebooks_get_the_surprisal_of_the_counts(path):
    trace = wmstudio.open(path).trace(TEXT, signals=["bigram.seen"])

    # Logarithms in float32, of numbers below 16.
    np.testing.assert_allclose(trace.surprisal_bits, bits_of(TEXT), rtol=0, atol=4e-6)
    assert trace.text == TEXT
    assert trace.spans[-1].tolist() == [len(TEXT) - 1, len(TEXT)]
    assert trace.signals["bigram.seen"].shape == (len(TEXT.encode()),)


def test_the_command_line_measures_it(path, tmp_path):
    story, out = tmp_path / "story.txt", tmp_path / "out.json"
    story.write_text(TEXT, encoding="utf-8")

    assert main(["eval", str(path), str(story), "--json", str(out)]) == 0
    measured = json.loads(out.read_text())["texts"][str(story)]
    assert measured["bits"] == pytest.approx(sum(bits_of(TEXT)), rel=1e-5)


def test_the_window_sees_the_same_in_parts_as_at_once(path):
    def frame_of(*texts):
        engine = Engine(registry.open_model)
        list(engine.do(Open(path, "cpu")))
        for text in texts:
            view = View(1, text, len(text), watch=("bigram.seen",), window=(0, 99))
            *_, frame = engine.look(view)
        return frame

    fresh, typed = frame_of(TEXT), frame_of(*(TEXT[:n] for n in range(len(TEXT) + 1)))
    for column in ("ids", "ends", "surprisal_bits", "entropy_bits", "ranks", "topk_ids"):
        at_once, in_parts = (f.trace.column(column, 0, 99) for f in (fresh, typed))
        assert np.array_equal(at_once, in_parts), column
    assert fresh.snapshot == typed.snapshot


def test_a_patch_is_refused(module, path):
    backend, _ = module.open(path, "cpu")
    patch = Patch("bigram.seen", "set", 1.0)

    with pytest.raises(Refused, match="patch"):
        backend.read(np.array([1], np.int32), backend.initial_state(), patches=[patch])


@pytest.mark.parametrize("size", [0, 7, 8, 1000, -1])
def test_a_damaged_file_is_not_opened(path, size):
    path.write_bytes(path.read_bytes()[:size])

    with pytest.raises(ValueError, match=r"mine\.bigram"):
        registry.open_model(Open(path, "cpu"))
